#include <algorithm>

#include "base/text.h"
#include "labeling/json/task_json.h"
#include "labeling/storages/export_outbox.h"
#include "labeling/tasks/annotations.h"
#include "storage/common_fields.h"
#include "storage/condition_probe.h"
#include "sync/conditions.h"
#include "sync/doctor/patient.h"
#include "sync/export_body.h"

namespace millrace::sync {
namespace {

using State = storage::Finding::State;
using storage::Support;
using Weight = Checkup::Weight;

constexpr std::string_view kBody = "Millrace checks that it may write here. It can be deleted.\n";
constexpr uint64_t kMaxCompared = 1u << 20;
constexpr size_t kMostCompared = 100;
constexpr size_t kExamples = 3;

class Writer {
 public:
  Writer(const Patient& patient, Checkup& checkup)
      : patient_(patient), checkup_(checkup), key_(storage::NewProbeKey(patient.place.prefix)) {}

  void Run() {
    const std::string why = "nothing could be written";
    if (!checkup_.Make("write", "write", Weight::kUseful, [&](Probe& probe) { Write(probe); })) {
      checkup_.Skip("read_back", "read back", why);
      checkup_.Skip("delete", "delete", why);
      checkup_.Skip("conditions", "conditional writes", why);
      return;
    }
    checkup_.Make("read_back", "read back", Weight::kUseful,
                  [&](Probe& probe) { ReadBack(probe); });
    // Also when the time is over: nothing of ours may stay.
    if (checkup_.over()) (void)patient_.store.Delete(key_, "");
    checkup_.Make("delete", "delete", Weight::kUseful, [&](Probe& probe) { Delete(probe); });
    if (undeletable_)
      return checkup_.Skip("conditions", "conditional writes",
                           "another probe object would stay behind");
    checkup_.Make("conditions", "conditional writes", Weight::kUseful,
                  [&](Probe& probe) { Conditions(probe); });
  }

 private:
  void Write(Probe& probe) {
    const auto put =
        patient_.store.Put({.key = key_, .body = std::string(kBody), .content_type = "text/plain"});
    if (put.has_value()) {
      probe.detail = "\"" + Printable(key_) + "\" was written.";
      return;
    }
    SayRefused(probe, put.error(), patient_);
    // The answer may be lost though the object is there.
    if (put.error().temporary) (void)patient_.store.Delete(key_, "");
  }

  void ReadBack(Probe& probe) {
    const auto object = storage::GetObject(patient_.store, {.key = key_}, kMaxCompared);
    if (!object.has_value()) return SayRefused(probe, object.error(), patient_);
    if (object->body == kBody) {
      probe.detail = "It holds what was written.";
      return;
    }
    SayFailed(probe,
              Error{.kind = ErrorKind::kCorrupt,
                    .message = "\"" + Printable(key_) + "\" does not hold what was written: " +
                               HumanBytes(object->body.size()) + " instead of " +
                               HumanBytes(kBody.size()) + ".",
                    .advice = "Look for something between this server and the store that "
                              "changes what it passes on."});
  }

  void Delete(Probe& probe) {
    Result<void> outcome = patient_.store.Delete(key_, "");
    if (outcome.has_value()) {
      const auto head = patient_.store.Head(key_);
      if (head.has_value())
        outcome = Fail(
            ErrorKind::kCorrupt,
            "The store said that it deleted \"" + Printable(key_) + "\", but it is still there.",
            "Look for a retention rule of the bucket.");
    }
    if (outcome.has_value()) {
      probe.detail = "The probe object is gone.";
      return;
    }
    undeletable_ = true;
    SayRefused(probe, outcome.error(), patient_);
    probe.advice += (probe.advice.empty() ? "" : " ") + std::string("The probe object \"") +
                    Printable(key_) + "\" stays there.";
    if (patient_.spec.values.Bool(storage::kCanDeleteObjects)) return;
    // Exports get along without.
    probe.state = State::kWarning;
    probe.error.reset();
  }

  void Conditions(Probe& probe) {
    const auto support = storage::ProbeConditions(patient_.store, patient_.place.prefix);
    if (!support.has_value()) return SayRefused(probe, support.error(), patient_);
    if (patient_.options.storage_id != 0)
      RememberConditions(patient_.context, patient_.options.storage_id, *support);
    std::string ignored;
    for (const auto& [state, what] : {std::pair(support->put_if_absent, "if it is not there"),
                                      std::pair(support->put_if_match, "if it is unchanged")})
      if (state != Support::kYes) ignored += (ignored.empty() ? "" : " and ") + std::string(what);
    if (ignored.empty()) {
      probe.detail = "They are obeyed: nothing of somebody else can be overwritten.";
      return;
    }
    Warn(probe, "This store ignores the conditions of writes (" + ignored + ").",
         "Millrace looks before each write instead, but another program that writes the same "
         "object at the same moment cannot be excluded; let no other program write here.");
  }

  const Patient& patient_;
  Checkup& checkup_;
  const std::string key_;
  bool undeletable_ = false;
};

// The numbers in the name of an object: annotations that it may belong to.
std::vector<int64_t> NumbersIn(std::string_view name) {
  std::vector<int64_t> numbers;
  for (size_t at = 0; at < name.size() && numbers.size() < 4;) {
    const size_t end = std::min(name.find_first_not_of("0123456789", at), name.size());
    if (end == at) {
      ++at;
      continue;
    }
    if (const auto number = ParseInt(name.substr(at, end - at))) numbers.push_back(*number);
    at = end;
  }
  return numbers;
}

// Sorts what stands in a target into ours, the same as ours, and somebody else's (design §5).
class Inventory {
 public:
  Inventory(const Patient& patient, Checkup& checkup)
      : patient_(patient), pages_(patient, checkup) {
    like_.id = patient.options.storage_id;
    like_.project_id = patient.spec.project_id;
    like_.role = labeling::StorageRole::kTarget;
    like_.prefix = patient.place.prefix;
  }

  void Run(Probe& probe) {
    while (!pages_.done()) {
      const auto page = pages_.Next();
      Result<void> sorted = page.has_value() ? Sort(*page) : std::unexpected(page.error());
      if (!sorted.has_value()) {
        SayRefused(probe, sorted.error(), patient_);
        // Exports get along without a listing.
        probe.state = State::kWarning;
        probe.error.reset();
        return;
      }
    }
    if (pages_.count() == 0) {
      probe.detail = Printable(patient_.Uri()) + " is empty.";
      return;
    }
    const std::string counts = pages_.Words() + ": " + WithThousands(ours_) +
                               " written by this server, " + WithThousands(match_) +
                               " match an annotation here, " + WithThousands(foreign_) + " foreign";
    probe.not_matching = examples_;
    if (in_the_way_ == 0) {
      probe.detail = counts + ".";
      return;
    }
    Warn(probe,
         counts + "; " + WithThousands(in_the_way_) +
             " of them under the name of an annotation's object.",
         "Nothing of it is overwritten. After the sync compare them and choose adopt, overwrite "
         "or keep for each, or use another prefix.");
  }

 private:
  Result<void> Sort(const std::vector<storage::ObjectInfo>& objects) {
    if (objects.empty()) return {};
    const auto [first, last] = std::ranges::minmax_element(objects, {}, &storage::ObjectInfo::key);
    std::vector<std::string> wanted;
    RETURN_IF_ERROR(patient_.context.db->Read([&](db::Connection& tx) -> Result<void> {
      ASSIGN_OR_RETURN(const std::vector<std::string> own,
                       labeling::OwnKeysInRange(tx, patient_.place.kind, patient_.place.endpoint,
                                                patient_.place.bucket, first->key, last->key));
      for (const storage::ObjectInfo& object : objects) {
        ASSIGN_OR_RETURN(const std::optional<ExportBody> here, AnnotationOf(tx, object.key));
        if (std::ranges::binary_search(own, object.key)) {
          ++ours_;
        } else if (here.has_value() && object.size <= kMaxCompared && compared_ < kMostCompared) {
          ++compared_;
          wanted.push_back(object.key);
        } else {
          Foreign(object.key, here.has_value());
        }
      }
      return {};
    }));
    // Read outside of the transaction.
    for (const std::string& key : wanted) {
      ASSIGN_OR_RETURN(const bool same, Matches(key));
      if (same)
        ++match_;
      else
        Foreign(key, true);
    }
    return {};
  }

  // Is that an annotation (or a task, where they are exported) of this project?
  Result<bool> IsHere(db::Connection& tx, int64_t id) const {
    const auto is_here = [&](const auto& found) -> Result<bool> {
      if (found.has_value()) return found->project_id == like_.project_id;
      if (found.error().kind == ErrorKind::kNotFound) return false;
      return std::unexpected(found.error());
    };
    if (patient_.spec.values.String(storage::kContent) == "task")
      return is_here(labeling::GetTask(tx, id));
    return is_here(labeling::GetAnnotation(tx, id));
  }

  // What this project would write under that key; nothing if it never would.
  Result<std::optional<ExportBody>> AnnotationOf(db::Connection& tx, const std::string& key) const {
    for (const int64_t id : NumbersIn(std::string_view(key).substr(like_.prefix.size()))) {
      ASSIGN_OR_RETURN(const bool here, IsHere(tx, id));
      if (!here) continue;
      auto body = BuildExport(tx, like_, patient_.spec.values, id);
      if (!body.has_value()) return std::unexpected(body.error());
      if (body->exists && body->key == key) return *std::move(body);
    }
    return std::nullopt;
  }

  Result<bool> Matches(const std::string& key) const {
    const auto theirs = storage::GetObject(patient_.store, {.key = key}, kMaxCompared);
    if (!theirs.has_value()) return false;
    ASSIGN_OR_RETURN(const auto ours, patient_.context.db->Read([&](db::Connection& tx) {
      return AnnotationOf(tx, key);
    }));
    if (!ours.has_value()) return false;
    if (ours->body == theirs->body) return true;
    const auto foreign = labeling::ReadExportedAnnotation(theirs->body);
    const auto own = labeling::ReadExportedAnnotation(ours->body);
    return foreign.has_value() && own.has_value() &&
           labeling::SameJson(foreign->task_data, own->task_data);
  }

  void Foreign(const std::string& key, bool in_the_way) {
    ++foreign_;
    if (in_the_way) ++in_the_way_;
    if (examples_.size() < kExamples) examples_.push_back(key);
  }

  const Patient& patient_;
  Pages pages_;
  labeling::Storage like_;
  int64_t ours_ = 0, match_ = 0, foreign_ = 0, in_the_way_ = 0;
  size_t compared_ = 0;
  std::vector<std::string> examples_;
};

}  // namespace

void WriteTarget(const Patient& patient, Checkup& checkup) { Writer(patient, checkup).Run(); }

void LookIntoTarget(const Patient& patient, Checkup& checkup) {
  checkup.Make("contents", "what is there", Weight::kUseful,
               [&](Probe& probe) { Inventory(patient, checkup).Run(probe); });
}

}  // namespace millrace::sync

#include <algorithm>

#include "base/text.h"
#include "storage/common_fields.h"
#include "sync/doctor/patient.h"
#include "sync/object_reader.h"

namespace millrace::sync {
namespace {

using State = storage::Finding::State;
using Weight = Checkup::Weight;

constexpr size_t kExamples = 3;
constexpr size_t kTries = 3;  // objects that may be unreadable for reasons of their own
constexpr uint64_t kHeadBytes = 1024;

// The beginning of one object; a store without ranges is cut off.
class HeadSink final : public storage::GetSink {
 public:
  bool Start(size_t, const storage::ObjectInfo& info) override {
    size_ = info.size;
    return true;
  }
  bool Data(size_t, std::string_view bytes) override {
    head_ += bytes.substr(0, kHeadBytes - head_.size());
    return head_.size() < kHeadBytes;
  }
  void Done(size_t, Result<void> outcome) override {
    if (head_.size() == kHeadBytes) outcome = {};
    outcome_ = std::move(outcome);
  }

  const Result<void>& outcome() const { return outcome_; }
  const std::string& head() const { return head_; }
  uint64_t size() const { return size_; }

 private:
  std::string head_;
  uint64_t size_ = 0;
  Result<void> outcome_;
};

class SourceReader {
 public:
  SourceReader(const Patient& patient, Checkup& checkup)
      : patient_(patient), checkup_(checkup), pages_(patient, checkup) {}

  Listed Run() {
    if (!List()) checkup_.Block("the listing is refused");
    Regex();
    Get();
    return {.key = readable_, .empty = pages_.complete() && pages_.count() == 0};
  }

 private:
  bool List() {
    return checkup_.Make("list", "list", Weight::kEssential, [&](Probe& probe) {
      auto page = pages_.Next();
      // A page of folder markers alone says nothing yet.
      while (page.has_value() && page->empty() && !pages_.done()) page = pages_.Next();
      if (!page.has_value()) return SayRefused(probe, page.error(), patient_);
      Match(*page);
      if (pages_.count() > 0) {
        probe.detail = pages_.complete()
                           ? Plural(pages_.count(), "object") + " below " + Place()
                           : "More than " + Plural(pages_.count(), "object") + " below " + Place();
        return;
      }
      Warn(probe, "There is no object below " + Place(),
           patient_.place.prefix.empty() ? "Put the first object there."
                                         : "Check the prefix, or put the first object there.");
      if (!patient_.filter.recursive())
        probe.advice += " Objects in folders below it count only with \"" +
                        std::string(storage::kRecursiveScan.title) + "\".";
    });
  }

  void Regex() {
    checkup_.Make("regex", "regex", Weight::kUseful, [&](Probe& probe) {
      while (!pages_.done()) {
        const auto page = pages_.Next();
        if (!page.has_value()) return SayRefused(probe, page.error(), patient_);
        Match(*page);
      }
      probe.matching = matching_;
      probe.not_matching = others_;
      const std::string regex = patient_.spec.values.String(storage::kRegexFilter);
      if (pages_.count() == 0) {
        probe.state = State::kSkipped;
        probe.detail = "Not tried: there is no object.";
        return;
      }
      std::string sentence = WithThousands(matched_) + " of " + pages_.Words() + " match";
      if (patient_.filter.skips_all())
        return Warn(probe, sentence + ": an empty regex skips everything.",
                    "Use .* to collect all.");
      if (regex.empty()) {
        probe.detail = "There is none: every object is used.";
        return;
      }
      sentence += " \"" + Printable(regex) + "\".";
      if (matched_ == 0)
        return Warn(probe, std::move(sentence),
                    "The regex must match from the start of the key, as .*\\.jpg does.");
      probe.detail = std::move(sentence);
    });
  }

  void Get() {
    checkup_.Make("get", "get one object", Weight::kEssential, [&](Probe& probe) {
      if (candidates_.empty()) {
        probe.state = State::kSkipped;
        probe.detail = "Not tried: there is no object with content to read.";
        return;
      }
      std::optional<Error> refusal;
      for (const storage::ObjectInfo& object : candidates_) {
        HeadSink sink;
        const storage::GetRequest request{
            .key = object.key,
            .length = patient_.store.capabilities().ranges ? std::min(object.size, kHeadBytes) : 0};
        patient_.store.GetMany({&request, 1}, sink);
        if (!sink.outcome().has_value()) {
          if (!refusal.has_value()) refusal = sink.outcome().error();
          if (checkup_.over()) break;
          continue;
        }
        readable_ = object.key;
        return Read(probe, object, sink, refusal);
      }
      SayRefused(probe, *refusal, patient_);
    });
  }

  void Read(Probe& probe, const storage::ObjectInfo& object, const HeadSink& sink,
            const std::optional<Error>& refusal) const {
    probe.detail =
        "\"" + Printable(object.key) + "\" can be read (" + HumanBytes(object.size) + ").";
    if (refusal.has_value()) return Warn(probe, refusal->message, refusal->advice);
    if (patient_.spec.values.Bool(storage::kUseBlobUrls)) return;
    if (const auto why = WhyNoTasks(object.key, sink.head()); why.has_value())
      Warn(probe, why->message, why->advice);
  }

  void Match(const std::vector<storage::ObjectInfo>& objects) {
    for (const storage::ObjectInfo& object : objects) {
      const bool match = patient_.filter.Matches(object.key);
      matched_ += match ? 1 : 0;
      std::vector<std::string>& examples = match ? matching_ : others_;
      if (examples.size() < kExamples) examples.push_back(object.key);
      // Without a match any object tells whether the credentials may read.
      if (object.size == 0) continue;
      if (match && !candidate_matches_) {
        candidates_.clear();
        candidate_matches_ = true;
      }
      if (match == candidate_matches_ && candidates_.size() < kTries) candidates_.push_back(object);
    }
  }

  std::string Place() const { return Printable(patient_.Uri()) + "."; }

  const Patient& patient_;
  Checkup& checkup_;
  Pages pages_;
  int64_t matched_ = 0;
  std::vector<std::string> matching_, others_;
  std::vector<storage::ObjectInfo> candidates_;
  bool candidate_matches_ = false;  // they pass the regex
  std::string readable_;
};

}  // namespace

Listed ReadSource(const Patient& patient, Checkup& checkup) {
  return SourceReader(patient, checkup).Run();
}

}  // namespace millrace::sync

#include "sync/exporter.h"

#include <algorithm>
#include <future>
#include <unordered_map>

#include "base/text.h"
#include "crypto/digest.h"
#include "labeling/json/task_json.h"
#include "labeling/storages/export_outbox.h"
#include "storage/common_fields.h"
#include "sync/conditions.h"
#include "sync/export_body.h"
#include "sync/local_copies.h"
#include "sync/parallel.h"
#include "sync/target_writer.h"

namespace millrace::sync {
namespace {

using labeling::ExportObject;
using labeling::OutboxRow;
using labeling::OutboxState;
using Kind = TargetOutcome::Kind;

// One row on its way.
struct Shipment {
  OutboxRow row;
  size_t index = 0;                   // in the wave's rows
  bool exists = true;                 // false: the subject is gone
  TargetWrite write;                  // of what exists
  std::vector<ExportObject> written;  // all we wrote for a subject that is gone, for deletion
  enum class Step { kSend, kDelete, kNothing } step = Step::kSend;
  TargetOutcome outcome;
  std::optional<ExportObject> settled;  // an earlier PUT turned out to be applied
};

struct Wave {
  ExportRows rows;
  std::vector<Shipment> shipments;
};

// A PUT of other content may be under way since before a crash or a lost answer.
bool IsUnsettled(const Shipment& s) {
  return s.row.state == OutboxState::kPrepared && !s.row.digest.empty() &&
         s.row.digest != s.write.digest;
}

std::chrono::seconds BackOff(int attempts) {
  return std::chrono::seconds(std::min(300, 1 << std::min(attempts, 9)));
}

// Does this failure concern the whole target, so that trying the other rows makes no sense?
bool ConcernsTarget(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kUnavailable:
    case ErrorKind::kTimeout:
    case ErrorKind::kDenied:
    case ErrorKind::kUnauthenticated:
    case ErrorKind::kNotFound:
    case ErrorKind::kRateLimited: return true;
    default: return false;
  }
}

class Drain {
 public:
  Drain(const Context& context, const Connection& target, const DrainOptions& options,
        Progress& progress)
      : context_(context), target_(target), options_(options), progress_(progress) {}

  Result<void> Run() {
    // The first row alone: a target that cannot be worked with costs one retry budget, not
    // thousands.
    ASSIGN_OR_RETURN(Wave wave, NextWave(1));
    bool pilot = true;
    std::future<Result<void>> recorded;
    while (!wave.shipments.empty()) {
      // While a wave is written, the one before is recorded and the next one prepared.
      std::future<Result<Wave>> next;
      if (!pilot) next = std::async(std::launch::async, [&] { return NextWave(Larger()); });
      Ship(wave.shipments);
      const std::optional<Error> hopeless = GiveUp(wave.shipments);
      if (recorded.valid()) RETURN_IF_ERROR(recorded.get());
      recorded = std::async(std::launch::async,
                            [this, done = std::move(wave)]() mutable { return Record(done); });
      if (hopeless.has_value() || pilot) RETURN_IF_ERROR(recorded.get());
      if (hopeless.has_value()) return std::unexpected(*hopeless);
      Result<Wave> loaded = pilot ? NextWave(Larger()) : next.get();
      if (!loaded.has_value()) return std::unexpected(loaded.error());
      wave = *std::move(loaded);
      pilot = false;
    }
    return recorded.valid() ? recorded.get() : Result<void>();
  }

  void ReportCopies() const {
    if (copies_ != nullptr) copies_->Report(progress_);
  }

 private:
  // The next rows with their digests committed, ready to be sent; empty at the end.
  Result<Wave> NextWave(size_t limit) {
    if (progress_.stop().stop_requested())
      return Fail(ErrorKind::kCancelled, "The export was stopped.");
    ASSIGN_OR_RETURN(std::vector<OutboxRow> rows, context_.db->Read([&](db::Connection& tx) {
      return labeling::DueRows(tx, target_.row.id, after_, context_.clock->Now(), options_.all,
                               limit);
    }));
    if (rows.empty()) return Wave();
    after_ = rows.back().subject_id;
    if (!writer_.has_value()) writer_.emplace(*target_.store, KnownConditions(context_, target_));
    ASSIGN_OR_RETURN(Wave wave, Load(std::move(rows)));
    Build(wave);
    RETURN_IF_ERROR(SettleOld(wave.shipments));
    RETURN_IF_ERROR(Prepare(wave.shipments));
    return wave;
  }

  // The size of the next wave. Nothing is written yet while the first ones are prepared, so they
  // are small.
  size_t Larger() {
    size_ = std::min(size_ * 2, options_.wave);
    return size_;
  }

  // Subjects and what was written for them before, in one snapshot.
  Result<Wave> Load(std::vector<OutboxRow> rows) {
    return context_.db->Read([&](db::Connection& tx) -> Result<Wave> {
      Wave wave;
      std::vector<int64_t> subjects;
      for (const OutboxRow& row : rows) subjects.push_back(row.subject_id);
      ASSIGN_OR_RETURN(wave.rows, ExportRows::Read(tx, target_.row, target_.values, subjects));
      std::vector<std::string> keys;
      for (size_t i = 0; i < rows.size(); ++i)
        if (wave.rows.Exists(i)) keys.push_back(wave.rows.Key(i));
      ASSIGN_OR_RETURN(std::vector<ExportObject> objects,
                       labeling::ExportObjectsAt(tx, target_.row.id, keys));
      std::unordered_map<std::string_view, ExportObject*> last;
      for (ExportObject& object : objects) last.emplace(object.key, &object);

      wave.shipments.resize(rows.size());
      for (size_t i = 0; i < rows.size(); ++i) {
        Shipment& s = wave.shipments[i];
        s.row = std::move(rows[i]);
        s.index = i;
        s.exists = wave.rows.Exists(i);
        if (!s.exists) {
          ASSIGN_OR_RETURN(s.written,
                           labeling::ExportObjectsOf(tx, target_.row.id, s.row.subject_id));
          continue;
        }
        s.write.key = wave.rows.Key(i);
        if (const auto found = last.find(s.write.key); found != last.end())
          s.write.last = *found->second;
      }
      return wave;
    });
  }

  // Bodies and digests, and what is to be done with them.
  void Build(Wave& wave) const {
    const bool can_delete = target_.values.Bool(storage::kCanDeleteObjects);
    for (Shipment& s : wave.shipments) {
      if (!s.exists) {
        s.step = can_delete ? Shipment::Step::kDelete : Shipment::Step::kNothing;
        continue;
      }
      s.write.body = wave.rows.Body(s.index);
      s.write.digest = crypto::Sha256(s.write.body);
      if (s.write.last.has_value() && s.write.last->digest == s.write.digest &&
          s.row.state != OutboxState::kPrepared)
        s.step = Shipment::Step::kNothing;
    }
  }

  // Finds out what became of earlier PUTs of other content before a newer body gets its own digest.
  Result<void> SettleOld(std::vector<Shipment>& wave) {
    std::vector<Shipment*> open;
    for (Shipment& s : wave)
      if (IsUnsettled(s)) open.push_back(&s);
    if (open.empty()) return {};
    ParallelFor(open.size(), options_.parallel, [&](size_t i) {
      Shipment& s = *open[i];
      const auto mine = [&](const ExportObject& object) { return object.key == s.row.key; };
      std::optional<ExportObject> last = s.write.last;
      if (const auto found = std::ranges::find_if(s.written, mine); found != s.written.end())
        last = *found;
      s.outcome = writer_->Settle(s.row.key, s.row.digest, last);
      if (s.outcome.kind == Kind::kAdopted)
        s.settled = Exported(s, s.row.key, s.row.digest, s.outcome.object);
    });
    RETURN_IF_ERROR(
        context_.db->Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
          for (Shipment* s : open) {
            if (s->outcome.kind == Kind::kFailed || s->outcome.kind == Kind::kConflict) continue;
            if (s->settled.has_value())
              RETURN_IF_ERROR(labeling::SaveExportObject(tx, target_.row.id, *s->settled));
            s->row.state = OutboxState::kPending;
            s->row.digest.clear();
            RETURN_IF_ERROR(labeling::UpdateRow(tx, s->row));
          }
          return {};
        }));
    for (Shipment* s : open) {
      if (!s->settled.has_value()) continue;
      if (s->exists && s->write.key == s->settled->key) s->write.last = s->settled;
      if (!s->exists) s->written.push_back(*s->settled);
    }
    return {};
  }

  // Commits the digests that are about to be sent.
  Result<void> Prepare(std::vector<Shipment>& wave) {
    std::vector<OutboxRow> rows;
    for (Shipment& s : wave) {
      if (s.step != Shipment::Step::kSend || IsUnsettled(s)) continue;
      s.row.key = s.write.key;
      s.row.digest = s.write.digest;
      s.row.state = OutboxState::kPrepared;
      rows.push_back(s.row);
    }
    if (rows.empty()) return {};
    return context_.db->Write(db::Durability::kFull,
                              [&](db::Connection& tx) { return labeling::PrepareRows(tx, rows); });
  }

  void Ship(std::vector<Shipment>& wave) const {
    std::vector<Shipment*> sent, deleted;
    std::vector<TargetWrite> writes;
    for (Shipment& s : wave) {
      if (IsUnsettled(s)) continue;  // Settle's outcome stands: in conflict, or not to be known now
      if (s.step == Shipment::Step::kNothing) {
        s.outcome = {.kind = Kind::kAdopted};
      } else if (s.step == Shipment::Step::kDelete) {
        deleted.push_back(&s);
      } else if (const Result<void> key = target_.store->CheckKey(s.write.key); !key.has_value()) {
        s.outcome = {.kind = Kind::kFailed, .error = key.error()};
      } else {
        sent.push_back(&s);
        writes.push_back(std::move(s.write));
      }
    }
    writer_->PutMany(writes, options_.parallel);
    for (size_t i = 0; i < sent.size(); ++i) {
      sent[i]->outcome = std::move(writes[i].outcome);
      sent[i]->write = std::move(writes[i]);
    }
    ParallelFor(deleted.size(), options_.parallel, [&](size_t i) { Delete(*deleted[i]); });
  }

  void Delete(Shipment& s) const {
    s.outcome = {.kind = Kind::kDeleted};
    for (const ExportObject& object : s.written) {
      s.outcome = writer_->Delete(object);
      if (s.outcome.kind == Kind::kFailed) break;
    }
  }

  ExportObject Exported(const Shipment& s, const std::string& key, const std::string& digest,
                        const storage::ObjectInfo& object) const {
    return {.key = key,
            .subject_id = s.row.subject_id,
            .token = object.token,
            .version = object.condition(),
            .digest = digest,
            .written_at = context_.clock->Now()};
  }

  Result<void> Record(Wave& wave) {
    Counts counts;
    RETURN_IF_ERROR(
        context_.db->Write(db::Durability::kNormal, [&](db::Connection& tx) -> Result<void> {
          counts = {};
          std::vector<OutboxRow> settled;
          std::vector<ExportObject> objects;
          for (Shipment& s : wave.shipments) {
            if (s.outcome.kind == Kind::kConflict || s.outcome.kind == Kind::kFailed) {
              RETURN_IF_ERROR(RecordTrouble(tx, wave.rows, s, counts));
              continue;
            }
            settled.push_back(s.row);
            if (s.outcome.kind == Kind::kDeleted) {
              ++counts.deleted;
              for (const ExportObject& object : s.written)
                RETURN_IF_ERROR(labeling::DropExportObject(tx, target_.row.id, object.key));
            } else if (s.step == Shipment::Step::kSend) {
              ++(s.outcome.kind == Kind::kWritten ? counts.written : counts.adopted);
              objects.push_back(Exported(s, s.write.key, s.write.digest, s.outcome.object));
            } else {
              ++counts.unchanged;
            }
          }
          RETURN_IF_ERROR(labeling::SaveExportObjects(tx, target_.row.id, objects));
          return labeling::SettleRows(tx, target_.row.id, settled);
        }));
    progress_.Change([&](JobStatus& status) { status.counts += counts; });
    if (copies_ != nullptr) KeepCopies(wave.shipments);
    return {};
  }

  void KeepCopies(const std::vector<Shipment>& wave) {
    for (const Shipment& s : wave)
      if (s.step == Shipment::Step::kSend &&
          (s.outcome.kind == Kind::kWritten || s.outcome.kind == Kind::kAdopted))
        copies_->Keep(s.write.key, s.write.body);
  }

  Result<void> RecordTrouble(db::Connection& tx, const ExportRows& rows, Shipment& s,
                             Counts& counts) {
    switch (s.outcome.kind) {
      case Kind::kConflict: {
        ++counts.conflicts;
        s.row.state = OutboxState::kConflict;
        s.row.error = "\"" + Printable(s.row.key) +
                      "\" in the target was not written by this project. Nothing was overwritten; "
                      "choose adopt, overwrite or keep.";
        s.row.foreign_token = s.outcome.object.condition();
        const auto theirs = labeling::ReadExportedAnnotation(s.outcome.body);
        s.row.foreign_match = theirs.has_value() && s.exists &&
                              labeling::SameJson(theirs->task_data, rows.TaskData(s.index));
        progress_.Problem(s.row.error);
        return labeling::UpdateRow(tx, s.row);
      }
      case Kind::kFailed: {
        const Error& error = *s.outcome.error;
        // Cut off by a stop, not refused: the row stays as it is, a digest that was sent included.
        if (error.kind == ErrorKind::kCancelled) return {};
        ++counts.refused;
        ++s.row.attempts;
        s.row.error = error.Sentence();
        if (error.temporary)
          s.row.not_before = context_.clock->Now() + BackOff(s.row.attempts);
        else
          s.row.state = OutboxState::kFailed;
        progress_.Problem(s.row.error);
        return labeling::UpdateRow(tx, s.row);
      }
      default: return {};
    }
  }

  // The failure that all of a wave share and that the next wave would share too. One row alone
  // proves that a target is out of reach, but not that it refuses every key.
  std::optional<Error> GiveUp(const std::vector<Shipment>& wave) const {
    for (const Shipment& s : wave)
      if (s.outcome.kind != Kind::kFailed || !ConcernsTarget(*s.outcome.error)) return std::nullopt;
    const Error& error = *wave.front().outcome.error;
    if (wave.size() == 1 && !error.temporary) return std::nullopt;
    return error;
  }

  const Context& context_;
  const Connection& target_;
  const DrainOptions& options_;
  Progress& progress_;
  const std::unique_ptr<LocalCopies> copies_ = LocalCopies::Of(context_, target_);
  std::optional<TargetWriter> writer_;
  int64_t after_ = 0;  // subjects up to here are on their way
  size_t size_ = 125;  // of the wave before
};

}  // namespace

Result<void> DrainOutbox(const Context& context, const Connection& target,
                         const DrainOptions& options, Progress& progress) {
  Drain drain(context, target, options, progress);
  const Result<void> drained = drain.Run();
  drain.ReportCopies();
  return drained;
}

}  // namespace millrace::sync

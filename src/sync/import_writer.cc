#include "sync/import_writer.h"

#include <algorithm>
#include <deque>
#include <unordered_set>

#include "base/json_writer.h"
#include "base/text.h"
#include "labeling/storages/source_tasks.h"
#include "storage/common_fields.h"

namespace millrace::sync {
namespace {

using labeling::NewTask;
using labeling::ObjectState;
using labeling::SourceObject;
using labeling::SourceRecord;

// The object itself is bad, so reading it again before it changes is no use. Anything else (no
// right to read it, no answer) may be better at the next sync.
bool IsAboutContent(const Error& error) {
  return !error.temporary &&
         (error.kind == ErrorKind::kInvalid || error.kind == ErrorKind::kTooLarge);
}

// One batch inside its transaction: first every object is planned, then all new tasks are inserted
// at once, then their ids go into the memory of the source.
class BatchWrite {
 public:
  BatchWrite(db::Connection& tx, const Context& context, const Connection& connection,
             int64_t generation, const std::string& data_key, Progress& progress)
      : tx_(tx),
        context_(context),
        connection_(connection),
        source_id_(connection.row.id),
        generation_(generation),
        data_key_(data_key),
        now_(context.clock->Now()),
        on_change_(OnChange(connection.values)),
        on_delete_(OnDelete(connection.values)),
        progress_(progress) {}

  Counts counts;

  Result<void> PlanBlob(WorkItem& item) {
    SourceObject& row = StartRow(item, item.object);
    if (!IsUtf8(item.object.key)) {
      Fail(row, item,
           "The name of \"" + Printable(item.object.key) +
               "\" is not UTF-8, so no task can point to it. Rename the object.",
           false);
      return {};
    }
    if (item.known.has_value() && item.known->task_id.has_value()) {
      ASSIGN_OR_RETURN(const bool exists, labeling::TaskExists(tx_, *item.known->task_id));
      if (exists) {
        row.task_id = item.known->task_id;
        const int64_t ids[] = {*row.task_id};
        if (item.why == WorkItem::Why::kBack)
          RETURN_IF_ERROR(labeling::SetSourceState(tx_, ids, labeling::SourceState::kFine));
        if (item.known->token == item.object.token || on_change_ == Policy::kKeep) return {};
        if (on_change_ == Policy::kUpdate) return FlagIfTouched(ids);
      }
    }
    new_tasks_.push_back(BlobTask(item.object.key));
    blob_tasks_.emplace_back(rows_.size() - 1, new_tasks_.size() - 1);
    return {};
  }

  Result<void> PlanObject(ParsedObject& object) {
    SourceObject& row = StartRow(object.item, object.actual);
    std::vector<SourceRecord> old;
    if (object.item.known.has_value()) {
      ASSIGN_OR_RETURN(old, labeling::RecordsOf(tx_, source_id_, row.key));
    }
    if (object.error.has_value() && object.error->kind == ErrorKind::kNotFound) {
      row.state = ObjectState::kGone;  // it went between listing and reading
      ++counts.gone;
      return {};
    }
    if (object.error.has_value())
      Fail(row, object.item, object.error->Sentence(), !IsAboutContent(*object.error));
    if (object.error.has_value() && object.records.empty()) return {};  // the old records stay
    counts.bytes += static_cast<int64_t>(object.actual.size);

    std::vector<std::string_view> coming;
    for (const ParsedRecord& record : object.records) coming.push_back(record.digest);
    const bool had_records = !old.empty();
    RecordMatcher matcher(std::move(old), coming);
    RecordSet& set = StartRecords(row.key, 0);
    for (ParsedRecord& record : object.records)
      RETURN_IF_ERROR(
          PlanRecord(record, matcher.Find(record.position, record.digest), set, row, object.item));
    if (had_records) {
      RETURN_IF_ERROR(Vanish(matcher));
      RETURN_IF_ERROR(labeling::DropRecordsFrom(tx_, source_id_, row.key, 0));
    }
    return {};
  }

  Result<void> PlanPart(ImportBatch::Part& part) {
    const std::string& key = part.item.object.key;
    SourceObject row = RowOf(part.item, part.item.object);
    RecordSet& set = StartRecords(key, part.staged ? labeling::kStaged : 0);
    for (ParsedRecord& record : part.records) {
      const RecordMatcher::Match match = part.matcher != nullptr
                                             ? part.matcher->Find(record.position, record.digest)
                                             : RecordMatcher::Match{};
      RETURN_IF_ERROR(PlanRecord(record, match, set, row, part.item));
    }
    part_ = &part;
    // Until its last record is in, the object is one to be read again, whatever happens.
    row.state = part.last ? ObjectState::kImported : ObjectState::kRetry;
    part_row_ = std::move(row);
    return {};
  }

  Result<void> Save() {
    if (!new_tasks_.empty()) {
      ASSIGN_OR_RETURN(const int64_t first,
                       labeling::InsertTasks(tx_, connection_.row.project_id, new_tasks_, now_));
      for (const auto& [row, task] : blob_tasks_)
        rows_[row].task_id = first + static_cast<int64_t>(task);
      for (RecordSet& set : record_sets_)
        for (const auto& [record, task] : set.new_tasks)
          set.records[record].task_id = first + static_cast<int64_t>(task);
      counts.new_tasks += static_cast<int64_t>(new_tasks_.size());
    }
    std::vector<labeling::ObjectRecords> records;
    for (const RecordSet& set : record_sets_) records.push_back({set.key, set.records});
    // Where the listing has no order: neighbours in the table are written together.
    std::ranges::stable_sort(records, {}, &labeling::ObjectRecords::key);
    RETURN_IF_ERROR(labeling::SaveRecords(tx_, source_id_, records));
    if (part_ != nullptr && part_->last) RETURN_IF_ERROR(EndPart());
    if (part_ != nullptr) rows_.push_back(std::move(part_row_));
    std::ranges::stable_sort(rows_, {}, &SourceObject::key);
    return labeling::SaveObjects(tx_, source_id_, rows_);
  }

 private:
  struct RecordSet {
    std::string key;
    int64_t base;  // added to positions
    std::vector<SourceRecord> records;
    std::vector<std::pair<size_t, size_t>> new_tasks;  // record → new task
  };

  SourceObject RowOf(const WorkItem& item, const storage::ObjectInfo& actual) const {
    return {.key = item.object.key,
            .token = actual.token,
            .size = actual.size,
            .modified = item.object.modified,
            .generation = generation_};
  }

  SourceObject& StartRow(const WorkItem& item, const storage::ObjectInfo& actual) {
    return rows_.emplace_back(RowOf(item, actual));
  }

  RecordSet& StartRecords(const std::string& key, int64_t base) {
    return record_sets_.emplace_back(RecordSet{key, base, {}, {}});
  }

  void Fail(SourceObject& row, const WorkItem& item, const std::string& sentence, bool temporary) {
    row.state = temporary ? ObjectState::kRetry : ObjectState::kFailed;
    row.error = sentence;
    row.since = item.known.has_value() && item.known->since.has_value() ? item.known->since : now_;
    ++counts.failed;
    progress_.Problem(sentence);
  }

  NewTask BlobTask(const std::string& key) const {
    std::string data = "{";
    AppendJsonString(data, data_key_);
    data += ':';
    AppendJsonString(data, connection_.Uri(context_, key));
    data += '}';
    return {.data = std::move(data), .source_id = source_id_, .source_key = key};
  }

  Result<void> PlanRecord(ParsedRecord& record, RecordMatcher::Match match, RecordSet& set,
                          SourceObject& row, const WorkItem& item) {
    SourceRecord& saved = set.records.emplace_back(
        SourceRecord{.position = set.base + record.position, .digest = record.digest});
    if (match.old != nullptr) {
      saved.state = match.old->state;
      saved.task_id = match.old->task_id;
      saved.error = match.old->error;
      if (saved.state == ObjectState::kRemoved) return {};
      if (match.same_content && saved.state == ObjectState::kImported) return {};
    }
    if (!record.error.empty()) {
      const bool was_task = saved.task_id.has_value();
      saved.state = was_task ? ObjectState::kImported : ObjectState::kFailed;
      saved.error = record.error;
      if (row.error.empty()) {
        Fail(row, item, record.error, false);
      } else {
        ++counts.failed;
        progress_.Problem(record.error);
      }
      return {};
    }
    saved.error.clear();
    saved.state = ObjectState::kImported;
    if (saved.task_id.has_value() && on_change_ == Policy::kKeep) return {};
    if (saved.task_id.has_value() && on_change_ == Policy::kUpdate) {
      const int64_t ids[] = {*saved.task_id};
      ASSIGN_OR_RETURN(const std::vector<int64_t> untouched, labeling::UntouchedTasks(tx_, ids));
      if (untouched.empty()) return FlagIfTouched(ids);
      RETURN_IF_ERROR(labeling::UpdateTask(tx_, *saved.task_id,
                                           {.data = record.task.data, .meta = record.task.meta},
                                           std::nullopt, now_));
      ++counts.updated_tasks;
      return {};
    }
    new_tasks_.push_back(std::move(record.task));
    set.new_tasks.emplace_back(set.records.size() - 1, new_tasks_.size() - 1);
    return {};
  }

  Result<void> FlagIfTouched(std::span<const int64_t> ids) {
    ASSIGN_OR_RETURN(const int64_t flagged,
                     labeling::SetSourceState(tx_, ids, labeling::SourceState::kChanged));
    counts.flagged_tasks += flagged;
    return {};
  }

  Result<void> Vanish(const RecordMatcher& matcher) {
    std::vector<int64_t> tasks;
    for (const SourceRecord* record : matcher.Unmatched())
      if (record->task_id.has_value()) tasks.push_back(*record->task_id);
    return ApplyVanished(tx_, tasks, on_delete_, now_, counts);
  }

  // The last stretch of a large object: it counts as taken in, or as failed, from here on.
  Result<void> EndPart() {
    SourceObject& row = part_row_;
    counts.bytes += static_cast<int64_t>(row.size);
    if (part_->error.has_value())
      Fail(row, part_->item, part_->error->Sentence(), !IsAboutContent(*part_->error));
    ASSIGN_OR_RETURN(const int64_t bad, labeling::CountFailedRecords(tx_, source_id_, row.key));
    if (bad > 0 && row.error.empty()) {
      row.state = ObjectState::kFailed;
      row.since = now_;
      row.error = Plural(bad, "record") + " of \"" + Printable(row.key) + "\" could not be read.";
    }
    if (!part_->staged) return {};
    if (part_->error.has_value()) return labeling::DropStaged(tx_, source_id_, row.key);
    RETURN_IF_ERROR(Vanish(*part_->matcher));
    return labeling::PromoteStaged(tx_, source_id_, row.key);
  }

  db::Connection& tx_;
  const Context& context_;
  const Connection& connection_;
  const int64_t source_id_, generation_;
  const std::string& data_key_;
  const Time now_;
  const Policy on_change_, on_delete_;
  Progress& progress_;

  std::vector<NewTask> new_tasks_;
  std::vector<SourceObject> rows_;
  std::vector<std::pair<size_t, size_t>> blob_tasks_;  // row → new task
  std::deque<RecordSet> record_sets_;
  ImportBatch::Part* part_ = nullptr;
  SourceObject part_row_;
};

// A listing without order may show an object twice, and the second time may have been compared
// before the first was written. What this scan wrote already is taken out here.
Result<void> DropRepeated(db::Connection& tx, int64_t source_id, int64_t generation,
                          ImportBatch& batch) {
  std::vector<std::string_view> keys;
  for (const WorkItem& item : batch.blobs) keys.push_back(item.object.key);
  for (const ParsedObject& object : batch.objects) keys.push_back(object.item.object.key);
  ASSIGN_OR_RETURN(const std::vector<SourceObject> known,
                   labeling::FindObjects(tx, source_id, keys));
  std::unordered_set<std::string_view> written;
  for (const SourceObject& object : known)
    if (object.generation == generation) written.insert(object.key);
  if (written.empty()) return {};
  std::erase_if(batch.blobs,
                [&](const WorkItem& item) { return written.contains(item.object.key); });
  std::erase_if(batch.objects, [&](const ParsedObject& object) {
    return written.contains(object.item.object.key);
  });
  return {};
}

void AddTo(Counts& total, const Counts& part) {
  // What listing counts is already shown while it happens.
  Counts rest = part;
  rest.listed = 0;
  total += rest;
}

}  // namespace

Policy OnChange(const Values& values) {
  const std::string name = values.String(storage::kOnChange);
  return name == "update" ? Policy::kUpdate : name == "new" ? Policy::kNew : Policy::kKeep;
}

Policy OnDelete(const Values& values) {
  const std::string name = values.String(storage::kOnDelete);
  return name == "mark" ? Policy::kMark : name == "delete" ? Policy::kDelete : Policy::kKeep;
}

Result<void> ApplyVanished(db::Connection& tx, std::span<const int64_t> task_ids, Policy policy,
                           Time now, Counts& counts) {
  if (policy == Policy::kKeep || task_ids.empty()) return {};
  std::vector<int64_t> mark(task_ids.begin(), task_ids.end());
  if (policy == Policy::kDelete) {
    ASSIGN_OR_RETURN(const std::vector<int64_t> untouched, labeling::UntouchedTasks(tx, task_ids));
    ASSIGN_OR_RETURN(const int64_t deleted,
                     labeling::DeleteTasks(tx, untouched, labeling::DeleteReason::kSource, now));
    counts.deleted_tasks += deleted;
    std::erase_if(mark,
                  [&](int64_t id) { return std::ranges::find(untouched, id) != untouched.end(); });
  }
  ASSIGN_OR_RETURN(const int64_t flagged,
                   labeling::SetSourceState(tx, mark, labeling::SourceState::kGone));
  counts.flagged_tasks += flagged;
  return {};
}

ImportWriter::ImportWriter(const Context& context, const Connection& connection,
                           labeling::ScanState scan, std::string data_key, bool keep_checkpoint,
                           LocalCopies* copies, Progress& progress)
    : context_(context),
      connection_(connection),
      scan_(std::move(scan)),
      data_key_(std::move(data_key)),
      keep_checkpoint_(keep_checkpoint),
      copies_(copies),
      progress_(progress) {}

Result<void> ImportWriter::Write(ImportBatch batch) {
  labeling::ScanState next = scan_;
  if (!batch.position.empty()) next.position = batch.position;
  next.object_key.clear();
  next.object_token.clear();
  next.byte_offset = 0;
  next.record_position = 0;
  next.object_staged = false;
  if (batch.part.has_value() && !batch.part->last) {
    next.object_key = batch.part->item.object.key;
    next.object_token = batch.part->item.object.token;
    next.byte_offset = batch.part->next.offset;
    next.record_position = batch.part->next.record;
    next.object_shape = static_cast<int>(batch.part->next.shape);
    next.object_staged = batch.part->staged;
  }
  Counts counts = batch.counts;
  const int64_t source_id = connection_.row.id;
  RETURN_IF_ERROR(
      context_.db->Write(db::Durability::kNormal, [&](db::Connection& tx) -> Result<void> {
        if (!scan_.ordered && keep_checkpoint_)
          RETURN_IF_ERROR(DropRepeated(tx, source_id, scan_.generation, batch));
        BatchWrite write(tx, context_, connection_, scan_.generation, data_key_, progress_);
        for (WorkItem& item : batch.blobs) RETURN_IF_ERROR(write.PlanBlob(item));
        for (ParsedObject& object : batch.objects) RETURN_IF_ERROR(write.PlanObject(object));
        if (batch.part.has_value()) RETURN_IF_ERROR(write.PlanPart(*batch.part));
        RETURN_IF_ERROR(write.Save());
        counts += write.counts;
        // Vanished keys carry the scan's generation, negative, until the whole scan is known.
        std::vector<std::string_view> keys(batch.gone.begin(), batch.gone.end());
        RETURN_IF_ERROR(labeling::TouchObjects(tx, source_id, keys, -scan_.generation));
        keys.assign(batch.seen.begin(), batch.seen.end());
        RETURN_IF_ERROR(labeling::TouchObjects(tx, source_id, keys, scan_.generation));
        return keep_checkpoint_ ? labeling::SaveScan(tx, source_id, next) : Result<void>();
      }));
  scan_ = std::move(next);
  progress_.Change([&](JobStatus& status) { AddTo(status.counts, counts); });
  if (copies_ != nullptr) KeepCopies(batch);
  return {};
}

void ImportWriter::KeepCopies(const ImportBatch& batch) const {
  for (const ParsedObject& object : batch.objects)
    if (!object.body.empty()) copies_->Keep(object.item.object.key, object.body);
  if (batch.part.has_value() && batch.part->last && !batch.part->error.has_value() &&
      batch.part->copy != nullptr)
    copies_->Keep(*batch.part->copy);
}

Result<void> ImportWriter::Finish() {
  scan_.finished = true;
  scan_.position.clear();
  scan_.counts = CountsJson(progress_.Snapshot().counts);
  return context_.db->Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::SaveScan(tx, connection_.row.id, scan_);
  });
}

}  // namespace millrace::sync

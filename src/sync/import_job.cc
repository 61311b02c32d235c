#include "sync/import_job.h"

#include <thread>
#include <unordered_set>

#include "base/bounded_queue.h"
#include "base/log.h"
#include "labeling/config/label_config.h"
#include "labeling/config/undefined_key.h"
#include "labeling/projects/projects.h"
#include "storage/common_fields.h"
#include "sync/import_preview.h"
#include "sync/import_writer.h"
#include "sync/turns.h"
#include "sync/vanish.h"

namespace millrace::sync {
namespace {

// The key of a blob task's data: the one that was asked for, else the label config's first one,
// else the place-holder that takes the first key once there is a config.
Result<std::string> DataKey(const Context& context, const Connection& connection) {
  std::string key = connection.values.String(storage::kDataKey);
  if (key.starts_with('$')) key.erase(0, 1);
  if (!key.empty()) return key;
  ASSIGN_OR_RETURN(const labeling::Project project, context.db->Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, connection.row.project_id);
  }));
  if (const auto config = labeling::ParseLabelConfig(project.label_config); config.has_value())
    if (const auto keys = config->DataKeys(); !keys.empty()) return keys.front();
  return std::string(labeling::kUndefinedKey);
}

// A bucket whose listing is cut short that often in one job is broken.
constexpr int kMostStarts = 5;

// Without what listing the bucket again counts again.
Counts DoneSoFar(const Counts& counts) {
  return {.new_tasks = counts.new_tasks,
          .updated_tasks = counts.updated_tasks,
          .flagged_tasks = counts.flagged_tasks,
          .deleted_tasks = counts.deleted_tasks,
          .changed = counts.changed,
          .bytes = counts.bytes,
          .copied = counts.copied,
          .copies_failed = counts.copies_failed};
}

// One scan from its checkpoint to its end: lists here, reads on two threads, writes on another one.
class ImportRun {
 public:
  ImportRun(const Context& context, const Connection& connection, const ImportOptions& options,
            Progress& progress)
      : context_(context), connection_(connection), options_(options), progress_(progress) {}

  Result<void> Run() {
    ASSIGN_OR_RETURN(KeyFilter filter, KeyFilter::Make(*connection_.provider, connection_.values,
                                                       connection_.scan_prefix));
    blob_ = connection_.values.Bool(storage::kUseBlobUrls);
    read_.source_id = connection_.row.id;
    read_.max_record = static_cast<uint64_t>(connection_.values.Int(storage::kMaxRecordMib)) << 20;
    ASSIGN_OR_RETURN(data_key_, DataKey(context_, connection_));
    if (!blob_ && !dry()) copies_ = LocalCopies::Of(context_, connection_);
    read_.keep_bodies = copies_ != nullptr;
    const Result<void> scanned = RunScan(filter);
    if (copies_ != nullptr) copies_->Report(progress_);
    return scanned;
  }

 private:
  Result<void> RunScan(const KeyFilter& filter) {
    if (options_.job.retry_failed) return RetryFailed();

    bool ordered = connection_.store->capabilities().order == storage::Order::kBytes;
    ASSIGN_OR_RETURN(labeling::ScanState scan, StartOrResume(filter, ordered));
    for (int starts = 1;; ++starts) {
      const Result<void> scanned = Scan(filter, scan);
      if (scanned.has_value()) return scanned;
      if (IsOutOfOrder(scanned.error()) && scan.ordered)
        ordered = false;
      else if (!storage::IsPositionLost(scanned.error()) || starts == kMostStarts)
        return scanned;
      LogWarning("a scan begins again",
                 {{"storage", connection_.row.id}, {"cause", scanned.error()}});
      // It lists everything once more; what it did stays done.
      progress_.Change([](JobStatus& status) {
        status.counts = DoneSoFar(status.counts);
        status.listed_all = false;
      });
      ASSIGN_OR_RETURN(scan, NewScan(filter, ordered));
    }
  }

  // Where a reader hands over what it read of its batch, in listing order.
  struct Lane {
    BoundedQueue<ImportBatch>& ready;
    Turns& turns;
    uint64_t ticket;
  };

  // kCancelled after a stop.
  Result<void> GoOn() const {
    if (!progress_.stop().stop_requested()) return {};
    return Fail(ErrorKind::kCancelled, "The sync was stopped.");
  }

  bool dry() const { return options_.job.dry_run; }

  std::string FilterText(const KeyFilter& filter) const {
    return filter.Describe() + (blob_ ? " blob" : " json");
  }

  Result<labeling::ScanState> NewScan(const KeyFilter& filter, bool ordered) {
    ASSIGN_OR_RETURN(const auto before, context_.db->Read([&](db::Connection& tx) {
      return labeling::GetScan(tx, connection_.row.id);
    }));
    labeling::ScanState scan{.generation = before.has_value() ? before->generation + 1 : 1,
                             .finished = false,
                             .ordered = ordered,
                             .filter = FilterText(filter)};
    if (before.has_value()) {
      scan.counts = before->counts;
      if (before->finished && before->filter == scan.filter) {
        const int64_t expected = ParseCounts(before->counts).listed;
        progress_.Change([&](JobStatus& status) { status.expected = expected; });
      }
    }
    return scan;
  }

  // A scan that was interrupted goes on, if it still asks the same question.
  Result<labeling::ScanState> StartOrResume(const KeyFilter& filter, bool ordered) {
    ASSIGN_OR_RETURN(auto before, context_.db->Read([&](db::Connection& tx) {
      return labeling::GetScan(tx, connection_.row.id);
    }));
    if (dry() || !before.has_value() || before->finished || before->filter != FilterText(filter) ||
        (before->ordered && !ordered))
      return NewScan(filter, ordered);
    return *std::move(before);
  }

  Result<void> Scan(const KeyFilter& filter, const labeling::ScanState& scan) {
    const std::unique_ptr<WorkSource> source =
        ScanBucket(context_, connection_, filter,
                   {.ordered = scan.ordered,
                    .position = scan.position,
                    .batch_objects = blob_          ? options_.batch
                                     : scan.ordered ? options_.json_batch
                                                    : options_.scattered_json_batch,
                    .count_bytes = !blob_},
                   progress_);
    if (dry()) {
      RETURN_IF_ERROR(PreviewImport(connection_, *source, blob_, read_, progress_));
      return {};
    }
    ImportWriter writer(context_, connection_, scan, data_key_, true, copies_.get(), progress_);
    RETURN_IF_ERROR(Pump(*source, writer));
    RETURN_IF_ERROR(SettleVanished(context_, connection_, filter, scan,
                                   options_.job.confirm_deletions, progress_));
    return writer.Finish();
  }

  Result<void> RetryFailed() {
    ASSIGN_OR_RETURN(auto scan, context_.db->Read([&](db::Connection& tx) {
      return labeling::GetScan(tx, connection_.row.id);
    }));
    const std::unique_ptr<WorkSource> source =
        ScanFailed(context_, connection_, blob_ ? options_.batch : options_.json_batch,
                   options_.job.keys, progress_);
    if (dry()) return PreviewImport(connection_, *source, blob_, read_, progress_);
    ImportWriter writer(context_, connection_, scan.value_or(labeling::ScanState{}), data_key_,
                        false, copies_.get(), progress_);
    return Pump(*source, writer);
  }

  // The pipeline. The first Error of any step ends all of them; what was written before stays.
  Result<void> Pump(WorkSource& source, ImportWriter& writer) {
    BoundedQueue<ScanBatch> scanned(1);
    BoundedQueue<ImportBatch> ready(1);
    Result<void> read_result, write_result;
    resume_ = writer.scan();

    std::thread write_thread([&] {
      while (std::optional<ImportBatch> batch = ready.Pop()) {
        write_result = writer.Write(*std::move(batch));
        if (!write_result.has_value()) break;
      }
      ready.Abandon();
    });
    // Two readers of JSON: while one parses, or waits for the last objects of its batch, the other
    // fetches. Blobs are not read.
    Turns turns;
    std::mutex pop_mutex;
    uint64_t tickets = 0;
    const auto read = [&] {
      for (;;) {
        std::unique_lock lock(pop_mutex);
        std::optional<ScanBatch> batch = scanned.Pop();
        if (!batch.has_value()) return;
        const uint64_t ticket = tickets++;
        lock.unlock();
        const Result<void> done = Read(*std::move(batch), {ready, turns, ticket});
        if (!turns.Pass(ticket, done.has_value())) return;
        if (done.has_value()) continue;
        read_result = done;  // the first one in order: all later ones end without a word
        scanned.Abandon();
        return;
      }
    };
    std::vector<std::thread> readers;
    for (int i = 0; i < (blob_ ? 1 : 2); ++i) readers.emplace_back(read);

    Result<void> scan_result;
    for (;;) {
      Result<std::optional<ScanBatch>> batch = source.Next();
      if (!batch.has_value()) {
        scan_result = std::unexpected(batch.error());
        break;
      }
      if (!batch->has_value()) {
        progress_.Change([](JobStatus& status) { status.listed_all = true; });
        break;
      }
      if (!scanned.Push(std::move(**batch))) break;
    }
    scanned.Close();
    for (std::thread& reader : readers) reader.join();
    ready.Close();
    write_thread.join();
    RETURN_IF_ERROR(write_result);
    RETURN_IF_ERROR(read_result);
    return scan_result;
  }

  // Cuts a batch at its large objects, which are read and written in stretches of their own.
  Result<void> Read(ScanBatch batch, const Lane& lane) {
    ImportBatch out{
        .gone = std::move(batch.gone), .seen = std::move(batch.seen), .counts = batch.counts};
    const bool ordered = resume_.ordered;
    std::vector<WorkItem> small;
    for (WorkItem& item : batch.work) {
      if (blob_ || !IsLarge(item, read_)) {
        small.push_back(std::move(item));
        continue;
      }
      if (!small.empty()) {
        if (ordered) out.position = small.back().object.key;
        RETURN_IF_ERROR(ReadSmall(std::exchange(small, {}), std::exchange(out, {}), lane));
      }
      if (!FirstTime(item, lane)) continue;
      RETURN_IF_ERROR(ReadLarge(std::move(item), std::exchange(out, {}), lane));
    }
    out.position = batch.position;
    return ReadSmall(std::move(small), std::move(out), lane);
  }

  // A listing without order may show a large object twice. Asked in listing order.
  bool FirstTime(const WorkItem& item, const Lane& lane) {
    if (resume_.ordered || !lane.turns.Await(lane.ticket)) return true;
    return large_seen_.insert(item.object.key).second;
  }

  Result<void> ReadSmall(std::vector<WorkItem> items, ImportBatch out, const Lane& lane) {
    if (blob_) {
      out.blobs = std::move(items);
    } else if (!items.empty()) {
      out.objects = ReadObjects(*connection_.store, std::move(items), read_);
      // What a stop cut off did not fail: the batch is read again by the next sync.
      RETURN_IF_ERROR(GoOn());
    }
    return Hand(std::move(out), lane);
  }

  Result<void> ReadLarge(WorkItem item, ImportBatch out, const Lane& lane) {
    const bool resumed = resume_.object_key == item.object.key &&
                         resume_.object_token == item.object.token && resume_.byte_offset > 0;
    ReadPosition from;
    ImportBatch::Part part{.item = item};
    if (resumed)
      from = {resume_.byte_offset, resume_.record_position,
              static_cast<labeling::RecordSplitter::Shape>(resume_.object_shape)};
    RETURN_IF_ERROR(PrepareStaging(item, resumed, part));
    part.copy = BeginCopy(item, from.offset);

    // Each stretch is held until the next one comes: only the last one knows that it is the last.
    ImportBatch held = std::move(out);
    held.part = part;
    held.part->next = from;
    const Result<void> read = ReadLargeObject(
        *connection_.store, item, from, read_,
        [&](LargeChunk chunk) -> Result<void> {
          RETURN_IF_ERROR(GoOn());
          if (!held.part->records.empty())
            RETURN_IF_ERROR(Hand(std::exchange(held, ImportBatch{}), lane));
          held.part = part;
          held.part->records = std::move(chunk.records);
          held.part->next = chunk.next;
          return {};
        },
        [&](std::string_view bytes) {
          if (part.copy != nullptr) part.copy->Append(bytes);
        });
    RETURN_IF_ERROR(GoOn());
    if (!read.has_value() && read.error().kind == ErrorKind::kCancelled)
      return std::unexpected(read.error());
    held.part->last = true;
    if (resume_.ordered) held.position = item.object.key;
    if (!read.has_value()) {
      held.part->error = read.error();
      // Changed between two ranges: the next sync starts it again, from its new version.
      if (read.error().kind == ErrorKind::kConflict) held.part->error->temporary = true;
    }
    return Hand(std::move(held), lane);
  }

  // The copy of a large object, up to where reading goes on. Nothing if none are kept.
  std::shared_ptr<LocalCopies::File> BeginCopy(const WorkItem& item, uint64_t offset) {
    if (copies_ == nullptr) return nullptr;
    std::shared_ptr<LocalCopies::File> copy = copies_->Begin(item.object.key);
    if (const auto head = ReadHead(*connection_.store, item, offset, read_,
                                   [&](std::string_view bytes) { copy->Append(bytes); });
        !head.has_value())
      copy->Fail(head.error());
    return copy;
  }

  Result<void> Hand(ImportBatch batch, const Lane& lane) {
    if (lane.turns.Await(lane.ticket) && lane.ready.Push(std::move(batch))) return {};
    return Fail(ErrorKind::kCancelled, "The batch before could not be written.");
  }

  // Old records of the object, if there are any, decide what each new one is.
  Result<void> PrepareStaging(const WorkItem& item, bool resumed, ImportBatch::Part& part) {
    ASSIGN_OR_RETURN(std::vector<labeling::SourceRecord> rows,
                     context_.db->Read([&](db::Connection& tx) {
                       return labeling::RecordsOf(tx, connection_.row.id, item.object.key);
                     }));
    if (resumed ? !resume_.object_staged : rows.empty()) return {};
    std::vector<int64_t> taken;
    std::erase_if(rows, [&](const labeling::SourceRecord& row) {
      if (row.position < labeling::kStaged) return false;
      if (row.task_id.has_value()) taken.push_back(*row.task_id);
      return true;
    });
    if (!resumed && !taken.empty()) {
      RETURN_IF_ERROR(context_.db->Write(db::Durability::kNormal, [&](db::Connection& tx) {
        return labeling::DropStaged(tx, connection_.row.id, item.object.key);
      }));
      taken.clear();
    }
    // A first reading only for the digests: a record that merely moved must not be taken for a
    // change.
    std::vector<std::string> digests;
    const Result<void> read =
        ReadLargeObject(*connection_.store, item, {}, read_, [&](LargeChunk chunk) -> Result<void> {
          for (ParsedRecord& record : chunk.records) digests.push_back(std::move(record.digest));
          return {};
        });
    (void)read;  // the second reading meets and reports the same mistake
    const size_t skip =
        resumed ? std::min(static_cast<size_t>(resume_.record_position), digests.size()) : 0;
    part.staged = true;
    part.matcher = std::make_shared<RecordMatcher>(
        std::move(rows),
        std::vector<std::string_view>(digests.begin() + static_cast<long>(skip), digests.end()));
    part.matcher->AlreadyMatched(std::move(taken));
    return {};
  }

  const Context& context_;
  const Connection& connection_;
  const ImportOptions& options_;
  Progress& progress_;
  bool blob_ = false;
  ReadOptions read_;
  std::string data_key_;
  std::unique_ptr<LocalCopies> copies_;
  labeling::ScanState resume_;  // as the scan started
  std::unordered_set<std::string> large_seen_;
};

}  // namespace

Result<void> RunImport(const Context& context, const Connection& connection,
                       const ImportOptions& options, Progress& progress) {
  return ImportRun(context, connection, options, progress).Run();
}

}  // namespace millrace::sync

// Writes what an import found: tasks, the memory of the source, and the checkpoint, in one
// transaction per batch (design §4).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "labeling/storages/source_objects.h"
#include "sync/local_copies.h"
#include "sync/object_reader.h"
#include "sync/progress.h"
#include "sync/record_matcher.h"
#include "sync/scan.h"

namespace millrace::sync {

enum class Policy { kKeep, kUpdate, kNew, kMark, kDelete };
Policy OnChange(const Values& values);
Policy OnDelete(const Values& values);

// A batch that is ready to be written.
struct ImportBatch {
  std::vector<WorkItem> blobs;        // each becomes a task that points to it
  std::vector<ParsedObject> objects;  // each holds tasks
  std::vector<std::string> gone, seen;
  std::string position;  // checkpoint once this is written; "" = stays where it is
  Counts counts;

  // A stretch of one large object instead.
  struct Part {
    WorkItem item;
    std::vector<ParsedRecord> records;
    ReadPosition next;
    bool staged = false;                     // old records exist: see labeling::kStaged
    std::shared_ptr<RecordMatcher> matcher;  // with staged
    bool last = false;
    std::optional<Error> error;               // with `last`: why it ended early
    std::shared_ptr<LocalCopies::File> copy;  // if copies are kept; whole with `last`
  };
  std::optional<Part> part;
};

// Used by one thread. Batches must come in listing order.
class ImportWriter {
 public:
  // `scan` is the state to go on from; it is kept up to date in the database. `copies` may be null.
  ImportWriter(const Context& context, const Connection& connection, labeling::ScanState scan,
               std::string data_key, bool keep_checkpoint, LocalCopies* copies, Progress& progress);

  Result<void> Write(ImportBatch batch);
  // The scan covered everything.
  Result<void> Finish();
  const labeling::ScanState& scan() const { return scan_; }

 private:
  void KeepCopies(const ImportBatch& batch) const;

  const Context& context_;
  const Connection& connection_;
  labeling::ScanState scan_;
  const std::string data_key_;
  const bool keep_checkpoint_;  // false for a retry of failed objects
  LocalCopies* const copies_;
  Progress& progress_;
};

// What becomes of tasks whose object or record vanished; counts them.
Result<void> ApplyVanished(db::Connection& tx, std::span<const int64_t> task_ids, Policy policy,
                           Time now, Counts& counts);

}  // namespace millrace::sync

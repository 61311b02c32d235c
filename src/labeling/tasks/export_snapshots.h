// Snapshots of exports, and what they were converted into, as rows; their bytes lie below the data
// directory. The only owner of the tables export_snapshot and export_conversion.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

// How a snapshot or a conversion stands; the words are Label Studio's.
enum class ExportState { kCreated, kInProgress, kCompleted, kFailed };
std::string_view ExportStateName(ExportState state);  // "in_progress"

struct ExportSnapshot {
  int64_t id = 0, project_id = 0;
  std::optional<int64_t> account_id;
  std::string title, choice;  // choice: JSON, what was asked for
  ExportState state = ExportState::kCreated;
  int64_t task_count = 0;  // so far
  std::string file, md5;   // "export/7/12.json", which is there once it is completed
  std::string error;       // a sentence, of a failed one
  Time created_at{};
  std::optional<Time> finished_at;
};
struct ExportConversion {
  int64_t id = 0, snapshot_id = 0;
  std::string kind;
  bool media = false;
  ExportState state = ExportState::kCreated;
  std::string file, error;
};

Result<ExportSnapshot> AddSnapshot(db::Connection& tx, const ExportSnapshot& given, Time now);
// kNotFound, also for one of another project.
Result<ExportSnapshot> GetSnapshot(db::Connection& tx, int64_t project_id, int64_t id);
// The newest first.
Result<std::vector<ExportSnapshot>> ListSnapshots(db::Connection& tx, int64_t project_id,
                                                  int64_t limit);
// With its conversions; gives the files that lose their row.
Result<std::vector<std::string>> DeleteSnapshot(db::Connection& tx, int64_t id);
// With their project.
Result<void> DropSnapshots(db::Connection& tx, int64_t project_id);

// Of a running one: false if the row is gone, so that nobody waits for it. `file` is where it will
// be.
Result<bool> StartSnapshot(db::Connection& tx, int64_t id, const std::string& file);
Result<bool> SetSnapshotProgress(db::Connection& tx, int64_t id, int64_t task_count);
Result<bool> CompleteSnapshot(db::Connection& tx, int64_t id, const std::string& md5,
                              int64_t task_count, Time now);
Result<bool> FailSnapshot(db::Connection& tx, int64_t id, const std::string& error, Time now);

// Nothing if one of this kind is there that did not fail.
Result<std::optional<int64_t>> AddConversion(db::Connection& tx, int64_t snapshot_id,
                                             const std::string& kind, bool media, Time now);
// In order of id.
Result<std::vector<ExportConversion>> ConversionsOf(db::Connection& tx, int64_t snapshot_id);
Result<bool> StartConversion(db::Connection& tx, int64_t id, const std::string& file);
Result<bool> CompleteConversion(db::Connection& tx, int64_t id, Time now);
Result<bool> FailConversion(db::Connection& tx, int64_t id, const std::string& error, Time now);

// What a server that died has left behind fails with this sentence; gives the files that may be
// there.
Result<std::vector<std::string>> FailUnfinishedExports(db::Connection& tx, const std::string& error,
                                                       Time now);

}  // namespace millrace::labeling

#include "labeling/tasks/export_snapshots.h"

#include <algorithm>
#include <array>

#include "labeling/tasks/tasks.h"

namespace millrace::labeling {
namespace {

constexpr std::array<std::string_view, 4> kStates = {"created", "in_progress", "completed",
                                                     "failed"};

ExportState StateOf(const std::string& name) {
  const auto found = std::ranges::find(kStates, name);
  return static_cast<ExportState>(found == kStates.end() ? 3 : found - kStates.begin());
}

constexpr const char* kSelect =
    "SELECT id, project_id, account_id, title, choice, state, task_count, file, md5, error, "
    "created_at, finished_at FROM export_snapshot ";

ExportSnapshot SnapshotOf(const db::Row& row) {
  ExportSnapshot snapshot{.id = row.Int(0),
                          .project_id = row.Int(1),
                          .account_id = row.MaybeInt(2),
                          .title = row.String(3),
                          .choice = row.String(4),
                          .state = StateOf(row.String(5)),
                          .task_count = row.Int(6),
                          .file = row.String(7),
                          .md5 = row.String(8),
                          .error = row.String(9),
                          .created_at = FromMicros(row.Int(10))};
  if (!row.Null(11)) snapshot.finished_at = FromMicros(row.Int(11));
  return snapshot;
}

// Did the statement find its row?
Result<bool> Changed(Result<int64_t> count) {
  if (!count.has_value()) return std::unexpected(std::move(count).error());
  return *count == 1;
}

}  // namespace

std::string_view ExportStateName(ExportState state) { return kStates[static_cast<size_t>(state)]; }

Result<ExportSnapshot> AddSnapshot(db::Connection& tx, const ExportSnapshot& given, Time now) {
  ExportSnapshot snapshot = given;
  ASSIGN_OR_RETURN(snapshot.id, AllocateIds(tx, "export_snapshot", 1));
  snapshot.created_at = now;
  RETURN_IF_ERROR(tx.Execute(
      "INSERT INTO export_snapshot (id, project_id, account_id, title, choice, state, created_at) "
      "VALUES ($1, $2, $3, $4, $5, 'created', $6)",
      {snapshot.id, snapshot.project_id, snapshot.account_id, snapshot.title, snapshot.choice,
       ToMicros(now)}));
  return snapshot;
}

Result<ExportSnapshot> GetSnapshot(db::Connection& tx, int64_t project_id, int64_t id) {
  std::optional<ExportSnapshot> found;
  RETURN_IF_ERROR(tx.Query(std::string(kSelect) + "WHERE id = $1 AND project_id = $2",
                           {id, project_id}, [&](const db::Row& row) { found = SnapshotOf(row); }));
  if (found.has_value()) return *std::move(found);
  return Fail(ErrorKind::kNotFound,
              "There is no export snapshot " + std::to_string(id) + " in project " +
                  std::to_string(project_id) + ".",
              "GET /api/projects/" + std::to_string(project_id) + "/exports/ lists them.");
}

Result<std::vector<ExportSnapshot>> ListSnapshots(db::Connection& tx, int64_t project_id,
                                                  int64_t limit) {
  std::vector<ExportSnapshot> snapshots;
  RETURN_IF_ERROR(tx.Query(std::string(kSelect) + "WHERE project_id = $1 ORDER BY id DESC LIMIT $2",
                           {project_id, limit},
                           [&](const db::Row& row) { snapshots.push_back(SnapshotOf(row)); }));
  return snapshots;
}

Result<std::vector<std::string>> DeleteSnapshot(db::Connection& tx, int64_t id) {
  std::vector<std::string> files;
  for (const char* select : {"SELECT file FROM export_snapshot WHERE id = $1 AND file IS NOT NULL",
                             "SELECT file FROM export_conversion WHERE snapshot_id = $1 AND "
                             "file IS NOT NULL"}) {
    RETURN_IF_ERROR(
        tx.Query(select, {id}, [&](const db::Row& row) { files.push_back(row.String(0)); }));
  }
  RETURN_IF_ERROR(tx.Execute("DELETE FROM export_conversion WHERE snapshot_id = $1", {id}));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM export_snapshot WHERE id = $1", {id}));
  return files;
}

Result<void> DropSnapshots(db::Connection& tx, int64_t project_id) {
  RETURN_IF_ERROR(tx.Execute(
      "DELETE FROM export_conversion WHERE snapshot_id IN (SELECT id FROM export_snapshot WHERE "
      "project_id = $1)",
      {project_id}));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM export_snapshot WHERE project_id = $1", {project_id}));
  return {};
}

Result<bool> StartSnapshot(db::Connection& tx, int64_t id, const std::string& file) {
  return Changed(tx.Execute(
      "UPDATE export_snapshot SET state = 'in_progress', file = $2 WHERE id = $1", {id, file}));
}

Result<bool> SetSnapshotProgress(db::Connection& tx, int64_t id, int64_t task_count) {
  return Changed(
      tx.Execute("UPDATE export_snapshot SET task_count = $2 WHERE id = $1", {id, task_count}));
}

Result<bool> CompleteSnapshot(db::Connection& tx, int64_t id, const std::string& md5,
                              int64_t task_count, Time now) {
  return Changed(tx.Execute(
      "UPDATE export_snapshot SET state = 'completed', md5 = $2, task_count = $3, finished_at = $4 "
      "WHERE id = $1",
      {id, md5, task_count, ToMicros(now)}));
}

Result<bool> FailSnapshot(db::Connection& tx, int64_t id, const std::string& error, Time now) {
  return Changed(tx.Execute(
      "UPDATE export_snapshot SET state = 'failed', error = $2, finished_at = $3 WHERE id = $1",
      {id, error, ToMicros(now)}));
}

Result<std::optional<int64_t>> AddConversion(db::Connection& tx, int64_t snapshot_id,
                                             const std::string& kind, bool media, Time now) {
  ASSIGN_OR_RETURN(const auto there,
                   tx.QueryInt("SELECT id FROM export_conversion WHERE snapshot_id = $1 AND "
                               "kind = $2 AND state <> 'failed'",
                               {snapshot_id, kind}));
  if (there.has_value()) return std::optional<int64_t>();
  ASSIGN_OR_RETURN(const int64_t id, AllocateIds(tx, "export_conversion", 1));
  RETURN_IF_ERROR(
      tx.Execute("INSERT INTO export_conversion (id, snapshot_id, kind, media, state, created_at) "
                 "VALUES ($1, $2, $3, $4, 'created', $5)",
                 {id, snapshot_id, kind, media, ToMicros(now)}));
  return std::optional(id);
}

Result<std::vector<ExportConversion>> ConversionsOf(db::Connection& tx, int64_t snapshot_id) {
  std::vector<ExportConversion> conversions;
  RETURN_IF_ERROR(tx.Query(
      "SELECT id, snapshot_id, kind, media, state, file, error FROM export_conversion WHERE "
      "snapshot_id = $1 ORDER BY id",
      {snapshot_id}, [&](const db::Row& row) {
        conversions.push_back({.id = row.Int(0),
                               .snapshot_id = row.Int(1),
                               .kind = row.String(2),
                               .media = row.Bool(3),
                               .state = StateOf(row.String(4)),
                               .file = row.String(5),
                               .error = row.String(6)});
      }));
  return conversions;
}

Result<bool> StartConversion(db::Connection& tx, int64_t id, const std::string& file) {
  return Changed(tx.Execute(
      "UPDATE export_conversion SET state = 'in_progress', file = $2 WHERE id = $1", {id, file}));
}

Result<bool> CompleteConversion(db::Connection& tx, int64_t id, Time now) {
  return Changed(
      tx.Execute("UPDATE export_conversion SET state = 'completed', finished_at = $2 WHERE id = $1",
                 {id, ToMicros(now)}));
}

Result<bool> FailConversion(db::Connection& tx, int64_t id, const std::string& error, Time now) {
  return Changed(tx.Execute(
      "UPDATE export_conversion SET state = 'failed', error = $2, finished_at = $3 WHERE id = $1",
      {id, error, ToMicros(now)}));
}

Result<std::vector<std::string>> FailUnfinishedExports(db::Connection& tx, const std::string& error,
                                                       Time now) {
  std::vector<std::string> files;
  for (const std::string table : {"export_snapshot", "export_conversion"}) {
    const std::string unfinished = " WHERE state IN ('created', 'in_progress')";
    RETURN_IF_ERROR(tx.Query("SELECT file FROM " + table + unfinished + " AND file IS NOT NULL", {},
                             [&](const db::Row& row) { files.push_back(row.String(0)); }));
    RETURN_IF_ERROR(tx.Execute(
        "UPDATE " + table + " SET state = 'failed', error = $1, finished_at = $2" + unfinished,
        {error, ToMicros(now)}));
  }
  return files;
}

}  // namespace millrace::labeling

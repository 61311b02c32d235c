#include "labeling/storages/storages.h"

#include "labeling/storages/export_outbox.h"
#include "labeling/storages/source_objects.h"
#include "labeling/storages/sync_jobs.h"
#include "labeling/tasks/id_list.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {
namespace {

using db::Arg;
using db::Blob;

constexpr std::string_view kColumns =
    "id, project_id, role, kind, title, description, parameters, secrets, trusted, endpoint, "
    "bucket, prefix, synchronizable, created_at, status, last_sync, last_sync_count, "
    "last_sync_job, traceback, meta, put_if_absent, put_if_match, delete_if_match, content_task, "
    "can_delete";

std::string_view RoleName(StorageRole role) {
  return role == StorageRole::kSource ? "source" : "target";
}

std::optional<bool> MaybeBool(const db::Row& row, int column) {
  return row.Null(column) ? std::nullopt : std::optional(row.Bool(column));
}

Storage StorageOf(const db::Row& row) {
  return {.id = row.Int(0),
          .project_id = row.Int(1),
          .role = row.Text(2) == "source" ? StorageRole::kSource : StorageRole::kTarget,
          .kind = row.String(3),
          .title = row.String(4),
          .description = row.String(5),
          .parameters = row.String(6),
          .secrets = row.String(7),
          .trusted = row.Bool(8),
          .endpoint = row.String(9),
          .bucket = row.String(10),
          .prefix = row.String(11),
          .synchronizable = row.Bool(12),
          .content_task = row.Bool(23),
          .can_delete = row.Bool(24),
          .created_at = FromMicros(row.Int(13)),
          .status = row.String(14),
          .last_sync = row.Null(15) ? std::nullopt : std::optional(FromMicros(row.Int(15))),
          .last_sync_count = row.MaybeInt(16),
          .last_sync_job = row.String(17),
          .traceback = row.String(18),
          .meta = row.String(19),
          .put_if_absent = MaybeBool(row, 20),
          .put_if_match = MaybeBool(row, 21),
          .delete_if_match = MaybeBool(row, 22)};
}

Arg BlobOrNull(const std::string& bytes) { return bytes.empty() ? Arg(nullptr) : Arg(Blob{bytes}); }
Arg TextOrNull(const std::string& text) { return text.empty() ? Arg(nullptr) : Arg(text); }
Arg TimeOrNull(const std::optional<Time>& time) {
  return time.has_value() ? Arg(ToMicros(*time)) : Arg(nullptr);
}

Result<std::vector<Storage>> Select(db::Connection& tx, std::string_view where,
                                    std::span<const Arg> args) {
  std::vector<Storage> storages;
  const std::string sql = "SELECT " + std::string(kColumns) +
                          " FROM storage WHERE deleted_at IS NULL" + std::string(where) +
                          " ORDER BY id";
  RETURN_IF_ERROR(
      tx.Query(sql, args, [&](const db::Row& row) { storages.push_back(StorageOf(row)); }));
  return storages;
}

std::unexpected<Error> NoStorage(int64_t id) {
  return Fail(ErrorKind::kNotFound, "There is no storage " + std::to_string(id) + ".",
              "List the storages of the project to see their numbers.");
}

// What this target wrote, or may be writing at this moment, must stay known: a source of the same
// bucket would take it for a task. Gives whether there is anything.
Result<bool> KeepWrittenKeys(db::Connection& tx, int64_t id) {
  constexpr size_t kUnderWay = 10'000;  // far more than PUTs that can be under way at once
  ASSIGN_OR_RETURN(const auto prepared, ListOutbox(tx, id, OutboxState::kPrepared, kUnderWay, 0));
  for (const OutboxRow& row : prepared) {
    ASSIGN_OR_RETURN(const auto known, GetExportObject(tx, id, row.key));
    if (known.has_value() || row.key.empty()) continue;
    RETURN_IF_ERROR(SaveExportObject(
        tx, id, {.key = row.key, .subject_id = row.subject_id, .digest = row.digest}));
  }
  ASSIGN_OR_RETURN(const auto written,
                   tx.QueryInt("SELECT 1 FROM export_object WHERE storage_id = $1 LIMIT 1", {id}));
  return written.has_value();
}

}  // namespace

Result<Storage> CreateStorage(db::Connection& tx, const Storage& given, Time now) {
  ASSIGN_OR_RETURN(const auto project,
                   tx.QueryInt("SELECT 1 FROM project WHERE id = $1", {given.project_id}));
  if (!project.has_value()) {
    return Fail(ErrorKind::kNotFound,
                "There is no project " + std::to_string(given.project_id) + ".");
  }
  ASSIGN_OR_RETURN(const int64_t id, AllocateIds(tx, "storage", 1));
  RETURN_IF_ERROR(tx.Execute(
      "INSERT INTO storage (id, project_id, role, kind, title, description, parameters, secrets, "
      "trusted, endpoint, bucket, prefix, synchronizable, created_at, status, meta, "
      "content_task, can_delete) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
      "$14, $15, $16, $17, $18)",
      {id, given.project_id, RoleName(given.role), given.kind, given.title, given.description,
       given.parameters, BlobOrNull(given.secrets), given.trusted, given.endpoint, given.bucket,
       Blob{given.prefix}, given.synchronizable, ToMicros(now), given.status, given.meta,
       given.content_task, given.can_delete}));
  if (given.role == StorageRole::kTarget) RETURN_IF_ERROR(EnqueueAll(tx, id));
  return GetStorage(tx, id);
}

Result<Storage> GetStorage(db::Connection& tx, int64_t id) {
  const Arg args[] = {Arg(id)};
  ASSIGN_OR_RETURN(auto storages, Select(tx, " AND id = $1", args));
  if (storages.empty()) return NoStorage(id);
  return std::move(storages.front());
}

Result<std::vector<Storage>> ListStorages(db::Connection& tx, const StorageQuery& query) {
  std::string where;
  std::vector<Arg> args;
  const auto require = [&](std::string_view column, Arg value) {
    args.push_back(value);
    where.append(" AND ").append(column).append(" = $").append(std::to_string(args.size()));
  };
  if (query.project_id.has_value()) require("project_id", *query.project_id);
  if (query.role.has_value()) require("role", RoleName(*query.role));
  if (query.kind.has_value()) require("kind", *query.kind);
  return Select(tx, where, args);
}

Result<void> UpdateStorage(db::Connection& tx, const Storage& storage) {
  ASSIGN_OR_RETURN(const Storage old, GetStorage(tx, storage.id));
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE storage SET title = $2, description = $3, parameters = $4, secrets = $5, "
      "trusted = $6, endpoint = $7, bucket = $8, prefix = $9, synchronizable = $10, "
      "content_task = $11, can_delete = $12 WHERE id = $1",
      {storage.id, storage.title, storage.description, storage.parameters,
       BlobOrNull(storage.secrets), storage.trusted, storage.endpoint, storage.bucket,
       Blob{storage.prefix}, storage.synchronizable, storage.content_task, storage.can_delete}));
  if (old.endpoint != storage.endpoint || old.bucket != storage.bucket) {
    RETURN_IF_ERROR(
        tx.Execute("UPDATE storage SET put_if_absent = NULL, put_if_match = NULL, "
                   "delete_if_match = NULL WHERE id = $1",
                   {storage.id}));
  }
  if (old.role == StorageRole::kSource) {
    RETURN_IF_ERROR(RetryFailed(tx, storage.id));
    return {};
  }
  if (old.content_task != storage.content_task) {  // the rows name annotations, not tasks, or back
    RETURN_IF_ERROR(KeepWrittenKeys(tx, storage.id));
    RETURN_IF_ERROR(DropTarget(tx, storage.id));
  }
  if (old.parameters != storage.parameters) RETURN_IF_ERROR(EnqueueAll(tx, storage.id));
  return {};
}

Result<void> UpdateOutcome(db::Connection& tx, const Storage& storage) {
  ASSIGN_OR_RETURN(
      const int64_t changed,
      tx.Execute(
          "UPDATE storage SET status = $2, last_sync = $3, last_sync_count = $4, "
          "last_sync_job = $5, traceback = $6, meta = $7, put_if_absent = $8, "
          "put_if_match = $9, delete_if_match = $10 WHERE id = $1 AND deleted_at IS NULL",
          {storage.id, storage.status, TimeOrNull(storage.last_sync), storage.last_sync_count,
           TextOrNull(storage.last_sync_job), TextOrNull(storage.traceback), storage.meta,
           storage.put_if_absent, storage.put_if_match, storage.delete_if_match}));
  if (changed == 0) return NoStorage(storage.id);
  return {};
}

Result<void> DeleteStorage(db::Connection& tx, int64_t id, Time now) {
  ASSIGN_OR_RETURN(const Storage storage, GetStorage(tx, id));
  bool tombstone = false;
  if (storage.role == StorageRole::kSource) {
    RETURN_IF_ERROR(DropSource(tx, id));
  } else {
    ASSIGN_OR_RETURN(tombstone, KeepWrittenKeys(tx, id));
    RETURN_IF_ERROR(DropTarget(tx, id));
  }
  RETURN_IF_ERROR(DropSyncJobs(tx, id));
  if (tombstone) {
    RETURN_IF_ERROR(tx.Execute(
        "UPDATE storage SET deleted_at = $2, secrets = NULL, parameters = '{}' WHERE id = $1",
        {id, ToMicros(now)}));
  } else {
    RETURN_IF_ERROR(tx.Execute("DELETE FROM storage WHERE id = $1", {id}));
  }
  return {};
}

Result<std::map<int64_t, StorageTally>> TallyStorages(db::Connection& tx,
                                                      std::span<const int64_t> project_ids) {
  std::map<int64_t, StorageTally> tallies;
  while (!project_ids.empty()) {
    const IdList list = TakeIds(project_ids);
    RETURN_IF_ERROR(tx.Query(
        "SELECT project_id, COUNT(*), "
        "SUM(CASE WHEN status IN ('queued', 'in_progress') THEN 1 ELSE 0 END), "
        "SUM(CASE WHEN status = 'failed' THEN 1 ELSE 0 END) FROM storage "
        "WHERE deleted_at IS NULL AND project_id IN " +
            list.sql + " GROUP BY project_id",
        list.args, [&](const db::Row& row) {
          tallies[row.Int(0)] = {.count = row.Int(1), .syncing = row.Int(2), .failed = row.Int(3)};
        }));
  }
  return tallies;
}

Result<std::optional<Storage>> FindSameStorage(db::Connection& tx, const Storage& like) {
  const Arg args[] = {Arg(like.project_id), Arg(RoleName(like.role)), Arg(like.kind),
                      Arg(like.endpoint),   Arg(like.bucket),         Arg(Blob{like.prefix})};
  ASSIGN_OR_RETURN(auto storages,
                   Select(tx,
                          " AND project_id = $1 AND role = $2 AND kind = $3 AND endpoint = $4 "
                          "AND bucket = $5 AND prefix = $6",
                          args));
  if (storages.empty()) return std::nullopt;
  return std::move(storages.front());
}

}  // namespace millrace::labeling

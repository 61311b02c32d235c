#include "labeling/storages/export_outbox.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "labeling/tasks/id_list.h"

namespace millrace::labeling {
namespace {

using db::Arg;
using db::Blob;

constexpr std::string_view kRowColumns =
    "storage_id, subject_id, change, deleted, key, digest, state, attempts, not_before, error, "
    "foreign_token, foreign_match";

OutboxRow RowOf(const db::Row& row) {
  return {.storage_id = row.Int(0),
          .subject_id = row.Int(1),
          .change = row.Int(2),
          .deleted = row.Bool(3),
          .key = row.String(4),
          .digest = row.String(5),
          .state = static_cast<OutboxState>(row.Int(6)),
          .attempts = static_cast<int>(row.Int(7)),
          .not_before = FromMicros(row.Int(8)),
          .error = row.String(9),
          .foreign_token = row.String(10),
          .foreign_match = row.Null(11) ? std::nullopt : std::optional(row.Bool(11))};
}

Result<std::vector<OutboxRow>> SelectRows(db::Connection& tx, const std::string& rest,
                                          db::Args args) {
  std::vector<OutboxRow> rows;
  RETURN_IF_ERROR(
      tx.Query("SELECT " + std::string(kRowColumns) + " FROM export_outbox WHERE " + rest, args,
               [&](const db::Row& row) { rows.push_back(RowOf(row)); }));
  return rows;
}

Arg BlobOrNull(const std::string& bytes) { return bytes.empty() ? Arg(nullptr) : Arg(Blob{bytes}); }
Arg TextOrNull(const std::string& text) { return text.empty() ? Arg(nullptr) : Arg(text); }

// A change makes a row new: errors and back-off of the old body no longer matter. What was decided
// (kept) and what stands in the way (conflict) stays, and so do key and digest of a PUT under way.
constexpr std::string_view kEnqueueTail =
    "ON CONFLICT (storage_id, subject_id) DO UPDATE SET change = export_outbox.change + 1, "
    "deleted = excluded.deleted, attempts = 0, not_before = 0, "
    "state = CASE WHEN export_outbox.state = 2 THEN 0 ELSE export_outbox.state END";

Result<void> Enqueue(db::Connection& tx, int64_t storage_id, std::span<const int64_t> subjects,
                     bool deleted) {
  std::vector<Arg> values;
  values.reserve(subjects.size() * 3);
  for (const int64_t subject : subjects)
    values.insert(values.end(), {Arg(storage_id), Arg(subject), Arg(deleted)});
  return tx.InsertMany("INSERT INTO export_outbox (storage_id, subject_id, deleted) VALUES", 3,
                       values, kEnqueueTail);
}

struct Target {
  int64_t id;
  bool content_task, can_delete;
};

Result<std::vector<Target>> TargetsOf(db::Connection& tx, int64_t project_id) {
  std::vector<Target> targets;
  RETURN_IF_ERROR(tx.Query(
      "SELECT id, content_task, can_delete FROM storage "
      "WHERE project_id = $1 AND role = 'target' AND deleted_at IS NULL",
      {project_id},
      [&](const db::Row& row) { targets.push_back({row.Int(0), row.Bool(1), row.Bool(2)}); }));
  return targets;
}

// The annotations are gone: their objects go too, or nothing is left to be done for them.
Result<void> EnqueueDeletion(db::Connection& tx, const Target& target,
                             std::span<const int64_t> subjects) {
  if (target.can_delete) return Enqueue(tx, target.id, subjects, true);
  for (const int64_t subject : subjects)
    RETURN_IF_ERROR(
        tx.Execute("DELETE FROM export_outbox WHERE storage_id = $1 AND subject_id = $2 "
                   "AND state <> 1",
                   {target.id, subject}));
  return {};
}

}  // namespace

Result<void> EnqueueExports(db::Connection& tx, int64_t project_id, int64_t task_id,
                            std::span<const int64_t> annotation_ids, bool deleted) {
  ASSIGN_OR_RETURN(const std::vector<Target> targets, TargetsOf(tx, project_id));
  for (const Target& target : targets) {
    if (!target.content_task) {
      RETURN_IF_ERROR(deleted ? EnqueueDeletion(tx, target, annotation_ids)
                              : Enqueue(tx, target.id, annotation_ids, false));
      continue;
    }
    // The task's object stays as long as the task has annotations.
    ASSIGN_OR_RETURN(const auto left,
                     tx.QueryInt("SELECT 1 FROM annotation WHERE task_id = $1 LIMIT 1", {task_id}));
    const int64_t subject[] = {task_id};
    RETURN_IF_ERROR(left.has_value() ? Enqueue(tx, target.id, subject, false)
                                     : EnqueueDeletion(tx, target, subject));
  }
  return {};
}

Result<int64_t> EnqueueAll(db::Connection& tx, int64_t storage_id) {
  return tx.Execute(
      "INSERT INTO export_outbox (storage_id, subject_id) "
      "SELECT DISTINCT s.id, CASE WHEN s.content_task = 1 THEN a.task_id ELSE a.id END "
      "FROM storage s JOIN annotation a ON a.project_id = s.project_id WHERE s.id = $1 "
      "ON CONFLICT (storage_id, subject_id) DO NOTHING",
      {storage_id});
}

Result<void> EnqueueSubject(db::Connection& tx, int64_t storage_id, int64_t subject_id) {
  const int64_t subject[] = {subject_id};
  return Enqueue(tx, storage_id, subject, false);
}

Result<std::vector<OutboxRow>> DueRows(db::Connection& tx, int64_t storage_id, int64_t after,
                                       Time now, bool all, size_t limit) {
  if (all)
    return SelectRows(tx,
                      "storage_id = $1 AND subject_id > $2 AND state IN (0, 1, 2) "
                      "ORDER BY subject_id LIMIT $3",
                      {storage_id, after, limit});
  return SelectRows(tx,
                    "storage_id = $1 AND subject_id > $2 AND state IN (0, 1) AND not_before <= $3 "
                    "ORDER BY subject_id LIMIT $4",
                    {storage_id, after, ToMicros(now), limit});
}

Result<std::optional<Time>> NextDue(db::Connection& tx) {
  std::optional<Time> due;
  RETURN_IF_ERROR(tx.Query("SELECT min(not_before) FROM export_outbox WHERE state IN (0, 1)", {},
                           [&](const db::Row& row) {
                             if (!row.Null(0)) due = FromMicros(row.Int(0));
                           }));
  return due;
}

Result<std::vector<int64_t>> StoragesWithDueRows(db::Connection& tx, Time now) {
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(tx.Query(
      "SELECT s.id FROM storage s WHERE s.role = 'target' AND s.deleted_at IS NULL AND EXISTS "
      "(SELECT 1 FROM export_outbox o WHERE o.storage_id = s.id AND o.state IN (0, 1) "
      "AND o.not_before <= $1)",
      {ToMicros(now)}, [&](const db::Row& row) { ids.push_back(row.Int(0)); }));
  return ids;
}

Result<void> PrepareRows(db::Connection& tx, std::span<const OutboxRow> rows) {
  for (const OutboxRow& row : rows)
    RETURN_IF_ERROR(
        tx.Execute("UPDATE export_outbox SET key = $1, digest = $2, state = 1 "
                   "WHERE storage_id = $3 AND subject_id = $4",
                   {Blob{row.key}, BlobOrNull(row.digest), row.storage_id, row.subject_id}));
  return {};
}

Result<void> SettleRows(db::Connection& tx, int64_t storage_id, std::span<const OutboxRow> rows) {
  std::map<int64_t, std::vector<int64_t>> subjects;  // by change
  for (const OutboxRow& row : rows) subjects[row.change].push_back(row.subject_id);
  for (const auto& [change, ids] : subjects) {
    for (std::span<const int64_t> left(ids); !left.empty();) {
      const size_t before = left.size();
      const IdList list = TakeIds(left, {storage_id, change});
      ASSIGN_OR_RETURN(const int64_t gone,
                       tx.Execute("DELETE FROM export_outbox WHERE storage_id = $1 AND change = $2 "
                                  "AND subject_id IN " +
                                      list.sql,
                                  list.args));
      if (gone == static_cast<int64_t>(before - left.size())) continue;
      RETURN_IF_ERROR(tx.Execute(
          "UPDATE export_outbox SET state = 0, digest = NULL, attempts = 0, not_before = 0, "
          "error = NULL WHERE storage_id = $1 AND change <> $2 AND subject_id IN " +
              list.sql,
          list.args));
    }
  }
  return {};
}

Result<void> UpdateRow(db::Connection& tx, const OutboxRow& row) {
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE export_outbox SET key = $1, digest = $2, state = $3, attempts = $4, not_before = $5, "
      "error = $6, foreign_token = $7, foreign_match = $8 WHERE storage_id = $9 AND subject_id = "
      "$10",
      {BlobOrNull(row.key), BlobOrNull(row.digest), static_cast<int>(row.state), row.attempts,
       ToMicros(row.not_before), TextOrNull(row.error), BlobOrNull(row.foreign_token),
       row.foreign_match, row.storage_id, row.subject_id}));
  return {};
}

Result<std::optional<OutboxRow>> GetRow(db::Connection& tx, int64_t storage_id,
                                        int64_t subject_id) {
  ASSIGN_OR_RETURN(const std::vector<OutboxRow> rows,
                   SelectRows(tx, "storage_id = $1 AND subject_id = $2", {storage_id, subject_id}));
  return rows.empty() ? std::nullopt : std::optional(rows.front());
}

Result<OutboxCounts> CountOutbox(db::Connection& tx, int64_t storage_id) {
  OutboxCounts counts;
  RETURN_IF_ERROR(
      tx.Query("SELECT state, count(*), count(nullif(foreign_match, 0)) FROM export_outbox WHERE "
               "storage_id = $1 "
               "GROUP BY state",
               {storage_id}, [&](const db::Row& row) {
                 switch (static_cast<OutboxState>(row.Int(0))) {
                   case OutboxState::kPending:
                   case OutboxState::kPrepared: counts.pending += row.Int(1); break;
                   case OutboxState::kFailed: counts.failed += row.Int(1); break;
                   case OutboxState::kConflict:
                     counts.conflicts += row.Int(1);
                     counts.matches += row.Int(2);
                     break;
                   case OutboxState::kKept: counts.kept += row.Int(1); break;
                 }
               }));
  ASSIGN_OR_RETURN(
      const auto written,
      tx.QueryInt("SELECT count(*) FROM export_object WHERE storage_id = $1", {storage_id}));
  counts.written = written.value_or(0);
  return counts;
}

Result<std::vector<OutboxRow>> ListOutbox(db::Connection& tx, int64_t storage_id, OutboxState state,
                                          size_t limit, size_t offset) {
  return SelectRows(tx, "storage_id = $1 AND state = $2 ORDER BY subject_id LIMIT $3 OFFSET $4",
                    {storage_id, static_cast<int>(state), limit, offset});
}

namespace {

constexpr std::string_view kObjectColumns = "key, subject_id, token, version, digest, written_at";

Result<std::vector<ExportObject>> SelectExported(db::Connection& tx, const std::string& rest,
                                                 std::span<const Arg> args) {
  std::vector<ExportObject> objects;
  RETURN_IF_ERROR(
      tx.Query("SELECT " + std::string(kObjectColumns) + " FROM export_object WHERE " + rest, args,
               [&](const db::Row& row) {
                 objects.push_back({.key = row.String(0),
                                    .subject_id = row.Int(1),
                                    .token = row.String(2),
                                    .version = row.String(3),
                                    .digest = row.String(4),
                                    .written_at = FromMicros(row.Int(5))});
               }));
  return objects;
}
Result<std::vector<ExportObject>> SelectExported(db::Connection& tx, const std::string& rest,
                                                 db::Args args) {
  return SelectExported(tx, rest, std::span(args.begin(), args.size()));
}

}  // namespace

Result<void> SaveExportObjects(db::Connection& tx, int64_t storage_id,
                               std::span<const ExportObject> objects) {
  std::vector<Arg> values;
  values.reserve(objects.size() * 7);
  for (const ExportObject& object : objects)
    values.insert(values.end(),
                  {storage_id, Blob{object.key}, object.subject_id, Blob{object.token},
                   Blob{object.version}, Blob{object.digest}, ToMicros(object.written_at)});
  return tx.InsertMany(
      "INSERT INTO export_object (storage_id, key, subject_id, token, version, digest, written_at) "
      "VALUES",
      7, values,
      "ON CONFLICT (storage_id, key) DO UPDATE SET subject_id = excluded.subject_id, "
      "token = excluded.token, version = excluded.version, digest = excluded.digest, "
      "written_at = excluded.written_at");
}

Result<void> SaveExportObject(db::Connection& tx, int64_t storage_id, const ExportObject& object) {
  return SaveExportObjects(tx, storage_id, {&object, 1});
}

Result<void> DropExportObject(db::Connection& tx, int64_t storage_id, std::string_view key) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM export_object WHERE storage_id = $1 AND key = $2",
                             {storage_id, Blob{key}}));
  return {};
}

Result<std::optional<ExportObject>> GetExportObject(db::Connection& tx, int64_t storage_id,
                                                    std::string_view key) {
  ASSIGN_OR_RETURN(const std::vector<ExportObject> objects,
                   SelectExported(tx, "storage_id = $1 AND key = $2", {storage_id, Blob{key}}));
  return objects.empty() ? std::nullopt : std::optional(objects.front());
}

Result<std::vector<ExportObject>> ExportObjectsAt(db::Connection& tx, int64_t storage_id,
                                                  std::span<const std::string> keys) {
  std::vector<ExportObject> objects;
  while (!keys.empty()) {
    const IdList list = TakeKeys(keys, {storage_id});
    ASSIGN_OR_RETURN(std::vector<ExportObject> some,
                     SelectExported(tx, "storage_id = $1 AND key IN " + list.sql, list.args));
    std::ranges::move(some, std::back_inserter(objects));
  }
  return objects;
}

Result<std::vector<ExportObject>> ExportObjectsOf(db::Connection& tx, int64_t storage_id,
                                                  int64_t subject_id) {
  return SelectExported(tx, "storage_id = $1 AND subject_id = $2 ORDER BY key",
                        {storage_id, subject_id});
}

Result<std::vector<ExportObject>> ExportObjectsInRange(db::Connection& tx, int64_t storage_id,
                                                       std::string_view after, size_t limit) {
  return SelectExported(tx, "storage_id = $1 AND key > $2 ORDER BY key LIMIT $3",
                        {storage_id, Blob{after}, limit});
}

Result<std::vector<std::string>> OwnKeysInRange(db::Connection& tx, std::string_view kind,
                                                std::string_view endpoint, std::string_view bucket,
                                                std::string_view first, std::string_view last) {
  std::vector<std::string> keys;
  RETURN_IF_ERROR(tx.Query(
      "SELECT e.key FROM storage s JOIN export_object e ON e.storage_id = s.id "
      "WHERE s.kind = $1 AND s.endpoint = $2 AND s.bucket = $3 AND s.role = 'target' "
      "AND e.key >= $4 AND e.key <= $5 "
      "UNION SELECT o.key FROM storage s JOIN export_outbox o ON o.storage_id = s.id "
      "WHERE s.kind = $1 AND s.endpoint = $2 AND s.bucket = $3 AND s.role = 'target' "
      "AND o.key IS NOT NULL AND o.key >= $4 AND o.key <= $5 AND o.state NOT IN (3, 4) ORDER BY 1",
      {kind, endpoint, bucket, Blob{first}, Blob{last}},
      [&](const db::Row& row) { keys.push_back(row.String(0)); }));
  return keys;
}

Result<void> DropTarget(db::Connection& tx, int64_t storage_id) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM export_outbox WHERE storage_id = $1", {storage_id}));
  return {};
}

}  // namespace millrace::labeling

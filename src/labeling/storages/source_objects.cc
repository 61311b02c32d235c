#include "labeling/storages/source_objects.h"

namespace millrace::labeling {
namespace {

using db::Arg;
using db::Blob;

constexpr std::string_view kObjectColumns =
    "key, token, size, modified, state, task_id, generation, since, error";

SourceObject ObjectOf(const db::Row& row) {
  return {.key = row.String(0),
          .token = row.String(1),
          .size = static_cast<uint64_t>(row.Int(2)),
          .modified = FromMicros(row.Int(3)),
          .state = static_cast<ObjectState>(row.Int(4)),
          .task_id = row.MaybeInt(5),
          .generation = row.Int(6),
          .since = row.Null(7) ? std::nullopt : std::optional(FromMicros(row.Int(7))),
          .error = row.String(8)};
}

Result<std::vector<SourceObject>> SelectObjects(db::Connection& tx, const std::string& rest,
                                                db::Args args) {
  std::vector<SourceObject> objects;
  RETURN_IF_ERROR(
      tx.Query("SELECT " + std::string(kObjectColumns) + " FROM source_object WHERE " + rest, args,
               [&](const db::Row& row) { objects.push_back(ObjectOf(row)); }));
  return objects;
}

Arg TextOrNull(const std::string& text) { return text.empty() ? Arg(nullptr) : Arg(text); }

std::string StatesOfTrouble(bool ignored) { return ignored ? "(5)" : "(2, 3)"; }

// Objects with `keys` (all, if there are none) in one of `states`. One that is being read in steps
// is kRetry without an error and left alone.
Result<int64_t> MoveObjects(db::Connection& tx, int64_t source_id,
                            std::span<const std::string> keys, const std::string& states,
                            ObjectState state) {
  const std::string update =
      "UPDATE source_object SET state = $1 WHERE source_id = $2 AND state IN " + states +
      " AND (state <> 3 OR error IS NOT NULL)";
  if (keys.empty()) return tx.Execute(update, {static_cast<int>(state), source_id});
  int64_t moved = 0;
  for (const std::string& key : keys) {
    ASSIGN_OR_RETURN(
        const int64_t changed,
        tx.Execute(update + " AND key = $3", {static_cast<int>(state), source_id, Blob{key}}));
    moved += changed;
  }
  return moved;
}

}  // namespace

Result<std::vector<SourceObject>> ObjectsInRange(db::Connection& tx, int64_t source_id,
                                                 std::string_view after, std::string_view until,
                                                 size_t limit) {
  if (until.empty())
    return SelectObjects(tx, "source_id = $1 AND key > $2 ORDER BY key LIMIT $3",
                         {source_id, Blob{after}, limit});
  return SelectObjects(tx, "source_id = $1 AND key > $2 AND key <= $3 ORDER BY key LIMIT $4",
                       {source_id, Blob{after}, Blob{until}, limit});
}

Result<std::vector<SourceObject>> FindObjects(db::Connection& tx, int64_t source_id,
                                              std::span<const std::string_view> keys) {
  std::vector<SourceObject> objects;
  for (const std::string_view key : keys)
    RETURN_IF_ERROR(tx.Query(
        "SELECT key, token, size, modified, state, task_id, generation, since, error "
        "FROM source_object WHERE source_id = $1 AND key = $2",
        {source_id, Blob{key}}, [&](const db::Row& row) { objects.push_back(ObjectOf(row)); }));
  return objects;
}

Result<void> SaveObjects(db::Connection& tx, int64_t source_id,
                         std::span<const SourceObject> objects) {
  std::vector<Arg> values;
  values.reserve(objects.size() * 11);
  for (const SourceObject& object : objects) {
    values.insert(
        values.end(),
        {Arg(source_id), Arg(Blob{object.key}), Arg(Blob{object.token}), Arg(object.size),
         Arg(ToMicros(object.modified)), Arg(static_cast<int>(object.state)), Arg(object.task_id),
         Arg(object.generation), object.since ? Arg(ToMicros(*object.since)) : Arg(nullptr),
         TextOrNull(object.error), Arg(object.error.empty() ? 0 : 1)});
  }
  return tx.InsertMany(
      "INSERT INTO source_object (source_id, key, token, size, modified, state, task_id, "
      "generation, "
      "since, error, attempts) VALUES",
      11, values,
      "ON CONFLICT (source_id, key) DO UPDATE SET token = excluded.token, size = excluded.size, "
      "modified = excluded.modified, state = excluded.state, task_id = excluded.task_id, "
      "generation = excluded.generation, since = excluded.since, error = excluded.error, "
      "attempts = CASE WHEN excluded.state IN (2, 3) THEN source_object.attempts + "
      "excluded.attempts ELSE 0 END");
}

Result<void> TouchObjects(db::Connection& tx, int64_t source_id,
                          std::span<const std::string_view> keys, int64_t generation) {
  for (const std::string_view key : keys)
    RETURN_IF_ERROR(
        tx.Execute("UPDATE source_object SET generation = $1 WHERE source_id = $2 AND key = $3",
                   {generation, source_id, Blob{key}}));
  return {};
}

Result<std::vector<SourceObject>> UnseenObjects(db::Connection& tx, int64_t source_id,
                                                int64_t generation, std::string_view after,
                                                size_t limit) {
  return SelectObjects(
      tx, "source_id = $1 AND key > $2 AND generation < $3 AND state <> 4 ORDER BY key LIMIT $4",
      {source_id, Blob{after}, generation, limit});
}

Result<int64_t> CountObjects(db::Connection& tx, int64_t source_id) {
  ASSIGN_OR_RETURN(
      const auto count,
      tx.QueryInt("SELECT count(*) FROM source_object WHERE source_id = $1 AND state <> 4",
                  {source_id}));
  return count.value_or(0);
}

Result<std::vector<SourceObject>> FailedObjects(db::Connection& tx, int64_t source_id,
                                                std::string_view after, size_t limit) {
  return SelectObjects(tx, "source_id = $1 AND state IN (2, 3) AND key > $2 ORDER BY key LIMIT $3",
                       {source_id, Blob{after}, limit});
}

Result<std::vector<Trouble>> ListTrouble(db::Connection& tx, int64_t source_id, bool ignored,
                                         size_t limit, size_t offset) {
  std::vector<Trouble> out;
  const std::string states = StatesOfTrouble(ignored);
  RETURN_IF_ERROR(tx.Query(
      "SELECT key, -1, error, since, state, attempts FROM source_object "
      "WHERE source_id = $1 AND state IN " +
          states +
          " AND error IS NOT NULL AND NOT EXISTS "
          "(SELECT 1 FROM source_record r WHERE r.source_id = $1 AND r.key = source_object.key "
          "AND r.state IN (2, 3)) UNION ALL "
          "SELECT r.key, r.position, r.error, o.since, r.state, o.attempts FROM source_object o "
          "JOIN source_record r ON r.source_id = o.source_id AND r.key = o.key "
          "WHERE o.source_id = $1 AND o.state IN " +
          states + " AND r.state IN (2, 3) ORDER BY 1, 2 LIMIT $2 OFFSET $3",
      {source_id, limit, offset}, [&](const db::Row& row) {
        out.push_back({.key = row.String(0),
                       .position = row.Int(1) < 0 ? std::nullopt : std::optional(row.Int(1)),
                       .error = row.String(2),
                       .since = row.Null(3) ? std::nullopt : std::optional(FromMicros(row.Int(3))),
                       .temporary = row.Int(4) == static_cast<int>(ObjectState::kRetry),
                       .attempts = row.Int(5)});
      }));
  return out;
}

Result<int64_t> CountTrouble(db::Connection& tx, int64_t source_id, bool ignored) {
  ASSIGN_OR_RETURN(
      const auto count,
      tx.QueryInt("SELECT count(*) FROM source_object WHERE source_id = $1 AND state IN " +
                      StatesOfTrouble(ignored) + " AND error IS NOT NULL",
                  {source_id}));
  return count.value_or(0);
}

Result<int64_t> RetryFailed(db::Connection& tx, int64_t source_id,
                            std::span<const std::string> keys) {
  return MoveObjects(tx, source_id, keys, "(2, 3)", ObjectState::kRetry);
}

Result<int64_t> IgnoreFailed(db::Connection& tx, int64_t source_id,
                             std::span<const std::string> keys, bool ignore) {
  return ignore ? MoveObjects(tx, source_id, keys, "(2, 3)", ObjectState::kIgnored)
                : MoveObjects(tx, source_id, keys, "(5)", ObjectState::kRetry);
}

Result<std::vector<SourceRecord>> RecordsOf(db::Connection& tx, int64_t source_id,
                                            std::string_view key) {
  std::vector<SourceRecord> records;
  RETURN_IF_ERROR(
      tx.Query("SELECT position, digest, task_id, state, error FROM source_record "
               "WHERE source_id = $1 AND key = $2 ORDER BY position",
               {source_id, Blob{key}}, [&](const db::Row& row) {
                 records.push_back({.position = row.Int(0),
                                    .digest = row.String(1),
                                    .task_id = row.MaybeInt(2),
                                    .state = static_cast<ObjectState>(row.Int(3)),
                                    .error = row.String(4)});
               }));
  return records;
}

Result<void> SaveRecords(db::Connection& tx, int64_t source_id,
                         std::span<const ObjectRecords> objects) {
  std::vector<Arg> values;
  for (const auto& [key, records] : objects)
    for (const SourceRecord& record : records)
      values.insert(values.end(), {Arg(source_id), Arg(Blob{key}), Arg(record.position),
                                   Arg(Blob{record.digest}), Arg(record.task_id),
                                   Arg(static_cast<int>(record.state)), TextOrNull(record.error)});
  return tx.InsertMany(
      "INSERT INTO source_record (source_id, key, position, digest, task_id, state, error) VALUES",
      7, values,
      "ON CONFLICT (source_id, key, position) DO UPDATE SET digest = excluded.digest, "
      "task_id = excluded.task_id, state = excluded.state, error = excluded.error");
}

Result<int64_t> CountFailedRecords(db::Connection& tx, int64_t source_id, std::string_view key) {
  ASSIGN_OR_RETURN(
      const auto count,
      tx.QueryInt("SELECT count(*) FROM source_record WHERE source_id = $1 AND key = $2 "
                  "AND state IN (2, 3)",
                  {source_id, Blob{key}}));
  return count.value_or(0);
}

Result<void> DropRecordsFrom(db::Connection& tx, int64_t source_id, std::string_view key,
                             int64_t position) {
  RETURN_IF_ERROR(
      tx.Execute("DELETE FROM source_record WHERE source_id = $1 AND key = $2 AND position >= $3",
                 {source_id, Blob{key}, position}));
  return {};
}

Result<void> PromoteStaged(db::Connection& tx, int64_t source_id, std::string_view key) {
  RETURN_IF_ERROR(
      tx.Execute("DELETE FROM source_record WHERE source_id = $1 AND key = $2 AND position < $3",
                 {source_id, Blob{key}, kStaged}));
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE source_record SET position = position - $1 WHERE source_id = $2 AND key = $3",
      {kStaged, source_id, Blob{key}}));
  return {};
}

Result<void> DropStaged(db::Connection& tx, int64_t source_id, std::string_view key) {
  return DropRecordsFrom(tx, source_id, key, kStaged);
}

Result<void> ForgetTask(db::Connection& tx, int64_t source_id, std::string_view key,
                        int64_t task_id, bool by_user) {
  const int state = static_cast<int>(by_user ? ObjectState::kRemoved : ObjectState::kGone);
  ASSIGN_OR_RETURN(const int64_t changed,
                   tx.Execute("UPDATE source_object SET state = $1, task_id = NULL "
                              "WHERE source_id = $2 AND key = $3 AND task_id = $4",
                              {state, source_id, Blob{key}, task_id}));
  if (changed > 0) return {};
  RETURN_IF_ERROR(
      tx.Execute("UPDATE source_record SET state = $1, task_id = NULL "
                 "WHERE source_id = $2 AND key = $3 AND task_id = $4",
                 {state, source_id, Blob{key}, task_id}));
  return {};
}

Result<void> ForgetAllTasks(db::Connection& tx, int64_t source_id) {
  for (const std::string_view table : {"source_object", "source_record"})
    RETURN_IF_ERROR(tx.Execute("UPDATE " + std::string(table) +
                                   " SET state = $1, task_id = NULL "
                                   "WHERE source_id = $2 AND task_id IS NOT NULL",
                               {static_cast<int>(ObjectState::kRemoved), source_id}));
  return {};
}

Result<void> DropSource(db::Connection& tx, int64_t source_id) {
  for (const std::string_view table : {"source_object", "source_record", "source_scan"})
    RETURN_IF_ERROR(
        tx.Execute("DELETE FROM " + std::string(table) + " WHERE source_id = $1", {source_id}));
  return {};
}

Result<std::optional<ScanState>> GetScan(db::Connection& tx, int64_t source_id) {
  std::optional<ScanState> scan;
  RETURN_IF_ERROR(tx.Query(
      "SELECT generation, finished, ordered, filter, position, counts, object_key, object_token, "
      "byte_offset, record_position, object_shape, held_back, object_staged FROM source_scan WHERE "
      "source_id = $1",
      {source_id}, [&](const db::Row& row) {
        scan = ScanState{.generation = row.Int(0),
                         .finished = row.Bool(1),
                         .ordered = row.Bool(2),
                         .filter = row.String(3),
                         .position = row.String(4),
                         .counts = row.String(5),
                         .object_key = row.String(6),
                         .object_token = row.String(7),
                         .byte_offset = static_cast<uint64_t>(row.Int(8)),
                         .record_position = row.Int(9),
                         .object_shape = static_cast<int>(row.Int(10)),
                         .object_staged = row.Bool(12),
                         .held_back = row.Int(11)};
      }));
  return scan;
}

Result<void> SaveScan(db::Connection& tx, int64_t source_id, const ScanState& scan) {
  RETURN_IF_ERROR(tx.Execute(
      "INSERT INTO source_scan (source_id, generation, finished, ordered, filter, position, "
      "counts, "
      "object_key, object_token, byte_offset, record_position, object_shape, held_back, "
      "object_staged) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
      "ON CONFLICT (source_id) DO UPDATE SET generation = excluded.generation, "
      "finished = excluded.finished, ordered = excluded.ordered, filter = excluded.filter, "
      "position = excluded.position, counts = excluded.counts, object_key = excluded.object_key, "
      "object_token = excluded.object_token, byte_offset = excluded.byte_offset, "
      "record_position = excluded.record_position, object_shape = excluded.object_shape, "
      "held_back = excluded.held_back, object_staged = excluded.object_staged",
      {source_id, scan.generation, scan.finished, scan.ordered, scan.filter, Blob{scan.position},
       scan.counts, Blob{scan.object_key}, Blob{scan.object_token}, scan.byte_offset,
       scan.record_position, scan.object_shape, scan.held_back, scan.object_staged}));
  return {};
}

}  // namespace millrace::labeling

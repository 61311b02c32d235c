#include "labeling/server_facts.h"

#include "labeling/storages/export_outbox.h"

namespace millrace::labeling {

Result<ServerFacts> ReadServerFacts(db::Connection& tx) {
  ServerFacts facts;
  RETURN_IF_ERROR(tx.Query(
      "SELECT COUNT(*), COALESCE(SUM(task_number), 0), "
      "COALESCE(SUM(total_annotations_number + skipped_annotations_number), 0) FROM project",
      {}, [&](const db::Row& row) {
        facts.projects = row.Int(0);
        facts.tasks = row.Int(1);
        facts.annotations = row.Int(2);
      }));
  RETURN_IF_ERROR(
      tx.Query("SELECT role, COUNT(*) FROM account WHERE active = 1 AND deleted_at IS NULL "
               "GROUP BY role",
               {}, [&](const db::Row& row) { facts.accounts[row.String(0)] = row.Int(1); }));
  RETURN_IF_ERROR(tx.Query("SELECT state, COUNT(*) FROM sync_job GROUP BY state", {},
                           [&](const db::Row& row) { facts.jobs[row.String(0)] = row.Int(1); }));
  ASSIGN_OR_RETURN(const auto imports,
                   tx.QueryInt("SELECT COUNT(*) FROM task_import WHERE state = 'in_progress'"));
  facts.running_imports = imports.value_or(0);
  return facts;
}

Result<OutboxLook> LookAtOutbox(db::Connection& tx, int64_t most) {
  OutboxLook look;
  int64_t rows = 0;
  RETURN_IF_ERROR(
      tx.Query("SELECT storage_id, state, COUNT(*) FROM (SELECT storage_id, state "
               "FROM export_outbox ORDER BY storage_id, subject_id LIMIT $1) AS first_rows "
               "GROUP BY storage_id, state",
               {most}, [&](const db::Row& row) {
                 OutboxFacts& facts = look.by_storage[row.Int(0)];
                 rows += row.Int(2);
                 switch (static_cast<OutboxState>(row.Int(1))) {
                   case OutboxState::kPending:
                   case OutboxState::kPrepared: facts.pending += row.Int(2); break;
                   case OutboxState::kFailed: facts.failed += row.Int(2); break;
                   case OutboxState::kConflict: facts.conflicts += row.Int(2); break;
                   case OutboxState::kKept: break;
                 }
               }));
  look.complete = rows < most;
  return look;
}

}  // namespace millrace::labeling

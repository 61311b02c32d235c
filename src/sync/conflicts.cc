#include "sync/conflicts.h"

#include "base/text.h"
#include "crypto/digest.h"
#include "labeling/json/task_json.h"
#include "labeling/tasks/annotations.h"
#include "sync/export_body.h"
#include "sync/target_writer.h"

namespace millrace::sync {
namespace {

using labeling::OutboxRow;
using labeling::OutboxState;

constexpr uint64_t kShownLimit = 1u << 20;

Result<OutboxRow> ConflictRow(db::Connection& tx, int64_t storage_id, int64_t subject_id) {
  ASSIGN_OR_RETURN(std::optional<OutboxRow> row, labeling::GetRow(tx, storage_id, subject_id));
  if (row.has_value() && (row->state == OutboxState::kConflict || row->state == OutboxState::kKept))
    return *std::move(row);
  return Fail(ErrorKind::kNotFound,
              "There is no conflict for " + std::to_string(subject_id) + " in this target.",
              "List the conflicts again; it may be settled already.");
}

// The task that a foreign annotation belongs to: the one of our own annotation if their data says
// so.
Result<int64_t> TaskFor(db::Connection& tx, const OutboxRow& row,
                        const labeling::ForeignAnnotation& theirs) {
  ASSIGN_OR_RETURN(const labeling::Annotation ours, labeling::GetAnnotation(tx, row.subject_id));
  ASSIGN_OR_RETURN(const labeling::Task task, labeling::GetTask(tx, ours.task_id));
  if (labeling::SameJson(task.data, theirs.task_data)) return task.id;
  return Fail(ErrorKind::kConflict,
              "\"" + Printable(row.key) +
                  "\" holds an annotation of another task, so it cannot be adopted.",
              "Choose overwrite or keep.");
}

}  // namespace

Result<Engine::Conflict> ReadConflict(const Context& context, const Connection& target,
                                      int64_t subject_id) {
  Engine::Conflict conflict;
  RETURN_IF_ERROR(context.db->Read([&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(conflict.row, ConflictRow(tx, target.row.id, subject_id));
    ASSIGN_OR_RETURN(ExportBody body, BuildExport(tx, target.row, target.values, subject_id));
    conflict.ours = std::move(body.body);
    return {};
  }));
  Result<storage::Object> theirs =
      storage::GetObject(*target.store, {.key = conflict.row.key}, kShownLimit);
  if (theirs.has_value()) {
    conflict.theirs_token = theirs->info.condition();
    conflict.theirs_info = theirs->info;
    conflict.theirs = std::move(theirs->body);
  } else if (theirs.error().kind != ErrorKind::kNotFound &&
             theirs.error().kind != ErrorKind::kTooLarge) {
    return std::unexpected(theirs.error());
  } else if (theirs.error().kind == ErrorKind::kTooLarge) {
    ASSIGN_OR_RETURN(conflict.theirs_info, target.store->Head(conflict.row.key));
    conflict.theirs_token = conflict.theirs_info->condition();
  }
  return conflict;
}

Result<void> ResolveConflict(const Context& context, const Connection& target, int64_t subject_id,
                             Engine::Decision decision, const std::string& foreign_token) {
  ASSIGN_OR_RETURN(OutboxRow row, context.db->Read([&](db::Connection& tx) {
    return ConflictRow(tx, target.row.id, subject_id);
  }));
  if (decision == Engine::Decision::kKeep) {
    row.state = OutboxState::kKept;
    row.error.clear();
    return context.db->Write(db::Durability::kFull,
                             [&](db::Connection& tx) { return labeling::UpdateRow(tx, row); });
  }

  Result<storage::Object> theirs =
      storage::GetObject(*target.store, {.key = row.key}, kCompareLimit);
  const bool gone = !theirs.has_value() && theirs.error().kind == ErrorKind::kNotFound;
  if (!theirs.has_value() && !gone) return std::unexpected(theirs.error());
  const std::string seen = foreign_token.empty() ? row.foreign_token : foreign_token;
  if (!gone && theirs->info.condition() != seen)
    return Fail(ErrorKind::kConflict, "\"" + Printable(row.key) + "\" was changed again meanwhile.",
                "Compare both sides once more, then decide.");

  std::optional<labeling::ForeignAnnotation> foreign;
  if (decision == Engine::Decision::kAdopt) {
    if (!gone) foreign = labeling::ReadExportedAnnotation(theirs->body);
    if (!foreign.has_value())
      return Fail(ErrorKind::kConflict,
                  "\"" + Printable(row.key) + "\" is not an annotation, so it cannot be adopted.",
                  "Choose overwrite or keep.");
  }
  const Time now = context.clock->Now();
  return context.db->Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(row, ConflictRow(tx, target.row.id, subject_id));
    if (foreign.has_value()) {
      ASSIGN_OR_RETURN(const int64_t task_id, TaskFor(tx, row, *foreign));
      RETURN_IF_ERROR(labeling::CreateAnnotation(tx, task_id, foreign->annotation,
                                                 foreign->annotation.completed_by, now));
    }
    if (!gone)
      RETURN_IF_ERROR(labeling::SaveExportObject(tx, target.row.id,
                                                 {.key = row.key,
                                                  .subject_id = subject_id,
                                                  .token = theirs->info.token,
                                                  .version = theirs->info.condition(),
                                                  .digest = crypto::Sha256(theirs->body),
                                                  .written_at = now}));
    row.state = OutboxState::kPending;
    row.digest.clear();
    row.error.clear();
    row.attempts = 0;
    row.not_before = {};
    row.foreign_token.clear();
    row.foreign_match.reset();
    return labeling::UpdateRow(tx, row);
  });
}

}  // namespace millrace::sync

#include "labeling/projects/project_of.h"

namespace millrace::labeling {

Result<std::optional<int64_t>> ProjectOfTask(db::Connection& tx, int64_t task_id) {
  return tx.QueryInt("SELECT project_id FROM task WHERE id = $1", {task_id});
}

Result<std::optional<int64_t>> ProjectOfAnnotation(db::Connection& tx, int64_t annotation_id) {
  return tx.QueryInt("SELECT project_id FROM annotation WHERE id = $1", {annotation_id});
}

Result<std::optional<int64_t>> ProjectOfPrediction(db::Connection& tx, int64_t prediction_id) {
  return tx.QueryInt("SELECT project_id FROM prediction WHERE id = $1", {prediction_id});
}

Result<std::optional<int64_t>> ProjectOfBackend(db::Connection& tx, int64_t backend_id) {
  return tx.QueryInt("SELECT project_id FROM ml_backend WHERE id = $1", {backend_id});
}

Result<std::optional<int64_t>> ProjectOfDraft(db::Connection& tx, int64_t draft_id) {
  return tx.QueryInt(
      "SELECT t.project_id FROM draft d JOIN task t ON t.id = d.task_id WHERE d.id = $1",
      {draft_id});
}

Result<std::optional<int64_t>> ProjectOfTaskView(db::Connection& tx, int64_t view_id) {
  return tx.QueryInt("SELECT project_id FROM task_view WHERE id = $1", {view_id});
}

Result<std::optional<int64_t>> ProjectOfLabelLink(db::Connection& tx, int64_t link_id) {
  return tx.QueryInt("SELECT project_id FROM label_link WHERE id = $1", {link_id});
}

Result<std::optional<int64_t>> ProjectOfStorage(db::Connection& tx, int64_t storage_id) {
  return tx.QueryInt("SELECT project_id FROM storage WHERE id = $1 AND deleted_at IS NULL",
                     {storage_id});
}

Result<std::optional<int64_t>> ProjectOfUpload(db::Connection& tx, int64_t upload_id) {
  return tx.QueryInt("SELECT project_id FROM file_upload WHERE id = $1", {upload_id});
}

}  // namespace millrace::labeling

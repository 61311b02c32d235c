#include "labeling/data_manager/model_versions.h"

#include "labeling/projects/counters.h"
#include "labeling/tasks/task_changes.h"

namespace millrace::labeling {

Result<std::vector<ModelVersion>> ModelVersions(db::Connection& tx, int64_t project_id) {
  std::vector<ModelVersion> versions;
  RETURN_IF_ERROR(tx.Query(
      "SELECT model_version, COUNT(*), MAX(created_at) FROM prediction WHERE project_id = $1 "
      "GROUP BY model_version ORDER BY MAX(created_at) DESC, model_version",
      {project_id}, [&](const db::Row& row) {
        versions.push_back({.name = row.MaybeString(0),
                            .predictions = row.Int(1),
                            .latest = FromMicros(row.Int(2))});
      }));
  return versions;
}

Result<bool> HasModelVersion(db::Connection& tx, int64_t project_id, const std::string& version) {
  ASSIGN_OR_RETURN(const auto found, tx.QueryInt("SELECT 1 FROM prediction WHERE project_id = $1 "
                                                 "AND model_version = $2 LIMIT 1",
                                                 {project_id, version}));
  return found.has_value();
}

Result<int64_t> DeleteModelVersion(db::Connection& tx, int64_t project_id,
                                   const std::string& version) {
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE task SET total_predictions = total_predictions - (SELECT COUNT(*) FROM prediction p "
      "WHERE p.task_id = task.id AND p.model_version = $2) WHERE id IN "
      "(SELECT task_id FROM prediction WHERE project_id = $1 AND model_version = $2)",
      {project_id, version}));
  ASSIGN_OR_RETURN(const int64_t deleted,
                   tx.Execute("DELETE FROM prediction WHERE project_id = $1 AND model_version = $2",
                              {project_id, version}));
  RETURN_IF_ERROR(AddToProject(tx, project_id, {.predictions = -deleted}));
  RETURN_IF_ERROR(NoteManyChanges(tx, project_id));
  return deleted;
}

}  // namespace millrace::labeling

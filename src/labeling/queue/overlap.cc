#include "labeling/queue/overlap.h"

#include <algorithm>

#include "labeling/projects/counters.h"

namespace millrace::labeling {
namespace {

Result<void> SetAll(db::Connection& tx, int64_t project_id, int64_t overlap) {
  RETURN_IF_ERROR(tx.Execute("UPDATE task SET overlap = $2 WHERE project_id = $1 AND overlap <> $2",
                             {project_id, overlap}));
  return {};
}

Result<void> Rearrange(db::Connection& tx, int64_t project_id, const ProjectRules& rules) {
  int64_t tasks = 0, full = 0;
  RETURN_IF_ERROR(tx.Query(
      "SELECT COUNT(*), COALESCE(SUM(CASE WHEN useful_annotations >= $2 THEN 1 ELSE 0 END), 0) "
      "FROM task WHERE project_id = $1",
      {project_id, rules.maximum_annotations}, [&](const db::Row& row) {
        tasks = row.Int(0);
        full = row.Int(1);
      }));
  const int64_t more = std::max<int64_t>(rules.CohortOf(tasks) - full, 0);
  RETURN_IF_ERROR(SetAll(tx, project_id, 1));
  RETURN_IF_ERROR(
      tx.Execute("UPDATE task SET overlap = $2 WHERE project_id = $1 AND (useful_annotations >= $2 "
                 "OR id IN (SELECT id FROM task WHERE project_id = $1 AND useful_annotations < $2 "
                 "ORDER BY total_annotations + cancelled_annotations DESC, id LIMIT $3))",
                 {project_id, rules.maximum_annotations, more}));
  return {};
}

Result<void> SetMaximum(db::Connection& tx, int64_t project_id, const ProjectRules& rules) {
  if (rules.maximum_annotations > 1) {
    ASSIGN_OR_RETURN(
        const int64_t kept,
        tx.Execute("UPDATE task SET overlap = $2 WHERE project_id = $1 AND overlap > 1",
                   {project_id, rules.maximum_annotations}));
    if (kept > 0) return {};
    if (rules.has_cohort()) return Rearrange(tx, project_id, rules);
  }
  return SetAll(tx, project_id, rules.maximum_annotations);
}

}  // namespace

Result<void> SettleOverlap(db::Connection& tx, int64_t project_id, const ProjectRules& before,
                           const ProjectRules& after) {
  const bool maximum = before.maximum_annotations != after.maximum_annotations;
  const bool cohort = before.cohort_percentage != after.cohort_percentage;
  if (maximum && !cohort) {
    RETURN_IF_ERROR(SetMaximum(tx, project_id, after));
  } else if (cohort && after.maximum_annotations > 1) {
    RETURN_IF_ERROR(Rearrange(tx, project_id, after));
  } else if (cohort && maximum) {
    RETURN_IF_ERROR(SetAll(tx, project_id, 1));
  } else if (before.ignore_skipped == after.ignore_skipped) {
    return {};
  }
  return DecideLabeled(tx, project_id);
}

Result<void> SettleCohort(db::Connection& tx, int64_t project_id) {
  std::string settings;
  RETURN_IF_ERROR(tx.Query("SELECT settings FROM project WHERE id = $1", {project_id},
                           [&](const db::Row& row) { settings = row.String(0); }));
  const ProjectRules rules = ReadProjectRules(settings);
  if (!rules.has_cohort()) return {};
  RETURN_IF_ERROR(Rearrange(tx, project_id, rules));
  return DecideLabeled(tx, project_id);
}

}  // namespace millrace::labeling

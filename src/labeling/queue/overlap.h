// How many accounts label each task: the cohort's tasks as many as "maximum_annotations" says, the
// others one. The cohort is "overlap_cohort_percentage" of a project's tasks.
#pragma once

#include <cstdint>

#include "db/database.h"
#include "labeling/projects/project_settings.h"

namespace millrace::labeling {

// After a change of the settings: gives the tasks their new overlap and decides anew which are
// labeled. A cohort that exists keeps its tasks when only the maximum changes.
Result<void> SettleOverlap(db::Connection& tx, int64_t project_id, const ProjectRules& before,
                           const ProjectRules& after);

// Chooses the cohort anew: first the tasks that are done with their annotations, then those that
// have most. To be called after tasks were deleted; does nothing where the project has no cohort.
Result<void> SettleCohort(db::Connection& tx, int64_t project_id);

}  // namespace millrace::labeling

// Objects in a target that someone else wrote, and what is decided about them, below
// /api/v1/storages/{id}/conflicts.
#pragma once

#include "api/shape.h"

namespace millrace::api {

extern const Shape kDecisionV1, kDecisionForAllV1;  // bodies
extern const Shape kConflictsV1, kConflictV1, kResolvedV1;

}  // namespace millrace::api

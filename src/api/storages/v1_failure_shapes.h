// The objects of a source that did not become tasks, below /api/v1/storages/{id}/failures.
#pragma once

#include "api/shape.h"

namespace millrace::api {

extern const Shape kFailureChoiceV1;  // body
extern const Shape kFailuresV1, kFailuresChangedV1;

}  // namespace millrace::api

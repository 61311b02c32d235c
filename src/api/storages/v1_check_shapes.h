// What the doctor answers below /api/v1/storages.
#pragma once

#include "api/shape.h"

namespace millrace::api {

extern const Shape kDiagnosisV1;

}  // namespace millrace::api

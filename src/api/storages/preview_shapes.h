// What comes in and goes out at /api/v1/storages/preview.
#pragma once

#include "api/shape.h"

namespace millrace::api {

extern const Shape kSourceToPreviewV1;  // body
extern const Shape kSourcePreviewV1;    // answer

}  // namespace millrace::api

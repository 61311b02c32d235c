// What /api/v1/storage-kinds tells about a kind of storage: its parameters, and the form for them.
#pragma once

#include "api/shape.h"

namespace millrace::api {

extern const Shape kStorageKindV1;

}  // namespace millrace::api

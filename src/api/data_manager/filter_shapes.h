// Filters, orders and selections as bodies and views hold them.
#pragma once

#include "api/shape.h"

namespace millrace::api {

extern const Shape kFilterSet, kTaskSelection;

}  // namespace millrace::api

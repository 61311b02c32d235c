// The dialog's form of a storage kind, from its declarations.
#pragma once

#include <string>

#include "schema/field.h"

namespace millrace::api {

// Label Studio's layout: [{"columnCount": 1, "fields": [{"type", "name", "label", …}]}, …]; rare
// ones last.
std::string FormLayout(Fields fields, FieldRole role);

}  // namespace millrace::api

// What people set up in Google Cloud for a bucket: rights and CORS, ready to paste.
#pragma once

#include <string>
#include <string_view>

#include "schema/field.h"

namespace millrace::storage {

// https://cloud.google.com/storage/docs/access-control/iam-roles
std::string GcsRights(const Values& values, bool target);
// https://cloud.google.com/storage/docs/using-cors
std::string GcsCors(const Values& values, std::string_view origin);

}  // namespace millrace::storage

// What "role" may be in bodies, queries and answers.
#pragma once

#include <string_view>

namespace millrace::api {

inline constexpr std::string_view kStorageRoles = "source|target";

}  // namespace millrace::api

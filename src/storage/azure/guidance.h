// What people set up in Azure for a storage, as commands to paste.
#pragma once

#include <string>
#include <string_view>

namespace millrace::storage::azure {

// Role and SAS permissions for a source or a target. An empty `account` becomes a placeholder.
std::string Rights(std::string_view account, std::string_view container, bool target);

// The CORS rule by which pages of `origin` may load presigned URLs; it holds for the whole account.
std::string Cors(std::string_view account, std::string_view origin);

}  // namespace millrace::storage::azure

// The data key of blob tasks that came before the label config had one. The first config with data
// keys gives it the name of its first.
#pragma once

#include <string>
#include <string_view>

namespace millrace::labeling {

inline constexpr std::string_view kUndefinedKey = "$undefined$";

// The data (JSON object) with `key` for that name; as it is if it has no such member, or for "".
std::string NameUndefined(std::string_view data, std::string_view key);

}  // namespace millrace::labeling

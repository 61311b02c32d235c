// The data key of blob tasks that came before the label config had one. The first config with data
// keys gives it the name of its first.
#pragma once

#include <string_view>

namespace millrace::labeling {

inline constexpr std::string_view kUndefinedKey = "$undefined$";

}  // namespace millrace::labeling

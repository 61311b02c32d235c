// Which Millrace this is.
#pragma once

#include <string_view>

namespace millrace::app {

// The same as in the CMakeLists.txt of the project; a test compares them.
inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace millrace::app

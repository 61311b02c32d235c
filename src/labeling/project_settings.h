// The members of a project's settings that this room acts on.
#pragma once

#include <cstdint>
#include <string_view>

namespace millrace::labeling {

// How many accounts label each task: "maximum_annotations", 1 if absent or no whole number above 0.
int64_t MaximumAnnotations(std::string_view settings);

}  // namespace millrace::labeling

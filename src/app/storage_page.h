// docs/storage.md: what is generated from the declarations of the storages stands between
// "<!-- generated: NAME -->" and "<!-- end -->", the rest is prose.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace millrace::app {

// `page` with those parts made anew. The names: "capabilities", and for each kind of storage
// "parameters KIND", "rights KIND" and "cors KIND". An Error names a part that is none of them or
// that has no end.
Result<std::string> FillStoragePage(std::string_view page);

}  // namespace millrace::app

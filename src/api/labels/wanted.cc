#include "api/labels/wanted.h"

#include <algorithm>

#include "base/text.h"

namespace millrace::api {

Wanted::Wanted(Call& call)
    : expand_(Split(call.Query("expand").value_or(""), ',')),
      omit_(Split(call.Query("omit").value_or(""), ',')) {}

bool Wanted::Expands(std::string_view path) const {
  const std::string below = std::string(path) + ".";
  const bool outer = path.find('.') == std::string_view::npos;
  return std::ranges::any_of(expand_, [&](const std::string& name) {
    return name == path || name.starts_with(below) || (outer && (name == "~all" || name == "*"));
  });
}

bool Wanted::Omits(std::string_view member) const {
  return std::ranges::find(omit_, member) != omit_.end();
}

}  // namespace millrace::api

// ?expand= and ?omit=, with which callers choose what of a row is shown (as drf-flex-fields reads
// them).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/call.h"

namespace millrace::api {

class Wanted {
 public:
  Wanted() = default;  // rows as they are
  explicit Wanted(Call& call);
  // Is the thing behind this member shown instead of its id? "links", or "links.label" for that of
  // each link.
  bool Expands(std::string_view path) const;
  bool Omits(std::string_view member) const;

  static constexpr Member kExpand = {
      .name = "expand", .about = "Members to show whole instead of by their ids: a,b.c or ~all."};
  static constexpr Member kOmit = {.name = "omit", .about = "Members to leave out: a,b."};

 private:
  std::vector<std::string> expand_, omit_;
};

}  // namespace millrace::api

// ?project=, which every route of the data manager needs.
#pragma once

#include "api/call.h"

namespace millrace::api {

inline constexpr Member kProjectOfQuery = {
    .name = "project", .type = Type::kInt, .about = "The project's id.", .required = true};
inline constexpr Member kProjectQuery[] = {kProjectOfQuery};

// kNotFound if it is not given, as in Label Studio.
inline Result<int64_t> ProjectOfQuery(Call& call) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> id, call.QueryInt("project"));
  if (id.has_value()) return *id;
  return Fail(ErrorKind::kNotFound, "No project was named.", "Add ?project=ID to the address.");
}

}  // namespace millrace::api

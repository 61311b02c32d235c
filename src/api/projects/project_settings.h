// What a client may write into a project's settings, and which values are good. Defaults and output
// are labeling/rest_json.h's.
#pragma once

#include <string>
#include <string_view>

#include "api/body.h"

namespace millrace::api {

struct ProjectSetting {
  enum class Type { kText, kBool, kInt, kChoice, kJson };
  std::string_view name;
  Type type;
  int64_t min = 0, max = 0;    // kInt: range; kText: `max` characters
  std::string_view choices{};  // kChoice: separated by "|"
};
// `stored` (JSON object) with what the form gives; wrong values are noted in the form.
std::string MergeSettings(const std::string& stored, Form& form);

}  // namespace millrace::api

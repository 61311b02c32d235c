// The fields of a project that only Label Studio's clients read and write: one declaration each.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/body.h"

namespace millrace::api {

struct ProjectSetting {
  enum class Type { kText, kBool, kInt, kChoice, kJson };
  std::string_view name;
  Type type;
  std::string_view fallback;   // JSON text
  int64_t min = 0, max = 0;    // kInt: range; kText: `max` characters
  std::string_view choices{};  // kChoice: separated by "|"
};
std::span<const ProjectSetting> ProjectSettings();

// `stored` (JSON object) with what the form gives; wrong values are noted in the form.
std::string MergeSettings(const std::string& stored, Form& form);
// The value of one setting as JSON text: stored, else the default.
std::string SettingJson(std::string_view stored, const ProjectSetting& setting);

}  // namespace millrace::api

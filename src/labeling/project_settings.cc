#include "labeling/project_settings.h"

#include <simdjson.h>

#include <algorithm>

namespace millrace::labeling {

ProjectRules ReadProjectRules(std::string_view settings) {
  ProjectRules rules;
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(settings.data(), settings.size()).get(root) != simdjson::SUCCESS) return rules;
  const auto number = [&](const char* name, int64_t min, int64_t max, int64_t& value) {
    int64_t given = 0;
    if (root[name].get(given) == simdjson::SUCCESS) value = std::clamp(given, min, max);
  };
  number("maximum_annotations", 1, INT32_MAX, rules.maximum_annotations);
  number("overlap_cohort_percentage", 0, 100, rules.cohort_percentage);
  std::string_view text;
  if (root["skip_queue"].get(text) == simdjson::SUCCESS) {
    rules.ignore_skipped = text == "IGNORE_SKIPPED";
    rules.requeue_for_me = text == "REQUEUE_FOR_ME";
  }
  if (root["pinned_at"].get(text) == simdjson::SUCCESS) rules.pinned_at = ParseIso(text);
  return rules;
}

}  // namespace millrace::labeling

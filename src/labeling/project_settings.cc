#include "labeling/project_settings.h"

#include <simdjson.h>

#include <algorithm>

namespace millrace::labeling {

int64_t MaximumAnnotations(std::string_view settings) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  int64_t value = 1;
  if (parser.parse(settings.data(), settings.size()).get(root) != simdjson::SUCCESS) return 1;
  if (root["maximum_annotations"].get(value) != simdjson::SUCCESS) return 1;
  return std::max<int64_t>(value, 1);
}

}  // namespace millrace::labeling

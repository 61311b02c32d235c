// What the flat formats (JSON_MIN, CSV, TSV) make of an annotation: its regions by the control that
// made them, in the form of label-studio-converter.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "labeling/config/label_config.h"

namespace millrace::api {

struct FlatOutput {
  std::string name;   // the control's, as the regions have it
  std::string value;  // JSON: a list of regions, or one choice or text alone
  bool chat = false;  // holds messages of a chat
};

// Reads the results of one project. Not thread-safe.
class FlatOutputReader {
 public:
  explicit FlatOutputReader(const labeling::LabelConfig& config);

  // In the order of their first regions. Regions of controls that the config does not have are left
  // out, unless it has none at all. `result` is a valid JSON list.
  std::vector<FlatOutput> Read(std::string_view result) const;
  // The names alone; cheaper.
  struct Name {
    std::string name;
    bool chat = false;
  };
  std::vector<Name> ReadNames(std::string_view result) const;

 private:
  // The tag of a region's control, "" if it is to be left out.
  std::string_view TypeOf(std::string_view region, const std::string& from_name) const;

  struct Pattern {
    std::string prefix, rest;  // of a Repeater: "choice_{{idx}}_b" = {"choice_", "_b"}
    std::string type;
  };
  bool any_ = false;
  std::unordered_map<std::string, std::string> types_;  // by name
  std::vector<Pattern> patterns_;                       // the longest first
};

}  // namespace millrace::api

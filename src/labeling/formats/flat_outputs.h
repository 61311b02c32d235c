// What the flat formats (JSON_MIN, CSV, TSV) make of an annotation: its regions by the control that
// made them, in the form of label-studio-converter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "labeling/formats/regions.h"

namespace millrace::labeling {

struct FlatOutput {
  std::string name;   // the control's, as the regions have it
  std::string value;  // JSON: a list of regions, or one choice or text alone
  bool chat = false;  // holds messages of a chat
};

// Reads the results of one project. Not thread-safe.
class FlatOutputReader {
 public:
  explicit FlatOutputReader(const LabelConfig& config) : regions_(config) {}

  // As RegionReader::Read.
  std::vector<FlatOutput> Read(std::string_view result) const;
  // The names alone; cheaper.
  struct Name {
    std::string name;
    bool chat = false;
  };
  std::vector<Name> ReadNames(std::string_view result) const;

 private:
  const RegionReader regions_;
};

}  // namespace millrace::labeling

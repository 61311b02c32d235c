// The regions of a result by the control that made them: what label-studio-converter calls outputs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "labeling/config/label_config.h"

namespace millrace::labeling {

// All slices are JSON text of the result that was read.
struct Region {
  std::string_view type;   // the control's tag, "RectangleLabels"
  std::string_view whole;  // the region
  std::string_view value;  // its value, "{}" without one

  // A finite number of the value.
  std::optional<double> Number(std::string_view name) const;
  bool Has(std::string_view name) const;
  // The texts of a list in the value, or a text alone; nothing if there is no such member.
  std::optional<std::vector<std::string>> Texts(std::string_view name) const;
  // original_width and original_height of the region: as JSON, and as numbers above 0.
  std::string_view Size(std::string_view name) const;  // "" if there is none
  std::optional<double> width() const, height() const;
  // A text member of the region itself, "" if there is none.
  std::string Own(std::string_view name) const;
};

struct RegionGroup {
  std::string name;  // the control's, as the regions have it
  std::vector<Region> regions;
};

// Reads the results of one project. Not thread-safe.
class RegionReader {
 public:
  explicit RegionReader(const LabelConfig& config);

  // In the order of their first regions. Regions of controls that the config does not have are left
  // out, unless it has none at all. `result` is a valid JSON list, and outlives the groups.
  std::vector<RegionGroup> Read(std::string_view result) const;

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

}  // namespace millrace::labeling

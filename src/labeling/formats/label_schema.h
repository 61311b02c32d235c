// What the converters read from a label config, as label-studio-sdk's converter does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json_writer.h"
#include "base/result.h"
#include "labeling/config/label_config.h"

namespace millrace::labeling {

// Does the format fit the config, so that people are offered it?
bool FitsConfig(std::string_view format, const LabelConfig& config);

// The data key of what is labeled: the only one, or that of an object of one of these types
// ("Image"). kInvalid if there is none; `format` is named in the sentence.
Result<std::string> LabeledDataKey(const LabelConfig& config,
                                   std::initializer_list<std::string_view> types,
                                   std::string_view format);

// Classes with their numbers: those that the config numbers (category="3"), then all others by name
// on what numbers are left.
class Categories {
 public:
  static Categories Of(const LabelConfig& config);
  // COCO: labels of key points are one category "default", whose key points they are.
  static Categories WithKeyPoints(const LabelConfig& config);
  // YOLO's poses: the labels of rectangles, each with all key points.
  static Categories OfPoses(const LabelConfig& config);

  // A new label gets the next free number.
  int64_t IdOf(const std::string& label);
  const int64_t* Find(const std::string& label) const;  // null if there is none

  struct Category {
    int64_t id = 0;
    std::string name;
    std::vector<std::string> key_points;
    bool merged = false;  // the one category of all key points
  };
  const std::vector<Category>& list() const { return list_; }
  void Append(JsonWriter& json) const;

 private:
  void Add(int64_t id, const std::string& label);
  std::vector<Category> list_;
  std::unordered_map<std::string, int64_t> ids_;
};

bool HasControl(const LabelConfig& config, std::string_view type);
// Labels of all controls of that type, each once, in order.
std::vector<std::string> LabelsOf(const LabelConfig& config, std::string_view type);
// The order of key points in a pose: by model_index; without any, that of the config.
std::vector<std::string> KeyPointOrder(const LabelConfig& config);

}  // namespace millrace::labeling

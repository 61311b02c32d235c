#include "labeling/formats/label_schema.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"

namespace millrace::labeling {
namespace {

const ObjectTag* FindObject(const LabelConfig& config, const std::string& name) {
  const auto found = std::ranges::find(config.objects, name, &ObjectTag::name);
  return found == config.objects.end() ? nullptr : &*found;
}

// The objects that are labeled, as often as they are.
template <class Visit>
void ForEachInput(const LabelConfig& config, Visit visit) {
  for (const ControlTag& control : config.controls) {
    for (const std::string& name : control.to_name) {
      if (const ObjectTag* object = FindObject(config, name); object != nullptr) visit(*object);
    }
  }
}

std::string_view AttributeOf(const ControlTag::Label& label, std::string_view name) {
  const auto found = std::ranges::find(label.attributes, name, &TagAttributes::value_type::first);
  return found == label.attributes.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

bool HasControl(const LabelConfig& config, std::string_view type) {
  return std::ranges::find(config.controls, type, &ControlTag::type) != config.controls.end();
}

bool FitsConfig(std::string_view format, const LabelConfig& config) {
  const auto control = [&](std::string_view type) { return HasControl(config, type); };
  if (format == "JSON" || format == "JSON_MIN" || format == "CSV" || format == "TSV") return true;
  if (format == "DOCLANG")
    return control("TextArea") || control("ReactCode") || control("CustomInterface");
  std::set<std::string> keys;
  std::set<std::string, std::less<>> inputs;
  bool lists = false;
  ForEachInput(config, [&](const ObjectTag& object) {
    keys.insert(object.value);
    lists = lists || object.is_list;
    if (object.type != "Text" || object.value_type != "url") inputs.insert(object.type);
  });
  if (keys.size() > 1) return false;
  const bool image = inputs.contains("Image"), labels = control("Labels");
  const bool rectangles = control("RectangleLabels"), points = control("KeyPointLabels");
  const bool polygons = control("PolygonLabels");
  const bool shapes = !lists && ((image && (rectangles || polygons || points)) ||
                                 (labels && (control("Rectangle") || polygons || points)));
  if (format == "CONLL2003" || format == "SPACY") return inputs.contains("Text") && labels;
  if (format.starts_with("YOLO_OBB"))
    return shapes && !(inputs.contains("Video") && control("TimelineLabels"));
  if (format.starts_with("COCO") || format.starts_with("YOLO"))
    return shapes && (rectangles || !points);
  if (format == "VOC") return !lists && image && (rectangles || (control("Rectangle") && labels));
  if (format.starts_with("BRUSH"))
    return image && (control("BrushLabels") || (control("Brush") && labels));
  if (format == "ASR_MANIFEST")
    return (inputs.contains("Audio") || inputs.contains("AudioPlus")) && control("TextArea");
  return false;
}

Result<std::string> LabeledDataKey(const LabelConfig& config,
                                   std::initializer_list<std::string_view> types,
                                   std::string_view format) {
  std::optional<std::string> first, only;
  std::set<std::string> keys;
  ForEachInput(config, [&](const ObjectTag& object) {
    if (object.data_key.empty()) return;
    keys.insert(object.data_key);
    if (!first.has_value() && std::ranges::find(types, object.type) != types.end())
      first = object.data_key;
  });
  if (first.has_value()) return *first;
  if (keys.size() == 1) return *keys.begin();
  return FailField("exportType",
                   std::string(format) +
                       " does not fit the label config: nothing that is labeled is of "
                       "the type <" +
                       std::string(*types.begin()) + ">. Export as JSON instead.");
}

void Categories::Add(int64_t id, const std::string& label) {
  list_.push_back({.id = id, .name = label});
  ids_[label] = id;
}

Categories Categories::Of(const LabelConfig& config) {
  Categories made;
  std::set<std::string> labels;
  for (const ControlTag& control : config.controls) {
    for (const ControlTag::Label& label : control.labels) {
      labels.insert(label.name);
      if (const auto id = ParseInt(Trim(AttributeOf(label, "category")))) made.Add(*id, label.name);
    }
  }
  std::set<int64_t> used;
  for (const auto& [label, id] : made.ids_) used.insert(id);
  std::vector<std::string> rest;
  for (const std::string& label : labels) {
    if (!made.ids_.contains(label)) rest.push_back(label);
  }
  int64_t next = 0;
  for (const std::string& label : rest) {
    while (used.contains(next)) ++next;
    made.Add(next++, label);
  }
  return made;
}

Categories Categories::WithKeyPoints(const LabelConfig& config) {
  Categories all = Of(config);
  const std::vector<std::string> points = LabelsOf(config, "KeyPointLabels");
  if (points.empty()) return all;
  Categories made;
  int64_t merged = 0;
  for (const Category& category : all.list_) {
    if (std::ranges::find(points, category.name) != points.end()) continue;
    made.Add(category.id, category.name);
    merged = std::max(merged, category.id + 1);
  }
  made.list_.push_back({.id = merged, .name = "default", .key_points = points, .merged = true});
  for (const std::string& point : points) made.ids_[point] = merged;
  return made;
}

Categories Categories::OfPoses(const LabelConfig& config) {
  Categories made;
  const std::vector<std::string> points = LabelsOf(config, "KeyPointLabels");
  for (const std::string& label : LabelsOf(config, "RectangleLabels")) {
    made.Add(std::ssize(made.list_), label);
    made.list_.back().key_points = points;
  }
  return made;
}

const int64_t* Categories::Find(const std::string& label) const {
  const auto found = ids_.find(label);
  return found == ids_.end() ? nullptr : &found->second;
}

int64_t Categories::IdOf(const std::string& label) {
  if (const int64_t* id = Find(label)) return *id;
  int64_t id = std::ssize(list_);
  while (std::ranges::find(list_, id, &Category::id) != list_.end()) ++id;
  Add(id, label);
  return id;
}

void Categories::Append(JsonWriter& json) const {
  json.BeginArray();
  for (const Category& category : list_) {
    json.BeginObject();
    json.Member("id", category.id);
    json.Member("name", category.name);
    if (category.merged) json.Member("supercategory", "default");
    if (!category.key_points.empty()) {
      json.Key("keypoints");
      json.BeginArray();
      for (const std::string& point : category.key_points) json.String(point);
      json.EndArray();
    }
    if (category.merged) json.RawMember("skeleton", "[]");
    json.EndObject();
  }
  json.EndArray();
}

std::vector<std::string> LabelsOf(const LabelConfig& config, std::string_view type) {
  std::vector<std::string> labels;
  for (const ControlTag& control : config.controls) {
    if (control.type != type) continue;
    for (const ControlTag::Label& label : control.labels) {
      if (std::ranges::find(labels, label.name) == labels.end()) labels.push_back(label.name);
    }
  }
  return labels;
}

std::vector<std::string> KeyPointOrder(const LabelConfig& config) {
  std::map<int64_t, std::string> by_index;
  for (const std::string& name : LabelsOf(config, "KeyPointLabels")) {
    const ControlTag::Label* last = nullptr;  // of two controls with one label the later one counts
    for (const ControlTag& control : config.controls) {
      if (control.type != "KeyPointLabels") continue;
      const auto found = std::ranges::find(control.labels, name, &ControlTag::Label::name);
      if (found != control.labels.end()) last = &*found;
    }
    if (const auto index = ParseInt(Trim(AttributeOf(*last, "model_index"))))
      by_index.emplace(*index, name);
  }
  if (by_index.empty()) return LabelsOf(config, "KeyPointLabels");
  std::vector<std::string> order;
  for (auto& [index, name] : by_index) order.push_back(std::move(name));
  return order;
}

}  // namespace millrace::labeling

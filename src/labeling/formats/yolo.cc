// YOLO: one text file per image with a line per shape; with rotated boxes as their corners (OBB),
// with poses where the config has key points.
#include <cmath>
#include <numbers>
#include <optional>
#include <unordered_map>

#include "labeling/formats/label_schema.h"
#include "labeling/formats/python_cells.h"
#include "labeling/formats/rows.h"

namespace millrace::labeling {
namespace {

class YoloFormat final : public ExportFormat {
 public:
  YoloFormat(const ExportSetup& setup, std::string data_key, bool corners)
      : data_key_(std::move(data_key)),
        corners_(corners),
        poses_(HasControl(setup.config, "KeyPointLabels")),
        now_(setup.now),
        reader_(setup.config),
        categories_(poses_ ? Categories::OfPoses(setup.config) : Categories::Of(setup.config)),
        key_points_(KeyPointOrder(setup.config)),
        media_("images", setup.media) {}

  Result<void> Begin(ExportOutput& out) override {
    RETURN_IF_ERROR(out.AddFolder("images"));
    return out.AddFolder("labels");
  }

  Result<void> Append(ExportOutput& out, const ExportItem& item) override {
    // Of several annotations the last one of the rows counts, as in label-studio-sdk: the oldest
    // that labels anything.
    std::optional<std::string> lines;
    RETURN_IF_ERROR(ForEachRow(reader_, item, [&](const ExportRow& row) -> Result<void> {
      if (row.groups.empty()) {
        if (!lines.has_value()) lines = "";
      } else {
        lines = poses_ ? Poses(row) : Shapes(row);
      }
      return {};
    }));
    if (!lines.has_value()) return {};
    const std::string uri = DataText(item.data, data_key_);
    const std::string name = names_.Take(MediaName(uri), item.task.id);
    RETURN_IF_ERROR(media_.AddAs(out, item.task.id, uri, name, faults_));
    return out.AddFile("labels/" + std::string(StemOf(name)) + ".txt", *lines);
  }

  Result<void> End(ExportOutput& out) override {
    std::string classes;
    for (const auto& category : categories_.list()) classes += category.name + "\n";
    RETURN_IF_ERROR(out.AddFile("classes.txt", classes));
    JsonWriter notes;
    notes.BeginObject();
    notes.Key("categories");
    categories_.Append(notes);
    notes.Key("info");
    notes.BeginObject();
    notes.Member("year", YearOf(now_));
    notes.Member("version", "1.0");
    notes.Member("contributor", "Label Studio");  // what readers of these files know
    notes.EndObject();
    notes.EndObject();
    RETURN_IF_ERROR(out.AddFile("notes.json", notes.text()));
    return faults_.Write(out);
  }

 private:
  static void AppendLine(std::string& out, int64_t category, std::span<const double> numbers) {
    out += std::to_string(category);
    for (const double number : numbers) out += " " + PythonNumber(number);
  }

  std::string Shapes(const ExportRow& row) {
    std::string lines;
    for (const Region* region : row.regions()) {
      std::vector<std::string> labels;
      for (const char* list : {"rectanglelabels", "polygonlabels", "labels"}) {
        for (std::string& label : region->Texts(list).value_or(std::vector<std::string>()))
          labels.push_back(std::move(label));
      }
      for (const std::string& label : labels) {
        const int64_t category = categories_.IdOf(label);
        const std::vector<double> numbers = Numbers(*region);
        if (numbers.empty()) continue;
        AppendLine(lines, category, numbers);
        lines += '\n';
      }
    }
    return lines;
  }

  // Nothing for a region that is no shape of this format.
  std::vector<double> Numbers(const Region& region) const {
    std::vector<double> numbers;
    if (!IsPolygon(region) && (region.Has("rectanglelabels") || region.Has("labels")))
      return corners_ ? Corners(region) : Middle(region);
    const auto points = PointsOf(region);
    if (!points.has_value()) return numbers;
    for (const auto& [x, y] : *points) numbers.insert(numbers.end(), {x / 100, y / 100});
    return numbers;
  }

  static std::vector<double> Middle(const Region& region) {
    const auto x = region.Number("x"), y = region.Number("y");
    const auto width = region.Number("width"), height = region.Number("height");
    if (!x || !y || !width || !height) return {};
    return {(*x + *width / 2) / 100, (*y + *height / 2) / 100, *width / 100, *height / 100};
  }

  static std::vector<double> Corners(const Region& region) {
    const auto full_width = region.width(), full_height = region.height();
    const auto x_part = region.Number("x"), y_part = region.Number("y");
    const auto width_part = region.Number("width"), height_part = region.Number("height");
    const auto rotation = region.Number("rotation");
    if (!full_width || !full_height || !x_part || !y_part || !width_part || !height_part ||
        !rotation)
      return {};
    const double x = *x_part / 100 * *full_width, y = *y_part / 100 * *full_height;
    const double w = *width_part / 100 * *full_width, h = *height_part / 100 * *full_height;
    const double turn = *rotation * (std::numbers::pi / 180);
    const double cos = std::cos(turn), sin = std::sin(turn);
    const double corners[][2] = {{x, y},
                                 {x + w * cos, y + w * sin},
                                 {x + w * cos - h * sin, y + w * sin + h * cos},
                                 {x - h * sin, y + h * cos}};
    std::vector<double> numbers;
    for (const auto& [cx, cy] : corners)
      numbers.insert(numbers.end(), {cx / *full_width, cy / *full_height});
    return numbers;
  }

  // A line per box: its middle and size, then the key points that belong to it.
  std::string Poses(const ExportRow& row) const {
    struct Pose {
      std::string id;
      int64_t category = 0;
      std::vector<double> box;
      std::unordered_map<std::string, std::pair<double, double>> points;
    };
    std::vector<Pose> poses;
    const auto regions = row.regions();
    for (const Region* region : regions) {
      if (region->type != "RectangleLabels") continue;
      const int64_t* category = categories_.Find(FirstLabel(*region, {"rectanglelabels"}));
      if (category == nullptr) continue;
      const auto x = region->Number("x"), y = region->Number("y");
      const auto width = region->Number("width"), height = region->Number("height");
      if (!x || !y || !width || !height) continue;
      const double w = *width / 100, h = *height / 100;
      poses.push_back({.id = region->Own("id"),
                       .category = *category,
                       .box = {*x / 100 + w / 2, *y / 100 + h / 2, w, h}});
    }
    for (const Region* region : regions) {
      if (region->type != "KeyPointLabels") continue;
      const std::string parent = region->Own("parentID");
      const std::string label = FirstLabel(*region, {"keypointlabels"});
      const auto x = region->Number("x"), y = region->Number("y");
      if (label.empty() || !x || !y) continue;
      for (Pose& pose : poses) {
        if (!parent.empty() && pose.id == parent) pose.points[label] = {*x / 100, *y / 100};
      }
    }
    std::string lines;
    for (const Pose& pose : poses) {
      if (!lines.empty()) lines += '\n';
      AppendLine(lines, pose.category, pose.box);
      for (const std::string& name : key_points_) {
        const auto found = pose.points.find(name);
        if (found == pose.points.end()) {
          lines += " 0.0 0.0 0";
        } else {
          lines += " " + PythonNumber(found->second.first) + " " +
                   PythonNumber(found->second.second) + " 2";
        }
      }
    }
    return lines;
  }

  const std::string data_key_;
  const bool corners_, poses_;
  const Time now_;
  const RegionReader reader_;
  Categories categories_;
  const std::vector<std::string> key_points_;
  MediaFolder media_;
  ExportFaults faults_;
  FreeNames names_;
};

}  // namespace

MadeFormat MakeYolo(const ExportSetup& setup) {
  ASSIGN_OR_RETURN(std::string key, LabeledDataKey(setup.config, {"Image"}, "YOLO"));
  return std::make_unique<YoloFormat>(setup, std::move(key), false);
}

MadeFormat MakeYoloObb(const ExportSetup& setup) {
  ASSIGN_OR_RETURN(std::string key, LabeledDataKey(setup.config, {"Image"}, "YOLO_OBB"));
  return std::make_unique<YoloFormat>(setup, std::move(key), true);
}

}  // namespace millrace::labeling

// COCO: images, categories and annotations in one file, with label-studio-sdk's numbers and shapes.
#include <algorithm>
#include <cmath>
#include <optional>

#include "labeling/formats/image_size.h"
#include "labeling/formats/joined_bytes.h"
#include "labeling/formats/json_spool.h"
#include "labeling/formats/label_schema.h"
#include "labeling/formats/python_cells.h"
#include "labeling/formats/rows.h"

namespace millrace::labeling {
namespace {

struct Size {
  double width = 0, height = 0;
};

void AppendReal(JsonWriter& json, double number) {
  if (std::isfinite(number))
    json.Raw(PythonNumber(number));
  else
    json.Null();
}

int64_t Pixel(double value) {
  constexpr double kMost = 1e15;
  return static_cast<int64_t>(std::nearbyint(std::clamp(value, -kMost, kMost)));
}

void AppendNumbers(JsonWriter& json, std::string_view name, std::span<const double> numbers) {
  json.Key(name);
  json.BeginArray();
  for (const double number : numbers) AppendReal(json, number);
  json.EndArray();
}

class CocoFormat final : public ExportFormat {
 public:
  CocoFormat(const ExportSetup& setup, std::string data_key, JsonSpool images, JsonSpool shapes)
      : data_key_(std::move(data_key)),
        now_(setup.now),
        reader_(setup.config),
        categories_(Categories::WithKeyPoints(setup.config)),
        key_points_(KeyPointOrder(setup.config)),
        media_("images", setup.media),
        images_(std::move(images)),
        shapes_(std::move(shapes)) {}

  Result<void> Begin(ExportOutput& out) override { return out.AddFolder("images"); }

  Result<void> Append(ExportOutput& out, const ExportItem& item) override {
    const std::string uri = DataText(item.data, data_key_);
    ASSIGN_OR_RETURN(const MediaFolder::Entry image, media_.Add(out, item.task.id, uri, faults_));
    std::optional<Size> size;
    if (image.bytes != nullptr) {
      if (const auto read = ReadImageSize(*image.bytes))
        size = Size{static_cast<double>(read->width), static_cast<double>(read->height)};
    }
    const std::string name = image.missing ? uri : image.name;
    return ForEachRow(reader_, item,
                      [&](const ExportRow& row) { return AppendRow(row, name, size); });
  }

  Result<void> End(ExportOutput& out) override {
    JsonWriter categories, info;
    categories_.Append(categories);
    info.BeginObject();
    info.Member("year", YearOf(now_));
    info.Member("version", "1.0");
    info.Member("description", "");
    info.Member("contributor", "Label Studio");  // what readers of these files know
    info.Member("url", "");
    info.Member("date_created", PythonTime(now_));
    info.EndObject();
    ASSIGN_OR_RETURN(auto images, images_.Finish());
    ASSIGN_OR_RETURN(auto shapes, shapes_.Finish());
    RETURN_IF_ERROR(out.AddText(
        "result.json",
        JoinBytes(
            {TextBytes("{\n\"images\": [\n"), std::move(images),
             TextBytes("\n],\n\"categories\": " + categories.text() + ",\n\"annotations\": [\n"),
             std::move(shapes), TextBytes("\n],\n\"info\": " + info.text() + "\n}\n")})));
    return faults_.Write(out);
  }

 private:
  // `width` and `height` as JSON.
  Result<void> AddImage(std::string_view width, std::string_view height, const std::string& name) {
    JsonWriter json;
    json.BeginObject();
    json.RawMember("width", width);
    json.RawMember("height", height);
    json.Member("id", images_.count());
    json.Member("file_name", name);
    json.EndObject();
    return images_.Add(json.text());
  }

  // Each annotation has an image of its own, as in label-studio-sdk.
  Result<void> AppendRow(const ExportRow& row, const std::string& name, std::optional<Size> size) {
    const int64_t image_id = images_.count();
    bool added = size.has_value();
    if (added)
      RETURN_IF_ERROR(AddImage(std::to_string(std::llround(size->width)),
                               std::to_string(std::llround(size->height)), name));
    const auto regions = row.regions();
    if (regions.empty()) {
      if (!added && row.groups.empty()) return AddImage("null", "null", name);
      return {};
    }
    std::vector<const Region*> points;
    for (const Region* region : regions) {
      const std::string label =
          FirstLabel(*region, {"rectanglelabels", "polygonlabels", "keypointlabels", "labels"});
      if (label.empty()) continue;
      const auto width = region->width(), height = region->height();
      if (!size.has_value()) {
        if (!width.has_value() || !height.has_value()) continue;
        size = Size{*width, *height};
        RETURN_IF_ERROR(
            AddImage(region->Size("original_width"), region->Size("original_height"), name));
      }
      const int64_t category = categories_.IdOf(label);
      if (IsPolygon(*region))
        RETURN_IF_ERROR(AddPolygon(*region, image_id, category, *size));
      else if (region->Has("rectanglelabels") || region->Has("labels"))
        RETURN_IF_ERROR(AddBox(*region, image_id, category,
                               {width.value_or(size->width), height.value_or(size->height)}));
      else if (region->Has("keypointlabels"))
        points.push_back(region);
    }
    if (points.empty()) return {};
    return AddKeyPoints(points, image_id, *size);
  }

  void Start(JsonWriter& json, int64_t image_id, int64_t category) const {
    json.BeginObject();
    json.Member("id", shapes_.count());
    json.Member("image_id", image_id);
    json.Member("category_id", category);
  }

  Result<void> AddBox(const Region& region, int64_t image_id, int64_t category, const Size& size) {
    const auto box = BoxAround(region, size.width, size.height);
    if (!box.has_value()) return {};
    const double bounds[] = {box->x, box->y, box->width, box->height};
    JsonWriter json;
    Start(json, image_id, category);
    json.RawMember("segmentation", "[]");
    AppendNumbers(json, "bbox", bounds);
    Finish(json, bounds[2] * bounds[3]);
    return shapes_.Add(json.text());
  }

  static void Finish(JsonWriter& json, double area) {
    json.Member("ignore", 0);
    json.Member("iscrowd", 0);
    json.Key("area");
    AppendReal(json, area);
    json.EndObject();
  }

  Result<void> AddPolygon(const Region& region, int64_t image_id, int64_t category,
                          const Size& size) {
    const auto points = PointsOf(region);
    if (!points.has_value()) return {};
    std::vector<double> flat;
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (const auto& [px, py] : *points) {
      const double x = px / 100 * size.width, y = py / 100 * size.height;
      flat.insert(flat.end(), {x, y});
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = std::max(bottom, y);
    }
    double twice = 0;  // the area, by the shoelace formula
    for (size_t i = 0; i < flat.size(); i += 2) {
      const size_t before = i == 0 ? flat.size() - 2 : i - 2;
      twice += flat[i] * flat[before + 1] - flat[i + 1] * flat[before];
    }
    JsonWriter json;
    Start(json, image_id, category);
    json.Key("segmentation");
    json.BeginArray();
    json.BeginArray();
    for (const double number : flat) AppendReal(json, number);
    json.EndArray();
    json.EndArray();
    const double bounds[] = {left, top, right - left, bottom - top};
    AppendNumbers(json, "bbox", bounds);
    Finish(json, 0.5 * std::abs(twice));
    return shapes_.Add(json.text());
  }

  // All key points of an annotation are one pose.
  Result<void> AddKeyPoints(const std::vector<const Region*>& points, int64_t image_id,
                            const Size& size) {
    struct Point {
      int64_t x = 0, y = 0, visible = 0;
    };
    std::vector<Point> pose(key_points_.size());
    for (const Region* region : points) {
      const auto x = region->Number("x"), y = region->Number("y");
      if (!x.has_value() || !y.has_value()) continue;
      const Point point{Pixel(*x / 100 * region->width().value_or(size.width)),
                        Pixel(*y / 100 * region->height().value_or(size.height)), 2};
      for (const std::string& label :
           region->Texts("keypointlabels").value_or(std::vector<std::string>())) {
        const auto found = std::ranges::find(key_points_, label);
        if (found != key_points_.end()) pose[found - key_points_.begin()] = point;
      }
    }
    int64_t left = 0, top = 0, right = 0, bottom = 0, count = 0;
    for (const Point& point : pose) {
      if (point.visible == 0) continue;
      const bool first = count++ == 0;
      left = first ? point.x : std::min(left, point.x);
      right = first ? point.x : std::max(right, point.x);
      top = first ? point.y : std::min(top, point.y);
      bottom = first ? point.y : std::max(bottom, point.y);
    }
    JsonWriter json;
    const int64_t* category = key_points_.empty() ? nullptr : categories_.Find(key_points_[0]);
    Start(json, image_id, category == nullptr ? 0 : *category);
    json.Key("keypoints");
    json.BeginArray();
    for (const Point& point : pose) {
      for (const int64_t number : {point.x, point.y, point.visible}) json.Int(number);
    }
    json.EndArray();
    json.Member("num_keypoints", count);
    json.Key("bbox");
    json.BeginArray();
    for (const int64_t number : {left, top, right - left, bottom - top}) json.Int(number);
    json.EndArray();
    json.Member("iscrowd", 0);
    json.EndObject();
    return shapes_.Add(json.text());
  }

  const std::string data_key_;
  const Time now_;
  const RegionReader reader_;
  Categories categories_;
  const std::vector<std::string> key_points_;
  MediaFolder media_;
  ExportFaults faults_;
  JsonSpool images_, shapes_;
};

}  // namespace

MadeFormat MakeCoco(const ExportSetup& setup) {
  ASSIGN_OR_RETURN(std::string key, LabeledDataKey(setup.config, {"Image"}, "COCO"));
  ASSIGN_OR_RETURN(JsonSpool images, JsonSpool::Make(setup.spool_dir));
  ASSIGN_OR_RETURN(JsonSpool shapes, JsonSpool::Make(setup.spool_dir));
  return std::make_unique<CocoFormat>(setup, std::move(key), std::move(images), std::move(shapes));
}

}  // namespace millrace::labeling

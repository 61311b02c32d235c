// Brushed regions, polygons and boxes as COCO, brushes by their outlines.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "crypto/digest.h"
#include "labeling/formats/contours.h"
#include "labeling/formats/joined_bytes.h"
#include "labeling/formats/json_spool.h"
#include "labeling/formats/label_schema.h"
#include "labeling/formats/rows.h"
#include "labeling/text/json_slices.h"

namespace millrace::labeling {
namespace {

bool IsImageName(const std::string& lower) {
  constexpr std::array<std::string_view, 5> kEnds = {".jpg", ".jpeg", ".png", ".gif", ".bmp"};
  return std::ranges::any_of(kEnds, [&](std::string_view end) { return lower.ends_with(end); });
}

// The first text of the data that names an image; else what the config shows.
std::string ImagePath(std::string_view data, const std::string& data_key) {
  std::string found;
  ForEachMember(data, [&](std::string_view, std::string_view value) {
    if (!value.starts_with('"')) return true;
    std::string text = DecodeJsonString(value);
    if (!IsImageName(ToLower(text))) return true;
    found = std::move(text);
    return false;
  });
  return found.empty() ? DataText(data, data_key) : found;
}

int64_t Rounded(double value) {
  constexpr double kMost = 1e9;
  return static_cast<int64_t>(std::nearbyint(std::clamp(value, -kMost, kMost)));
}

class BrushCocoFormat final : public ExportFormat {
 public:
  BrushCocoFormat(const ExportSetup& setup, std::string data_key, JsonSpool images,
                  JsonSpool shapes)
      : data_key_(std::move(data_key)),
        now_(setup.now),
        reader_(setup.config),
        images_(std::move(images)),
        shapes_(std::move(shapes)) {}

  Result<void> Begin(ExportOutput& out) override { return out.AddFolder("images"); }

  Result<void> Append(ExportOutput&, const ExportItem& item) override {
    const std::string path = ImagePath(item.data, data_key_);
    return ForEachRow(reader_, item,
                      [&](const ExportRow& row) { return AppendRow(row, path, rows_++); });
  }

  Result<void> End(ExportOutput& out) override {
    JsonWriter categories, info;
    categories.BeginArray();
    for (size_t i = 0; i < categories_.size(); ++i) {
      categories.BeginObject();
      categories.Member("id", i + 1);
      categories.Member("name", categories_[i]);
      categories.Member("supercategory", "");
      categories.Member("color", "#" + HexEncode(crypto::Md5(categories_[i])).substr(0, 6));
      categories.RawMember("metadata", "{}");
      categories.EndObject();
    }
    categories.EndArray();
    info.BeginObject();
    info.Member("year", YearOf(now_));
    info.Member("version", "1.0");
    info.Member("description", "Converted from Label Studio");  // what readers of these files know
    info.Member("contributor", "Label Studio Converter");
    info.Member("date_created", PythonTime(now_));
    info.EndObject();
    ASSIGN_OR_RETURN(auto images, images_.Finish());
    ASSIGN_OR_RETURN(auto shapes, shapes_.Finish());
    RETURN_IF_ERROR(out.AddText(
        "result_coco.json", JoinBytes({TextBytes("{\n\"images\": [\n"), std::move(images),
                                       TextBytes("\n],\n\"annotations\": [\n"), std::move(shapes),
                                       TextBytes("\n],\n\"categories\": " + categories.text() +
                                                 ",\n\"info\": " + info.text() + "\n}\n")})));
    return faults_.Write(out);
  }

 private:
  struct Shape {
    std::string segmentation, bounds, area;  // JSON
  };

  Result<void> AppendRow(const ExportRow& row, const std::string& path, int64_t image_id) {
    std::string width, height;
    bool any = false;
    for (const Region* region : row.regions()) {
      if (width.empty() && region->width().has_value() && region->height().has_value()) {
        width = region->Size("original_width");
        height = region->Size("original_height");
      }
      std::optional<std::vector<std::string>> labels;
      std::string_view list;
      for (const std::string_view name :
           {"brushlabels", "polygonlabels", "rectanglelabels", "labels"}) {
        if (labels = region->Texts(name); labels.has_value()) {
          list = name;
          break;
        }
      }
      if (!labels.has_value() || labels->empty()) continue;
      const std::vector<Shape> shapes = ShapesOf(*region, list, row.item.task.id);
      for (const std::string& label : *labels) {
        const size_t category = CategoryOf(label);
        for (const Shape& shape : shapes) {
          RETURN_IF_ERROR(AddShape(row, shape, image_id, category));
          any = true;
        }
      }
    }
    if (!any || width.empty()) return {};
    JsonWriter json;
    json.BeginObject();
    json.Member("id", image_id);
    json.Member("file_name", BaseName(path.substr(0, path.find_first_of("?#"))));
    json.Member("path", path);
    json.RawMember("width", width);
    json.RawMember("height", height);
    json.EndObject();
    return images_.Add(json.text());
  }

  size_t CategoryOf(const std::string& label) {
    const auto found = std::ranges::find(categories_, label);
    const size_t at = found - categories_.begin();
    if (found == categories_.end()) categories_.push_back(label);
    return at + 1;
  }

  Result<void> AddShape(const ExportRow& row, const Shape& shape, int64_t image_id,
                        size_t category) {
    JsonWriter json;
    json.BeginObject();
    json.Member("id", shapes_.count());
    json.Member("image_id", image_id);
    json.Member("category_id", category);
    json.RawMember("segmentation", shape.segmentation);
    json.RawMember("area", shape.area);
    json.RawMember("bbox", shape.bounds);
    json.Member("iscrowd", 0);
    json.Member("annotator", AnnotatorOf(row.item, row.annotation));
    json.EndObject();
    return shapes_.Add(json.text());
  }

  std::vector<Shape> ShapesOf(const Region& region, std::string_view list, int64_t task_id) {
    const auto width = region.width(), height = region.height();
    if (!width.has_value() || !height.has_value()) return {};
    const auto rle = FindMember(region.value, "rle");
    if (rle.has_value() && (list == "brushlabels" || list == "labels"))
      return Outlines(*rle, static_cast<int64_t>(*width), static_cast<int64_t>(*height), task_id);
    if (list == "polygonlabels") return Polygon(region, *width, *height);
    if (list == "rectanglelabels" || list == "labels") return Rectangle(region, *width, *height);
    return {};
  }

  std::vector<Shape> Outlines(std::string_view rle, int64_t width, int64_t height,
                              int64_t task_id) {
    const auto mask = DecodeBrush(rle, width, height);
    if (!mask.has_value()) {
      faults_.Add(task_id, "brush", mask.error().Sentence());
      return {};
    }
    std::vector<Shape> shapes;
    for (const auto& contour : OuterContours(*mask)) {
      if (contour.size() >= 3) shapes.push_back(ShapeOf(contour));
    }
    return shapes;
  }

  static Shape ShapeOf(const std::vector<Point>& contour) {
    JsonWriter segmentation, bounds;
    segmentation.BeginArray();
    segmentation.BeginArray();
    Point least = contour[0], most = contour[0];
    for (const Point& point : contour) {
      segmentation.Int(point.x);
      segmentation.Int(point.y);
      least = {std::min(least.x, point.x), std::min(least.y, point.y)};
      most = {std::max(most.x, point.x), std::max(most.y, point.y)};
    }
    segmentation.EndArray();
    segmentation.EndArray();
    bounds.BeginArray();
    for (const int64_t number : {least.x, least.y, most.x - least.x + 1, most.y - least.y + 1})
      bounds.Int(number);
    bounds.EndArray();
    return {std::move(segmentation).Take(), std::move(bounds).Take(),
            std::to_string(static_cast<int64_t>(AreaOf(contour)))};
  }

  static std::vector<Shape> Polygon(const Region& region, double width, double height) {
    const auto points = PointsOf(region);
    if (!points.has_value()) return {};
    std::vector<Point> contour;
    for (const auto& [x, y] : *points)
      contour.push_back({Rounded(x * width / 100), Rounded(y * height / 100)});
    return {ShapeOf(contour)};
  }

  static std::vector<Shape> Rectangle(const Region& region, double width, double height) {
    const auto box = BoxAround(region, width, height);
    if (!box.has_value()) return {};
    const double numbers[] = {box->x, box->y, box->width, box->height};
    JsonWriter bounds, area;
    bounds.BeginArray();
    for (const double number : numbers) bounds.Double(number);
    bounds.EndArray();
    area.Double(numbers[2] * numbers[3]);
    return {{"[]", std::move(bounds).Take(), std::move(area).Take()}};
  }

  const std::string data_key_;
  const Time now_;
  const RegionReader reader_;
  std::vector<std::string> categories_;
  int64_t rows_ = 0;
  ExportFaults faults_;
  JsonSpool images_, shapes_;
};

}  // namespace

MadeFormat MakeBrushCoco(const ExportSetup& setup) {
  ASSIGN_OR_RETURN(std::string key, LabeledDataKey(setup.config, {"Image"}, "BRUSH_TO_COCO"));
  ASSIGN_OR_RETURN(JsonSpool images, JsonSpool::Make(setup.spool_dir));
  ASSIGN_OR_RETURN(JsonSpool shapes, JsonSpool::Make(setup.spool_dir));
  return std::make_unique<BrushCocoFormat>(setup, std::move(key), std::move(images),
                                           std::move(shapes));
}

}  // namespace millrace::labeling

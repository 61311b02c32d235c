// Pascal VOC: one XML file of boxes per image.
#include <algorithm>
#include <cmath>
#include <optional>

#include "labeling/formats/image_size.h"
#include "labeling/formats/label_schema.h"
#include "labeling/formats/python_cells.h"
#include "labeling/formats/rows.h"

namespace millrace::labeling {
namespace {

// What XML 1.0 cannot hold is left out.
std::string Escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t' || c == '\r') out += c;
    }
  }
  return out;
}

// One element per line, as Python's minidom writes it with newl="\n".
class Xml {
 public:
  void Open(std::string_view tag) { text_.append("<").append(tag).append(">\n"); }
  void Close(std::string_view tag) { text_.append("</").append(tag).append(">\n"); }
  void Leaf(std::string_view tag, std::string_view value) {
    text_.append("<").append(tag).append(">").append(Escape(value));
    text_.append("</").append(tag).append(">\n");
  }
  std::string Take() && { return std::move(text_); }

 private:
  std::string text_ = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
};

// Cut towards zero, as int() does.
std::string Pixels(double value) {
  constexpr double kMost = 1e15;
  return std::to_string(static_cast<int64_t>(std::clamp(value, -kMost, kMost)));
}

class VocFormat final : public ExportFormat {
 public:
  VocFormat(const ExportSetup& setup, std::string data_key)
      : data_key_(std::move(data_key)), reader_(setup.config), media_("images", setup.media) {}

  Result<void> Begin(ExportOutput& out) override {
    RETURN_IF_ERROR(out.AddFolder("images"));
    return out.AddFolder("Annotations");
  }

  Result<void> Append(ExportOutput& out, const ExportItem& item) override {
    const std::string uri = DataText(item.data, data_key_);
    const std::string name = names_.Take(MediaName(uri), item.task.id);
    ASSIGN_OR_RETURN(const MediaFolder::Entry image,
                     media_.AddAs(out, item.task.id, uri, name, faults_));
    std::optional<ImageSize> size;
    if (image.bytes != nullptr) size = ReadImageSize(*image.bytes);
    // Of several annotations the last one of the rows counts, as in label-studio-sdk.
    std::string xml;
    RETURN_IF_ERROR(ForEachRow(reader_, item, [&](const ExportRow& row) -> Result<void> {
      std::string made = Document(row, name, size);
      if (!made.empty()) xml = std::move(made);
      return {};
    }));
    if (xml.empty()) return {};
    return out.AddFile("Annotations/" + std::string(StemOf(name)) + ".xml", xml);
  }

  Result<void> End(ExportOutput& out) override { return faults_.Write(out); }

 private:
  // "" if the annotation has no shapes, or does not say the size of the picture.
  static std::string Document(const ExportRow& row, const std::string& name,
                              const std::optional<ImageSize>& image) {
    const auto regions = row.regions();
    if (regions.empty()) return "";
    const auto width = regions[0]->width(), height = regions[0]->height();
    if (!width.has_value() || !height.has_value()) return "";
    Xml xml;
    xml.Open("annotation");
    xml.Leaf("folder", "images");
    xml.Leaf("filename", name);
    xml.Open("source");
    xml.Leaf("database", "MyDatabase");
    xml.Leaf("annotation", "COCO2017");
    xml.Leaf("image", "flickr");
    xml.Leaf("flickrid", "NULL");
    xml.Leaf("annotator", AnnotatorOf(row.item, row.annotation));
    xml.Close("source");
    xml.Open("owner");
    xml.Leaf("flickrid", "NULL");
    xml.Leaf("name", "Label Studio");  // what readers of these files know
    xml.Close("owner");
    xml.Open("size");
    xml.Leaf("width", PythonNumber(regions[0]->Size("original_width")));
    xml.Leaf("height", PythonNumber(regions[0]->Size("original_height")));
    xml.Leaf("depth", std::to_string(image.has_value() ? image->channels : 3));
    xml.Close("size");
    xml.Leaf("segmented", "0");
    for (const Region* region : regions) AppendObject(xml, *region, *width, *height);
    xml.Close("annotation");
    return std::move(xml).Take();
  }

  static void AppendObject(Xml& xml, const Region& region, double width, double height) {
    const std::string label = region.Has("rectanglelabels")
                                  ? FirstLabel(region, {"rectanglelabels"})
                                  : FirstLabel(region, {"labels"});
    const auto x_part = region.Number("x"), y_part = region.Number("y");
    const auto w_part = region.Number("width"), h_part = region.Number("height");
    if (label.empty() || !x_part || !y_part || !w_part || !h_part) return;
    const double x = std::trunc(*x_part / 100 * width), y = std::trunc(*y_part / 100 * height);
    const double w = std::trunc(*w_part / 100 * width), h = std::trunc(*h_part / 100 * height);
    xml.Open("object");
    xml.Leaf("name", label);
    xml.Leaf("pose", "Unspecified");
    xml.Leaf("truncated", "0");
    xml.Leaf("difficult", "0");
    xml.Open("bndbox");
    xml.Leaf("xmin", Pixels(x));
    xml.Leaf("ymin", Pixels(y));
    xml.Leaf("xmax", Pixels(x + w));
    xml.Leaf("ymax", Pixels(y + h));
    xml.Close("bndbox");
    xml.Close("object");
  }

  const std::string data_key_;
  const RegionReader reader_;
  MediaFolder media_;
  ExportFaults faults_;
  FreeNames names_;
};

}  // namespace

MadeFormat MakeVoc(const ExportSetup& setup) {
  ASSIGN_OR_RETURN(std::string key, LabeledDataKey(setup.config, {"Image"}, "VOC"));
  return std::make_unique<VocFormat>(setup, std::move(key));
}

}  // namespace millrace::labeling

// Brushed regions, each as one image or array.
#include <ctype.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "labeling/formats/label_schema.h"
#include "labeling/formats/mask_files.h"
#include "labeling/formats/rows.h"
#include "labeling/text/json_slices.h"

namespace millrace::labeling {
namespace {

// What of an address or number a file name may hold.
std::string SafeAnnotator(std::string_view annotator) {
  std::string safe;
  while (!annotator.empty()) {
    const size_t length = Utf8Length(annotator);
    const char c = annotator.front();
    if (length > 1 || isalnum(static_cast<unsigned char>(c)) || c == '@' || c == '.')
      safe += annotator.substr(0, length);
    annotator.remove_prefix(std::max<size_t>(length, 1));
  }
  return safe;
}

class BrushFormat final : public ExportFormat {
 public:
  BrushFormat(const ExportSetup& setup, bool png) : png_(png), reader_(setup.config) {}

  Result<void> Begin(ExportOutput&) override { return {}; }

  Result<void> Append(ExportOutput& out, const ExportItem& item) override {
    return ForEachRow(reader_, item, [&](const ExportRow& row) -> Result<void> {
      for (const RegionGroup& group : row.groups) RETURN_IF_ERROR(AddGroup(out, row, group));
      return {};
    });
  }

  Result<void> End(ExportOutput& out) override { return faults_.Write(out); }

 private:
  Result<void> AddGroup(ExportOutput& out, const ExportRow& row, const RegionGroup& group) {
    std::unordered_map<std::string, int> counts;
    for (const Region& region : group.regions) {
      const std::string type = ToLower(region.type);
      const auto rle = FindMember(region.value, "rle");
      if ((type != "brushlabels" && type != "labels") || !rle.has_value()) continue;
      std::string name = group.name;
      const auto labels = region.Texts(type);
      for (const std::string& label : labels.value_or(std::vector<std::string>{"no_label"}))
        name += "-" + label;
      if (labels.has_value() && labels->empty()) name += "-";
      name += "-" + std::to_string(counts[name]++);
      const auto mask = DecodeBrush(*rle, static_cast<int64_t>(region.width().value_or(0)),
                                    static_cast<int64_t>(region.height().value_or(0)));
      if (!mask.has_value()) {
        faults_.Add(row.item.task.id, name, mask.error().Sentence());
        continue;
      }
      for (char& c : name) {
        if (c == '/' || c == '\\') c = '-';
      }
      name = "task-" + std::to_string(row.item.task.id) + "-annotation-" +
             std::to_string(row.annotation->id) + "-by-" +
             SafeAnnotator(AnnotatorOf(row.item, row.annotation)) + "-" + name;
      if (png_) {
        ASSIGN_OR_RETURN(const std::string png, PngOf(*mask));
        RETURN_IF_ERROR(out.AddFile(name + ".png", png));
      } else {
        RETURN_IF_ERROR(out.AddFile(name + ".npy", NumpyOf(*mask)));
      }
    }
    return {};
  }

  const bool png_;
  const RegionReader reader_;
  ExportFaults faults_;
};

}  // namespace

MadeFormat MakeBrushPng(const ExportSetup& setup) {
  RETURN_IF_ERROR(LabeledDataKey(setup.config, {"Image"}, "BRUSH_TO_PNG"));
  return std::make_unique<BrushFormat>(setup, true);
}

MadeFormat MakeBrushNumpy(const ExportSetup& setup) {
  RETURN_IF_ERROR(LabeledDataKey(setup.config, {"Image"}, "BRUSH_TO_NUMPY"));
  return std::make_unique<BrushFormat>(setup, false);
}

}  // namespace millrace::labeling

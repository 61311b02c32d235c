// The rows of an export with their regions, for the converters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "labeling/formats/export_format.h"
#include "labeling/formats/regions.h"

namespace millrace::labeling {

struct ExportRow {
  const ExportItem& item;
  const Annotation* annotation;            // null: a task without annotations
  const std::vector<RegionGroup>& groups;  // in order

  // The regions of all groups, one group behind the other.
  std::vector<const Region*> regions() const;
};

// Calls `visit` (Result<void>(const ExportRow&)) with each row of a task, the newest first.
template <class Visit>
Result<void> ForEachRow(const RegionReader& reader, const ExportItem& item, Visit visit) {
  for (const Annotation* annotation : FlatRows(item.annotations)) {
    const auto groups =
        annotation == nullptr ? std::vector<RegionGroup>() : reader.Read(annotation->result);
    RETURN_IF_ERROR(visit(ExportRow{item, annotation, groups}));
  }
  return {};
}

// The text under a data key; of a list of texts the last one. "" if there is none.
std::string DataText(std::string_view data, std::string_view key);

// The first label of the first of these lists that has one; "" if none has.
std::string FirstLabel(const Region& region, std::initializer_list<std::string_view> lists);

// In pixels.
struct Box {
  double x = 0, y = 0, width = 0, height = 0;
};
// The upright box around a region of a picture of this size. A region that is rotated is turned
// around its top left corner. Nothing if it is no box.
std::optional<Box> BoxAround(const Region& region, double width, double height);

// The points of a polygon, in percent; nothing if a point is none.
std::optional<std::vector<std::pair<double, double>>> PointsOf(const Region& region);

// Is it a polygon, whichever tag labels it?
inline bool IsPolygon(const Region& region) { return region.Has("points") && !region.Has("width"); }

int YearOf(Time time);
// "2024-02-03 04:05:06.000000", as Python writes a datetime.
std::string PythonTime(Time time);

}  // namespace millrace::labeling

#include "labeling/formats/rows.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include "labeling/text/json_slices.h"

namespace millrace::labeling {

std::vector<const Region*> ExportRow::regions() const {
  std::vector<const Region*> all;
  for (const RegionGroup& group : groups) {
    for (const Region& region : group.regions) all.push_back(&region);
  }
  return all;
}

std::string DataText(std::string_view data, std::string_view key) {
  const auto found = FindMember(data, key);
  if (!found.has_value()) return "";
  if (found->starts_with('"')) return DecodeJsonString(*found);
  std::string last;
  if (found->starts_with('[')) {
    ForEachMember(*found, [&](std::string_view, std::string_view value) {
      if (value.starts_with('"')) last = DecodeJsonString(value);
      return true;
    });
  }
  return last;
}

std::string FirstLabel(const Region& region, std::initializer_list<std::string_view> lists) {
  for (const std::string_view name : lists) {
    const auto labels = region.Texts(name);
    if (labels.has_value() && !labels->empty()) return labels->front();
  }
  return "";
}

std::optional<Box> BoxAround(const Region& region, double width, double height) {
  const auto x_part = region.Number("x"), y_part = region.Number("y");
  const auto width_part = region.Number("width"), height_part = region.Number("height");
  if (!x_part || !y_part || !width_part || !height_part) return std::nullopt;
  const Box box{*x_part * width / 100, *y_part * height / 100, *width_part * width / 100,
                *height_part * height / 100};
  const double rotation = region.Number("rotation").value_or(0);
  if (rotation == 0) return box;
  const double turn = rotation * (std::numbers::pi / 180);
  const double cos = std::cos(turn), sin = std::sin(turn);
  const auto [left, right] =
      std::minmax({0.0, box.width * cos, -box.height * sin, box.width * cos - box.height * sin});
  const auto [top, bottom] =
      std::minmax({0.0, box.width * sin, box.height * cos, box.width * sin + box.height * cos});
  return Box{box.x + left, box.y + top, right - left, bottom - top};
}

std::optional<std::vector<std::pair<double, double>>> PointsOf(const Region& region) {
  const auto list = FindMember(region.value, "points");
  if (!list.has_value() || !list->starts_with('[')) return std::nullopt;
  std::vector<std::pair<double, double>> points;
  bool good = true;
  ForEachMember(*list, [&](std::string_view, std::string_view point) {
    double numbers[2];
    size_t count = 0;
    if (point.starts_with('[')) {
      ForEachMember(point, [&](std::string_view, std::string_view text) {
        const char* end = text.data() + text.size();
        good = good && count < 2 && std::from_chars(text.data(), end, numbers[count]).ptr == end &&
               std::isfinite(numbers[count]);
        ++count;
        return good;
      });
    }
    good = good && count == 2;
    if (good) points.emplace_back(numbers[0], numbers[1]);
    return good;
  });
  if (!good || points.empty()) return std::nullopt;
  return points;
}

int YearOf(Time time) {
  return static_cast<int>(
      std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time)).year());
}

std::string PythonTime(Time time) {
  std::string text = FormatIso(time);
  text[text.find('T')] = ' ';
  text.pop_back();
  return text;
}

}  // namespace millrace::labeling

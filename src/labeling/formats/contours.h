// The outlines of a mask.
#pragma once

#include <vector>

#include "labeling/formats/brush_rle.h"

namespace millrace::labeling {

struct Point {
  int64_t x = 0, y = 0;
  bool operator==(const Point&) const = default;
};

// The outer border of each connected part of what is not 0 (diagonal neighbours are connected), by
// Suzuki and Abe's border following; points in the middle of straight runs are left out. The same
// points in the same order as OpenCV's findContours with RETR_EXTERNAL and CHAIN_APPROX_SIMPLE.
std::vector<std::vector<Point>> OuterContours(const Mask& mask);

// By the shoelace formula.
double AreaOf(const std::vector<Point>& contour);

}  // namespace millrace::labeling

#include "labeling/formats/contours.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace millrace::labeling {
namespace {

constexpr signed char kNew = 1, kSeen = 2, kRightEdge = -126;

// Steps to the eight neighbours, counterclockwise from the right; y grows downwards.
constexpr int kStepX[] = {1, 1, 0, -1, -1, -1, 0, 1};
constexpr int kStepY[] = {0, -1, -1, -1, 0, 1, 1, 1};

class Borders {
 public:
  explicit Borders(const Mask& mask)
      : width_(mask.width + 2),
        height_(mask.height + 2),
        cells_(static_cast<size_t>(width_ * height_)) {
    for (int64_t y = 0; y < mask.height; ++y) {
      for (int64_t x = 0; x < mask.width; ++x)
        Cell(x + 1, y + 1) = mask.alpha[y * mask.width + x] != 0 ? kNew : 0;
    }
  }

  std::vector<std::vector<Point>> Follow() {
    std::vector<std::vector<Point>> found;
    for (int64_t y = 1; y < height_ - 1; ++y) {
      signed char before = 0;
      signed char border = 0;  // the last border cell of this row
      for (int64_t x = 1; x < width_ - 1; ++x) {
        const signed char here = Cell(x, y);
        if (here == before) continue;
        // Inside of a part, behind a border that is not its right edge, nothing outer begins.
        if (before == 0 && here == kNew && border <= 0) found.push_back(Trace(x, y));
        before = Cell(x, y);
        if (before != 0 && before != kNew) border = before;
      }
    }
    std::ranges::reverse(found);
    return found;
  }

 private:
  signed char& Cell(int64_t x, int64_t y) { return cells_[static_cast<size_t>(y * width_ + x)]; }

  std::vector<Point> Trace(int64_t x0, int64_t y0) {
    std::vector<Point> points;
    int s = 4;
    int64_t x1, y1;
    do {
      s = (s - 1) & 7;
      x1 = x0 + kStepX[s];
      y1 = y0 + kStepY[s];
    } while (Cell(x1, y1) == 0 && s != 4);
    if (s == 4) {  // one pixel alone
      Cell(x0, y0) = kRightEdge;
      return {{x0 - 1, y0 - 1}};
    }
    int64_t x3 = x0, y3 = y0;
    int before = s ^ 4;
    while (true) {
      const int end = s;
      int64_t x4, y4;
      do {
        ++s;
        x4 = x3 + kStepX[s & 7];
        y4 = y3 + kStepY[s & 7];
      } while (Cell(x4, y4) == 0);
      s &= 7;
      if (static_cast<unsigned>(s - 1) < static_cast<unsigned>(end))
        Cell(x3, y3) = kRightEdge;
      else if (Cell(x3, y3) == kNew)
        Cell(x3, y3) = kSeen;
      if (s != before) {
        points.push_back({x3 - 1, y3 - 1});
        before = s;
      }
      if (x4 == x0 && y4 == y0 && x3 == x1 && y3 == y1) return points;
      x3 = x4;
      y3 = y4;
      s = (s + 4) & 7;
    }
  }

  const int64_t width_, height_;  // with a frame of one empty cell
  std::vector<signed char> cells_;
};

}  // namespace

std::vector<std::vector<Point>> OuterContours(const Mask& mask) { return Borders(mask).Follow(); }

double AreaOf(const std::vector<Point>& contour) {
  double twice = 0;
  for (size_t i = 0; i < contour.size(); ++i) {
    const Point& a = contour[i == 0 ? contour.size() - 1 : i - 1];
    const Point& b = contour[i];
    twice += static_cast<double>(a.x) * static_cast<double>(b.y) -
             static_cast<double>(a.y) * static_cast<double>(b.x);
  }
  return std::abs(twice) / 2;
}

}  // namespace millrace::labeling

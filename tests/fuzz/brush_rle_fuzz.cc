// Brushed regions as editors and imports send them: run lengths that become masks and outlines.
#include "labeling/formats/brush_rle.h"
#include "labeling/formats/contours.h"
#include "labeling/formats/mask_files.h"
#include "tests/fuzz/fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace millrace;
  using namespace millrace::labeling;
  if (size < 2) return 0;
  // Sizes first, so that the number of pixels can fit.
  const int64_t width = data[0] % 33, height = data[1] % 33;
  const std::string_view rest = fuzz::Text(data + 2, size - 2);
  // As text, and as bytes whose list is right.
  DecodeBrush(rest, width, height);
  std::string list = "[";
  for (const char c : rest)
    list += (list.size() > 1 ? "," : "") + std::to_string(static_cast<unsigned char>(c));
  const auto mask = DecodeBrush(list + "]", width, height);
  if (!mask.has_value()) return 0;
  fuzz::Require(mask->alpha.size() == static_cast<size_t>(width * height), "a byte per pixel");
  fuzz::Require(PngOf(*mask).has_value(), "every mask is a PNG");
  fuzz::Require(NumpyOf(*mask).size() % 64 == mask->alpha.size() % 64, "the head is aligned");
  for (const auto& contour : OuterContours(*mask)) {
    fuzz::Require(!contour.empty(), "an outline has points");
    for (const Point& point : contour) {
      fuzz::Require(point.x >= 0 && point.x < width && point.y >= 0 && point.y < height,
                    "outlines lie inside");
      fuzz::Require(mask->alpha[point.y * width + point.x] != 0, "outlines lie on the mask");
    }
  }
  return 0;
}

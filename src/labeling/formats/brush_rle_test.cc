#include "labeling/formats/brush_rle.h"

#include <gtest/gtest.h>

#include "db/testing.h"
#include "labeling/formats/contours.h"
#include "labeling/formats/mask_files.h"

namespace millrace::labeling {
namespace {

// Made by label-studio-sdk: 5 × 4 pixels, 128 at the top left, 255 in a box of 3 × 2.
constexpr const char* kRle =
    "[0, 0, 0, 80, 57, 27, 252, 112, 24, 76, 2, 223, 252, 224, 22, 255, 240, 184, 0]";

Mask Draw(const std::vector<std::string>& rows) {
  Mask mask{.width = static_cast<int64_t>(rows[0].size()),
            .height = static_cast<int64_t>(rows.size())};
  for (const std::string& row : rows) {
    for (const char c : row) mask.alpha += c == '#' ? '\xFF' : '\0';
  }
  return mask;
}

TEST(BrushRleTest, ReadsWhatTheEditorWrites) {
  const auto mask = DecodeBrush(kRle, 5, 4);
  ASSERT_TRUE(db::Ok(mask));
  std::string expected(20, '\0');
  expected[0] = '\x80';
  for (const int at : {6, 7, 8, 11, 12, 13}) expected[at] = '\xFF';
  EXPECT_EQ(mask->alpha, expected);
}

TEST(BrushRleTest, RefusesWhatIsBroken) {
  EXPECT_EQ(DecodeBrush(kRle, 4, 4).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(DecodeBrush("[0,0,0,80,57,27,252,112]", 5, 4).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(DecodeBrush("[0,0,0]", 5, 4).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(DecodeBrush("[0,300]", 5, 4).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(DecodeBrush("[1,x]", 5, 4).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(DecodeBrush("{}", 5, 4).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(DecodeBrush(kRle, 0, 4).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(DecodeBrush(kRle, 1 << 20, 1 << 20).error().kind, ErrorKind::kTooLarge);
  EXPECT_EQ(DecodeBrush(kRle, INT64_MAX, INT64_MAX).error().kind, ErrorKind::kTooLarge);
}

TEST(MaskFilesTest, NumpyHasItsHeadAndTheBytes) {
  const std::string file = NumpyOf(Draw({"#..", "..#"}));
  ASSERT_EQ(file.size(), 128u + 6);
  EXPECT_EQ(file.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  EXPECT_EQ(file.substr(10, 59), "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }");
  EXPECT_EQ(file[127], '\n');
  EXPECT_EQ(file.substr(128), std::string("\xFF\0\0\0\0\xFF", 6));
}

TEST(MaskFilesTest, PngIsGray) {
  const auto png = PngOf(Draw({"#..", "..#"}));
  ASSERT_TRUE(db::Ok(png));
  EXPECT_TRUE(png->starts_with("\x89PNG\r\n\x1A\n"));
  EXPECT_EQ(png->substr(16, 10), std::string("\0\0\0\3\0\0\0\2\x08\x00", 10));
}

using Contour = std::vector<Point>;

// The expected points are those of OpenCV 4.12.
TEST(ContoursTest, FollowsOuterBordersInOpenCvsOrder) {
  const auto found = OuterContours(Draw({
      "..........#.",
      ".###...####.",
      ".#.#..##..#.",
      ".###...###..",
      "....#......#",
      "...###..####",
      "....#....##.",
      "#...........",
      "##.....#.#.#",
      ".##.....#.#.",
  }));
  ASSERT_EQ(found.size(), 5u);
  EXPECT_EQ(found[0], (Contour{{7, 8}, {8, 9}, {9, 8}, {10, 9}, {11, 8}, {10, 9}, {9, 8}, {8, 9}}));
  EXPECT_EQ(found[1], (Contour{{0, 7}, {0, 8}, {1, 9}, {2, 9}}));
  EXPECT_EQ(found[2], (Contour{{11, 4}, {10, 5}, {8, 5}, {9, 6}, {10, 6}, {11, 5}}));
  EXPECT_EQ(found[3],
            (Contour{{1, 1}, {1, 3}, {3, 3}, {4, 4}, {3, 5}, {4, 6}, {5, 5}, {3, 3}, {3, 1}}));
  EXPECT_EQ(found[4], (Contour{{10, 0}, {9, 1}, {7, 1}, {6, 2}, {7, 3}, {9, 3}, {10, 2}}));
  std::vector<double> areas;
  for (const Contour& contour : found) areas.push_back(AreaOf(contour));
  EXPECT_EQ(areas, (std::vector<double>{0, 1.5, 2.5, 6, 7}));
}

TEST(ContoursTest, KnowsSinglePixelsAndEmptyMasks) {
  EXPECT_TRUE(OuterContours(Draw({"...", "..."})).empty());
  EXPECT_EQ(OuterContours(Draw({"...", ".#."})), (std::vector<Contour>{{{1, 1}}}));
  EXPECT_EQ(OuterContours(Draw({"##", "##"})),
            (std::vector<Contour>{{{0, 0}, {0, 1}, {1, 1}, {1, 0}}}));
}

}  // namespace
}  // namespace millrace::labeling

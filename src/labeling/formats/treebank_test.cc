#include "labeling/formats/treebank.h"

#include <gtest/gtest.h>

namespace millrace::labeling {
namespace {

using Spans = std::vector<std::pair<size_t, size_t>>;

Spans Cut(std::string_view text) {
  Spans spans;
  for (const Word& word : TreebankWords(text)) spans.emplace_back(word.start, word.end);
  return spans;
}

// The expected spans are those of NLTK's tokenizer as label-studio-sdk sets it up.
TEST(TreebankTest, CutsAsTheSdkDoes) {
  EXPECT_EQ(
      Cut("They'll say \"hello\", don't they? (Yes: 3:45, a/b) gonna 50% -- it's 'quoted' end."),
      (Spans{{0, 4},   {4, 7},   {8, 11},  {12, 13}, {13, 18}, {18, 19}, {19, 20}, {21, 23},
             {23, 26}, {27, 31}, {31, 32}, {33, 34}, {34, 37}, {37, 38}, {39, 43}, {43, 44},
             {45, 46}, {46, 47}, {47, 48}, {48, 49}, {50, 53}, {53, 55}, {56, 58}, {58, 59},
             {60, 62}, {63, 65}, {65, 67}, {68, 75}, {75, 76}, {77, 80}, {80, 81}}));
  EXPECT_EQ(Cut("I''m 'tis 'twas more'n d'ye O'Neil's [x] {y} <z> e@f #1 $2 & done.\""),
            (Spans{{0, 1},   {1, 3},   {3, 4},   {5, 7},   {7, 9},   {10, 12}, {12, 15},
                   {16, 20}, {20, 22}, {23, 24}, {24, 27}, {28, 34}, {34, 36}, {37, 38},
                   {38, 39}, {39, 40}, {41, 42}, {42, 43}, {43, 44}, {45, 46}, {46, 47},
                   {47, 48}, {49, 50}, {50, 51}, {51, 52}, {53, 54}, {54, 55}, {56, 57},
                   {57, 58}, {59, 60}, {61, 65}, {65, 66}, {66, 67}}));
}

TEST(TreebankTest, CountsCodePoints) {
  EXPECT_EQ(Cut("Größe 3.5 m; emoji 😀 x. \"'' ``b`` wanna go... cannot"), (Spans{{0, 5},
                                                                                  {6, 9},
                                                                                  {10, 11},
                                                                                  {11, 12},
                                                                                  {13, 18},
                                                                                  {19, 20},
                                                                                  {21, 23},
                                                                                  {24, 25},
                                                                                  {25, 27},
                                                                                  {28, 30},
                                                                                  {30, 31},
                                                                                  {31, 33},
                                                                                  {34, 37},
                                                                                  {37, 39},
                                                                                  {40, 42},
                                                                                  {42, 45},
                                                                                  {46, 49},
                                                                                  {49, 52}}));
  EXPECT_EQ(Cut("a\u00a0b\nc, d:\n"), (Spans{{0, 1}, {2, 3}, {4, 5}, {5, 6}, {7, 8}, {8, 9}}));
  EXPECT_EQ(Cut(""), Spans{});
}

}  // namespace
}  // namespace millrace::labeling

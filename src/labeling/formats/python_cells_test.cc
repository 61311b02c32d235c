#include "labeling/formats/python_cells.h"

#include <gtest/gtest.h>

namespace millrace::labeling {
namespace {

std::string Compact(std::string_view json) {
  std::string out;
  AppendCompactJson(out, json);
  return out;
}

std::string Cell(std::string_view json) {
  std::string out;
  AppendCell(out, json);
  return out;
}

TEST(PythonTextTest, WritesNumbersAsPythonDoes) {
  EXPECT_EQ(Cell("1.50"), "1.5");
  EXPECT_EQ(Cell("2.0"), "2.0");
  EXPECT_EQ(Cell("1e3"), "1000.0");
  EXPECT_EQ(Cell("1e-7"), "1e-07");
  EXPECT_EQ(Cell("1e16"), "1e+16");
  EXPECT_EQ(Cell("1e15"), "1000000000000000.0");
  EXPECT_EQ(Cell("0.0001"), "0.0001");
  EXPECT_EQ(Cell("123456789012345678901"), "123456789012345678901");
  EXPECT_EQ(Cell("-0.0"), "-0.0");
  EXPECT_EQ(Compact("[1e-7, 1e22, 1e3]"), "[1e-7,1e+22,1000.0]");
}

TEST(PythonTextTest, QuotesAllButNumbersAndTruth) {
  EXPECT_EQ(Cell(R"("a \"b\", c")"), R"("a ""b"", c")");
  EXPECT_EQ(Cell("null"), "\"\"");
  EXPECT_EQ(Cell("true"), "True");
  EXPECT_EQ(Cell("false"), "False");
  EXPECT_EQ(Cell(R"({"a" : [1, "x/y"]})"), R"("{""a"":[1,""x\/y""]}")");
  EXPECT_EQ(Compact(R"(["\u00e4\u0001\n"])"), "[\"\u00e4\\u0001\\n\"]");
}

}  // namespace
}  // namespace millrace::labeling

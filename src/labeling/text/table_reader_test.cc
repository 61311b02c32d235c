#include "labeling/text/table_reader.h"

#include <gmock/gmock.h>

#include "labeling/text/table_columns.h"

namespace millrace::labeling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Rows = std::vector<std::vector<std::string>>;

// The rows of `text`, which arrives in pieces of `step` bytes.
Result<Rows> Read(std::string_view text, size_t step, char separator = ',') {
  Rows rows;
  TableReader reader({.separator = separator});
  const TableReader::OnRow on_row = [&](const TableReader::Row& row) -> Result<void> {
    rows.emplace_back(row.fields.begin(), row.fields.end());
    return {};
  };
  for (size_t at = 0; at < text.size(); at += step)
    RETURN_IF_ERROR(reader.Feed(text.substr(at, step), on_row));
  RETURN_IF_ERROR(reader.Finish(on_row));
  return rows;
}

TEST(TableReaderTest, ReadsRowsHoweverTheyArrive) {
  const std::string_view text =
      "\xEF\xBB\xBF"
      "a,b\r\n\"q,\"\"x\"\"\nnl\",2\n\n  \t\n,\rlast,\"\"";
  for (size_t step = 1; step <= text.size(); ++step) {
    const auto rows = Read(text, step);
    ASSERT_TRUE(rows.has_value()) << step;
    EXPECT_THAT(*rows, ElementsAre(ElementsAre("a", "b"), ElementsAre("q,\"x\"\nnl", "2"),
                                   ElementsAre("", ""), ElementsAre("last", "")))
        << step;
  }
}

TEST(TableReaderTest, TakesAQuoteInsideAFieldAsItIs) {
  EXPECT_THAT(Read("5\" disk\tx\"y\"\n\"a\"b\tc", 3, '\t').value(),
              ElementsAre(ElementsAre("5\" disk", "x\"y\""), ElementsAre("ab", "c")));
}

TEST(TableReaderTest, SaysWhichQuoteIsOpenAndWhichLineIsNoText) {
  const auto open = Read("text,b\n\"abc,1\nmore\n", 4);
  ASSERT_FALSE(open.has_value());
  EXPECT_THAT(open.error().message, HasSubstr("EOF inside string starting at row 1"));
  const auto latin = Read("text\nfine\nh\xE9\n", 100);
  ASSERT_FALSE(latin.has_value());
  EXPECT_THAT(latin.error().message, HasSubstr("Line 3 is not UTF-8"));
}

TEST(TableReaderTest, HoldsNoMoreThanALongestRow) {
  TableReader reader({.max_row = 1000});
  const TableReader::OnRow ignore = [](const TableReader::Row&) { return Result<void>(); };
  ASSERT_TRUE(reader.Feed("\"", ignore).has_value());
  Result<void> fed;
  int pieces = 0;
  for (; fed.has_value() && pieces < 100; ++pieces)
    fed = reader.Feed(std::string(100, 'x'), ignore);
  ASSERT_FALSE(fed.has_value());
  EXPECT_EQ(fed.error().kind, ErrorKind::kTooLarge);
  EXPECT_LE(pieces, 12);
}

TEST(TableReaderTest, FindsTheSeparatorByTheFirstLine) {
  EXPECT_EQ(DetectSeparator("a;b;c\n1,2,3,4,5"), ';');
  EXPECT_EQ(DetectSeparator("a;b,c\n1;2;3"), ',');
  EXPECT_EQ(DetectSeparator(""), ',');
}

TEST(LineReaderTest, EndsLinesWherePythonDoes) {
  const std::string_view text = "\xEF\xBB\xBFone\ntwo\r\n\nfour\vfive\xE2\x80\xA8six\xC2\x85seven";
  for (size_t step = 1; step <= text.size(); ++step) {
    std::vector<std::string> lines;
    LineReader reader;
    const LineReader::OnLine on_line = [&](std::string_view line) {
      lines.emplace_back(line);
      return Result<void>();
    };
    for (size_t at = 0; at < text.size(); at += step)
      ASSERT_TRUE(reader.Feed(text.substr(at, step), on_line).has_value());
    ASSERT_TRUE(reader.Finish(on_line).has_value());
    EXPECT_THAT(lines, ElementsAre("one", "two", "", "four", "five", "six", "seven")) << step;
  }
}

// The data of all rows; the first is the header.
std::vector<std::string> DataOf(std::string_view text) {
  const Rows rows = Read(text, 7).value();
  const auto views = [](const std::vector<std::string>& row) {
    return std::vector<std::string_view>(row.begin(), row.end());
  };
  TableColumns columns(views(rows.front()));
  for (size_t i = 1; i < rows.size(); ++i)
    EXPECT_TRUE(columns.Observe(views(rows[i]), static_cast<int64_t>(i)).has_value());
  std::vector<std::string> out;
  for (size_t i = 1; i < rows.size(); ++i) out.push_back(columns.Data(views(rows[i])));
  return out;
}

// What Label Studio 1.23.2 made of the same files.
TEST(TableColumnsTest, TypesColumnsAsPandasDoes) {
  EXPECT_THAT(DataOf("t,n,f,b,e,mix\nhello,1,1.5,True,,1\nworld,2,2,False,,x\nq,3,,True,,"),
              ElementsAre(R"({"t":"hello","n":1,"f":1.5,"b":true,"e":"","mix":"1"})",
                          R"({"t":"world","n":2,"f":2.0,"b":false,"e":"","mix":"x"})",
                          R"({"t":"q","n":3,"f":"","b":true,"e":"","mix":""})"));
  EXPECT_THAT(DataOf("t,zip,i\nh,007,1\nNA,008,\nx,9,3"),
              ElementsAre(R"({"t":"h","zip":7,"i":1.0})", R"({"t":"","zip":8,"i":""})",
                          R"({"t":"x","zip":9,"i":3.0})"));
  EXPECT_THAT(
      DataOf("a,b,c,d,e,g\n1e5,99999999999999999999, 1,0.1,1e300,TRUE\n2,1,2 ,1e-7,1e16,false"),
      ElementsAre(R"({"a":100000.0,"b":99999999999999999999,"c":1,"d":0.1,"e":1e+300,"g":true})",
                  R"({"a":2.0,"b":1,"c":2,"d":1e-07,"e":1e+16,"g":false})"));
}

TEST(TableColumnsTest, NamesColumnsAndKeepsShortRows) {
  EXPECT_THAT(DataOf("text,text,,x\nx,1,2,3\ny"),
              ElementsAre(R"({"text":"x","text.1":1.0,"Unnamed: 2":2.0,"x":3.0})",
                          R"({"text":"y","text.1":"","Unnamed: 2":"","x":""})"));
}

TEST(TableColumnsTest, RefusesARowThatIsTooLong) {
  const std::vector<std::string_view> header = {"a", "b"};
  TableColumns columns(header);
  const std::vector<std::string_view> padded = {"1", "2", "", ""}, long_row = {"1", "2", "3"};
  EXPECT_TRUE(columns.Observe(padded, 2).has_value());
  const auto seen = columns.Observe(long_row, 3);
  ASSERT_FALSE(seen.has_value());
  EXPECT_THAT(seen.error().message, HasSubstr("Expected 2 fields in line 3, saw 3"));
}

}  // namespace
}  // namespace millrace::labeling

#include "labeling/text/record_splitter.h"

#include <gtest/gtest.h>

#include <random>

namespace millrace::labeling {
namespace {

using Shape = RecordSplitter::Shape;

struct Split {
  std::vector<std::string> records;
  std::vector<uint64_t> ends;
  std::vector<int64_t> lines;
  std::string error;
  Shape shape{};
};

Split SplitText(std::string_view text, const std::vector<size_t>& cuts = {},
                RecordSplitter::Options options = {}) {
  Split out;
  RecordSplitter splitter(options);
  const auto keep = [&](const RecordSplitter::Record& record) -> Result<void> {
    EXPECT_EQ(record.position, static_cast<int64_t>(out.records.size()));
    out.records.emplace_back(record.text);
    out.ends.push_back(record.end);
    out.lines.push_back(record.line);
    return {};
  };
  size_t from = 0;
  Result<void> result;
  for (size_t i = 0; i <= cuts.size() && result.has_value(); ++i) {
    const size_t to = i < cuts.size() ? cuts[i] : text.size();
    result = splitter.Feed(text.substr(from, to - from), keep);
    from = to;
  }
  if (result.has_value()) result = splitter.Finish(keep);
  if (!result.has_value()) out.error = result.error().Sentence();
  out.shape = splitter.shape();
  return out;
}

using Records = std::vector<std::string>;

TEST(RecordSplitter, OneObjectOverManyLines) {
  const Split split = SplitText("\xEF\xBB\xBF \n{\n \"a\": [\n{\"x\": \"}\"},\n{\"y\": 1}\n]\n}\n");
  EXPECT_EQ(split.records, Records{"{\n \"a\": [\n{\"x\": \"}\"},\n{\"y\": 1}\n]\n}"});
  EXPECT_EQ(split.error, "");
  EXPECT_EQ(split.shape, Shape::kSingle);
  EXPECT_EQ(split.lines, std::vector<int64_t>{2});
}

TEST(RecordSplitter, BlankLinesBeforeTheFirstRecordCountOnce) {
  EXPECT_EQ(SplitText("\n\n \n{}", {1, 2, 3, 4}).lines, std::vector<int64_t>{4});
}

TEST(RecordSplitter, ListOfAnything) {
  const Split split = SplitText(" [ {\"a\":\",]\"} ,\n 7, [1,[2]] ,\"x\" ] \n");
  EXPECT_EQ(split.records, (Records{"{\"a\":\",]\"}", "7", "[1,[2]]", "\"x\""}));
  EXPECT_EQ(split.error, "");
  EXPECT_EQ(SplitText("[]").records, Records{});
  EXPECT_EQ(SplitText("[]").error, "");
}

TEST(RecordSplitter, ListWithHolesGivesEmptyRecords) {
  EXPECT_EQ(SplitText("[{},]").records, (Records{"{}", ""}));
  EXPECT_EQ(SplitText("[,{}]").records, (Records{"", "{}"}));
}

TEST(RecordSplitter, ListThatStops) {
  const Split split = SplitText("[{\"a\":1},{\"b\":2");
  EXPECT_EQ(split.records, Records{"{\"a\":1}"});
  EXPECT_EQ(split.error, "It ends in the middle of its list, after 1 record.");
  EXPECT_EQ(SplitText("[{}] x").error, "Text follows behind the end of its list, at byte 5.");
}

TEST(RecordSplitter, Lines) {
  const Split split = SplitText("{\"a\":1}\n\n  \r\n{\"b\":2}\r\n42\n{\"c\":3}");
  EXPECT_EQ(split.records, (Records{"{\"a\":1}", "{\"b\":2}", "42", "{\"c\":3}"}));
  EXPECT_EQ(split.lines, (std::vector<int64_t>{1, 4, 5, 6}));
  EXPECT_EQ(split.shape, Shape::kLines);
}

TEST(RecordSplitter, ABrokenFirstLineSpoilsNoOther) {
  EXPECT_EQ(SplitText("{\"a\": 1\n{\"b\":2}\n{\"c\":3}\n").records,
            (Records{"{\"a\": 1", "{\"b\":2}", "{\"c\":3}"}));
  EXPECT_EQ(SplitText("{\"a\": \"x\n{\"b\":2}\n").records, (Records{"{\"a\": \"x", "{\"b\":2}"}));
  EXPECT_EQ(SplitText("{\"a\": 1,\n{\"b\":2}\n").records, (Records{"{\"a\": 1,", "{\"b\":2}"}));
}

TEST(RecordSplitter, TwoTasksOverManyLinesAreRefused) {
  EXPECT_EQ(
      SplitText("{\n}\n{\n}").error,
      "Text follows behind its task, at byte 4. Put several tasks into a list, or one on each "
      "line.");
}

TEST(RecordSplitter, NoJsonAtAll) {
  EXPECT_EQ(SplitText("").error, "It is empty.");
  EXPECT_EQ(SplitText(" \n ").error, "It is empty.");
  EXPECT_EQ(SplitText("\xEF\xBB\xBF").error, "It is empty.");
  EXPECT_NE(SplitText("42").error.find("neither"), std::string::npos);
  EXPECT_NE(SplitText("{").error.find("first byte"), std::string::npos);
  EXPECT_NE(SplitText("\x89PNG\r\n").error.find("neither"), std::string::npos);
  EXPECT_NE(SplitText(std::string_view("\xFF\xFE{\0}\0", 6)).error.find("UTF-16"),
            std::string::npos);
  EXPECT_NE(SplitText(std::string_view("{\0}\0", 4)).error.find("UTF-16"), std::string::npos);
}

TEST(RecordSplitter, Limits) {
  EXPECT_NE(SplitText(std::string(1'000'000, '[')).error.find("nested deeper than 512"),
            std::string::npos);
  EXPECT_NE(SplitText("{\"a\":" + std::string(600, '[')).error.find("nested deeper"),
            std::string::npos);
  const std::string big = "{\"a\":\"" + std::string(3000, 'x') + "\"}";
  for (const std::string& text : {big, "[" + big + "]", "{}\n" + big + "\n"})
    EXPECT_NE(SplitText(text, {}, {.max_record = 1000}).error.find("is larger than 1000 B"),
              std::string::npos);
}

TEST(RecordSplitter, WhiteSpaceBeforeALineCountsForNoLimit) {
  const std::string text = "{\"a\":1}\n" + std::string(50, ' ') + "\n" + std::string(50, '\t') +
                           "{\"b\":2}\n{\"c\":3}\n";
  const Records wanted = {"{\"a\":1}", "{\"b\":2}", "{\"c\":3}"};
  for (const size_t cut : {9u, 20u, 58u, 60u, 70u, 110u, 115u}) {
    const Split split = SplitText(text, {cut}, {.max_record = 16});
    EXPECT_EQ(split.records, wanted) << cut << " " << split.error;
  }
  EXPECT_EQ(SplitText(text, {}, {.max_record = 16}).records, wanted);
}

// Wherever the pieces are cut, the records are the same.
TEST(RecordSplitter, AnyCutGivesTheSame) {
  const std::string texts[] = {
      "[{\"a\":\"\\\"],\"},{\"b\":[1,{}]} , 3,\n\"s\"]\n",
      "{\"a\":1}\n{\"b\":\"\\\\\"}\n\n{broken\n{\"c\":3}",
      "\xEF\xBB\xBF{\n\"a\": {\n\"b\": [\n{},\n{}]}}\n",
      "{\"a\": 1\n{\"b\":2}\n",
  };
  std::mt19937 random(7);
  for (const std::string& text : texts) {
    const Split whole = SplitText(text);
    for (int round = 0; round < 200; ++round) {
      std::vector<size_t> cuts;
      for (size_t i = 1; i < text.size(); ++i)
        if (random() % 4 == 0) cuts.push_back(i);
      const Split cut = SplitText(text, cuts);
      ASSERT_EQ(cut.records, whole.records) << text;
      ASSERT_EQ(cut.error, whole.error);
      ASSERT_EQ(cut.lines, whole.lines);
    }
  }
}

// From every record's end the rest comes again with the same positions.
TEST(RecordSplitter, ResumesBehindAnyRecord) {
  for (const std::string text : {"[{\"a\":1}, {\"b\":2} ,{\"c\":3}]\n", "[{\"a\":1},,{\"b\":2},\n]",
                                 "[ ,{},]", "{\"a\":1}\n{\"b\":2}\n\n{\"c\":3}\n"}) {
    const Split whole = SplitText(text);
    for (size_t k = 0; k + 1 < whole.records.size(); ++k) {
      RecordSplitter splitter({});
      splitter.Resume(whole.ends[k], static_cast<int64_t>(k) + 1, whole.shape);
      Records rest;
      int64_t first = -1;
      const auto keep = [&](const RecordSplitter::Record& record) -> Result<void> {
        if (first < 0) first = record.position;
        rest.emplace_back(record.text);
        return {};
      };
      ASSERT_TRUE(splitter.Feed(std::string_view(text).substr(whole.ends[k]), keep).has_value());
      ASSERT_TRUE(splitter.Finish(keep).has_value());
      EXPECT_EQ(first, static_cast<int64_t>(k) + 1);
      EXPECT_EQ(rest,
                Records(whole.records.begin() + static_cast<long>(k) + 1, whole.records.end()));
    }
  }
}

}  // namespace
}  // namespace millrace::labeling

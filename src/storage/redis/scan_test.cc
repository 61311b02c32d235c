#include "storage/redis/scan.h"

#include <gmock/gmock.h>

#include "storage/redis/scripted_stream.h"

namespace millrace::storage::redis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Page(std::string_view cursor, const std::vector<std::string>& keys) {
  std::string out = "*2\r\n" + Bulk(cursor) + "*" + std::to_string(keys.size()) + "\r\n";
  for (const std::string& key : keys) out += Bulk(key);
  return out;
}

// Lists with answers of a script.
Result<ScannedKeys> Scan(const Answers& answers, const ListRequest& request,
                         std::string* asked = nullptr, const std::string& run_id = "run1") {
  const ConnectionOptions options = ScriptedOptions();
  const auto connection = ScriptedConnection(options, answers, asked);
  return ScanKeys(*connection, options.place(), run_id, request);
}

TEST(ScanPositionTest, ComesBackAsItWas) {
  for (const bool ended : {false, true}) {
    ScanPosition position{
        .run_id = "abc", .ended = ended, .keys = {"a b", std::string("\0\xFF", 2)}};
    if (!ended) position.cursor = "18446744073709551615";
    const auto back = ScanPosition::Parse(position.ToText());
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->run_id, position.run_id);
    EXPECT_EQ(back->cursor, position.cursor);
    EXPECT_EQ(back->ended, ended);
    EXPECT_EQ(back->keys, position.keys);
  }
}

TEST(ScanPositionTest, OtherTextsAreRefused) {
  for (const char* text :
       {"", "abc", " 1", "abc x", "abc -1", "abc 1 !", "abc 1  ", "abc 184467440737095516150"}) {
    const auto position = ScanPosition::Parse(text);
    ASSERT_FALSE(position.has_value()) << text;
    EXPECT_EQ(position.error().kind, ErrorKind::kInvalid);
  }
}

TEST(ScanPatternTest, SpecialBytesStandForThemselves) {
  EXPECT_EQ(ScanPattern(""), "*");
  EXPECT_EQ(ScanPattern("tasks:"), "tasks:*");
  EXPECT_EQ(ScanPattern("a*b?[c]^d\\e"), "a\\*b\\?\\[c\\]\\^d\\\\e*");
}

TEST(ScanKeysTest, GoesOnWithTheCursorUntilItIsZero) {
  std::string asked;
  const auto first = Scan({Page("17", {"a", "b"})}, {.limit = 2}, &asked);
  ASSERT_TRUE(first.has_value()) << first.error().Sentence();
  EXPECT_THAT(first->keys, ElementsAre("a", "b"));
  EXPECT_EQ(first->next, "run1 17");
  EXPECT_THAT(asked, HasSubstr("SCAN\r\n$1\r\n0\r\n$5\r\nCOUNT\r\n$1\r\n2\r\n"));
  const auto last = Scan({Page("0", {"c"})}, {.position = first->next, .limit = 2}, &asked);
  ASSERT_TRUE(last.has_value());
  EXPECT_THAT(last->keys, ElementsAre("c"));
  EXPECT_EQ(last->next, "");
  EXPECT_THAT(asked, HasSubstr("SCAN\r\n$2\r\n17\r\n"));
}

TEST(ScanKeysTest, WhatIsBeyondTheLimitComesOnTheNextPages) {
  const auto first = Scan({Page("0", {"a", "b", "c", "d", "e"})}, {.limit = 2});
  ASSERT_TRUE(first.has_value());
  EXPECT_THAT(first->keys, ElementsAre("a", "b"));
  const auto second = Scan({}, {.position = first->next, .limit = 2});
  ASSERT_TRUE(second.has_value()) << second.error().Sentence();
  EXPECT_THAT(second->keys, ElementsAre("c", "d"));
  const auto third = Scan({}, {.position = second->next, .limit = 2});
  ASSERT_TRUE(third.has_value());
  EXPECT_THAT(third->keys, ElementsAre("e"));
  EXPECT_EQ(third->next, "");
}

TEST(ScanKeysTest, FiltersWhatTheServerGivesToo) {
  std::string asked;
  const auto page =
      Scan({Page("5", {"raw/1", "other", "raw/sub/2"}), Page("9", {}), Page("0", {"raw/3"})},
           {.prefix = "raw/", .limit = 10, .recursive = false}, &asked);
  ASSERT_TRUE(page.has_value()) << page.error().Sentence();
  EXPECT_THAT(page->keys, ElementsAre("raw/1", "raw/3"));
  EXPECT_THAT(asked, HasSubstr("MATCH\r\n$5\r\nraw/*\r\n"));
}

TEST(ScanKeysTest, ARarePrefixEndsAPageAllTheSame) {
  const Answers answers(1'000, Page("5", {}));
  const auto page = Scan(answers, {.prefix = "rare:", .limit = 10});
  ASSERT_TRUE(page.has_value());
  EXPECT_THAT(page->keys, IsEmpty());
  EXPECT_EQ(page->next, "run1 5");
}

TEST(ScanKeysTest, TheEmptyKeyIsNoObject) {
  const auto page = Scan({Page("0", {"", "a"})}, {});
  ASSERT_TRUE(page.has_value());
  EXPECT_THAT(page->keys, ElementsAre("a"));
  EXPECT_EQ(page->nameless, 1u);
}

TEST(ScanKeysTest, ACursorOfAnotherRunIsLost) {
  const auto page = Scan({Page("0", {"a"})}, {.position = "run1 17"}, nullptr, "run2");
  ASSERT_FALSE(page.has_value());
  EXPECT_TRUE(IsPositionLost(page.error()));
  EXPECT_FALSE(page.error().temporary);
  EXPECT_THAT(page.error().message, HasSubstr("started anew"));
}

TEST(ScanKeysTest, ForeignAnswersAreRefused) {
  for (const std::string& answer :
       {std::string(":1\r\n"), std::string("*0\r\n"), Page("x", {}), Page("", {}),
        "*2\r\n" + Bulk("0") + ":1\r\n", std::string("*2\r\n*0\r\n*0\r\n")}) {
    const auto page = Scan({answer}, {});
    ASSERT_FALSE(page.has_value()) << answer;
    EXPECT_EQ(page.error().kind, ErrorKind::kCorrupt);
  }
  const auto denied =
      Scan({"-NOPERM this user has no permissions to run the 'scan' command\r\n"}, {});
  ASSERT_FALSE(denied.has_value());
  EXPECT_EQ(denied.error().kind, ErrorKind::kDenied);
  EXPECT_EQ(denied.error().operation, "list");
}

}  // namespace
}  // namespace millrace::storage::redis

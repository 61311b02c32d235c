#include "sync/key_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/common_fields.h"

namespace millrace::sync {
namespace {

using ::testing::HasSubstr;

KeyFilter Make(const std::string& regex, const std::string& kind = "s3", bool recursive = true,
               bool empty_skips = false) {
  Values values;
  if (!regex.empty()) values.Set(storage::kRegexFilter, regex);
  values.Set(storage::kRecursiveScan, recursive);
  values.Set(storage::kEmptyRegexSkips, empty_skips);
  return KeyFilter::Make(*storage::FindProvider(kind), values, "raw/").value();
}

TEST(KeyFilter, MatchesFromTheStartLikePython) {
  EXPECT_TRUE(Make("raw/a").Matches("raw/abc"));
  EXPECT_FALSE(Make("a").Matches("raw/a"));
  EXPECT_TRUE(Make(".*").Matches("anything\nat all"));
  EXPECT_TRUE(Make(".*\\.jpg$").Matches("raw/1.jpg"));
  EXPECT_FALSE(Make(".*\\.jpg$").Matches("raw/1.jpg.txt"));
}

TEST(KeyFilter, LocalFilesMatchByTheirName) {
  EXPECT_TRUE(Make("a\\.txt", "local").Matches("raw/deep/a.txt"));
  EXPECT_FALSE(Make("raw", "local").Matches("raw/deep/a.txt"));
}

TEST(KeyFilter, EmptyFiltersNothingUnlessItWasLeftEmptyKnowingly) {
  EXPECT_TRUE(Make("").Matches("x"));
  const KeyFilter skips = Make("", "s3", true, true);
  EXPECT_TRUE(skips.skips_all());
  EXPECT_FALSE(skips.Matches("x"));
}

TEST(KeyFilter, CoversThePrefixAndItsDepth) {
  EXPECT_TRUE(Make("").Covers("raw/deep/a"));
  EXPECT_FALSE(Make("").Covers("rawfoo/a"));
  const KeyFilter flat = Make("", "s3", false);
  EXPECT_TRUE(flat.Covers("raw/a"));
  EXPECT_FALSE(flat.Covers("raw/deep/a"));
}

TEST(KeyFilter, NoFoldersWhereTheParameterMeansNothing) {
  EXPECT_TRUE(Make("", "redis", false).Covers("raw/deep/a"));
}

TEST(KeyFilter, DescribesWhatItKeeps) {
  EXPECT_EQ(Make("a").Describe(), Make("a").Describe());
  EXPECT_NE(Make("a").Describe(), Make("b").Describe());
  EXPECT_NE(Make("a").Describe(), Make("a", "s3", false).Describe());
}

TEST(KeyFilter, ABadRegexSaysWhereAndWhatWasPerhapsMeant) {
  const auto sentence = [](const std::string& regex) {
    Values values;
    values.Set(storage::kRegexFilter, regex);
    return KeyFilter::Make(*storage::FindProvider("s3"), values, "").error().Sentence();
  };
  EXPECT_THAT(sentence("raw/[z-a]"), HasSubstr("at character 6."));
  EXPECT_THAT(sentence("*.(jpg)"), HasSubstr("Do you mean .*\\.\\(jpg\\)?"));
  EXPECT_THAT(sentence("raw/(a"), HasSubstr("Use RE2 syntax"));
}

TEST(KeyFilter, ABadRegexNamesItsField) {
  Values values;
  values.Set(storage::kRegexFilter, "(?=look)");
  const auto filter = KeyFilter::Make(*storage::FindProvider("s3"), values, "");
  ASSERT_FALSE(filter.has_value());
  EXPECT_EQ(filter.error().fields.at(0).first, "regex_filter");
}

}  // namespace
}  // namespace millrace::sync

#include "labeling/text/text_search.h"

#include <gtest/gtest.h>

namespace millrace::labeling {
namespace {

bool Found(std::string_view text, std::string_view json) { return TextSearch(text).FoundIn(json); }

TEST(TextSearchTest, LooksIntoValuesOnly) {
  constexpr std::string_view kData =
      R"({"image":"s3://Cats/0412.jpg","size":[{"width":1280}],"ok":true})";
  EXPECT_TRUE(Found("cats/04", kData));
  EXPECT_TRUE(Found("CATS", kData));
  EXPECT_TRUE(Found("128", kData));
  EXPECT_TRUE(Found("", kData));
  EXPECT_FALSE(Found("image", kData));
  EXPECT_FALSE(Found("width", kData));
  EXPECT_FALSE(Found("true", kData));
  EXPECT_FALSE(Found("dogs", kData));
}

TEST(TextSearchTest, SeesThroughEscapes) {
  EXPECT_TRUE(Found("grüße", R"({"text":"Gr\u00fc\u00dfe"})"));
  EXPECT_TRUE(Found("a \"b\"", R"({"text":"a \"b\""})"));
  EXPECT_FALSE(Found("\\u00fc", R"({"text":"Gr\u00fc"})"));
}

}  // namespace
}  // namespace millrace::labeling

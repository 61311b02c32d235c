#include "app/params_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace millrace::app {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

bool NoSecret(std::string_view) { return false; }
bool IsSecretKey(std::string_view name) { return name == "aws_secret_access_key"; }

TEST(ParamsJson, ReadsAnObject) {
  const auto params = ParseParams("--source-params", R"( {"use_blob_urls": true} )", NoSecret);
  ASSERT_TRUE(params.has_value());
  EXPECT_EQ(json::serialize(*params), R"({"use_blob_urls":true})");
}

TEST(ParamsJson, CorrectsTheGuidesOwnLine) {
  // What a shell makes of the line in the guide.
  const auto params = ParseParams(
      "--source-params", R"({"data_key": "my-object-tag-", "use_blob_urls": true, "regex": .*})",
      NoSecret);
  ASSERT_FALSE(params.has_value());
  EXPECT_THAT(params.error().message, HasSubstr("--source-params is not JSON: unexpected \".*}\""));
  EXPECT_THAT(params.error().message, HasSubstr("at character 64"));
  EXPECT_THAT(
      params.error().advice,
      HasSubstr(
          R"(--source-params '{"data_key":"my-object-tag-","use_blob_urls":true,"regex":".*"}')"));
}

TEST(ParamsJson, KeepsCommasAndBracesOfARegex) {
  const auto guess =
      GuessParams(R"({use_blob_urls: true, regex: a{1,2}b|c,d\.jpg, presign_ttl: 5})");
  ASSERT_TRUE(guess.has_value());
  EXPECT_EQ(guess->at("regex").as_string(), R"(a{1,2}b|c,d\.jpg)");
  EXPECT_EQ(guess->at("presign_ttl").as_int64(), 5);
  EXPECT_TRUE(guess->at("use_blob_urls").as_bool());
}

TEST(ParamsJson, UnderstandsPythonAndLostBackslashes) {
  const auto guess = GuessParams(R"({'a': True, 'b': None, "regex": ".*\.jpg"})");
  ASSERT_TRUE(guess.has_value());
  EXPECT_EQ(json::serialize(*guess), R"({"a":true,"b":null,"regex":".*\\.jpg"})");
}

TEST(ParamsJson, SaysTheFormWhereItCannotGuess) {
  for (const std::string_view text : {"", "{", "regex", "{\"regex\"}", "{\"a\": \"b}", "{,}"}) {
    const auto params = ParseParams("--target-params", text, NoSecret);
    ASSERT_FALSE(params.has_value()) << text;
    EXPECT_THAT(params.error().advice, HasSubstr("single quotes")) << text;
  }
}

TEST(ParamsJson, RefusesJsonThatIsNoObject) {
  const auto params = ParseParams("--source-params", "[1]", NoSecret);
  ASSERT_FALSE(params.has_value());
  EXPECT_THAT(params.error().message, HasSubstr("not an object"));
}

TEST(ParamsJson, ShowsNoSecretInTheCorrectedLine) {
  const auto params = ParseParams("--source-params",
                                  "{aws_secret_access_key: wJalrXUtnFEMI, regex: .*}", IsSecretKey);
  ASSERT_FALSE(params.has_value());
  EXPECT_THAT(params.error().Sentence(), Not(HasSubstr("wJalrXUtnFEMI")));
  EXPECT_THAT(params.error().advice, HasSubstr("\"regex\":\".*\""));
}

TEST(ParamsJson, ShowsNoSecretWhereItBroke) {
  const auto params =
      ParseParams("--source-params", R"({"aws_secret_access_key": wJalrXUtnFEMI})", IsSecretKey);
  ASSERT_FALSE(params.has_value());
  EXPECT_THAT(params.error().Sentence(), Not(HasSubstr("wJalr")));
}

}  // namespace
}  // namespace millrace::app

#include "labeling/json/prediction_answer.h"

#include <gmock/gmock.h>

namespace millrace::labeling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

LabelConfig Config() {
  return ParseLabelConfig(R"(<View><Text name="t" value="$text"/><Choices name="c" toName="t">)"
                          R"(<Choice value="a"/></Choices></View>)")
      .value();
}

constexpr std::string_view kRegion =
    R"([{"from_name":"c","to_name":"t","type":"choices","value":{"choices":["a"]},"n":1.50}])";

std::string Results(const std::string& items) { return R"({"results":[)" + items + "]}"; }

TEST(PredictionAnswer, OneOrManyForEachTask) {
  const std::string one = R"({"result":)" + std::string(kRegion) + R"(,"score":0.25})";
  const std::string other = R"({"result":[],"model_version":7,"score":null})";
  const auto read =
      ReadPredictionAnswer(Results(one + ",[" + one + "," + other + "],[]"), 3, Config(), "v1");
  ASSERT_TRUE(read.has_value()) << read.error().Sentence();
  ASSERT_EQ(read->size(), 3U);
  ASSERT_EQ(read->at(0).predictions.size(), 1U);
  EXPECT_EQ(read->at(0).predictions[0].result, kRegion);  // byte for byte
  EXPECT_EQ(read->at(0).predictions[0].score, 0.25);
  EXPECT_EQ(read->at(0).predictions[0].model_version, "v1");
  ASSERT_EQ(read->at(1).predictions.size(), 2U);
  EXPECT_EQ(read->at(1).predictions[1].model_version, "7");
  EXPECT_EQ(read->at(1).predictions[1].score, std::nullopt);
  EXPECT_TRUE(read->at(2).predictions.empty());
  EXPECT_EQ(read->at(2).fault, "");
}

TEST(PredictionAnswer, WhatDoesNotFitTheConfigIsOfItsTaskAlone) {
  const auto read = ReadPredictionAnswer(
      Results(R"({"result":[{"from_name":"x","to_name":"t","type":"choices","value":{}}]},)"
              R"({"result":[{"from_name":"c"}]},{"score":1},7,{"result":{}},)"
              R"({"result":[],"score":"high"},{"result":[]})"),
      7, Config(), "v1");
  ASSERT_TRUE(read.has_value()) << read.error().Sentence();
  const char* faults[] = {"Region 0: 'from_name' 'x' not found in configuration",
                          "Region 0: Missing required field 'to_name'",
                          "It has no \"result\"",
                          "It is no object",
                          "\"result\" must be a list",
                          "Its \"score\" is no number"};
  for (size_t i = 0; i < std::size(faults); ++i)
    EXPECT_THAT(read->at(i).fault, HasSubstr(faults[i])) << i;
  EXPECT_EQ(read->at(6).fault, "");
}

TEST(PredictionAnswer, AWholeThatIsNoAnswer) {
  for (const char* json : {"", "junk", "[]", "{}", R"({"results":{}})", R"({"results":[1,2]})",
                           R"({"results":[)", R"({"results":[{"result":[],"score":NaN}]})"}) {
    const auto read = ReadPredictionAnswer(json, 1, Config(), "");
    ASSERT_FALSE(read.has_value()) << json;
    EXPECT_EQ(read.error().kind, ErrorKind::kInvalid);
    EXPECT_THAT(read.error().message, HasSubstr("something else than predictions"));
  }
  EXPECT_THAT(ReadPredictionAnswer(R"({"results":[1,2]})", 1, Config(), "").error().message,
              HasSubstr("2 results for 1 task"));
}

TEST(PredictionAnswer, ItsSmallParts) {
  EXPECT_EQ(FirstResult(R"({"results":[{"a":1.0},2]})").value(), R"({"a":1.0})");
  EXPECT_FALSE(FirstResult(R"({"results":[]})").has_value());
  EXPECT_EQ(TextMember(R"({"model_version":"v\u00e9"})", "model_version"), "v\u00e9");
  EXPECT_EQ(TextMember(R"({"model_version":1700000000})", "model_version"), "1700000000");
  EXPECT_EQ(TextMember(R"({"model_version":null})", "model_version"), "");
  EXPECT_EQ(TextMember("junk", "model_version"), "");
  EXPECT_THAT(TextListMember(R"({"versions":["a",2,null]})", "versions").value(),
              ElementsAre("a", "2"));
  EXPECT_FALSE(TextListMember(R"({"versions":{}})", "versions").has_value());
}

}  // namespace
}  // namespace millrace::labeling

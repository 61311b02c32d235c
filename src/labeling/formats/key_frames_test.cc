#include "labeling/formats/key_frames.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace millrace::labeling {
namespace {

TEST(KeyFramesTest, FillsTheFramesBetween) {
  const std::string filled = FillKeyFrames(
      R"([{"type":"videorectangle","value":{"framesCount":4,"duration":0.4,"sequence":[)"
      R"({"frame":3,"enabled":false,"x":30,"y":0,"width":1,"height":1,"rotation":0,"time":0.3},)"
      R"({"frame":1,"enabled":true,"x":10,"y":0,"width":1,"height":1,"rotation":0,"time":0.1}]}}])");
  const auto frames = boost::json::parse(filled).at(0).at("value").at("sequence").as_array();
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[1].at("frame"), 2);
  EXPECT_EQ(frames[1].at("x"), 20.0);
  EXPECT_EQ(frames[1].at("time"), 0.2);
  EXPECT_EQ(frames[1].at("auto"), true);
  EXPECT_EQ(frames[2].at("frame"), 3);
}

TEST(KeyFramesTest, GoesOnToTheEndOfTheVideoWhileEnabled) {
  const std::string filled = FillKeyFrames(
      R"([{"type":"videorectangle","value":{"framesCount":3,"duration":3,"sequence":[)"
      R"({"frame":1,"enabled":true,"x":10,"y":0,"width":1,"height":1,"rotation":0,"time":1}]}},)"
      R"({"type":"choices","value":{"choices":["a"]}}])");
  const auto frames = boost::json::parse(filled).at(0).at("value").at("sequence").as_array();
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[2].at("frame"), 3);
  EXPECT_EQ(frames[2].at("x"), 10);
  EXPECT_EQ(frames[2].at("time"), 3.0);
}

TEST(KeyFramesTest, LeavesWhatItCannotReadAsItIs) {
  for (const char* odd : {R"([])", R"([1,"x"])", R"([{"type":"videorectangle"}])",
                          R"([{"type":"videorectangle","value":{"sequence":[1]}}])"}) {
    EXPECT_EQ(boost::json::parse(FillKeyFrames(odd)), boost::json::parse(odd)) << odd;
  }
}

}  // namespace
}  // namespace millrace::labeling

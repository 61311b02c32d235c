#include "base/clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace millrace {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using ::testing::Eq;
using ::testing::Optional;

// 2024-02-03T04:05:06.789012Z
const Time kMoment = FromMicros(1'706'933'106'789'012);
const Time kSecond = FromMicros(1'706'933'106'000'000);

TEST(SystemClockTest, SleepsUnlessStopped) {
  EXPECT_TRUE(SystemClock().Sleep(1ms));
  const auto before = SystemClock().Steady();
  EXPECT_TRUE(SystemClock().Sleep(2ms));
  EXPECT_GE(SystemClock().Steady() - before, 2ms);
}

TEST(SystemClockTest, AStopEndsALongSleep) {
  std::stop_source before;
  before.request_stop();
  EXPECT_FALSE(SystemClock().Sleep(24h, before.get_token()));
  std::stop_source during;
  const std::jthread stopper([&] { during.request_stop(); });
  EXPECT_FALSE(SystemClock().Sleep(24h, during.get_token()));
}

TEST(FakeClockTest, MovesOnlyWhenTold) {
  FakeClock clock(kMoment);
  const auto steady = clock.Steady();
  EXPECT_EQ(clock.Now(), kMoment);
  clock.Advance(5s);
  EXPECT_EQ(clock.Now(), kMoment + 5s);
  EXPECT_EQ(clock.Steady() - steady, 5s);
  EXPECT_EQ(clock.slept(), 0s);
}

TEST(FakeClockTest, SleepReturnsAtOnceAndIsCounted) {
  FakeClock clock(kMoment);
  EXPECT_TRUE(clock.Sleep(1h));
  EXPECT_TRUE(clock.Sleep(1ms));
  EXPECT_EQ(clock.Now(), kMoment + 1h + 1ms);
  EXPECT_EQ(clock.slept(), 1h + 1ms);
}

TEST(FakeClockTest, AStoppedSleepTakesNoTime) {
  FakeClock clock(kMoment);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(clock.Sleep(1h, stop.get_token()));
  EXPECT_EQ(clock.Now(), kMoment);
  EXPECT_EQ(clock.slept(), 0s);
}

TEST(Iso, Written) {
  EXPECT_EQ(FormatIso(kMoment), "2024-02-03T04:05:06.789012Z");
  EXPECT_EQ(FormatIso(FromMicros(0)), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(FormatIso(FromMicros(-1)), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(FormatBasic(kMoment), "20240203T040506Z");
}

TEST(Iso, ReadsWhatItWrites) {
  for (const int64_t micros : {int64_t{0}, int64_t{-1}, int64_t{1}, ToMicros(kMoment),
                               int64_t{951'782'400'000'000},       // 2000-02-29
                               int64_t{253'402'300'799'999'999}})  // the end of 9999
    EXPECT_THAT(ParseIso(FormatIso(FromMicros(micros))), Optional(Eq(FromMicros(micros))));
}

TEST(Iso, OtherForms) {
  for (const char* text :
       {"2024-02-03T04:05:06Z", "2024-02-03 04:05:06", "2024-02-03T04:05:06.0Z",
        "2024-02-03T05:35:06+01:30", "2024-02-02T23:05:06.000-05:00", "2024-02-03T04:05:06-00:00"})
    EXPECT_THAT(ParseIso(text), Optional(Eq(kSecond))) << text;
  EXPECT_THAT(ParseIso("2024-02-03T04:05:06.7Z"), Optional(Eq(kSecond + 700ms)));
  EXPECT_THAT(ParseIso("2024-02-03T04:05:06.789012999Z"), Optional(Eq(kMoment)));
  EXPECT_THAT(ParseIso("2016-12-31T23:59:60Z"), Optional(Eq(*ParseIso("2017-01-01T00:00:00Z"))));
}

TEST(Iso, AnythingElseIsNothing) {
  for (const std::string& wrong : {""s,
                                   "2024"s,
                                   "2024-02-03"s,
                                   "2024-02-03T04:05Z"s,
                                   "2024-2-3T4:5:6Z"s,
                                   "2024-02-03T04:05:06.Z"s,
                                   "2024-02-03T04:05:06z"s,
                                   "2024-02-03T04:05:06+0100"s,
                                   "2024-02-03T04:05:06+01"s,
                                   "2024-02-03T04:05:06+-1:00"s,
                                   "2024-02-03T04:05:06+24:00"s,
                                   "2024-02-03T04:05:06+01:60"s,
                                   "2024-02-03T04:05:06Z "s,
                                   " 2024-02-03T04:05:06Z"s,
                                   "2024-02-03T04:05:06Zx"s,
                                   "2024-02-03T04:05:06Z\0"s,
                                   "2024-02-30T04:05:06Z"s,
                                   "2023-02-29T04:05:06Z"s,
                                   "2024-13-03T04:05:06Z"s,
                                   "2024-00-03T04:05:06Z"s,
                                   "2024-02-00T04:05:06Z"s,
                                   "2024-02-03T24:05:06Z"s,
                                   "2024-02-03T04:60:06Z"s,
                                   "2024-02-03T04:05:61Z"s,
                                   "-024-02-03T04:05:06Z"s,
                                   "2024-02-03T04:05: 6Z"s,
                                   "2024/02/03T04:05:06Z"s,
                                   "yesterday"s})
    EXPECT_EQ(ParseIso(wrong), std::nullopt) << wrong;
}

// The three forms of RFC 9110 §5.6.7.
TEST(HttpDate, AllThreeForms) {
  const Time moment = *ParseIso("1994-11-06T08:49:37Z");
  EXPECT_EQ(FormatHttpDate(moment + 999ms), "Sun, 06 Nov 1994 08:49:37 GMT");
  for (const char* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994"})
    EXPECT_THAT(ParseHttpDate(text), Optional(Eq(moment))) << text;
}

TEST(HttpDate, AnythingElseIsNothing) {
  for (const std::string& wrong :
       {""s, "120"s, "Sun, 06 Nov 1994 08:49:37"s, "Sun, 06 Nov 1994 08:49:37 CET"s,
        "Sun, 06 Nov 1994 08:49:37 GMT "s, "Sun, 06 Nov 1994 08:49:37 GMT\0"s,
        "Thu, 31 Feb 1994 08:49:37 GMT"s, "Sun, 06 Now 1994 08:49:37 GMT"s,
        "Sun, 06 Nov 1994 25:49:37 GMT"s, "1994-11-06T08:49:37Z"s})
    EXPECT_EQ(ParseHttpDate(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace millrace

#include "sync/rate.h"

#include <gtest/gtest.h>

namespace millrace::sync {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class RateTest : public testing::Test {
 protected:
  void Count(int64_t count, milliseconds later) {
    now_ += later;
    rate_.Note(count, now_);
  }
  std::optional<double> After(milliseconds later) const { return rate_.PerSecond(now_ + later); }

  Rate::Moment now_{};
  Rate rate_;
};

TEST_F(RateTest, SaysNothingTooEarly) {
  EXPECT_EQ(After(seconds(5)), std::nullopt);
  Count(0, seconds(0));
  Count(1'000, milliseconds(100));
  EXPECT_EQ(After(seconds(0)), std::nullopt);
  EXPECT_DOUBLE_EQ(After(milliseconds(900)).value_or(-1), 1'000);
}

TEST_F(RateTest, FollowsTheLastSecondsAndNotTheWholeRun) {
  Count(0, seconds(0));
  for (int i = 1; i <= 60; ++i) Count(i * 1'000, seconds(1));
  EXPECT_DOUBLE_EQ(After(seconds(0)).value_or(-1), 1'000);
  for (int i = 1; i <= 20; ++i) Count(60'000 + i * 10, seconds(1));
  EXPECT_DOUBLE_EQ(After(seconds(0)).value_or(-1), 10);
}

TEST_F(RateTest, WhatStallsComesToRest) {
  Count(0, seconds(0));
  Count(5'000, seconds(1));
  EXPECT_DOUBLE_EQ(After(seconds(4)).value_or(-1), 1'000);
  EXPECT_EQ(After(seconds(11)), 0);
}

TEST_F(RateTest, ManyNotesAreFewSamples) {
  Count(0, seconds(0));
  for (int i = 1; i <= 8'000; ++i) Count(i, milliseconds(1));
  EXPECT_NEAR(After(seconds(0)).value_or(-1), 1'000, 1);
}

TEST_F(RateTest, ACountThatBeginsAgainIsNotANegativeRate) {
  Count(0, seconds(0));
  Count(5'000, seconds(5));
  Count(0, seconds(1));
  EXPECT_EQ(After(seconds(1)), 0);
  Count(300, seconds(3));
  EXPECT_DOUBLE_EQ(After(seconds(0)).value_or(-1), 100);
}

}  // namespace
}  // namespace millrace::sync

#include <gtest/gtest.h>

#include "base/clock.h"
#include "net/http_client.h"

namespace millrace::net {
namespace {

TEST(MeaningOfTest, NamesKindAndWhetherToTryAgain) {
  const struct {
    int status;
    ErrorKind kind;
    bool temporary;
  } kTable[] = {
      {400, ErrorKind::kInvalid, false},    {401, ErrorKind::kUnauthenticated, false},
      {403, ErrorKind::kDenied, false},     {404, ErrorKind::kNotFound, false},
      {408, ErrorKind::kTimeout, true},     {409, ErrorKind::kConflict, false},
      {412, ErrorKind::kConflict, false},   {413, ErrorKind::kTooLarge, false},
      {416, ErrorKind::kInvalid, false},    {429, ErrorKind::kRateLimited, true},
      {500, ErrorKind::kUnavailable, true}, {501, ErrorKind::kUnsupported, false},
      {502, ErrorKind::kUnavailable, true}, {503, ErrorKind::kUnavailable, true},
      {504, ErrorKind::kUnavailable, true}, {301, ErrorKind::kInvalid, false},
      {418, ErrorKind::kInvalid, false},    {599, ErrorKind::kUnavailable, true},
  };
  for (const auto& row : kTable) {
    EXPECT_EQ(MeaningOf(row.status).kind, row.kind) << row.status;
    EXPECT_EQ(MeaningOf(row.status).temporary, row.temporary) << row.status;
  }
}

TEST(RetryAfterTest, TakesSecondsAndDates) {
  EXPECT_EQ(RetryAfterMs({}), 0);
  EXPECT_EQ(RetryAfterMs({{"retry-after", "3"}}), 3000);
  EXPECT_EQ(RetryAfterMs({{"Retry-After", " 7 "}}), 7000);
  EXPECT_EQ(RetryAfterMs({{"Retry-After", "-7"}}), 0);
  EXPECT_EQ(RetryAfterMs({{"Retry-After", "soon"}}), 0);
  EXPECT_EQ(RetryAfterMs({{"Retry-After", "86400"}}), 3'600'000);
  const auto now = SystemClock().Now();
  EXPECT_EQ(RetryAfterMs({{"Retry-After", FormatHttpDate(now - std::chrono::hours(1))}}), 0);
  EXPECT_EQ(RetryAfterMs({{"Retry-After", FormatHttpDate(now + std::chrono::hours(9))}}),
            3'600'000);
  const long wait = RetryAfterMs({{"Retry-After", FormatHttpDate(now + std::chrono::minutes(30))}});
  EXPECT_GT(wait, 20 * 60'000);
  EXPECT_LE(wait, 30 * 60'000);
}

}  // namespace
}  // namespace millrace::net

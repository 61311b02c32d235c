#include "base/result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

Result<int> Half(int number) {
  if (number % 2 != 0)
    return Fail(ErrorKind::kInvalid, std::to_string(number) + " is odd.", "Use an even number.");
  return number / 2;
}

Result<int> Quarter(int number) {
  ASSIGN_OR_RETURN(const int half, Half(number));
  ASSIGN_OR_RETURN(const int quarter, Half(half));
  return quarter;
}

Result<void> CheckBoth(int first, int second, int* checked) {
  if (first != 0)
    RETURN_IF_ERROR(Half(first));
  else
    RETURN_IF_ERROR(Result<void>());
  ++*checked;
  RETURN_IF_ERROR(Half(second));
  ++*checked;
  return {};
}

Result<std::unique_ptr<int>> Boxed(Result<int> number) {
  int value = 0;
  ASSIGN_OR_RETURN(value, number);
  return std::make_unique<int>(value);
}

Result<int> Unboxed(Result<int> number) {
  ASSIGN_OR_RETURN(const std::unique_ptr<int> box, Boxed(std::move(number)));
  return *box;
}

TEST(ResultMacros, AssignOrReturn) {
  EXPECT_EQ(Quarter(12), 3);
  EXPECT_EQ(Quarter(7).error().message, "7 is odd.");
  EXPECT_EQ(Quarter(6).error().message, "3 is odd.");
}

TEST(ResultMacros, AssignOrReturnMovesAndTakesOldVariables) {
  EXPECT_EQ(Unboxed(5), 5);
  EXPECT_EQ(Unboxed(Half(5)).error().message, "5 is odd.");
}

TEST(ResultMacros, ReturnIfErrorStopsAtTheFirst) {
  int checked = 0;
  EXPECT_TRUE(CheckBoth(2, 4, &checked).has_value());
  EXPECT_EQ(checked, 2);
  EXPECT_EQ(CheckBoth(3, 4, &checked).error().message, "3 is odd.");
  EXPECT_EQ(checked, 2);
  EXPECT_EQ(CheckBoth(0, 5, &checked).error().message, "5 is odd.");
  EXPECT_EQ(checked, 3);
}

TEST(ErrorTest, FailAndFailForNow) {
  const Error error = Fail(ErrorKind::kDenied, "Cause.", "Advice.").error();
  EXPECT_EQ(error.kind, ErrorKind::kDenied);
  EXPECT_FALSE(error.temporary);
  EXPECT_EQ(error.message, "Cause.");
  EXPECT_EQ(error.advice, "Advice.");
  EXPECT_THAT(error.fields, IsEmpty());
  const Error now = FailForNow(ErrorKind::kTimeout, "Cause.").error();
  EXPECT_EQ(now.kind, ErrorKind::kTimeout);
  EXPECT_TRUE(now.temporary);
}

TEST(ErrorTest, FailFieldNamesTheField) {
  const Error error = FailField("bucket", "A bucket is needed.").error();
  EXPECT_EQ(error.kind, ErrorKind::kInvalid);
  EXPECT_EQ(error.Sentence(), "A bucket is needed.");
  EXPECT_THAT(error.fields, ElementsAre(Pair("bucket", "A bucket is needed.")));
}

TEST(ErrorTest, Sentence) {
  EXPECT_EQ((Error{.message = "Cause.", .advice = "Advice."}).Sentence(), "Cause. Advice.");
  EXPECT_EQ((Error{.message = "Cause."}).Sentence(), "Cause.");
  EXPECT_EQ((Error{.advice = "Advice."}).Sentence(), "Advice.");
}

TEST(ErrorTest, EveryKindHasItsName) {
  constexpr auto kLast = ErrorKind::kInternal;
  std::set<std::string_view> names;
  for (int kind = 0; kind <= static_cast<int>(kLast); ++kind)
    names.insert(KindName(static_cast<ErrorKind>(kind)));
  EXPECT_EQ(names.size(), static_cast<size_t>(kLast) + 1);
  EXPECT_EQ(KindName(ErrorKind::kNotFound), "not_found");
  EXPECT_EQ(KindName(ErrorKind::kRateLimited), "rate_limited");
}

}  // namespace
}  // namespace millrace

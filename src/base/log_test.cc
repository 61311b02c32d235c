#include "base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace millrace {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

// What `write` sends to standard error while the level is `level`.
std::string Logged(LogLevel level, const std::function<void()>& write) {
  SetLogLevel(level);
  testing::internal::CaptureStderr();
  write();
  SetLogLevel(LogLevel::kInfo);
  return testing::internal::GetCapturedStderr();
}

TEST(ParseLogLevelTest, NamesInAnyCase) {
  constexpr std::pair<const char*, LogLevel> kNames[] = {
      {"debug", LogLevel::kDebug},  {"INFO", LogLevel::kInfo},   {"Warning", LogLevel::kWarning},
      {"WARN", LogLevel::kWarning}, {"error", LogLevel::kError}, {"CRITICAL", LogLevel::kError},
      {"off", LogLevel::kOff}};
  for (const auto& [name, level] : kNames) {
    const auto parsed = ParseLogLevel(name);
    ASSERT_TRUE(parsed.has_value()) << name;
    EXPECT_EQ(*parsed, level) << name;
  }
}

TEST(ParseLogLevelTest, AnythingElseIsNamedBesideTheChoices) {
  for (const char* wrong : {"", "verbose", " info", "information"}) {
    const auto parsed = ParseLogLevel(wrong);
    ASSERT_FALSE(parsed.has_value()) << wrong;
    EXPECT_EQ(parsed.error().kind, ErrorKind::kInvalid);
    EXPECT_THAT(parsed.error().message, HasSubstr("\"" + std::string(wrong) + "\""));
    EXPECT_EQ(parsed.error().advice, "Use debug, info, warning, error or off.");
  }
}

TEST(LogTest, WritesOneLineOfAnEventAndItsFacts) {
  const std::string line = Logged(LogLevel::kInfo, [] {
    LogWarning("object failed", {{"storage", 7},
                                 {"key", "a b\nc"},
                                 {"quote", "say \"x\""},
                                 {"empty", ""},
                                 {"cause", Error{.message = "Cause.", .advice = "Advice."}}});
  });
  EXPECT_THAT(line, HasSubstr("warning"));
  EXPECT_THAT(line, EndsWith(" object failed  storage=7  key=\"a b\\x0ac\"  quote=\"say \\\"x\\\"\""
                             "  empty=\"\"  cause=\"Cause. Advice.\"\n"));
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
}

TEST(LogTest, BracesAreNotAFormat) {
  EXPECT_THAT(Logged(LogLevel::kInfo, [] { LogInfo("event", {{"key", "{}{0}%s"}}); }),
              EndsWith(" event  key={}{0}%s\n"));
}

TEST(LogTest, EachLevelLetsItselfAndWorsePass) {
  const auto all = [] {
    LogDebug("first");
    LogInfo("second");
    LogWarning("third");
    LogError("fourth");
  };
  constexpr LogLevel kLevels[] = {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarning,
                                  LogLevel::kError, LogLevel::kOff};
  for (int i = 0; i < 5; ++i) {
    const std::string lines = Logged(kLevels[i], all);
    EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 4 - i);
    EXPECT_THAT(lines, EndsWith(i < 4 ? " fourth\n" : ""));
  }
}

}  // namespace
}  // namespace millrace

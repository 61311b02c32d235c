#include "app/argv_secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The arguments as the kernel hands them over: writable, owned elsewhere.
class Argv {
 public:
  explicit Argv(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  int argc() const { return static_cast<int>(texts_.size()); }
  char** argv() { return pointers_.data(); }
  const std::string& at(size_t i) const { return texts_[i]; }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

TEST(ArgvSecrets, OverwritesPasswords) {
  Argv argv({"millrace", "start", "--password", "hunter22", "--user-token=abc", "--port", "1"});
  std::vector<std::string> warnings;
  EXPECT_THAT(TakeArguments(argv.argc(), argv.argv(), warnings),
              ElementsAre("start", "--password", "hunter22", "--user-token=abc", "--port", "1"));
  EXPECT_EQ(argv.at(3), "********");
  EXPECT_EQ(argv.at(4), "--user-token=***");
  EXPECT_EQ(argv.at(6), "1");
  EXPECT_THAT(warnings,
              ElementsAre(HasSubstr("MILLRACE_PASSWORD"), HasSubstr("MILLRACE_USER_TOKEN")));
}

TEST(ArgvSecrets, OverwritesOnlyParamsWithSecrets) {
  const std::string harmless = R"({"regex": ".*"})";
  Argv argv({"millrace", "start", "--source-params", harmless, "--target-params",
             R"({"aws_secret_access_key": "wJalr"})"});
  std::vector<std::string> warnings;
  TakeArguments(argv.argc(), argv.argv(), warnings);
  EXPECT_EQ(argv.at(3), harmless);
  EXPECT_EQ(argv.at(5).find_first_not_of('*'), std::string::npos);
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("--target-params @FILE")));
}

TEST(ArgvSecrets, FlagWithoutValue) {
  Argv argv({"millrace", "start", "--password"});
  std::vector<std::string> warnings;
  EXPECT_THAT(TakeArguments(argv.argc(), argv.argv(), warnings),
              ElementsAre("start", "--password"));
  EXPECT_THAT(warnings, IsEmpty());
}

TEST(ArgvSecrets, KnowsSecretNames) {
  EXPECT_TRUE(IsSecretParameter("aws_secret_access_key"));
  EXPECT_FALSE(IsSecretParameter("regex_filter"));
  EXPECT_FALSE(IsSecretParameter(""));
}

}  // namespace
}  // namespace millrace::app

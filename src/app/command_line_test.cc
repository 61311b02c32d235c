#include "app/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "app/version.h"

namespace millrace::app {
namespace {

using ::testing::HasSubstr;

Arguments Parsed(const std::vector<std::string>& arguments) {
  const auto parsed = ParseCommandLine(arguments);
  const auto* finished = std::get_if<Finished>(&parsed);
  EXPECT_EQ(finished, nullptr) << finished->error << finished->output;
  return finished == nullptr ? std::get<Arguments>(parsed) : Arguments{};
}

Finished Ended(const std::vector<std::string>& arguments) {
  const auto parsed = ParseCommandLine(arguments);
  const auto* finished = std::get_if<Finished>(&parsed);
  EXPECT_NE(finished, nullptr);
  return finished == nullptr ? Finished{.status = -1} : *finished;
}

TEST(CommandLine, GuidesLine) {
  const Arguments arguments =
      Parsed({"start", "my_project", "--init", "--source", "s3", "--source-path", "my-s3-bucket",
              "--source-params", "{\"regex\": \".*\"}"});
  EXPECT_EQ(arguments.verb, Verb::kStart);
  EXPECT_EQ(arguments.project, "my_project");
  EXPECT_TRUE(arguments.init);
  EXPECT_EQ(arguments.source.kind, "s3");
  EXPECT_EQ(arguments.source.path, "my-s3-bucket");
  EXPECT_EQ(arguments.source.params->Reveal(), "{\"regex\": \".*\"}");
  EXPECT_TRUE(arguments.target.kind.empty());
}

TEST(CommandLine, StandardInputAsParams) {
  EXPECT_EQ(
      Parsed({"start", "p", "--source", "s3", "--source-params", "-"}).source.params->Reveal(),
      "-");
}

TEST(CommandLine, GuidesDatabaseLine) {
  EXPECT_EQ(Parsed({"start", "my_project", "--init", "--db", "redis"}).settings.database, "redis");
}

TEST(CommandLine, StorageFlagsComeFromTheFields) {
  const Arguments arguments =
      Parsed({"storage", "add", "cats", "--source", "s3", "--source-path", "b", "--source-s3-regex",
              ".*", "--source-s3-aws-secret-access-key-file", "key.txt"});
  ASSERT_EQ(arguments.source.flags.size(), 2u);
  for (const StorageFlag& flag : arguments.source.flags) {
    const bool secret = flag.field == "aws_secret_access_key";
    EXPECT_EQ(flag.from_file, secret) << flag.flag;
    EXPECT_EQ(flag.value, secret ? "key.txt" : ".*");
  }
}

TEST(CommandLine, SecretsHaveNoValueFlag) {
  const Finished finished =
      Ended({"start", "p", "--source", "s3", "--source-s3-aws-secret-access-key", "x"});
  EXPECT_EQ(finished.status, kExitUsage);
}

TEST(CommandLine, AStorageIsCheckedByIdOrBySettings) {
  EXPECT_EQ(Parsed({"storage", "check", "2"}).storage, "2");
  const Arguments arguments = Parsed({"storage", "check", "--source", "s3", "--source-path", "b",
                                      "--target", "s3", "--target-path", "c", "--json"});
  EXPECT_EQ(arguments.verb, Verb::kStorageCheck);
  EXPECT_EQ(arguments.source.path, "b");
  EXPECT_EQ(arguments.target.path, "c");
  EXPECT_TRUE(arguments.storage.empty());
}

TEST(CommandLine, ServerFlags) {
  const Arguments arguments = Parsed({"start", "-p", "9000", "--internal-host", "0.0.0.0", "--host",
                                      "https://l.example.com", "--data-dir", "/d", "--no-browser",
                                      "--username", "a@b.c", "--password", "secret"});
  EXPECT_EQ(arguments.settings.port, 9000);
  EXPECT_EQ(arguments.settings.internal_host, "0.0.0.0");
  EXPECT_EQ(arguments.settings.host, "https://l.example.com");
  EXPECT_EQ(arguments.settings.data_dir, "/d");
  EXPECT_TRUE(arguments.no_browser);
  EXPECT_EQ(arguments.settings.password->Reveal(), "secret");
}

TEST(CommandLine, Subcommands) {
  EXPECT_EQ(Parsed({"sync"}).verb, Verb::kSync);
  EXPECT_TRUE(Parsed({"sync", "cats", "--failed"}).failed);
  EXPECT_TRUE(Parsed({"storage", "sync", "3", "--dry-run"}).dry_run);
  EXPECT_TRUE(Parsed({"storage", "verify", "3", "--repair"}).repair);
  EXPECT_EQ(Parsed({"storage", "conflicts", "3", "--decide", "keep"}).decision, "keep");
  EXPECT_EQ(Parsed({"export", "cats", "-o", "f.json", "--type", "JSON_MIN"}).export_type,
            "JSON_MIN");
  EXPECT_EQ(Parsed({"user", "reset-password", "a@b.c"}).verb, Verb::kUserResetPassword);
}

TEST(CommandLine, UsageErrorsNameTheCommandsHelp) {
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{},
        {"fly"},
        {"start", "--prot", "1"},
        {"start", "--port", "x"},
        {"export"},
        {"storage"},
        {"storage", "conflicts", "1", "--decide", "maybe"}}) {
    const Finished finished = Ended(wrong);
    EXPECT_EQ(finished.status, kExitUsage);
    EXPECT_THAT(finished.error, HasSubstr("--help"));
    EXPECT_EQ(finished.output, "");
  }
  EXPECT_THAT(Ended({"start", "--prot", "1"}).error, HasSubstr("See millrace start --help."));
}

TEST(CommandLine, HelpTeaches) {
  EXPECT_THAT(Ended({"--help"}).output, HasSubstr("millrace start cats --init"));
  EXPECT_THAT(Ended({"start", "--help"}).output, HasSubstr("--source s3 --source-path my-bucket"));
  EXPECT_THAT(Ended({"storage", "add", "--help-storage"}).output,
              HasSubstr("--source-s3-presign-ttl"));
}

TEST(CommandLine, VersionIsTheProjects) {
  EXPECT_EQ(Ended({"--version"}).output, "Millrace " + std::string(kVersion) + "\n");
  std::ifstream file(MILLRACE_SOURCE_DIR "/CMakeLists.txt");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_THAT(text, HasSubstr("project(millrace VERSION " + std::string(kVersion) + " "));
}

}  // namespace
}  // namespace millrace::app

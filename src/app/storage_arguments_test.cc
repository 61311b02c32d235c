#include "app/storage_arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <map>

namespace millrace::app {
namespace {

namespace json = boost::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Result<std::string> NoFile(const std::string& path) {
  return Fail(ErrorKind::kNotFound, "no file " + path);
}

Arguments SourceS3(std::string params) {
  Arguments arguments;
  arguments.source = {.kind = "s3", .path = "cats", .params = Secret(std::move(params))};
  return arguments;
}

json::object ParamsOf(const Result<StorageRequests>& requests) {
  if (!requests || requests->storages.empty()) return {};
  return requests->storages[0].params;
}

TEST(StorageArguments, GuidesSourceLine) {
  Arguments arguments;
  arguments.source = {.kind = "s3", .path = "my-s3-bucket"};
  const auto requests = ReadStorageArguments(arguments, NoFile);
  ASSERT_TRUE(requests.has_value()) << requests.error().Sentence();
  ASSERT_EQ(requests->storages.size(), 1u);
  EXPECT_EQ(requests->storages[0].role, "source");
  EXPECT_EQ(requests->storages[0].kind, "s3");
  EXPECT_EQ(ParamsOf(requests).at("bucket").as_string(), "my-s3-bucket");
  // The command line scans everything below the prefix.
  EXPECT_EQ(ParamsOf(requests).at("recursive_scan"), json::value(true));
  EXPECT_FALSE(ParamsOf(requests).contains("empty_regex_skips"));
}

TEST(StorageArguments, GuidesTargetLines) {
  for (const bool source_path : {false, true}) {
    Arguments arguments;
    arguments.target.kind = "s3-completions";
    (source_path ? arguments.source.path : arguments.target.path) = "labels";
    const auto requests = ReadStorageArguments(arguments, NoFile);
    ASSERT_TRUE(requests.has_value()) << requests.error().Sentence();
    ASSERT_EQ(requests->storages.size(), 1u);
    EXPECT_EQ(requests->storages[0].role, "target");
    EXPECT_EQ(requests->storages[0].kind, "s3");
    EXPECT_EQ(ParamsOf(requests).at("bucket").as_string(), "labels");
    EXPECT_FALSE(ParamsOf(requests).contains("recursive_scan"));
  }
}

TEST(StorageArguments, ExplicitEmptyRegexSkipsAll) {
  EXPECT_EQ(
      ParamsOf(ReadStorageArguments(SourceS3(R"({"regex": ""})"), NoFile)).at("empty_regex_skips"),
      json::value(true));
  EXPECT_FALSE(ParamsOf(ReadStorageArguments(SourceS3(R"({"regex": null})"), NoFile))
                   .contains("empty_regex_skips"));
}

TEST(StorageArguments, GivenDefaultsStay) {
  EXPECT_EQ(ParamsOf(ReadStorageArguments(SourceS3(R"({"recursive_scan": false})"), NoFile))
                .at("recursive_scan"),
            json::value(false));
}

TEST(StorageArguments, ParamsFromAFile) {
  const auto read = [](const std::string& path) -> Result<std::string> {
    if (path != "s3.json") return NoFile(path);
    return std::string(R"({"prefix": "raw"})");
  };
  EXPECT_EQ(ParamsOf(ReadStorageArguments(SourceS3("@s3.json"), read)).at("prefix").as_string(),
            "raw");
  const auto missing = ReadStorageArguments(SourceS3("@other.json"), read);
  ASSERT_FALSE(missing.has_value());
  EXPECT_THAT(missing.error().message, HasSubstr("other.json"));
}

TEST(StorageArguments, FlagsWinAndAreChecked) {
  Arguments arguments = SourceS3(R"({"presign_ttl": 5})");
  arguments.source.flags = {
      {.flag = "--source-s3-presign-ttl", .field = "presign_ttl", .value = "15"}};
  EXPECT_EQ(ParamsOf(ReadStorageArguments(arguments, NoFile)).at("presign_ttl").as_string(), "15");

  arguments.source.flags[0].value = "soon";
  const auto wrong = ReadStorageArguments(arguments, NoFile);
  ASSERT_FALSE(wrong.has_value());
  EXPECT_THAT(wrong.error().message, HasSubstr("--source-s3-presign-ttl"));
}

TEST(StorageArguments, FlagOfAnotherKind) {
  Arguments arguments;
  arguments.source = {.kind = "local", .path = "/tmp"};
  arguments.source.flags = {{.flag = "--source-s3-presign", .field = "presign", .value = "true"}};
  const auto wrong = ReadStorageArguments(arguments, NoFile);
  ASSERT_FALSE(wrong.has_value());
  EXPECT_THAT(wrong.error().message, HasSubstr("does not belong to --source local"));
}

TEST(StorageArguments, SecretsComeFromFiles) {
  Arguments arguments = SourceS3("{}");
  arguments.source.flags = {{.flag = "--source-s3-aws-secret-access-key-file",
                             .field = "aws_secret_access_key",
                             .value = "key.txt",
                             .from_file = true}};
  const auto read = [](const std::string&) -> Result<std::string> {
    return std::string("s3cr3t\n");
  };
  EXPECT_EQ(ParamsOf(ReadStorageArguments(arguments, read)).at("aws_secret_access_key").as_string(),
            "s3cr3t");
}

TEST(StorageArguments, LocalPathsBecomeAbsolute) {
  Arguments arguments;
  arguments.source = {.kind = "local", .path = "pictures/../texts"};
  EXPECT_EQ(ParamsOf(ReadStorageArguments(arguments, NoFile)).at("path").as_string(),
            (std::filesystem::current_path() / "texts").string());
}

TEST(StorageArguments, TheProjectPathIsThisDirectorys) {
  EXPECT_EQ(ParamsOf(ReadStorageArguments(SourceS3(R"({"project_path": "my_project"})"), NoFile))
                .at("project_path")
                .as_string(),
            (std::filesystem::current_path() / "my_project").string());
  // Given or not, S3 makes copies only when asked to.
  EXPECT_FALSE(
      ParamsOf(ReadStorageArguments(SourceS3("{}"), NoFile)).contains("create_local_copy"));
}

TEST(StorageArguments, UnknownParameterIsNamed) {
  const auto requests = ReadStorageArguments(SourceS3(R"({"regexp": ".*"})"), NoFile);
  ASSERT_TRUE(requests.has_value());
  EXPECT_THAT(requests->warnings, ElementsAre(HasSubstr("\"regexp\" is not a parameter")));
  EXPECT_FALSE(ParamsOf(requests).contains("regexp"));
}

TEST(StorageArguments, SaysWhatIsMissingOrUnknown) {
  Arguments arguments;
  arguments.source.kind = "s3";
  auto result = ReadStorageArguments(arguments, NoFile);
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().advice, HasSubstr("--source-path"));

  arguments.source.kind = "floppy";
  result = ReadStorageArguments(arguments, NoFile);
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().Sentence(), HasSubstr("--source floppy"));
  EXPECT_THAT(result.error().advice, AllOf(HasSubstr("s3, "), HasSubstr("local")));

  arguments.source = {.path = "cats"};
  result = ReadStorageArguments(arguments, NoFile);
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().advice, HasSubstr("--source with one of"));

  EXPECT_THAT(ReadStorageArguments({}, NoFile)->storages, IsEmpty());
}

}  // namespace
}  // namespace millrace::app

// Every command line of the storage guide, as a shell delivers it when it is pasted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <wordexp.h>

#include <boost/json.hpp>

#include "app/command_line.h"
#include "app/storage_arguments.h"

namespace millrace::app {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> Shell(const std::string& line) {
  unsetenv("value");  // "$value" of the guide's lines is no variable of anybody
  wordexp_t words;
  if (const int failed = wordexp(line.c_str(), &words, WRDE_NOCMD); failed != 0) {
    ADD_FAILURE() << "the shell refuses: " << line;
    return {};
  }
  std::vector<std::string> out(words.we_wordv, words.we_wordv + words.we_wordc);
  wordfree(&words);
  return out;
}

Result<std::string> NoFile(const std::string& path) {
  return Fail(ErrorKind::kNotFound, "no file " + path);
}

Result<StorageRequests> Paste(const std::string& line) {
  std::vector<std::string> words = Shell(line);
  if (words.empty() || words[0] != "label-studio")
    return Fail(ErrorKind::kInvalid, "not a line of the guide: " + line);
  words.erase(words.begin());
  const auto parsed = ParseCommandLine(words);
  if (const auto* finished = std::get_if<Finished>(&parsed))
    return Fail(ErrorKind::kInvalid, finished->error);
  const auto& arguments = std::get<Arguments>(parsed);
  EXPECT_EQ(arguments.project, "my_project");
  EXPECT_TRUE(arguments.init);
  return ReadStorageArguments(arguments, NoFile);
}

// "source s3 {…}" for each storage that a line connects.
std::vector<std::string> Storages(const std::string& line) {
  const auto requests = Paste(line);
  if (!requests.has_value()) return {requests.error().Sentence()};
  EXPECT_THAT(requests->warnings, IsEmpty());
  std::vector<std::string> out;
  for (const StorageRequest& storage : requests->storages)
    out.push_back(storage.role + " " + storage.kind + " " + json::serialize(storage.params));
  return out;
}

TEST(GuideLines, AmazonS3) {
  EXPECT_THAT(
      Storages("label-studio start my_project --init --source s3 --source-path my-s3-bucket"),
      ElementsAre(R"(source s3 {"bucket":"my-s3-bucket","recursive_scan":true})"));
  EXPECT_THAT(Storages("label-studio start my_project --init --target s3-completions "
                       "--target-path my-s3-bucket"),
              ElementsAre(R"(target s3 {"bucket":"my-s3-bucket"})"));
}

TEST(GuideLines, GoogleCloudStorage) {
  EXPECT_THAT(
      Storages("label-studio start my_project --init --source gcs --source-path my-gcs-bucket"),
      ElementsAre(
          R"(source gcs {"bucket":"my-gcs-bucket","create_local_copy":true,"recursive_scan":true})"));
  EXPECT_THAT(Storages("label-studio start my_project --init --target gcs-completions "
                       "--source-path my-gcs-bucket"),
              ElementsAre(R"(target gcs {"bucket":"my-gcs-bucket","create_local_copy":true})"));
}

TEST(GuideLines, MicrosoftAzure) {
  EXPECT_THAT(
      Storages("label-studio start my_project --init --source azure-blob --source-path "
               "my-az-container-name"),
      ElementsAre(
          R"(source azure-blob {"container":"my-az-container-name","create_local_copy":true,"recursive_scan":true})"));
  EXPECT_THAT(
      Storages("label-studio start my_project --init --target azure-blob --source-path "
               "my-az-container-name"),
      ElementsAre(
          R"(target azure-blob {"container":"my-az-container-name","create_local_copy":true})"));
}

TEST(GuideLines, Redis) {
  // Databases 1 and 2 are the defaults of the two sides; recursion means nothing there.
  const auto requests = Paste("label-studio start my_project --init --db redis ");
  ASSERT_TRUE(requests.has_value()) << requests.error().Sentence();
  ASSERT_EQ(requests->storages.size(), 2U);
  EXPECT_EQ(requests->storages[0].role + requests->storages[0].kind, "sourceredis");
  EXPECT_EQ(requests->storages[1].role + requests->storages[1].kind, "targetredis");
  for (const StorageRequest& storage : requests->storages) {
    EXPECT_FALSE(storage.params.contains("db"));
    EXPECT_FALSE(storage.params.contains("create_local_copy"));
  }
}

// The shell takes the quotes around the regex away, so that no JSON arrives; what the advice says
// to write instead must be what was meant.
TEST(GuideLines, ParametersAsTheGuideQuotesThem) {
  for (const auto& [kind, path] :
       {std::pair("s3", "my-s3-bucket"), std::pair("gcs", "my-gcs-bucket"),
        std::pair("azure-blob", "my-az-container-name")}) {
    const std::string line = std::string("label-studio start my_project --init --source ") + kind +
                             " --source-path " + path;
    const auto refused =
        Paste(line + R"( --source-params "{\"data_key\": \"my-object-tag-$value\", )"
                     R"(\"use_blob_urls\": true, \"regex\": ".*"}")");
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().message, HasSubstr("--source-params is not JSON"));
    const std::string advice = refused.error().advice;
    const size_t corrected = advice.find("--source-params");
    ASSERT_NE(corrected, std::string::npos) << advice;

    const auto requests = Paste(line + " " + advice.substr(corrected));
    ASSERT_TRUE(requests.has_value()) << requests.error().Sentence();
    ASSERT_EQ(requests->storages.size(), 1U);
    const json::object& params = requests->storages[0].params;
    EXPECT_EQ(requests->storages[0].kind, kind);
    EXPECT_EQ(params.at("data_key"), "my-object-tag-");
    EXPECT_EQ(params.at("use_blob_urls"), json::value(true));
    EXPECT_EQ(params.at("regex"), ".*");
  }
}

TEST(GuideLines, EveryKindIsASourceAndATargetWithEitherName) {
  for (const std::string kind : {"s3", "gcs", "azure-blob", "redis", "local"}) {
    for (const std::string name : {kind, kind + "-completions"}) {
      const auto requests =
          Paste("label-studio start my_project --init --target " + name + " --target-path /there");
      ASSERT_TRUE(requests.has_value()) << name << ": " << requests.error().Sentence();
      EXPECT_EQ(requests->storages[0].kind, kind);
    }
    EXPECT_TRUE(
        Paste("label-studio start my_project --init --source " + kind + " --source-path /there")
            .has_value())
        << kind;
  }
}

}  // namespace
}  // namespace millrace::app

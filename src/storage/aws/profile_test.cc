#include "storage/aws/profile.h"

#include <gtest/gtest.h>

#include "storage/aws/test_vectors.h"

namespace millrace::storage::aws {
namespace {

namespace json = boost::json;

Result<Profiles> ParseBoth(const json::object& input) {
  ASSIGN_OR_RETURN(Profiles config,
                   ParseProfiles(Text(input, "configFile"), ProfileFile::kConfig, "config"));
  ASSIGN_OR_RETURN(
      const Profiles credentials,
      ParseProfiles(Text(input, "credentialsFile"), ProfileFile::kCredentials, "credentials"));
  return MergeProfiles(std::move(config), credentials);
}

std::map<std::string, ProfileSection, std::less<>> Sections(const json::object& object) {
  std::map<std::string, ProfileSection, std::less<>> out;
  for (const auto& [name, section] : object) {
    ProfileSection& properties = out[std::string(name)];
    for (const auto& [property, value] : section.as_object()) {
      properties[std::string(property)] = std::string(value.as_string());
    }
  }
  return out;
}

TEST(Profile, PassesTheParserTestsOfTheSdks) {
  VECTORS_OR_SKIP(file,
                  "smithy-rs/aws/rust-runtime/aws-runtime/test-data/profile-parser-tests.json");
  const json::object all = ReadVectorJson(file).as_object();
  const json::array& tests = all.at("tests").as_array();
  EXPECT_EQ(tests.size(), 65u);
  for (const json::value& value : tests) {
    const json::object& test = value.as_object();
    SCOPED_TRACE(Text(test, "name"));
    const auto profiles = ParseBoth(test.at("input").as_object());
    const json::object& output = test.at("output").as_object();
    if (output.contains("errorContaining")) {
      ASSERT_FALSE(profiles.has_value());
      EXPECT_NE(profiles.error().message.find(Text(output, "errorContaining")), std::string::npos)
          << profiles.error().message;
      continue;
    }
    ASSERT_TRUE(profiles.has_value()) << profiles.error().Sentence();
    const json::object& config = output.at("config").as_object();
    EXPECT_EQ(profiles->profiles, Sections(config.at("profiles").as_object()));
    if (const auto* sessions = config.if_contains("sso_sessions")) {
      EXPECT_EQ(profiles->sso_sessions, Sections(sessions->as_object()));
    }
  }
}

TEST(Profile, PassesTheLocationTestsOfTheSdks) {
  VECTORS_OR_SKIP(file,
                  "smithy-rs/aws/rust-runtime/aws-runtime/test-data/file-location-tests.json");
  int cases = 0;
  const json::object all = ReadVectorJson(file).as_object();
  for (const json::value& value : all.at("tests").as_array()) {
    const json::object& test = value.as_object();
    if (Text(test, "platform") != "linux") continue;
    SCOPED_TRACE(Text(test, "name"));
    const json::object& variables = test.at("environment").as_object();
    const auto env = [&](const std::string& name) -> std::optional<std::string> {
      if (!variables.contains(name)) return std::nullopt;
      return Text(variables, name);
    };
    const ProfileLocation location = LocateProfile(env, env("HOME").value());
    EXPECT_EQ(location.config_path, Text(test, "configLocation"));
    EXPECT_EQ(location.credentials_path, Text(test, "credentialsLocation"));
    const std::string profile = Text(test, "profile");
    EXPECT_EQ(location.profile, profile.empty() ? "default" : profile);
    ++cases;
  }
  EXPECT_EQ(cases, 4);
}

TEST(Profile, ServiceSectionGivesTheEndpointBeforeTheProfile) {
  const auto profiles = ParseProfiles(
      "[default]\nendpoint_url = http://all:1\n"
      "[profile both]\nservices = local\nendpoint_url = http://all:1\n"
      "[profile other]\nservices = nowhere\n"
      "[services local]\ns3 =\n  endpoint_url = http://s3:9000\nsts =\n  endpoint_url = "
      "http://sts:1\n",
      ProfileFile::kConfig, "config");
  ASSERT_TRUE(profiles.has_value()) << profiles.error().Sentence();
  EXPECT_EQ(profiles->EndpointUrl("both", "s3"), "http://s3:9000");
  EXPECT_EQ(profiles->EndpointUrl("both", "sts"), "http://sts:1");
  EXPECT_EQ(profiles->EndpointUrl("both", "iam"), "http://all:1");
  EXPECT_EQ(profiles->EndpointUrl("default", "s3"), "http://all:1");
  EXPECT_EQ(profiles->EndpointUrl("other", "s3"), "");
  EXPECT_EQ(profiles->EndpointUrl("missing", "s3"), "");
}

TEST(Profile, HomeSignInVariablesIsExpanded) {
  const auto env = [](const std::string& name) -> std::optional<std::string> {
    if (name == "AWS_CONFIG_FILE") return "~/work/aws-config";
    return std::nullopt;
  };
  EXPECT_EQ(LocateProfile(env, "/home/ann").config_path, "/home/ann/work/aws-config");
}

TEST(Profile, ErrorNamesFileAndLine) {
  const auto profiles =
      ParseProfiles("[default]\nregion\n", ProfileFile::kConfig, "/home/ann/.aws/config");
  ASSERT_FALSE(profiles.has_value());
  EXPECT_EQ(profiles.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(profiles.error().message.find("/home/ann/.aws/config"), std::string::npos);
  EXPECT_NE(profiles.error().message.find("line 2"), std::string::npos);
}

// Files made for fuzzing the parser of aws-c-auth: any outcome but a crash.
TEST(Profile, SurvivesTheFuzzCorpus) {
  VECTORS_OR_SKIP(folder, "aws-c-auth/tests/fuzz/corpus");
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string text = ReadVectorFile(entry.path());
    for (const ProfileFile kind : {ProfileFile::kConfig, ProfileFile::kCredentials}) {
      const auto profiles = ParseProfiles(text, kind, "file");
      EXPECT_TRUE(profiles.has_value() || profiles.error().kind == ErrorKind::kInvalid);
    }
    ++files;
  }
  EXPECT_EQ(files, 80);
}

}  // namespace
}  // namespace millrace::storage::aws

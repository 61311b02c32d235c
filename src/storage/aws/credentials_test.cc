#include "storage/aws/credentials.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "storage/aws/test_vectors.h"

namespace millrace::storage::aws {
namespace {

namespace json = boost::json;
using Variables = std::map<std::string, std::string>;

EnvironmentVariables EnvOf(Variables variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

std::unique_ptr<CredentialProvider> Chain(Secret id, Secret secret, Variables variables,
                                          const std::string& home = "/nonexistent") {
  CredentialProviders sources;
  sources.push_back(StaticCredentials(std::move(id), std::move(secret), {}));
  sources.push_back(EnvironmentCredentials(EnvOf(variables)));
  sources.push_back(ProfileCredentials(EnvOf(variables), home));
  return CredentialChain(std::move(sources));
}

// The scenarios of smithy-rs that need no network: environment and static profiles.
TEST(Credentials, PassTheScenariosOfTheDefaultChain) {
  VECTORS_OR_SKIP(
      folder, "smithy-rs/aws/rust-runtime/aws-config/test-data/default-credential-provider-chain");
  int cases = 0;
  for (const char* name :
       {"environment_variables", "environment_variables_blank", "prefer_environment",
        "profile_name", "profile_static_keys", "profile_static_keys_case_insensitive"}) {
    SCOPED_TRACE(name);
    const std::filesystem::path scenario = folder / name;
    Variables variables;
    const json::object env = ReadVectorJson(scenario / "env.json").as_object();
    for (const auto& [variable, value] : env) {
      variables[std::string(variable)] = std::string(value.as_string());
    }
    const auto chain = Chain({}, {}, variables, (scenario / "fs" / "home").string());
    const auto got = chain->Get();
    ASSERT_TRUE(got.has_value()) << got.error().Sentence();
    const json::value test = ReadVectorJson(scenario / "test-case.json");
    const json::object& expected = test.at("result").at("Ok").as_object();
    EXPECT_EQ((*got)->access_key_id, Text(expected, "access_key_id"));
    EXPECT_EQ((*got)->secret_access_key.Reveal(), Text(expected, "secret_access_key"));
    EXPECT_EQ((*got)->session_token.Reveal(), Text(expected, "session_token"));
    ++cases;
  }
  EXPECT_EQ(cases, 6);
}

TEST(Credentials, EmptyAndBrokenConfigurationsSaySo) {
  VECTORS_OR_SKIP(folder, "smithy-rs/aws/rust-runtime/aws-config/test-data/profile-provider");
  const auto empty = Chain({}, {}, {}, (folder / "empty_config/fs/home").string())->Get();
  ASSERT_FALSE(empty.has_value());
  EXPECT_EQ(empty.error().kind, ErrorKind::kUnauthenticated);
  const auto broken = Chain({}, {}, {}, (folder / "invalid_config/fs/home").string())->Get();
  ASSERT_FALSE(broken.has_value());
  EXPECT_EQ(broken.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(broken.error().message.find("line 2"), std::string::npos) << broken.error().message;
}

TEST(Credentials, ParametersWinOverTheEnvironment) {
  const Variables env{{"AWS_ACCESS_KEY_ID", "AKIAENV"},
                      {"AWS_SECRET_ACCESS_KEY", "env"},
                      {"AWS_SESSION_TOKEN", "token"}};
  const auto given = Chain(Secret("AKIAGIVEN"), Secret("given"), env);
  EXPECT_EQ(given->Get().value()->access_key_id, "AKIAGIVEN");
  EXPECT_TRUE(given->Get().value()->session_token.empty());
  EXPECT_EQ(given->Name(), "the storage's settings");
  const auto from_env = Chain({}, {}, env);
  EXPECT_EQ(from_env->Get().value()->access_key_id, "AKIAENV");
  EXPECT_EQ(from_env->Get().value()->session_token.Reveal(), "token");
}

TEST(Credentials, HalfAKeyIsAnErrorAndNotAnotherIdentity) {
  const Variables env{{"AWS_ACCESS_KEY_ID", "AKIAENV"}, {"AWS_SECRET_ACCESS_KEY", "env"}};
  const auto got = Chain(Secret("AKIAGIVEN"), {}, env)->Get();
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(got.error().message.find("aws_secret_access_key"), std::string::npos);
}

TEST(Credentials, NoneNamesAllThatWasAsked) {
  const auto got = Chain({}, {}, {{"AWS_PROFILE", "ml"}}, "/nonexistent")->Get();
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().kind, ErrorKind::kUnauthenticated);
  for (const char* part : {"the storage's settings", "AWS_ACCESS_KEY_ID", "profile \"ml\"",
                           "/nonexistent/.aws/credentials", "/nonexistent/.aws/config"}) {
    EXPECT_NE(got.error().message.find(part), std::string::npos) << part;
  }
}

}  // namespace
}  // namespace millrace::storage::aws

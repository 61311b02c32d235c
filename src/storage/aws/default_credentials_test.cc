#include "storage/aws/default_credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "storage/aws/profile_chain.h"
#include "storage/aws/recorded_http.h"

namespace millrace::storage::aws {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

constexpr char kData[] = "smithy-rs/aws/rust-runtime/aws-config/test-data";

// Recordings whose names and keys do not fit each other.
const std::set<std::string> kEdited{"ecs_assume_role", "eks_pod_identity_credentials",
                                    "web_identity_token_env", "web_identity_token_profile",
                                    "web_identity_token_source_profile"};

// What our sentence says where the scenario's own ends in an error; "" = we have none of these.
using Sentences = std::map<std::string, std::string>;

// Plays every scenario of `folder` that ours can be; gives the number of played ones.
int PlayScenarios(const std::filesystem::path& folder, const Sentences& errors,
                  const std::map<std::string, std::string>& left_out) {
  int played = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (left_out.contains(name)) continue;
    SCOPED_TRACE(name);
    ++played;
    Scenario scenario(entry.path(), kEdited.contains(name));
    CredentialProviders sources = DefaultSources(scenario.around());
    // The scenarios of a profile are those of that source alone.
    if (folder.filename() == "profile-provider") {
      sources.clear();
      sources.push_back(ProfileCredentials(scenario.around()));
    }
    const auto got = CredentialChain(std::move(sources))->Get();
    // "sso_token" holds its file in another place.
    const json::value test = ReadVectorJson(std::filesystem::exists(entry.path() / "test-case.json")
                                                ? entry.path() / "test-case.json"
                                                : entry.path() / "fs/test-case.json");
    const json::object& result = test.at("result").as_object();
    if (!result.contains("Ok")) {
      EXPECT_FALSE(got.has_value());
      const auto sentence = errors.find(name);
      EXPECT_TRUE(sentence != errors.end()) << "expected: " << Text(result, "ErrorContains");
      if (got.has_value() || sentence == errors.end()) continue;
      EXPECT_THAT(got.error().message, HasSubstr(sentence->second));
      EXPECT_FALSE(got.error().advice.empty());
      continue;
    }
    EXPECT_TRUE(got.has_value()) << got.error().Sentence();
    if (!got.has_value()) continue;
    const json::object& expected = result.at("Ok").as_object();
    EXPECT_EQ((*got)->access_key_id, Text(expected, "access_key_id"));
    EXPECT_EQ((*got)->secret_access_key.Reveal(), Text(expected, "secret_access_key"));
    EXPECT_EQ((*got)->session_token.Reveal(), Text(expected, "session_token"));
    if (const auto* expiry = expected.if_contains("expiry")) {
      EXPECT_TRUE((*got)->expires.has_value());
      EXPECT_EQ((*got)->expires.value_or(Time{}), Time(std::chrono::seconds(expiry->as_int64())));
    }
    scenario.ExpectAllAsked();
  }
  return played;
}

TEST(DefaultCredentials, PlayTheScenariosOfTheDefaultChain) {
  VECTORS_OR_SKIP(folder, std::string(kData) + "/default-credential-provider-chain");
  const std::map<std::string, std::string> relative{
      {"web_identity_token_invalid_jwt", "profile names /token.jwt"},
      {"web_identity_token_profile", "profile names /token.jwt"},
      {"web_identity_token_source_profile", "profile names /token.jwt"}};
  const Sentences errors{
      {"eks_pod_identity_no_token_file", "token.jwt"},
      {"imds_default_chain_error", "No AWS credentials were found"},
      {"imds_disabled", "No AWS credentials were found"},
      {"imds_no_iam_role", "the instance has no role"},
      {"imds_token_fail", "it is disabled for this instance"},
      {"profile_overrides_web_identity", "the environment (AWS_ACCESS_KEY_ID) has none"},
      {"sso_no_token_file", "sso/cache/dace00cba5f8355ec9d274ceb2bcebdfbeed0e12.json"},
      {"sso_server_error", "gave no key for the role \"MySsoRole\" in account 123456789"},
      {"web_identity_source_profile_no_env", "no role_arn"}};
  EXPECT_EQ(PlayScenarios(folder, errors, relative), 26);
}

TEST(DefaultCredentials, PlayTheScenariosOfProfiles) {
  VECTORS_OR_SKIP(folder, std::string(kData) + "/profile-provider");
  const Sentences errors{
      {"credential_process_failure", "ended with exit code 1"},
      {"credential_process_invalid", "did not print JSON with \"Version\": 1"},
      {"empty_config", "No AWS credentials were found"},
      {"invalid_config", "line 2"},
      {"invalid_sso_credentials_config", "sso_account_id and sso_role_name are missing"}};
  const std::map<std::string, std::string> left_out{{"sso_token", "its files are misplaced"}};
  EXPECT_EQ(PlayScenarios(folder, errors, left_out), 17);
}

// The scenarios whose profile names the file /token.jwt, with that path moved.
TEST(DefaultCredentials, PlayTheScenariosOfTokensInProfiles) {
  VECTORS_OR_SKIP(folder, std::string(kData) + "/default-credential-provider-chain");
  for (const std::string name : {"web_identity_token_invalid_jwt", "web_identity_token_profile",
                                 "web_identity_token_source_profile"}) {
    SCOPED_TRACE(name);
    const std::filesystem::path copy =
        std::filesystem::temp_directory_path() / ("millrace-token-" + std::to_string(getpid()));
    std::filesystem::copy(folder / name, copy, std::filesystem::copy_options::recursive);
    const std::filesystem::path config = copy / "fs/home/.aws/config";
    std::filesystem::permissions(copy, std::filesystem::perms::owner_all);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(copy))
      std::filesystem::permissions(entry.path(), std::filesystem::perms::owner_all);
    std::string text = ReadVectorFile(config);
    const std::string moved = (copy / "fs/token.jwt").string();
    text.replace(text.find("/token.jwt"), std::string("/token.jwt").size(), moved);
    std::ofstream(config, std::ios::binary) << text;
    Scenario scenario(copy, kEdited.contains(name));
    const auto got = CredentialChain(DefaultSources(scenario.around()))->Get();
    const json::value test = ReadVectorJson(copy / "test-case.json");
    const json::object& result = test.at("result").as_object();
    if (result.contains("Ok")) {
      ASSERT_TRUE(got.has_value()) << got.error().Sentence();
      EXPECT_EQ((*got)->access_key_id, Text(result.at("Ok").as_object(), "access_key_id"));
    } else {
      ASSERT_FALSE(got.has_value());
      EXPECT_THAT(got.error().message,
                  HasSubstr("InvalidIdentityToken: No OpenIDConnect provider found"));
    }
    scenario.ExpectAllAsked();
    std::filesystem::remove_all(copy);
  }
}

std::map<std::string, ProfileSection, std::less<>> Sections(const json::object& object) {
  std::map<std::string, ProfileSection, std::less<>> out;
  for (const auto& [name, section] : object) {
    ProfileSection& properties = out[std::string(name)];
    for (const auto& [property, value] : section.as_object())
      properties[std::string(property)] = std::string(value.as_string());
  }
  return out;
}

// A chain in the form of the published tests.
json::array Describe(const ProfileChain& chain) {
  json::array out;
  const auto add = [&](const char* kind, json::object link) {
    out.push_back(json::object{{kind, std::move(link)}});
  };
  const auto give = [](json::object& link, const char* name, const std::string& value) {
    if (!value.empty()) link[name] = value;
  };
  const auto describe = [&](const Role& role) {
    json::object link{{"role_arn", role.arn}};
    give(link, "external_id", role.external_id);
    give(link, "role_session_name", role.session_name);
    give(link, "web_identity_token_file", role.web_identity_file);
    return link;
  };
  if (const auto* key = std::get_if<StaticKey>(&chain.first)) {
    add("AccessKey", {{"access_key_id", key->credentials->access_key_id},
                      {"secret_access_key", key->credentials->secret_access_key.Reveal()}});
  } else if (const auto* source = std::get_if<NamedSource>(&chain.first)) {
    EXPECT_EQ(*source, NamedSource::kInstance);
    out.push_back(json::object{{"NamedSource", "Ec2InstanceMetadata"}});
  } else if (const auto* identity = std::get_if<WebIdentity>(&chain.first)) {
    add("WebIdentityToken", describe(identity->role));
  } else if (const auto* sso = std::get_if<SsoSignIn>(&chain.first)) {
    json::object link{{"sso_region", sso->settings.region},
                      {"sso_start_url", sso->settings.start_url}};
    give(link, "sso_session", sso->settings.session);
    give(link, "sso_account_id", sso->settings.account_id);
    give(link, "sso_role_name", sso->settings.role_name);
    add("Sso", std::move(link));
  }
  for (const Role& role : chain.roles) add("AssumeRole", describe(role));
  return out;
}

TEST(ProfileChain, PassesTheChainTestsOfTheSdks) {
  VECTORS_OR_SKIP(file, std::string(kData) + "/assume-role-tests.json");
  const json::value all = ReadVectorJson(file);
  int planned = 0, refused = 0, without_key = 0;
  for (const json::value& test : all.as_array()) {
    SCOPED_TRACE(json::serialize(test));
    const json::object& input = test.at("input").as_object();
    Profiles profiles{.profiles = Sections(input.at("profiles").as_object())};
    if (const auto* sessions = input.if_contains("sso_sessions"))
      profiles.sso_sessions = Sections(sessions->as_object());
    const auto chain = PlanProfile(profiles, Text(input, "selected_profile"));
    const json::object& output = test.at("output").as_object();
    if (const auto* wanted = output.if_contains("ProfileChain")) {
      ASSERT_TRUE(chain.has_value()) << chain.error().Sentence();
      // Account numbers mean nothing to S3.
      json::array expected = wanted->as_array();
      for (json::value& link : expected) {
        if (auto* key = link.as_object().if_contains("AccessKey"))
          key->as_object().erase("account_id");
      }
      EXPECT_EQ(Describe(*chain), expected);
      ++planned;
    } else if (chain.has_value()) {
      // Nothing to find in the profile: the next source of the default chain is asked.
      EXPECT_TRUE(std::holds_alternative<NoKey>(chain->first));
      EXPECT_TRUE(chain->roles.empty());
      ++without_key;
    } else {
      EXPECT_EQ(chain.error().kind, ErrorKind::kInvalid);
      EXPECT_THAT(chain.error().message,
                  testing::AnyOf(HasSubstr("profile \"A\""), HasSubstr("profile \"B\"")));
      EXPECT_FALSE(chain.error().advice.empty());
      ++refused;
    }
  }
  EXPECT_EQ(planned, 13);
  EXPECT_EQ(refused, 13);
  EXPECT_EQ(without_key, 2);  // "profile only contains configuration", "missing root profile"
}

}  // namespace
}  // namespace millrace::storage::aws

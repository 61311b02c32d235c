#include "storage/google/credential_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/google/test_account.h"

namespace millrace::storage::google {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

constexpr char kPlace[] = "the storage's settings";

Result<CredentialFile> Parse(const json::object& object, bool trusted = false) {
  return ParseCredentialFile(Secret(json::serialize(object)), kPlace, trusted);
}

Error ErrorOf(const json::object& object, bool trusted = false) {
  const auto file = Parse(object, trusted);
  EXPECT_FALSE(file.has_value()) << json::serialize(object);
  return file.has_value() ? Error{} : file.error();
}

json::object Federated(json::object source) {
  return {{"type", "external_account"},
          {"audience", "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p"},
          {"subject_token_type", "urn:ietf:params:oauth:token-type:jwt"},
          {"token_url", "https://sts.googleapis.com/v1/token"},
          {"credential_source", std::move(source)}};
}

TEST(CredentialFile, ReadsAServiceAccount) {
  const auto file = Parse(TestAccount());
  ASSERT_TRUE(file.has_value()) << file.error().Sentence();
  const auto& account = std::get<ServiceAccountKey>(file->account);
  EXPECT_EQ(account.email, "ml@test-project.iam.gserviceaccount.com");
  EXPECT_EQ(account.key_id, "0123456789abcdef");
  EXPECT_EQ(account.token_url, "https://oauth2.googleapis.com/token");
  EXPECT_EQ(file->project_id, "test-project");
  EXPECT_EQ(file->universe, "googleapis.com");
  json::object escaped_twice = TestAccount();
  std::string pem = TestKeyPem();
  for (size_t at = 0; (at = pem.find('\n', at)) != pem.npos;) pem.replace(at, 1, "\\n");
  escaped_twice["private_key"] = pem;
  EXPECT_TRUE(Parse(escaped_twice).has_value());
}

TEST(CredentialFile, SaysWhatAServiceAccountLacks) {
  for (const char* name : {"client_email", "private_key"}) {
    json::object broken = TestAccount();
    broken.erase(name);
    const Error error = ErrorOf(broken);
    EXPECT_EQ(error.kind, ErrorKind::kInvalid);
    EXPECT_EQ(error.message,
              std::string("The Google credentials in ") + kPlace + " have no \"" + name + "\".");
  }
  json::object broken = TestAccount();
  broken["private_key"] = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
  EXPECT_THAT(ErrorOf(broken).message, HasSubstr("\"private_key\" of the service account ml@"));
  EXPECT_THAT(ErrorOf(broken).Sentence(), Not(HasSubstr("c2VjcmV0")));
  broken = TestAccount();
  broken["token_uri"] = "oauth2.googleapis.com";
  EXPECT_THAT(ErrorOf(broken).message, HasSubstr("token_uri"));
  broken = TestAccount();
  broken["universe_domain"] = "evil.com/x";
  EXPECT_THAT(ErrorOf(broken).message, HasSubstr("universe_domain"));
  broken["universe_domain"] = "evil.com@elsewhere";
  EXPECT_THAT(ErrorOf(broken).message, HasSubstr("universe_domain"));
}

TEST(CredentialFile, TellsWhatElseWasPasted) {
  const auto message = [](const std::string& text) {
    const auto file = ParseCredentialFile(Secret(text), kPlace, true);
    EXPECT_FALSE(file.has_value());
    EXPECT_EQ(file.error().kind, ErrorKind::kInvalid);
    EXPECT_FALSE(file.error().advice.empty());
    EXPECT_THAT(file.error().Sentence(), Not(HasSubstr("hunter2")));
    return file.error().message;
  };
  EXPECT_THAT(message("  "), HasSubstr("are empty"));
  EXPECT_THAT(message("hunter2"), HasSubstr("are not JSON"));
  EXPECT_THAT(message("[]"), HasSubstr("are not JSON"));
  EXPECT_THAT(message("-----BEGIN PRIVATE KEY-----\nhunter2"), HasSubstr("only a key"));
  const std::string whole = TestAccountJson();
  EXPECT_THAT(message(whole.substr(0, whole.size() - 20)), HasSubstr("not whole JSON"));
  EXPECT_THAT(message("{}"), HasSubstr("no \"type\""));
  EXPECT_THAT(message(R"({"installed":{"client_id":"x","client_secret":"hunter2"}})"),
              HasSubstr("OAuth client"));
}

TEST(CredentialFile, UnknownKindsAreNamed) {
  const Error error = ErrorOf({{"type", "gdch_service_account"}});
  EXPECT_EQ(error.kind, ErrorKind::kUnsupported);
  EXPECT_THAT(error.message, HasSubstr("gdch_service_account"));
  EXPECT_EQ(ErrorOf(Federated({{"executable", {{"command", "/bin/true"}}}}), true).kind,
            ErrorKind::kUnsupported);
  EXPECT_EQ(ErrorOf(Federated({{"certificate", json::object{}}}), true).kind,
            ErrorKind::kUnsupported);
  EXPECT_EQ(ErrorOf(Federated({{"environment_id", "azure1"}}), true).kind, ErrorKind::kUnsupported);
}

TEST(CredentialFile, ReadsAPersonsLogin) {
  const json::object login{{"type", "authorized_user"},
                           {"client_id", "id"},
                           {"client_secret", "secret"},
                           {"refresh_token", "refresh"},
                           {"quota_project_id", "payer"}};
  const auto file = Parse(login);
  ASSERT_TRUE(file.has_value()) << file.error().Sentence();
  const auto& user = std::get<AuthorizedUser>(file->account);
  EXPECT_EQ(user.refresh_token.Reveal(), "refresh");
  EXPECT_EQ(user.token_url, "https://oauth2.googleapis.com/token");
  EXPECT_FALSE(user.basic_auth);
  EXPECT_EQ(file->quota_project, "payer");
  json::object broken = login;
  broken.erase("refresh_token");
  EXPECT_THAT(ErrorOf(broken).message, HasSubstr("no \"refresh_token\""));
  broken = login;
  broken["type"] = "external_account_authorized_user";
  EXPECT_THAT(ErrorOf(broken).message, HasSubstr("no \"token_url\""));
}

TEST(CredentialFile, ReadsTheSourcesOfAFederation) {
  using Kind = SubjectTokenSource::Kind;
  const auto source = [](json::object object) {
    const auto file = Parse(Federated(std::move(object)), true);
    EXPECT_TRUE(file.has_value()) << file.error().Sentence();
    return std::get<ExternalAccount>(file->account).source;
  };
  EXPECT_EQ(source({{"file", "/run/token"}}).path, "/run/token");
  const auto url =
      source({{"url", "http://127.0.0.1/token"},
              {"headers", {{"X-Key", "v"}}},
              {"format", {{"type", "json"}, {"subject_token_field_name", "access_token"}}}});
  EXPECT_EQ(url.kind, Kind::kUrl);
  EXPECT_EQ(url.headers.Get("x-key"), "v");
  EXPECT_EQ(url.field, "access_token");
  const auto amazon = source({{"environment_id", "aws1"}, {"region_url", "http://m/zone"}});
  EXPECT_EQ(amazon.kind, Kind::kAws);
  EXPECT_EQ(amazon.region_url, "http://m/zone");
  EXPECT_THAT(amazon.verification_url, HasSubstr("sts.{region}.amazonaws.com"));
  EXPECT_THAT(ErrorOf(Federated({{"url", "http://x/"}, {"headers", {{"a", "b\r\nc: d"}}}})).message,
              HasSubstr("header"));
  EXPECT_THAT(ErrorOf(Federated({{"url", "http://x/"}, {"format", {{"type", "json"}}}})).message,
              HasSubstr("subject_token_field_name"));
  json::object without = Federated({});
  without.erase("credential_source");
  EXPECT_THAT(ErrorOf(without).message, HasSubstr("credential_source"));
}

// A user's JSON must not make the server read its files or lend its own identity.
TEST(CredentialFile, OnlyOperatorsPointToTheServer) {
  for (const json::object& source :
       {json::object{{"file", "/etc/passwd"}}, json::object{{"environment_id", "aws1"}}}) {
    EXPECT_TRUE(Parse(Federated(source), true).has_value());
    const Error error = ErrorOf(Federated(source), false);
    EXPECT_EQ(error.kind, ErrorKind::kDenied);
    EXPECT_THAT(error.advice, HasSubstr("GOOGLE_APPLICATION_CREDENTIALS"));
    const json::object outer{{"type", "impersonated_service_account"},
                             {"service_account_impersonation_url",
                              "https://iamcredentials.googleapis.com/v1/projects/-/"
                              "serviceAccounts/a@b:generateAccessToken"},
                             {"source_credentials", Federated(source)}};
    EXPECT_EQ(ErrorOf(outer, false).kind, ErrorKind::kDenied);
  }
}

TEST(CredentialFile, ReadsImpersonation) {
  json::object outer{{"type", "impersonated_service_account"},
                     {"service_account_impersonation_url",
                      "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
                      "a%40b:generateAccessToken"},
                     {"delegates", json::array{"projects/-/serviceAccounts/c@d"}},
                     {"source_credentials", TestAccount()}};
  const auto file = Parse(outer);
  ASSERT_TRUE(file.has_value()) << file.error().Sentence();
  const auto& account = std::get<ImpersonatedAccount>(file->account);
  EXPECT_EQ(ImpersonatedEmail(account.url), "a@b");
  EXPECT_EQ(account.delegates, std::vector<std::string>{"projects/-/serviceAccounts/c@d"});
  EXPECT_TRUE(std::holds_alternative<ServiceAccountKey>(account.source->account));
  json::object deep = outer;
  for (int i = 0; i < 10; ++i) {
    json::object around = outer;
    around["source_credentials"] = std::move(deep);
    deep = std::move(around);
  }
  EXPECT_THAT(ErrorOf(deep).message, HasSubstr("too many"));
  outer["service_account_impersonation_url"] = "https://iam/x";
  EXPECT_THAT(ErrorOf(outer).message, HasSubstr("name no service account"));
}

}  // namespace
}  // namespace millrace::storage::google

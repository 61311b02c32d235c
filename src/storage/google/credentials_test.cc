#include "storage/google/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "base/ids.h"
#include "base/text.h"
#include "net/url.h"
#include "storage/google/json.h"
#include "storage/google/test_account.h"
#include "storage/http/fake_http_client.h"

namespace millrace::storage::google {
namespace {

namespace json = boost::json;
using net::HttpRequest;
using net::HttpResponse;
using testing::HasSubstr;

constexpr char kImpersonation[] =
    "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
    "target@p.iam.gserviceaccount.com:generateAccessToken";

// The services that give out tokens, by URL; others do not answer.
class GoogleCredentials : public testing::Test {
 protected:
  GoogleCredentials()
      : client_([this](const HttpRequest& request) { return Answer(request); }),
        folder_(std::filesystem::temp_directory_path() / ("millrace-google-" + RandomHex(8))) {
    std::filesystem::create_directories(folder_);
  }
  ~GoogleCredentials() override { std::filesystem::remove_all(folder_); }

  Result<HttpResponse> Answer(const HttpRequest& request) {
    const auto found = answers_.find(request.url);
    if (found == answers_.end()) {
      return FailForNow(ErrorKind::kUnavailable, request.url + " does not answer.");
    }
    return found->second;
  }
  void Give(const std::string& url, const std::string& body, int status = 200,
            net::Headers headers = {}) {
    answers_[url] = HttpResponse{status, std::move(headers), body};
  }
  void GiveToken(const std::string& url, const std::string& token) {
    Give(url, R"({"access_token":")" + token + R"(","expires_in":3600,"token_type":"Bearer"})");
  }
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  Result<std::unique_ptr<Credentials>> Find(
      const std::string& given, net::AddressPolicy addresses = net::AddressPolicy::kTrusted,
      bool ambient = true) {
    return FindCredentials(
        {.given = Secret(given),
         .caller = {.http = &client_,
                    .clock = &clock_,
                    .addresses = addresses,
                    .env = [this](const std::string& name) -> std::optional<std::string> {
                      const auto found = variables_.find(name);
                      return found == variables_.end() ? std::nullopt
                                                       : std::optional(found->second);
                    }},
         .home = folder_.string(),
         .ambient = ambient});
  }
  std::unique_ptr<Credentials> Open(const json::object& file,
                                    net::AddressPolicy addresses = net::AddressPolicy::kTrusted) {
    auto found = Find(json::serialize(file), addresses);
    EXPECT_TRUE(found.has_value()) << found.error().Sentence();
    return found.has_value() ? *std::move(found) : nullptr;
  }
  std::string TokenOf(const std::unique_ptr<Credentials>& credentials) {
    const auto token = credentials->tokens->Get();
    return token.has_value() ? std::string((*token)->value.Reveal()) : token.error().Sentence();
  }
  net::Query FormOf(size_t request) { return net::ParseQuery(client_.requests().at(request).body); }
  static std::string Of(const net::Query& query, std::string_view name) {
    for (const auto& [key, value] : query)
      if (key == name) return value;
    return "";
  }

  FakeClock clock_{*ParseIso("2026-01-02T03:04:05Z")};
  std::map<std::string, HttpResponse> answers_;
  std::map<std::string, std::string> variables_;
  http::FakeHttpClient client_;
  const std::filesystem::path folder_;
};

TEST_F(GoogleCredentials, AServiceAccountSignsAJwt) {
  GiveToken("https://oauth2.googleapis.com/token", "ya29.a");
  const auto credentials = Open(TestAccount(), net::AddressPolicy::kUser);
  EXPECT_EQ(TokenOf(credentials), "ya29.a");
  EXPECT_EQ(TokenOf(credentials), "ya29.a");
  ASSERT_EQ(client_.requests().size(), 1u) << "the token is kept";
  EXPECT_EQ(client_.requests()[0].addresses, net::AddressPolicy::kUser);
  const net::Query form = FormOf(0);
  EXPECT_EQ(Of(form, "grant_type"), "urn:ietf:params:oauth:grant-type:jwt-bearer");
  const auto parts = Split(Of(form, "assertion"), '.');
  ASSERT_EQ(parts.size(), 3u);
  const auto head = ParseObject(*Base64Decode(parts[0])).value();
  EXPECT_EQ(TextOf(head, "alg"), "RS256");
  EXPECT_EQ(TextOf(head, "kid"), "0123456789abcdef");
  const auto claims = ParseObject(*Base64Decode(parts[1])).value();
  EXPECT_EQ(TextOf(claims, "iss"), "ml@test-project.iam.gserviceaccount.com");
  EXPECT_EQ(TextOf(claims, "aud"), "https://oauth2.googleapis.com/token");
  EXPECT_EQ(TextOf(claims, "scope"), "https://www.googleapis.com/auth/devstorage.read_write");
  EXPECT_EQ(NumberOf(claims, "exp").value() - NumberOf(claims, "iat").value(), 3600);
  EXPECT_LE(NumberOf(claims, "iat").value(), ToMicros(clock_.Now()) / 1'000'000);
  const auto key = crypto::RsaKey::FromPem(Secret(TestKeyPem())).value();
  EXPECT_EQ(*Base64Decode(parts[2]), key.SignSha256(parts[0] + "." + parts[1]));
  EXPECT_EQ(credentials->who,
            "service account ml@test-project.iam.gserviceaccount.com (key 0123456789ab…)");
  EXPECT_EQ(credentials->place, "the storage's settings");
  EXPECT_EQ(credentials->signer->Sign("x").value(), key.SignSha256("x"));
}

TEST_F(GoogleCredentials, InAnotherUniverseTheJwtIsTheToken) {
  json::object file = TestAccount();
  file["universe_domain"] = "cloud.example";
  const auto credentials = Open(file);
  const auto parts = Split(TokenOf(credentials), '.');
  ASSERT_EQ(parts.size(), 3u);
  const auto claims = ParseObject(*Base64Decode(parts[1])).value();
  EXPECT_EQ(TextOf(claims, "sub"), "ml@test-project.iam.gserviceaccount.com");
  EXPECT_TRUE(client_.requests().empty());
}

TEST_F(GoogleCredentials, APersonsLoginIsRenewedAndCannotSign) {
  GiveToken("https://oauth2.googleapis.com/token", "one");
  const auto credentials = Open({{"type", "authorized_user"},
                                 {"client_id", "id"},
                                 {"client_secret", "s+&"},
                                 {"refresh_token", "1//r"}});
  EXPECT_EQ(TokenOf(credentials), "one");
  EXPECT_EQ(Of(FormOf(0), "refresh_token"), "1//r");
  EXPECT_EQ(Of(FormOf(0), "client_secret"), "s+&");
  EXPECT_EQ(credentials->signer, nullptr);
  GiveToken("https://oauth2.googleapis.com/token", "two");
  clock_.Advance(std::chrono::minutes(57));
  EXPECT_EQ(TokenOf(credentials), "two");
}

TEST_F(GoogleCredentials, AFederatedUserIdentifiesTheClientInAHeader) {
  GiveToken("https://sts.googleapis.com/v1/oauthtoken", "one");
  const auto credentials = Open({{"type", "external_account_authorized_user"},
                                 {"client_id", "id"},
                                 {"client_secret", "secret"},
                                 {"refresh_token", "r"},
                                 {"token_url", "https://sts.googleapis.com/v1/oauthtoken"}});
  EXPECT_EQ(TokenOf(credentials), "one");
  EXPECT_EQ(client_.requests()[0].headers.Get("Authorization"), "Basic aWQ6c2VjcmV0");
  EXPECT_EQ(Of(FormOf(0), "client_secret"), "");
}

json::object Federation(json::object source) {
  return {{"type", "external_account"},
          {"audience", "//iam.googleapis.com/pool"},
          {"subject_token_type", "urn:ietf:params:oauth:token-type:jwt"},
          {"token_url", "https://sts.googleapis.com/v1/token"},
          {"credential_source", std::move(source)}};
}

TEST_F(GoogleCredentials, AFileIsExchangedForAToken) {
  GiveToken("https://sts.googleapis.com/v1/token", "federated");
  const std::string path = Write("token", "eyJ.subject.x\n");
  json::object file = Federation({{"file", path}});
  file["workforce_pool_user_project"] = "payer";
  const auto credentials = Open(file);
  EXPECT_EQ(TokenOf(credentials), "federated");
  const net::Query form = FormOf(0);
  EXPECT_EQ(Of(form, "grant_type"), "urn:ietf:params:oauth:grant-type:token-exchange");
  EXPECT_EQ(Of(form, "subject_token"), "eyJ.subject.x");
  EXPECT_EQ(Of(form, "audience"), "//iam.googleapis.com/pool");
  EXPECT_EQ(Of(form, "options"), R"({"userProject":"payer"})");
  EXPECT_EQ(credentials->signer, nullptr);
  // It is read anew every time: others rotate it.
  Write("token", "eyJ.next.x");
  clock_.Advance(std::chrono::hours(1));
  EXPECT_EQ(TokenOf(credentials), "federated");
  EXPECT_EQ(Of(FormOf(1), "subject_token"), "eyJ.next.x");
  std::filesystem::remove(path);
  clock_.Advance(std::chrono::hours(1));
  EXPECT_THAT(TokenOf(credentials), HasSubstr(path));
}

TEST_F(GoogleCredentials, AUrlIsExchangedAndTheAccountImpersonated) {
  Give("http://10.0.0.1/token?a=b", R"({"value":"subject"})");
  GiveToken("https://sts.googleapis.com/v1/token", "federated");
  Give(kImpersonation, R"({"accessToken":"final","expireTime":"2026-01-02T04:04:05Z"})");
  json::object file =
      Federation({{"url", "http://10.0.0.1/token?a=b"},
                  {"headers", {{"Metadata", "True"}}},
                  {"format", {{"type", "json"}, {"subject_token_field_name", "value"}}}});
  file["service_account_impersonation_url"] = kImpersonation;
  file["service_account_impersonation"] = {{"token_lifetime_seconds", 1800}};
  const auto credentials = Open(file, net::AddressPolicy::kUser);
  EXPECT_EQ(TokenOf(credentials), "final");
  const auto requests = client_.requests();
  ASSERT_EQ(requests.size(), 3u);
  for (const HttpRequest& request : requests) {
    EXPECT_EQ(request.addresses, net::AddressPolicy::kUser) << request.url;
  }
  EXPECT_EQ(requests[0].headers.Get("Metadata"), "True");
  EXPECT_EQ(Of(FormOf(1), "subject_token"), "subject");
  EXPECT_EQ(requests[2].headers.Get("Authorization"), "Bearer federated");
  EXPECT_EQ(requests[2].body,
            R"({"scope":["https://www.googleapis.com/auth/devstorage.read_write"],)"
            R"("lifetime":"1800s","delegates":[]})");
  EXPECT_EQ(credentials->who, "service account target@p.iam.gserviceaccount.com");
  Give(
      "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
      "target@p.iam.gserviceaccount.com:signBlob",
      R"({"keyId":"k","signedBlob":"c2lnbmVk"})");
  EXPECT_EQ(credentials->signer->Sign("text").value(), "signed");
  EXPECT_EQ(credentials->signer->Email().value(), "target@p.iam.gserviceaccount.com");
  EXPECT_THAT(client_.requests().back().body, HasSubstr(R"("payload":"dGV4dA==")"));
}

TEST_F(GoogleCredentials, AnAwsIdentityIsProvedByASignedRequest) {
  GiveToken("https://sts.googleapis.com/v1/token", "federated");
  const auto credentials =
      Open(Federation({{"environment_id", "aws1"},
                       {"url", "http://169.254.169.254/roles"},
                       {"region_url", "http://169.254.169.254/zone"},
                       {"imdsv2_session_token_url", "http://169.254.169.254/session"}}));
  Give("http://169.254.169.254/session", "session");
  Give("http://169.254.169.254/zone", "eu-west-1b");
  Give("http://169.254.169.254/roles", "my-role");
  Give("http://169.254.169.254/roles/my-role",
       R"({"AccessKeyId":"AKIAX","SecretAccessKey":"secret","Token":"temporary"})");
  EXPECT_EQ(TokenOf(credentials), "federated");
  const auto requests = client_.requests();
  EXPECT_EQ(requests[0].method, "PUT");
  EXPECT_EQ(requests[1].headers.Get("X-aws-ec2-metadata-token"), "session");
  const auto proof =
      ParseObject(net::PercentDecode(Of(FormOf(requests.size() - 1), "subject_token"))).value();
  EXPECT_EQ(TextOf(proof, "url"),
            "https://sts.eu-west-1.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15");
  EXPECT_EQ(TextOf(proof, "method"), "POST");
  std::map<std::string, std::string> headers;
  for (const json::value& header : proof.at("headers").as_array()) {
    headers[ToLower(TextOf(header.as_object(), "key"))] = TextOf(header.as_object(), "value");
  }
  EXPECT_EQ(headers["host"], "sts.eu-west-1.amazonaws.com");
  EXPECT_EQ(headers["x-goog-cloud-target-resource"], "//iam.googleapis.com/pool");
  EXPECT_EQ(headers["x-amz-security-token"], "temporary");
  EXPECT_THAT(
      headers["authorization"],
      HasSubstr(
          "AWS4-HMAC-SHA256 Credential=AKIAX/20260102/eu-west-1/sts/aws4_request, "
          "SignedHeaders=host;x-amz-date;x-amz-security-token;x-goog-cloud-target-resource, "));
}

TEST_F(GoogleCredentials, TheEnvironmentsAwsIdentityComesFirst) {
  GiveToken("https://sts.googleapis.com/v1/token", "federated");
  variables_ = {{"AWS_REGION", "us-east-2"},
                {"AWS_ACCESS_KEY_ID", "AKIAENV"},
                {"AWS_SECRET_ACCESS_KEY", "secret"}};
  EXPECT_EQ(TokenOf(Open(Federation({{"environment_id", "aws1"}}))), "federated");
  ASSERT_EQ(client_.requests().size(), 1u);
  EXPECT_THAT(Of(FormOf(0), "subject_token"), HasSubstr("AKIAENV%2F20260102%2Fus-east-2"));
  variables_.erase("AWS_ACCESS_KEY_ID");
  EXPECT_THAT(TokenOf(Open(Federation({{"environment_id", "aws1"}}))),
              HasSubstr("AWS_ACCESS_KEY_ID"));
}

TEST_F(GoogleCredentials, ImpersonationAsksWithTheSourcesToken) {
  GiveToken("https://oauth2.googleapis.com/token", "source");
  Give(kImpersonation, R"({"accessToken":"final","expireTime":"2026-01-02T04:04:05Z"})");
  const auto credentials = Open({{"type", "impersonated_service_account"},
                                 {"service_account_impersonation_url", kImpersonation},
                                 {"delegates", json::array{"projects/-/serviceAccounts/c@d"}},
                                 {"source_credentials", TestAccount()}});
  EXPECT_EQ(TokenOf(credentials), "final");
  const auto requests = client_.requests();
  ASSERT_EQ(requests.size(), 2u);
  const auto claims = ParseObject(*Base64Decode(Split(Of(FormOf(0), "assertion"), '.')[1])).value();
  EXPECT_EQ(TextOf(claims, "scope"), "https://www.googleapis.com/auth/cloud-platform");
  EXPECT_EQ(requests[1].headers.Get("Authorization"), "Bearer source");
  EXPECT_THAT(requests[1].body, HasSubstr(R"("delegates":["projects/-/serviceAccounts/c@d"])"));
  // The outer token ends first; the inner one still serves.
  clock_.Advance(std::chrono::minutes(57));
  Give(kImpersonation,
       R"({"error":{"code":403,"status":"PERMISSION_DENIED","message":)"
       R"("Permission 'iam.serviceAccounts.getAccessToken' denied on resource"}})",
       403);
  EXPECT_EQ(TokenOf(credentials), "final") << "the old token still lives";
  clock_.Advance(std::chrono::minutes(3));
  const std::string sentence = TokenOf(credentials);
  EXPECT_THAT(sentence, HasSubstr("may not act as the service account target@"));
  EXPECT_THAT(sentence, HasSubstr("roles/iam.serviceAccountTokenCreator"));
}

TEST_F(GoogleCredentials, TheFirstPlaceThatHasAnyCounts) {
  GiveToken("https://oauth2.googleapis.com/token", "t");
  const auto user = [](const char* id) {
    return json::serialize(json::object{{"type", "authorized_user"},
                                        {"client_id", id},
                                        {"client_secret", "s"},
                                        {"refresh_token", "r"}});
  };
  const auto who = [&](const std::string& given) {
    const auto found = Find(given);
    EXPECT_TRUE(found.has_value()) << found.error().Sentence();
    const size_t before = client_.requests().size();
    EXPECT_EQ(TokenOf(*found), "t");
    return Of(FormOf(before), "client_id") + " from " + (*found)->place;
  };
  std::filesystem::create_directories(folder_ / ".config/gcloud");
  const std::string login =
      Write(".config/gcloud/application_default_credentials.json", user("login"));
  EXPECT_EQ(who(""), "login from " + login);
  std::filesystem::create_directories(folder_ / "sdk");
  variables_["CLOUDSDK_CONFIG"] = (folder_ / "sdk").string();
  const std::string sdk = Write("sdk/application_default_credentials.json", user("sdk"));
  EXPECT_EQ(who(""), "sdk from " + sdk);
  const std::string named = Write("named.json", user("named"));
  variables_["GOOGLE_APPLICATION_CREDENTIALS"] = named;
  EXPECT_EQ(who(""), "named from " + named);
  const std::string path = Write("path.json", user("path"));
  EXPECT_EQ(who(path), "path from " + path);
  EXPECT_EQ(who(user("given")), "given from the storage's settings");
  EXPECT_EQ(Find("", net::AddressPolicy::kUser, false).value(), nullptr);
}

TEST_F(GoogleCredentials, ABrokenFileIsNeverAnotherIdentity) {
  variables_["GOOGLE_APPLICATION_CREDENTIALS"] = (folder_ / "missing.json").string();
  auto found = Find("");
  ASSERT_FALSE(found.has_value());
  EXPECT_THAT(found.error().message, HasSubstr("missing.json"));
  EXPECT_THAT(found.error().message, HasSubstr("GOOGLE_APPLICATION_CREDENTIALS"));
  variables_["GOOGLE_APPLICATION_CREDENTIALS"] = Write("broken.json", "{");
  EXPECT_THAT(Find("").error().message, HasSubstr("broken.json"));
}

TEST_F(GoogleCredentials, AUsersPathIsNotRead) {
  const std::string path = Write("key.json", TestAccountJson());
  EXPECT_TRUE(Find(path).has_value());
  const auto refused = Find(path, net::AddressPolicy::kUser);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid);
  EXPECT_THAT(refused.error().advice, HasSubstr("content"));
}

TEST_F(GoogleCredentials, TheMachinesAccountComesLast) {
  const std::string base =
      "http://metadata.test/computeMetadata/v1/instance/service-accounts/default/";
  variables_["GCE_METADATA_HOST"] = "metadata.test";
  const net::Headers google{{"Metadata-Flavor", "Google"}};
  Give(base + "token", R"({"access_token":"machine","expires_in":600})", 200, google);
  Give(base + "email", "vm@p.iam.gserviceaccount.com\n", 200, google);
  Give(
      "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
      "vm@p.iam.gserviceaccount.com:signBlob",
      R"({"signedBlob":"c2lnbmVk"})");
  // Of a user's storage too: the server's own credentials are the operator's.
  const auto credentials = Find("", net::AddressPolicy::kUser).value();
  EXPECT_EQ(TokenOf(credentials), "machine");
  EXPECT_EQ(client_.requests()[0].headers.Get("Metadata-Flavor"), "Google");
  EXPECT_EQ(client_.requests()[0].addresses, net::AddressPolicy::kTrusted);
  EXPECT_EQ(credentials->signer->Sign("x").value(), "signed");
  EXPECT_EQ(client_.requests().back().headers.Get("Authorization"), "Bearer machine");
  Give(base + "token", "Not Found", 404, google);
  clock_.Advance(std::chrono::minutes(10));
  EXPECT_THAT(TokenOf(credentials), HasSubstr("has no service account"));
}

TEST_F(GoogleCredentials, NoneNamesAllThatWasAsked) {
  const auto credentials = Find("").value();
  const std::string sentence = TokenOf(credentials);
  for (const char* part : {"the storage's settings", "GOOGLE_APPLICATION_CREDENTIALS",
                           "application_default_credentials.json", "169.254.169.254"}) {
    EXPECT_THAT(sentence, HasSubstr(part));
  }
  EXPECT_EQ(credentials->tokens->Get().error().kind, ErrorKind::kUnauthenticated);
  EXPECT_EQ(client_.requests().size(), 1u) << "asking a server that is not there takes time";
  clock_.Advance(std::chrono::minutes(1));
  (void)TokenOf(credentials);
  EXPECT_EQ(client_.requests().size(), 2u);
  // Something else that answers at that address.
  variables_["GCE_METADATA_HOST"] = "other";
  Give("http://other/computeMetadata/v1/instance/service-accounts/default/token", "<html>");
  EXPECT_THAT(TokenOf(Find("").value()), HasSubstr("No Google credentials were found"));
}

TEST_F(GoogleCredentials, RefusalsSayWhatIsWrongWithTheCredentials) {
  const std::string url = "https://oauth2.googleapis.com/token";
  const auto says = [&](const std::string& code, const std::string& description,
                        net::Headers headers = {}) {
    Give(url, json::serialize(json::object{{"error", code}, {"error_description", description}}),
         400, std::move(headers));
    const auto token = Open(TestAccount())->tokens->Get();
    EXPECT_FALSE(token.has_value());
    EXPECT_EQ(token.error().kind, ErrorKind::kUnauthenticated);
    EXPECT_FALSE(token.error().temporary);
    return token.error().Sentence();
  };
  const std::string timeframe =
      "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.";
  EXPECT_THAT(says("invalid_grant", timeframe), HasSubstr("the clock of this machine is wrong"));
  EXPECT_THAT(says("invalid_grant", timeframe, {{"Date", "Fri, 02 Jan 2026 03:14:05 GMT"}}),
              HasSubstr("The clock of this machine is 10 minutes behind oauth2.googleapis.com"));
  EXPECT_THAT(
      says("invalid_grant", "Invalid JWT Signature.", {{"Date", "Fri, 02 Jan 2026 03:04:00 GMT"}}),
      HasSubstr("does not know the key of the service account ml@"));
  EXPECT_THAT(says("invalid_grant", "Invalid grant: account not found"),
              HasSubstr("does not exist any more"));
  EXPECT_THAT(says("invalid_grant", "Token has been expired or revoked."),
              HasSubstr("gcloud auth application-default login"));
  EXPECT_THAT(says("odd_code", "Some words."), HasSubstr("(400, odd_code): Some words."));
}

TEST_F(GoogleCredentials, ATokenServiceThatFailsIsAskedAgainLater) {
  const std::string url = "https://oauth2.googleapis.com/token";
  for (const auto& [status, body] : std::map<int, std::string>{
           {503, "<html>busy</html>"}, {429, ""}, {200, "<html>"}, {201, "{}"}}) {
    Give(url, body, status);
    const auto token = Open(TestAccount())->tokens->Get();
    ASSERT_FALSE(token.has_value()) << status;
    EXPECT_TRUE(token.error().temporary) << status;
  }
  Give(url, R"({"access_token":"a\r\nX-Evil: b"})");
  EXPECT_FALSE(Open(TestAccount())->tokens->Get().has_value());
}

}  // namespace
}  // namespace millrace::storage::google

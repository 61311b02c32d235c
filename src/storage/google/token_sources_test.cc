#include "storage/google/token_sources.h"

#include "base/text.h"
#include "storage/google/json.h"
#include "storage/google/test_account.h"
#include "storage/google/testing.h"

namespace millrace::storage::google {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class GoogleTokenSources : public CredentialsTest {};

TEST_F(GoogleTokenSources, AServiceAccountSignsAJwt) {
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

TEST_F(GoogleTokenSources, InAnotherUniverseTheJwtIsTheToken) {
  json::object file = TestAccount();
  file["universe_domain"] = "cloud.example";
  const auto credentials = Open(file);
  const auto parts = Split(TokenOf(credentials), '.');
  ASSERT_EQ(parts.size(), 3u);
  const auto claims = ParseObject(*Base64Decode(parts[1])).value();
  EXPECT_EQ(TextOf(claims, "sub"), "ml@test-project.iam.gserviceaccount.com");
  EXPECT_TRUE(client_.requests().empty());
}

TEST_F(GoogleTokenSources, APersonsLoginIsRenewedAndCannotSign) {
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

TEST_F(GoogleTokenSources, AFederatedUserIdentifiesTheClientInAHeader) {
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

TEST_F(GoogleTokenSources, ImpersonationAsksWithTheSourcesToken) {
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

}  // namespace
}  // namespace millrace::storage::google

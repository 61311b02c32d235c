#include "storage/google/subject_token.h"

#include "base/text.h"
#include "net/url.h"
#include "storage/google/json.h"
#include "storage/google/testing.h"

namespace millrace::storage::google {
namespace {

namespace json = boost::json;
using net::HttpRequest;
using testing::HasSubstr;

class GoogleSubjectToken : public CredentialsTest {};

json::object Federation(json::object source) {
  return {{"type", "external_account"},
          {"audience", "//iam.googleapis.com/pool"},
          {"subject_token_type", "urn:ietf:params:oauth:token-type:jwt"},
          {"token_url", "https://sts.googleapis.com/v1/token"},
          {"credential_source", std::move(source)}};
}

TEST_F(GoogleSubjectToken, AFileIsExchangedForAToken) {
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

TEST_F(GoogleSubjectToken, AUrlIsExchangedAndTheAccountImpersonated) {
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

TEST_F(GoogleSubjectToken, AnAwsIdentityIsProvedByASignedRequest) {
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

TEST_F(GoogleSubjectToken, TheEnvironmentsAwsIdentityComesFirst) {
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

}  // namespace
}  // namespace millrace::storage::google

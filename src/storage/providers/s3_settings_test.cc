// What the fields beyond endpoint, region and key do (s3_test.cc has those).
#include "storage/providers/s3_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/ids.h"
#include "storage/common_fields.h"
#include "storage/http/fake_http_client.h"
#include "storage/providers/s3.h"
#include "storage/providers/s3_guidance.h"

namespace millrace::storage {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kRoleArn[] = "arn:aws:iam::123456789012:role/labeling";

class S3Fields : public testing::Test {
 protected:
  S3Fields()
      : client_([this](const HttpRequest& request) { return answer_(request); }),
        home_(std::filesystem::temp_directory_path() / ("millrace-settings-" + RandomHex(8))) {
    std::filesystem::create_directories(home_ / ".aws");
    environment_.http = &client_;
    environment_.clock = &clock_;
    environment_.home = home_.string();
    environment_.env = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
    values_.Set(kS3Bucket, "settings-bucket");
    values_.Set(kS3AccessKeyId, "AKIAIOSFODNN7EXAMPLE");
    values_.Set(kS3SecretAccessKey, "wJalrXUtnFEMI");
  }
  ~S3Fields() override { std::filesystem::remove_all(home_); }

  void WriteConfig(std::string_view text) { std::ofstream(home_ / ".aws/config") << text; }
  std::unique_ptr<ObjectStore> Open(net::AddressPolicy addresses = net::AddressPolicy::kTrusted) {
    auto store = kS3.open(values_, environment_, addresses);
    EXPECT_TRUE(store.has_value()) << store.error().Sentence();
    return store.has_value() ? *std::move(store) : nullptr;
  }
  // The last request of one HEAD.
  HttpRequest Ask(net::AddressPolicy addresses = net::AddressPolicy::kTrusted) {
    const auto head = Open(addresses)->Head("k");
    EXPECT_TRUE(head.has_value()) << head.error().Sentence();
    return client_.requests().back();
  }
  HttpRequest AskPut() {
    EXPECT_TRUE(Open()->Put({.key = "k", .body = "{}"}).has_value());
    return client_.requests().back();
  }
  std::pair<std::string, std::string> WrongField(
      net::AddressPolicy addresses = net::AddressPolicy::kTrusted) {
    auto store = kS3.open(values_, environment_, addresses);
    EXPECT_FALSE(store.has_value());
    if (store.has_value() || store.error().fields.empty()) return {};
    return store.error().fields[0];
  }
  std::string Presigned() { return Open()->Presign({.key = "k"}).value(); }

  FakeClock clock_{*ParseIso("2026-01-02T03:04:05Z")};
  std::function<Result<HttpResponse>(const HttpRequest&)> answer_ =
      [](const HttpRequest&) -> Result<HttpResponse> {
    return HttpResponse{200, {{"ETag", "\"e\""}, {"Content-Length", "0"}}, ""};
  };
  http::FakeHttpClient client_;
  const std::filesystem::path home_;
  std::map<std::string, std::string> variables_;
  Environment environment_;
  Values values_;
};

TEST_F(S3Fields, AServiceFillsInItsEndpoint) {
  values_.Set(kS3Service, "r2");
  EXPECT_EQ(WrongField().first, "account");
  values_.Set(kS3Account, "0a1b2c");
  const HttpRequest request = Ask();
  EXPECT_EQ(request.url, "https://0a1b2c.r2.cloudflarestorage.com/settings-bucket/k");
  EXPECT_THAT(std::string(request.headers.Get("Authorization")), HasSubstr("/auto/s3/"));
  EXPECT_EQ(Open()->capabilities().put_if_absent, Support::kYes);
  EXPECT_EQ(kS3.locate(values_, environment_).endpoint, "https://0a1b2c.r2.cloudflarestorage.com");
  values_.Set(kS3Service, "minio");
  EXPECT_EQ(WrongField().first, "s3_endpoint");
  variables_["S3_ENDPOINT"] = "http://minio.test:9000";
  EXPECT_EQ(Ask().url, "http://minio.test:9000/settings-bucket/k");
  EXPECT_EQ(Open()->capabilities().put_if_absent, Support::kUnknown);
  values_.Set(kS3Service, "b2");
  EXPECT_EQ(WrongField().first, "region_name") << "the environment's endpoint is another service";
}

TEST_F(S3Fields, AServiceIsRecognisedByItsEndpoint) {
  variables_["AWS_REGION"] = "eu-west-1";
  values_.Set(kS3Endpoint, "https://s3.us-west-004.backblazeb2.com");
  EXPECT_THAT(std::string(Ask().headers.Get("Authorization")), HasSubstr("/us-west-004/s3/"));
  values_.Set(kS3Endpoint, "https://0a1b2c.eu.r2.cloudflarestorage.com");
  EXPECT_THAT(std::string(Ask().headers.Get("Authorization")), HasSubstr("/auto/s3/"));
  EXPECT_EQ(Open()->capabilities().put_if_match, Support::kYes);
  values_.Set(kS3Endpoint, "https://minio.test");
  EXPECT_THAT(std::string(Ask().headers.Get("Authorization")), HasSubstr("/eu-west-1/s3/"));
}

TEST_F(S3Fields, ARoleIsAssumedWithTheKeyOfTheFields) {
  answer_ = [](const HttpRequest& request) -> Result<HttpResponse> {
    if (request.method != "POST")
      return HttpResponse{200, {{"ETag", "\"e\""}, {"Content-Length", "0"}}, ""};
    return HttpResponse{
        200,
        {},
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>"
        "<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>"
        "2026-01-02T04:04:05Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"};
  };
  values_.Set(kS3RoleArn, kRoleArn);
  values_.Set(kS3ExternalId, "42");
  values_.Set(kS3Region, "eu-west-1");
  const HttpRequest request = Ask();
  EXPECT_THAT(std::string(request.headers.Get("Authorization")), HasSubstr("Credential=ASIAROLE/"));
  EXPECT_EQ(request.headers.Get("X-Amz-Security-Token"), "t");
  const HttpRequest asked = client_.requests()[0];
  EXPECT_EQ(asked.url, "https://sts.eu-west-1.amazonaws.com/");
  EXPECT_THAT(asked.body, HasSubstr("&ExternalId=42"));
  EXPECT_EQ(Open()->Identity().value(),
            std::string("access key (too short to show a part of it) from role \"") + kRoleArn +
                "\", assumed with the key from the storage's settings");

  // Other services lend at the place of the bucket, by a user's address rules; a field wins.
  const auto sts = [&] {
    const auto store = Open(net::AddressPolicy::kUser);
    (void)store->Head("k");
    const auto requests = client_.requests();
    return requests[requests.size() - 2];
  };
  values_.Set(kS3Endpoint, "http://minio.test:9000");
  EXPECT_EQ(sts().url, "http://minio.test:9000/");
  EXPECT_EQ(sts().addresses, net::AddressPolicy::kUser);
  values_.Set(kS3Endpoint, "https://bucket.vpce-1a2b.s3.eu-west-1.vpce.amazonaws.com");
  EXPECT_THAT(sts().url, StartsWith("https://sts."));
  EXPECT_EQ(sts().addresses, net::AddressPolicy::kTrusted);
  values_.Set(kS3StsEndpoint, "http://sts.test");
  EXPECT_EQ(sts().url, "http://sts.test/");
  EXPECT_EQ(sts().addresses, net::AddressPolicy::kUser);
}

TEST_F(S3Fields, WrongRolesNameTheField) {
  values_.Set(kS3ExternalId, "42");
  EXPECT_EQ(WrongField().first, "role_arn");
  values_.Set(kS3RoleArn, "labeling");
  EXPECT_EQ(WrongField().first, "role_arn");
  values_.Set(kS3RoleArn, kRoleArn);
  values_.Set(kS3ExternalId, "a b");
  EXPECT_EQ(WrongField().first, "external_id");
  values_.Set(kS3ExternalId, "42");
  values_.Set(kS3StsEndpoint, "sts");
  EXPECT_EQ(WrongField().first, "sts_endpoint");
}

TEST_F(S3Fields, OnlyTheOperatorMayNameFilesOfTheServer) {
  WriteConfig("[profile ml]\naws_access_key_id = AKIAML\naws_secret_access_key = b\n");
  values_.Set(kS3CaFile, "/etc/hosts");
  EXPECT_EQ(WrongField(net::AddressPolicy::kUser).first, "ca_file");
  EXPECT_EQ(Ask().ca_file, "/etc/hosts");
  values_.Set(kS3CaFile, "-----BEGIN CERTIFICATE-----\n");
  EXPECT_EQ(Ask(net::AddressPolicy::kUser).ca_pem, "-----BEGIN CERTIFICATE-----");
  values_.Clear(kS3CaFile);
  variables_["AWS_CA_BUNDLE"] = "/srv/ca.pem";
  EXPECT_EQ(Ask().ca_file, "/srv/ca.pem");
  EXPECT_EQ(Open()->peer().ca_file, "/srv/ca.pem");
  values_.Set(kS3Profile, "ml");
  EXPECT_EQ(WrongField(net::AddressPolicy::kUser).first, "profile");
}

TEST_F(S3Fields, AChosenProfileWinsOverTheEnvironment) {
  WriteConfig("[profile ml]\naws_access_key_id = AKIAML\naws_secret_access_key = b\n");
  values_.Clear(kS3AccessKeyId);
  values_.Clear(kS3SecretAccessKey);
  variables_ = {{"AWS_ACCESS_KEY_ID", "AKIAENV"}, {"AWS_SECRET_ACCESS_KEY", "e"}};
  EXPECT_THAT(std::string(Ask().headers.Get("Authorization")), HasSubstr("Credential=AKIAENV/"));
  values_.Set(kS3Profile, "ml");
  EXPECT_THAT(std::string(Ask().headers.Get("Authorization")), HasSubstr("Credential=AKIAML/"));
  EXPECT_THAT(Open()->Identity().value(), HasSubstr("from the profile \"ml\""));
  values_.Set(kS3Profile, "missing");
  EXPECT_THAT(Open()->Head("k").error().message, HasSubstr("There is no profile \"missing\""));
}

TEST_F(S3Fields, EncryptionOfWhatIsWritten) {
  EXPECT_FALSE(AskPut().headers.Has("x-amz-server-side-encryption"));
  values_.Set(kS3Encryption, "AES256");
  EXPECT_EQ(AskPut().headers.Get("x-amz-server-side-encryption"), "AES256");
  values_.Set(kS3Encryption, "aws:kms");
  EXPECT_EQ(AskPut().headers.Get("x-amz-server-side-encryption"), "aws:kms");
  EXPECT_FALSE(AskPut().headers.Has("x-amz-server-side-encryption-aws-kms-key-id"));
  values_.Clear(kS3Encryption);
  values_.Set(kS3KmsKeyId, "alias/labels");
  EXPECT_EQ(AskPut().headers.Get("x-amz-server-side-encryption"), "aws:kms");
  EXPECT_EQ(AskPut().headers.Get("x-amz-server-side-encryption-aws-kms-key-id"), "alias/labels");
  EXPECT_FALSE(Ask().headers.Has("x-amz-server-side-encryption"));
  values_.Set(kS3Encryption, "AES256");
  EXPECT_EQ(WrongField().first, "server_side_encryption");
}

TEST_F(S3Fields, WhoPaysIsSignedInHeadersAndUrls) {
  values_.Set(kS3Region, "us-east-1");
  EXPECT_FALSE(Ask().headers.Has("x-amz-request-payer"));
  EXPECT_THAT(Presigned(), Not(HasSubstr("request-payer")));
  values_.Set(kS3RequesterPays, true);
  const HttpRequest request = Ask();
  EXPECT_EQ(request.headers.Get("x-amz-request-payer"), "requester");
  EXPECT_THAT(std::string(request.headers.Get("Authorization")), HasSubstr("x-amz-request-payer"));
  EXPECT_THAT(Presigned(), HasSubstr("x-amz-request-payer=requester&"));
}

TEST_F(S3Fields, BrowsersGetAnEndpointOfTheirOwn) {
  values_.Set(kS3Endpoint, "http://minio.internal:9000");
  values_.Set(kS3PublicEndpoint, "https://media.test/s3/");
  EXPECT_THAT(Presigned(), StartsWith("https://media.test/s3/settings-bucket/k?"));
  EXPECT_EQ(Ask().url, "http://minio.internal:9000/settings-bucket/k");
  values_.Set(kS3AddressingStyle, "virtual");
  EXPECT_THAT(Presigned(), StartsWith("https://settings-bucket.media.test/s3/k?"));
  values_.Set(kS3PublicEndpoint, "media.test");
  EXPECT_EQ(WrongField().first, "public_endpoint");
  // With Amazon, its accelerated hosts.
  values_.Clear(kS3Endpoint);
  values_.Set(kS3Region, "eu-west-1");
  values_.Set(kS3PublicEndpoint, "https://s3-accelerate.amazonaws.com");
  EXPECT_THAT(Presigned(), StartsWith("https://settings-bucket.s3-accelerate.amazonaws.com/k?"));
}

TEST_F(S3Fields, SwitchesOfEnvironmentAndProfile) {
  values_.Set(kS3Region, "us-west-2");
  variables_["AWS_USE_FIPS_ENDPOINT"] = "true";
  EXPECT_EQ(Ask().url, "https://settings-bucket.s3-fips.us-west-2.amazonaws.com/k");
  variables_.clear();
  WriteConfig("[default]\nuse_dualstack_endpoint = true\ns3 =\n  addressing_style = path\n");
  EXPECT_EQ(Ask().url, "https://s3.dualstack.us-west-2.amazonaws.com/settings-bucket/k");
  values_.Set(kS3AddressingStyle, "virtual");
  EXPECT_EQ(Ask().url, "https://settings-bucket.s3.dualstack.us-west-2.amazonaws.com/k");
  values_.Set(kS3Endpoint, "http://minio.test");
  EXPECT_EQ(Ask().url, "http://settings-bucket.minio.test/k");
  values_.Clear(kS3AddressingStyle);
  WriteConfig("[default]\ns3 =\n  addressing_style = odd\n");
  EXPECT_THAT(kS3.open(values_, environment_, net::AddressPolicy::kTrusted).error().message,
              HasSubstr("\"odd\""));
}

TEST_F(S3Fields, TheDoctorLearnsThePeerAndTheIdentity) {
  values_.Set(kS3Endpoint, "http://minio.test:9000/base");
  const Peer peer = Open(net::AddressPolicy::kUser)->peer();
  EXPECT_EQ(peer.host, "minio.test");
  EXPECT_EQ(peer.port, 9000);
  EXPECT_FALSE(peer.tls);
  EXPECT_EQ(peer.url, "http://minio.test:9000/base/settings-bucket/");
  EXPECT_EQ(peer.addresses, net::AddressPolicy::kUser);
  EXPECT_EQ(Open()->Identity().value(), "access key AKIA…LE from the storage's settings");
  values_.Clear(kS3Endpoint);
  values_.Set(kS3Region, "eu-west-1");
  const Peer amazon = Open()->peer();
  EXPECT_EQ(amazon.host, "settings-bucket.s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(amazon.port, 443);
  EXPECT_TRUE(amazon.tls);
  values_.Set(kS3Anonymous, true);
  EXPECT_EQ(Open()->Identity().value(), "");
}

TEST_F(S3Fields, TheDoctorLearnsTheRegion) {
  const auto examine = [&](int status, const char* region) {
    answer_ = [=](const HttpRequest&) -> Result<HttpResponse> {
      HttpResponse answer{status, {}, ""};
      if (*region != '\0') answer.headers.Add("x-amz-bucket-region", region);
      return answer;
    };
    return Open()->Examine().at(0);
  };
  using State = Finding::State;
  values_.Set(kS3Region, "eu-west-1");
  EXPECT_EQ(examine(200, "eu-west-1").state, State::kOk);
  const Finding wrong = examine(301, "eu-central-1");
  EXPECT_EQ(wrong.state, State::kWarning);
  EXPECT_EQ(wrong.detail, "The bucket is in eu-central-1, but the settings say eu-west-1.");
  EXPECT_EQ(wrong.advice, "Set Region to eu-central-1.");
  EXPECT_EQ(examine(403, "").detail,
            "Requests are signed for eu-west-1; the service does not say where the bucket is.");
  EXPECT_EQ(examine(200, "evil.test/").state, State::kOk);
  values_.Clear(kS3Region);
  EXPECT_THAT(examine(403, "eu-central-1").detail, HasSubstr("found out by asking"));
  answer_ = [](const HttpRequest&) -> Result<HttpResponse> {
    return FailForNow(ErrorKind::kUnavailable, "Nobody is there.");
  };
  EXPECT_EQ(Open()->Examine().at(0).state, State::kSkipped);
}

TEST(S3Guidance, RightsAreAPolicyWithTheNamesInIt) {
  Values values;
  values.Set(kS3Bucket, "cats");
  const boost::json::value all = boost::json::parse(S3Rights(values, false));
  const auto& statements = all.at("Statement").as_array();
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[0].at("Resource").as_string(), "arn:aws:s3:::cats");
  EXPECT_FALSE(statements[0].as_object().contains("Condition"));
  EXPECT_EQ(statements[1].at("Resource").as_string(), "arn:aws:s3:::cats/*");
  EXPECT_EQ(boost::json::serialize(statements[1].at("Action")), "[\"s3:GetObject\"]");

  values.Set(kPrefix, "a\"b*");
  values.Set(kS3Region, "cn-north-1");
  values.Set(kS3KmsKeyId, "1234");
  const boost::json::value target = boost::json::parse(S3Rights(values, true));
  const auto& writing = target.at("Statement").as_array();
  ASSERT_EQ(writing.size(), 3u);
  EXPECT_EQ(writing[0].at("Condition").at("StringLike").at("s3:prefix").as_string(), "a\"b${*}/*");
  EXPECT_EQ(writing[1].at("Resource").as_string(), "arn:aws-cn:s3:::cats/a\"b${*}/*");
  EXPECT_THAT(boost::json::serialize(writing[1].at("Action")), HasSubstr("s3:PutObject"));
  EXPECT_EQ(writing[2].at("Resource").as_string(), "arn:aws-cn:kms:cn-north-1:*:key/1234");
  EXPECT_THAT(boost::json::serialize(writing[2].at("Action")), HasSubstr("kms:GenerateDataKey"));
}

TEST(S3Guidance, CorsIsADocumentAndTheLineThatSetsIt) {
  Values values;
  values.Set(kS3Bucket, "cats");
  values.Set(kS3Endpoint, "http://minio.test:9000");
  const std::string text = S3Cors(values, "https://label.test");
  const size_t begin = text.find('{'), end = text.rfind("\nEOF");
  const boost::json::value document = boost::json::parse(text.substr(begin, end - begin));
  const auto& rule = document.at("CORSRules").at(0);
  EXPECT_EQ(rule.at("AllowedOrigins").at(0).as_string(), "https://label.test");
  EXPECT_EQ(boost::json::serialize(rule.at("AllowedMethods")), "[\"GET\",\"HEAD\"]");
  EXPECT_THAT(text, HasSubstr("aws s3api put-bucket-cors --bucket 'cats' --cors-configuration "
                              "file://cors.json --endpoint-url 'http://minio.test:9000'\n"));
}

}  // namespace
}  // namespace millrace::storage

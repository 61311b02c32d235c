#include "storage/providers/s3.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/ids.h"
#include "storage/common_fields.h"
#include "storage/http/fake_http_client.h"

namespace millrace::storage {
namespace {

using testing::HasSubstr;

class S3Provider : public testing::Test {
 protected:
  S3Provider()
      : client_([](const net::HttpRequest&) -> Result<net::HttpResponse> {
          return net::HttpResponse{200, {{"ETag", "\"e\""}, {"Content-Length", "0"}}, ""};
        }),
        home_(std::filesystem::temp_directory_path() / ("millrace-s3-" + RandomHex(8))) {
    std::filesystem::create_directories(home_ / ".aws");
    environment_.http = &client_;
    environment_.clock = &clock_;
    environment_.home = home_.string();
    environment_.env = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
    values_.Set(kS3Bucket, std::string("cats"));
  }
  ~S3Provider() override { std::filesystem::remove_all(home_); }

  void WriteConfig(std::string_view text) { std::ofstream(home_ / ".aws/config") << text; }
  void WriteCredentials(std::string_view text) {
    std::ofstream(home_ / ".aws/credentials") << text;
  }
  void SetKeys() {
    values_.Set(kS3AccessKeyId, std::string("AKIAIOSFODNN7EXAMPLE"));
    values_.Set(kS3SecretAccessKey, std::string("wJalrXUtnFEMI"));
  }

  // The request of one HEAD with the storage's settings.
  net::HttpRequest Ask() {
    auto store = kS3.open(values_, environment_, net::AddressPolicy::kUser);
    EXPECT_TRUE(store.has_value()) << store.error().Sentence();
    if (!store.has_value()) return {};
    const auto head = (*store)->Head("k");
    EXPECT_TRUE(head.has_value()) << head.error().Sentence();
    return client_.requests().empty() ? net::HttpRequest{} : client_.requests().back();
  }
  Error OpenError() {
    auto store = kS3.open(values_, environment_, net::AddressPolicy::kUser);
    EXPECT_FALSE(store.has_value());
    return store.has_value() ? Error{} : store.error();
  }

  FakeClock clock_;
  http::FakeHttpClient client_;
  const std::filesystem::path home_;
  std::map<std::string, std::string> variables_;
  Environment environment_;
  Values values_;
};

TEST_F(S3Provider, EndpointComesFromFieldThenEnvironmentThenProfile) {
  SetKeys();
  WriteConfig("[default]\nendpoint_url = http://profile:1\n");
  EXPECT_EQ(Ask().url, "http://profile:1/cats/k");
  EXPECT_EQ(Ask().addresses, net::AddressPolicy::kTrusted);
  variables_["AWS_ENDPOINT_URL"] = "http://all:2";
  EXPECT_EQ(Ask().url, "http://all:2/cats/k");
  variables_["AWS_ENDPOINT_URL_S3"] = "http://s3:3";
  EXPECT_EQ(Ask().url, "http://s3:3/cats/k");
  variables_["S3_ENDPOINT"] = "http://label-studio:4";
  EXPECT_EQ(Ask().url, "http://label-studio:4/cats/k");
  EXPECT_EQ(Ask().addresses, net::AddressPolicy::kTrusted);
  values_.Set(kS3Endpoint, std::string("http://field:5"));
  EXPECT_EQ(Ask().url, "http://field:5/cats/k");
  EXPECT_EQ(Ask().addresses, net::AddressPolicy::kUser);
}

TEST_F(S3Provider, RegionComesFromFieldThenEnvironmentThenProfile) {
  SetKeys();
  const auto region = [&] {
    const std::string authorization(Ask().headers.Get("Authorization"));
    const size_t begin = authorization.find('/', authorization.find("Credential=") + 40) + 1;
    return authorization.substr(begin, authorization.find("/s3/") - begin);
  };
  EXPECT_EQ(region(), "us-east-1");
  WriteConfig("[default]\nregion = eu-west-1\n");
  EXPECT_EQ(region(), "eu-west-1");
  variables_["AWS_DEFAULT_REGION"] = "eu-west-2";
  EXPECT_EQ(region(), "eu-west-2");
  variables_["AWS_REGION"] = "eu-west-3";
  EXPECT_EQ(region(), "eu-west-3");
  variables_["S3_region"] = "eu-north-1";
  EXPECT_EQ(region(), "eu-north-1");
  values_.Set(kS3Endpoint, std::string("https://s3-ap-south-1.amazonaws.com"));
  EXPECT_EQ(region(), "ap-south-1");
  values_.Set(kS3Region, std::string("sa-east-1"));
  EXPECT_EQ(region(), "sa-east-1");
}

TEST_F(S3Provider, CredentialsOfTheSelectedProfile) {
  WriteCredentials(
      "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = a\n"
      "[ml]\naws_access_key_id = AKIAML\naws_secret_access_key = b\naws_session_token = t\n");
  EXPECT_THAT(std::string(Ask().headers.Get("Authorization")),
              HasSubstr("Credential=AKIADEFAULT/"));
  variables_["AWS_PROFILE"] = "ml";
  EXPECT_THAT(std::string(Ask().headers.Get("Authorization")), HasSubstr("Credential=AKIAML/"));
  EXPECT_EQ(Ask().headers.Get("X-Amz-Security-Token"), "t");
}

TEST_F(S3Provider, WithoutCredentialsTheFirstRequestSaysSo) {
  variables_["AWS_EC2_METADATA_DISABLED"] = "true";
  auto store = kS3.open(values_, environment_, net::AddressPolicy::kUser);
  ASSERT_TRUE(store.has_value());
  const auto check = (*store)->Check();
  ASSERT_FALSE(check.has_value());
  EXPECT_EQ(check.error().kind, ErrorKind::kUnauthenticated);
  EXPECT_TRUE(client_.requests().empty());
}

TEST_F(S3Provider, PublicBucketsAreNotSigned) {
  values_.Set(kS3Anonymous, true);
  EXPECT_FALSE(Ask().headers.Has("Authorization"));
  values_.Set(kS3Region, std::string("eu-west-1"));
  auto store = kS3.open(values_, environment_, net::AddressPolicy::kUser);
  EXPECT_EQ((*store)->Presign({.key = "a b", .response_content_type = "image/png"}).value(),
            "https://cats.s3.eu-west-1.amazonaws.com/a%20b");
}

TEST_F(S3Provider, WrongParametersNameTheField) {
  values_.Set(kS3Endpoint, std::string("minio:9000"));
  EXPECT_EQ(OpenError().fields.at(0).first, "s3_endpoint");
  values_.Set(kS3Endpoint, std::string("http://minio:9000/?x=1"));
  EXPECT_EQ(OpenError().fields.at(0).first, "s3_endpoint");
  values_.Clear(kS3Endpoint);
  values_.Set(kS3Region, std::string("eu west"));
  EXPECT_EQ(OpenError().fields.at(0).first, "region_name");
  values_.Clear(kS3Region);
  values_.Clear(kS3Bucket);
  EXPECT_EQ(OpenError().fields.at(0).first, "bucket");
  values_.Set(kS3Bucket, std::string("cats--usw2-az1--x-s3"));
  EXPECT_EQ(OpenError().kind, ErrorKind::kUnsupported);
}

TEST_F(S3Provider, BrokenConfigFileIsNamed) {
  SetKeys();
  WriteConfig("[default\n");
  EXPECT_THAT(OpenError().message, HasSubstr((home_ / ".aws/config").string()));
}

TEST_F(S3Provider, CapabilitiesFollowTheEndpoint) {
  SetKeys();
  const auto capabilities = [&] {
    return kS3.open(values_, environment_, net::AddressPolicy::kUser).value()->capabilities();
  };
  EXPECT_EQ(capabilities().put_if_absent, Support::kYes);
  EXPECT_EQ(capabilities().delete_if_match, Support::kUnknown);
  values_.Set(kS3Endpoint, std::string("http://minio:9000"));
  EXPECT_EQ(capabilities().put_if_absent, Support::kUnknown);
  EXPECT_EQ(capabilities().order, Order::kBytes);
}

TEST_F(S3Provider, LocationIsTheSameHoweverItIsWritten) {
  const Location amazon = kS3.locate(values_, environment_);
  EXPECT_EQ(amazon, (Location{.kind = "s3", .bucket = "cats"}));
  values_.Set(kS3Endpoint, std::string("https://s3.eu-west-1.amazonaws.com/"));
  EXPECT_EQ(kS3.locate(values_, environment_), amazon);
  values_.Set(kS3Endpoint, std::string("HTTPS://Minio.example.com:443/base/"));
  values_.Set(kPrefix, std::string("raw"));
  const Location minio{.kind = "s3",
                       .endpoint = "https://minio.example.com/base",
                       .bucket = "cats",
                       .prefix = "raw/"};
  EXPECT_EQ(kS3.locate(values_, environment_), minio);
  values_.Clear(kS3Endpoint);
  variables_["S3_ENDPOINT"] = "https://minio.example.com/base";
  values_.Set(kPrefix, std::string("raw/"));
  EXPECT_EQ(kS3.locate(values_, environment_), minio);
}

TEST_F(S3Provider, UrisKeepKeysAsTheyAre) {
  for (const std::string key : {"a b?c#d%2F+.jpg", "/lead", "//", "../x", "é\n"}) {
    const std::string uri = kS3.uri(values_, environment_, key);
    EXPECT_EQ(uri, "s3://cats/" + key);
    EXPECT_EQ(kS3.key_of(values_, environment_, uri), key);
  }
  for (const char* foreign : {"s3://cats/", "s3://dogs/a", "s3://cats", "gs://cats/a", "/a"}) {
    EXPECT_FALSE(kS3.key_of(values_, environment_, foreign).has_value()) << foreign;
  }
}

TEST_F(S3Provider, GuideAndBotoNamesAreAliases) {
  const auto parsed = ParseValues(kS3.fields, {{"endpoint_url", "http://minio:9000"},
                                               {"region", "eu-west-1"},
                                               {"access_key", "A"},
                                               {"secret_key", "B"}});
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->String(kS3Endpoint), "http://minio:9000");
  EXPECT_EQ(parsed->String(kS3Region), "eu-west-1");
  const auto shown = PublicJson(kS3.fields, *parsed);
  EXPECT_FALSE(shown.contains("aws_access_key_id"));
  EXPECT_FALSE(shown.contains("aws_secret_access_key"));
  EXPECT_TRUE(shown.contains("s3_endpoint"));
}

}  // namespace
}  // namespace millrace::storage

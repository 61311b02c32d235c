#include "storage/providers/gcs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>

#include "storage/common_fields.h"
#include "storage/google/test_account.h"
#include "storage/http/fake_http_client.h"

namespace millrace::storage {
namespace {

using testing::HasSubstr;
using testing::Not;

class GcsProvider : public testing::Test {
 protected:
  GcsProvider()
      : client_([](const net::HttpRequest& request) -> Result<net::HttpResponse> {
          if (request.url.ends_with("/token")) {
            return net::HttpResponse{200, {}, R"({"access_token":"t","expires_in":3600})"};
          }
          return net::HttpResponse{200, {}, R"({"name":"k","size":"1","generation":"1"})"};
        }) {
    environment_.http = &client_;
    environment_.clock = &clock_;
    environment_.home = "/nonexistent";
    environment_.env = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
    values_.Set(kGcsBucket, "cats");
  }

  Result<std::unique_ptr<ObjectStore>> Open(
      net::AddressPolicy addresses = net::AddressPolicy::kUser) {
    return kGcs.open(values_, environment_, addresses);
  }
  // The last request of one look at an object.
  net::HttpRequest Ask(net::AddressPolicy addresses = net::AddressPolicy::kUser) {
    auto store = Open(addresses);
    EXPECT_TRUE(store.has_value()) << store.error().Sentence();
    if (!store.has_value()) return {};
    const auto head = (*store)->Head("k");
    EXPECT_TRUE(head.has_value()) << head.error().Sentence();
    return client_.requests().empty() ? net::HttpRequest{} : client_.requests().back();
  }
  Error OpenError() {
    auto store = Open();
    EXPECT_FALSE(store.has_value());
    return store.has_value() ? Error{} : store.error();
  }

  FakeClock clock_;
  http::FakeHttpClient client_;
  std::map<std::string, std::string> variables_;
  Environment environment_;
  Values values_;
};

TEST_F(GcsProvider, EndpointComesFromFieldThenEnvironment) {
  for (const char* host : {"127.0.0.1:4443", "http://127.0.0.1:4443", "http://127.0.0.1:4443/"}) {
    variables_["STORAGE_EMULATOR_HOST"] = host;
    EXPECT_THAT(Ask().url, HasSubstr("http://127.0.0.1:4443/storage/v1/b/cats/o/k?"));
    EXPECT_EQ(Ask().addresses, net::AddressPolicy::kTrusted);
  }
  for (const char* url : {"https://gcs.example/base", "https://gcs.example/base/storage/v1/",
                          "https://gcs.example:443/base/"}) {
    values_.Set(kGcsEndpoint, url);
    EXPECT_THAT(Ask().url, HasSubstr("https://gcs.example/base/storage/v1/b/cats/o/k?"));
    EXPECT_EQ(Ask().addresses, net::AddressPolicy::kUser);
  }
}

// A bearer token opens everything that its account may open, wherever it is sent.
TEST_F(GcsProvider, TheServersOwnCredentialsGoToGoogleOnly) {
  variables_["GOOGLE_APPLICATION_CREDENTIALS"] = google::TestAccountJson();
  EXPECT_EQ(Ask().headers.Get("Authorization"), "Bearer t");
  values_.Set(kGcsEndpoint, "https://storage-ml.p.googleapis.com");
  EXPECT_EQ(Ask().headers.Get("Authorization"), "Bearer t");
  for (const char* elsewhere : {"https://evil.example", "https://googleapis.com.evil.example",
                                "https://evilgoogleapis.com", "http://storage.googleapis.com"}) {
    values_.Set(kGcsEndpoint, elsewhere);
    EXPECT_FALSE(Ask().headers.Has("Authorization")) << elsewhere;
  }
  values_.Set(kGcsCredentials, google::TestAccountJson());
  EXPECT_EQ(Ask().headers.Get("Authorization"), "Bearer t");
}

TEST_F(GcsProvider, PublicBucketsAndEmulatorsNeedNoCredentials) {
  values_.Set(kGcsAnonymous, true);
  EXPECT_FALSE(Ask().headers.Has("Authorization"));
  EXPECT_EQ(Open().value()->Presign({.key = "a b"}).value(),
            "https://storage.googleapis.com/cats/a%20b");
  values_.Clear(kGcsAnonymous);
  variables_["STORAGE_EMULATOR_HOST"] = "127.0.0.1:4443";
  EXPECT_EQ(Open().value()->Presign({.key = "a"}).value(), "http://127.0.0.1:4443/cats/a");
  EXPECT_EQ(Open().value()->BrowserOrigin(true), "http://127.0.0.1:4443");
  EXPECT_EQ(Open().value()->Identity().value(), "");
}

TEST_F(GcsProvider, AnotherUniverseHasItsOwnHost) {
  boost::json::object account = google::TestAccount();
  account["universe_domain"] = "cloud.example";
  values_.Set(kGcsCredentials, boost::json::serialize(account));
  EXPECT_THAT(Ask().url, HasSubstr("https://storage.cloud.example/storage/v1/"));
  EXPECT_EQ(Ask().addresses, net::AddressPolicy::kUser) << "a user named that host";
}

TEST_F(GcsProvider, WrongParametersNameTheField) {
  values_.Set(kGcsCredentials, "not a key");
  EXPECT_EQ(OpenError().fields.at(0).first, "google_application_credentials");
  EXPECT_THAT(OpenError().Sentence(), Not(HasSubstr("not a key")));
  values_.Set(kGcsCredentials, R"({"type":"service_account","client_email":"a@b"})");
  EXPECT_THAT(OpenError().fields.at(0).second, HasSubstr("have no \"private_key\""));
  values_.Clear(kGcsCredentials);
  values_.Set(kGcsEndpoint, "emulator:4443");
  EXPECT_EQ(OpenError().fields.at(0).first, "gcs_endpoint");
  values_.Set(kGcsEndpoint, "http://emulator:4443/?x=1");
  EXPECT_EQ(OpenError().fields.at(0).first, "gcs_endpoint");
  values_.Clear(kGcsEndpoint);
  for (const char* name : {"Cats", "ca", "cats/raw", "gs://cats", "c ats"}) {
    values_.Set(kGcsBucket, name);
    EXPECT_EQ(OpenError().fields.at(0).first, "bucket") << name;
  }
  EXPECT_TRUE(client_.requests().empty());
}

TEST_F(GcsProvider, CapabilitiesFollowTheEndpoint) {
  values_.Set(kGcsCredentials, google::TestAccountJson());
  EXPECT_EQ(Open().value()->capabilities().put_if_absent, Support::kYes);
  EXPECT_TRUE(Open().value()->capabilities().presign);
  EXPECT_EQ(Open().value()->capabilities().order, Order::kBytes);
  values_.Set(kGcsEndpoint, "http://emulator:4443");
  EXPECT_EQ(Open().value()->capabilities().put_if_absent, Support::kUnknown);
}

TEST_F(GcsProvider, LocationIsTheSameHoweverItIsWritten) {
  const Location here = kGcs.locate(values_, environment_);
  EXPECT_EQ(here, (Location{.kind = "gcs", .bucket = "cats"}));
  values_.Set(kGcsEndpoint, "https://storage.googleapis.com/");
  values_.Set(kPrefix, "raw");
  EXPECT_EQ(kGcs.locate(values_, environment_).endpoint, "");
  EXPECT_EQ(kGcs.locate(values_, environment_).prefix, "raw/");
  values_.Set(kGcsEndpoint, "HTTP://Emulator:80/storage/v1/");
  EXPECT_EQ(kGcs.locate(values_, environment_).endpoint, "http://emulator");
}

TEST_F(GcsProvider, UrisKeepKeysAsTheyAre) {
  for (const std::string key : {"a b?c#d%2F+.jpg", "/lead", "//", "../x", "é"}) {
    const std::string uri = kGcs.uri(values_, environment_, key);
    EXPECT_EQ(uri, "gs://cats/" + key);
    EXPECT_EQ(kGcs.key_of(values_, environment_, uri), key);
  }
  EXPECT_FALSE(kGcs.key_of(values_, environment_, "gs://dogs/a").has_value());
  EXPECT_FALSE(kGcs.key_of(values_, environment_, "s3://cats/a").has_value());
}

TEST_F(GcsProvider, GuidanceCanBePasted) {
  values_.Set(kGcsCredentials, google::TestAccountJson());
  const std::string rights = kGcs.guidance.rights(values_, false);
  EXPECT_THAT(rights, HasSubstr("add-iam-policy-binding gs://cats"));
  EXPECT_THAT(rights, HasSubstr("serviceAccount:ml@test-project.iam.gserviceaccount.com"));
  EXPECT_THAT(rights, HasSubstr("roles/storage.objectViewer"));
  EXPECT_THAT(rights, Not(HasSubstr("PRIVATE KEY")));
  EXPECT_THAT(kGcs.guidance.rights(values_, true), HasSubstr("roles/storage.objectUser"));
  values_.Clear(kGcsCredentials);
  EXPECT_THAT(kGcs.guidance.rights(values_, true), HasSubstr("PROJECT.iam.gserviceaccount.com"));
  values_.Set(kGcsBucket, "cats; rm -rf ~");
  EXPECT_THAT(kGcs.guidance.rights(values_, true), HasSubstr("gs://BUCKET "));
  values_.Set(kGcsBucket, "cats");
  const std::string cors = kGcs.guidance.cors(values_, "https://label.example");
  EXPECT_THAT(cors, HasSubstr("buckets update gs://cats --cors-file=cors.json"));
  const size_t begin = cors.find('['), end = cors.rfind(']');
  const auto document = boost::json::parse(cors.substr(begin, end - begin + 1));
  EXPECT_EQ(document.at(0).at("origin").at(0).as_string(), "https://label.example");
}

}  // namespace
}  // namespace millrace::storage

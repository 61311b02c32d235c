#include "storage/providers/s3_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/text.h"
#include "storage/aws/error_xml.h"
#include "storage/common_fields.h"
#include "storage/http/fake_http_client.h"
#include "storage/providers/s3.h"

namespace millrace::storage {
namespace {

using aws::ErrorXml;
using http::FakeHttpClient;
using net::HttpRequest;
using net::HttpResponse;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kPage[] =
    "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>1</Size>"
    "<ETag>&quot;e&quot;</ETag></Contents></ListBucketResult>";

// A store whose requests are answered by `answer`. Every test has its own bucket, since what is
// learned about a bucket is kept.
struct Fixture {
  explicit Fixture(FakeHttpClient::Answer answer, std::string bucket, Values more = {})
      : client(std::move(answer)) {
    environment.http = &client;
    environment.clock = &clock;
    environment.env = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
    environment.home = "/nonexistent";
    values.Set(kS3Bucket, std::move(bucket));
    values.Set(kS3AccessKeyId, std::string("AKIAIOSFODNN7EXAMPLE"));
    values.Set(kS3SecretAccessKey, std::string("secret"));
    values.Merge(more);
  }
  std::unique_ptr<ObjectStore> Open(net::AddressPolicy addresses = net::AddressPolicy::kUser) {
    auto store = kS3.open(values, environment, addresses);
    EXPECT_TRUE(store.has_value()) << store.error().Sentence();
    return *std::move(store);
  }

  FakeClock clock{*ParseIso("2026-01-02T03:04:05Z")};
  FakeHttpClient client;
  std::map<std::string, std::string> variables;
  Environment environment;
  Values values;
};

Values With(const Field& field, std::string value) {
  Values out;
  out.Set(field, std::move(value));
  return out;
}

FakeHttpClient::Answer Always(int status, std::string body, net::Headers headers = {}) {
  return [=](const HttpRequest&) -> Result<HttpResponse> {
    return HttpResponse{status, headers, body};
  };
}

TEST(S3Store, ListsAsListObjectsV2) {
  Fixture s3(Always(200, kPage), "list-bucket", With(kS3Region, "eu-west-1"));
  const auto page = s3.Open()->List(
      {.prefix = "a b/", .start_after = "a b/+", .limit = 5000, .recursive = false});
  ASSERT_TRUE(page.has_value()) << page.error().Sentence();
  EXPECT_EQ(page->objects[0].token, "\"e\"");
  const HttpRequest request = s3.client.requests().at(0);
  EXPECT_EQ(request.url,
            "https://list-bucket.s3.eu-west-1.amazonaws.com/?list-type=2&encoding-type=url&"
            "prefix=a%20b%2F&delimiter=%2F&start-after=a%20b%2F%2B&max-keys=1000");
  EXPECT_THAT(std::string(request.headers.Get("Authorization")),
              HasSubstr("/20260102/eu-west-1/s3/aws4_request, "
                        "SignedHeaders=host;x-amz-content-sha256;x-amz-date, "));
}

TEST(S3Store, PositionReplacesStartAfter) {
  Fixture s3(Always(200, kPage), "position-bucket", With(kS3Endpoint, "http://minio:9000/base/"));
  const auto store = s3.Open();
  ASSERT_TRUE(store->List({.position = "ttoken=", .start_after = "x", .limit = 7}).has_value());
  EXPECT_EQ(s3.client.requests().at(0).url,
            "http://minio:9000/base/position-bucket?list-type=2&encoding-type=url&"
            "continuation-token=token%3D&max-keys=7");
  EXPECT_EQ(store->List({.position = "?"}).error().kind, ErrorKind::kInvalid);
}

TEST(S3Store, PutSendsConditionsAndEncryption) {
  Values more = With(kS3KmsKeyId, "alias/labels");
  more.Set(kS3SessionToken, std::string("the-token"));
  Fixture s3(Always(200, "", {{"ETag", "\"new\""}}), "put-bucket", more);
  const auto store = s3.Open();
  const auto info = store->Put({.key = "a/1", .body = "{}", .precondition = Precondition::kAbsent});
  ASSERT_TRUE(info.has_value());
  EXPECT_EQ(info->token, "\"new\"");
  EXPECT_EQ(info->size, 2u);
  HttpRequest request = s3.client.requests().at(0);
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.body, "{}");
  EXPECT_EQ(request.headers.Get("If-None-Match"), "*");
  EXPECT_EQ(request.headers.Get("x-amz-server-side-encryption"), "aws:kms");
  EXPECT_EQ(request.headers.Get("x-amz-server-side-encryption-aws-kms-key-id"), "alias/labels");
  EXPECT_EQ(request.headers.Get("x-amz-security-token"), "the-token");
  EXPECT_EQ(request.headers.Get("x-amz-content-sha256"),
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  ASSERT_TRUE(store->Put({.key = "a/1", .precondition = Precondition::kMatches, .version = "\"v\""})
                  .has_value());
  request = s3.client.requests().at(1);
  EXPECT_EQ(request.headers.Get("If-Match"), "\"v\"");
  EXPECT_FALSE(request.headers.Has("If-None-Match"));
}

TEST(S3Store, ChecksumIsSentWhereItIsDemanded) {
  Fixture s3(
      [](const HttpRequest& request) -> Result<HttpResponse> {
        if (request.headers.Has("Content-MD5")) return HttpResponse{200, {{"ETag", "\"e\""}}, ""};
        return HttpResponse{400,
                            {},
                            ErrorXml("InvalidRequest",
                                     "<Message>Content-MD5 OR x-amz-checksum- HTTP header is "
                                     "required for Put Object requests with Object Lock "
                                     "parameters</Message>")};
      },
      "lock-bucket");
  ASSERT_TRUE(s3.Open()->Put({.key = "k", .body = "{}"}).has_value());
  EXPECT_EQ(s3.client.requests().at(1).headers.Get("Content-MD5"), "mZFLkyvTelC5g8XnyQrpOw==");
}

TEST(S3Store, UploadWithoutAnEtagIsLookedUp) {
  Fixture s3(
      [](const HttpRequest& request) -> Result<HttpResponse> {
        if (request.method == "PUT") return HttpResponse{200, {}, ""};
        if (request.url.ends_with("/lost")) return HttpResponse{404, {}, ""};
        return HttpResponse{200, {{"ETag", "\"e\""}, {"Content-Length", "2"}}, ""};
      },
      "silent-bucket");
  const auto store = s3.Open();
  EXPECT_EQ(store->Put({.key = "kept", .body = "{}"})->token, "\"e\"");
  const auto lost = store->Put({.key = "lost", .body = "{}"});
  EXPECT_EQ(lost.error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(lost.error().operation, "put");
}

TEST(S3Store, DeletingWhatIsNotThereSucceeds) {
  Fixture s3(Always(404, ErrorXml("NoSuchKey")), "delete-bucket");
  EXPECT_TRUE(s3.Open()->Delete("k", "\"v\"").has_value());
  EXPECT_EQ(s3.client.requests().at(0).headers.Get("If-Match"), "\"v\"");
  Fixture gone(Always(404, ErrorXml("NoSuchBucket")), "delete-bucket");
  EXPECT_EQ(gone.Open()->Delete("k", "").error().kind, ErrorKind::kNotFound);
}

// Answers only requests that are signed for eu-central-1.
Result<HttpResponse> InFrankfurt(const HttpRequest& request) {
  if (request.headers.Get("Authorization").find("/eu-central-1/s3/") != std::string_view::npos) {
    return HttpResponse{200, {{"Content-Length", "4"}, {"ETag", "\"e\""}}, "body"};
  }
  return HttpResponse{301, {{"x-amz-bucket-region", "eu-central-1"}}, ""};
}

TEST(S3Store, WrongRegionIsHealedAndRemembered) {
  Fixture s3(InFrankfurt, "moved-bucket", With(kS3Region, "us-west-2"));
  ASSERT_TRUE(s3.Open()->Head("k").has_value());
  ASSERT_EQ(s3.client.requests().size(), 2u);
  EXPECT_EQ(s3.client.requests()[0].url, "https://moved-bucket.s3.us-west-2.amazonaws.com/k");
  EXPECT_EQ(s3.client.requests()[1].url, "https://moved-bucket.s3.eu-central-1.amazonaws.com/k");
  // Another store for the bucket knows it from the start.
  const auto again = s3.Open();
  ASSERT_TRUE(again->Head("k").has_value());
  EXPECT_EQ(s3.client.requests().size(), 3u);
  EXPECT_THAT(again->Presign({.key = "k"}).value(), HasSubstr("eu-central-1"));
}

TEST(S3Store, RegionOfACompatibleServiceChangesTheSignatureOnly) {
  Fixture s3(
      [](const HttpRequest& request) -> Result<HttpResponse> {
        if (request.headers.Get("Authorization").find("/cn-lab/") != std::string_view::npos) {
          return HttpResponse{200, {{"ETag", "\"e\""}}, ""};
        }
        return HttpResponse{
            400, {}, ErrorXml("AuthorizationHeaderMalformed", "<Region>cn-lab</Region>")};
      },
      "minio-bucket", With(kS3Endpoint, "http://minio:9000"));
  ASSERT_TRUE(s3.Open()->Put({.key = "k"}).has_value());
  EXPECT_EQ(s3.client.requests()[0].url, s3.client.requests()[1].url);
}

TEST(S3Store, RegionThatNobodyNamedIsFoundBeforePresigning) {
  Fixture s3(InFrankfurt, "unnamed-bucket");
  EXPECT_THAT(s3.Open()->Presign({.key = "k"}).value(),
              HasSubstr("https://unnamed-bucket.s3.eu-central-1.amazonaws.com/k?"));
  const size_t asked = s3.client.requests().size();
  EXPECT_THAT(s3.Open()->Presign({.key = "k"}).value(), HasSubstr("eu-central-1"));
  EXPECT_EQ(s3.client.requests().size(), asked);
}

TEST(S3Store, BrowserOriginIsWhereItsUrlsLead) {
  Fixture s3(InFrankfurt, "origin-bucket");
  EXPECT_EQ(s3.Open()->BrowserOrigin(false), "https://origin-bucket.s3.us-east-1.amazonaws.com");
  EXPECT_TRUE(s3.client.requests().empty());
  EXPECT_EQ(s3.Open()->BrowserOrigin(true), "https://origin-bucket.s3.eu-central-1.amazonaws.com");
  EXPECT_EQ(s3.Open()->BrowserOrigin(false), "https://origin-bucket.s3.eu-central-1.amazonaws.com");

  s3.values.Set(kS3Endpoint, std::string("http://127.0.0.1:9000/s3"));
  EXPECT_EQ(s3.Open()->BrowserOrigin(true), "http://127.0.0.1:9000");
  s3.values.Set(kS3PublicEndpoint, std::string("https://media.test/s3"));
  EXPECT_EQ(s3.Open()->BrowserOrigin(true), "https://media.test");
}

TEST(S3Store, EndlessRedirectsAreAnError) {
  int flip = 0;
  Fixture s3(
      [&](const HttpRequest&) -> Result<HttpResponse> {
        return HttpResponse{
            301, {{"x-amz-bucket-region", ++flip % 2 ? "eu-west-1" : "eu-west-2"}}, ""};
      },
      "flip-bucket");
  EXPECT_THAT(s3.Open()->Head("k").error().message, HasSubstr("is in eu-west-2"));
  EXPECT_EQ(s3.client.requests().size(), 2u);
}

TEST(S3Store, CheckExplainsWhatHeadCannot) {
  Fixture s3(
      [](const HttpRequest& request) -> Result<HttpResponse> {
        if (request.method == "HEAD") return HttpResponse{403, {}, ""};
        return HttpResponse{403, {}, ErrorXml("SignatureDoesNotMatch")};
      },
      "check-bucket");
  const auto check = s3.Open()->Check();
  ASSERT_FALSE(check.has_value());
  EXPECT_EQ(check.error().kind, ErrorKind::kUnauthenticated);
  EXPECT_THAT(check.error().message, HasSubstr("AKIA…LE"));
}

TEST(S3Store, CheckIsSatisfiedByAListingBelowThePrefix) {
  Fixture s3(
      [](const HttpRequest& request) -> Result<HttpResponse> {
        if (request.url.find("prefix=raw%2F&max-keys=1") == std::string::npos) {
          return HttpResponse{403, {}, ""};
        }
        return HttpResponse{200, {}, kPage};
      },
      "prefix-bucket", With(kPrefix, "raw"));
  EXPECT_TRUE(s3.Open()->Check().has_value());
}

TEST(S3Store, TransportFailuresCarryOperationAndKey) {
  Fixture s3(
      [](const HttpRequest&) -> Result<HttpResponse> {
        return FailForNow(ErrorKind::kUnavailable, "minio:9000 refused the connection.");
      },
      "down-bucket");
  const auto put = s3.Open()->Put({.key = "k"});
  ASSERT_FALSE(put.has_value());
  EXPECT_EQ(put.error().operation, "put");
  EXPECT_EQ(put.error().key, "k");
  EXPECT_TRUE(put.error().temporary);
  EXPECT_EQ(s3.client.requests().size(), 1u);
}

TEST(S3Store, KeysThatCannotBe) {
  Fixture s3(Always(200, ""), "keys-bucket");
  const auto store = s3.Open();
  for (const std::string& key : {std::string(), std::string(1025, 'x'), std::string("\xff")}) {
    EXPECT_EQ(store->CheckKey(key).error().kind, ErrorKind::kInvalid);
    EXPECT_EQ(store->Put({.key = key}).error().kind, ErrorKind::kInvalid);
  }
  EXPECT_TRUE(store->CheckKey("/ a//b?#%+\n😀").has_value());
  EXPECT_TRUE(s3.client.requests().empty());
}

TEST(S3Store, Presign) {
  Fixture s3(Always(200, ""), "sign-bucket", With(kS3Region, "eu-west-1"));
  const auto store = s3.Open();
  const std::string url = store
                              ->Presign({.key = "a b.jpg",
                                         .ttl = std::chrono::hours(9999),
                                         .response_content_type = "image/jpeg"})
                              .value();
  EXPECT_THAT(url, HasSubstr("https://sign-bucket.s3.eu-west-1.amazonaws.com/a%20b.jpg?"
                             "response-content-type=image%2Fjpeg&X-Amz-Algorithm="));
  EXPECT_THAT(url, HasSubstr("X-Amz-Expires=604800&"));
  EXPECT_THAT(store->Presign({.key = "a", .ttl = std::chrono::seconds(0)}).value(),
              HasSubstr("X-Amz-Expires=1&"));
  for (const char* key : {"a/../b", ".", "./a"}) {
    EXPECT_EQ(store->Presign({.key = key}).error().kind, ErrorKind::kUnsupported) << key;
  }
  EXPECT_TRUE(s3.client.requests().empty());
}

}  // namespace
}  // namespace millrace::storage

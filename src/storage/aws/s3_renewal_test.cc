// Credentials that end while objects are read and written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "storage/aws/error_xml.h"
#include "storage/aws/role_credentials.h"
#include "storage/aws/s3_connection.h"
#include "storage/http/fake_http_client.h"

namespace millrace::storage::aws {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using testing::HasSubstr;

// S3 and STS in one: a key that was lent serves for a number of requests, then it has expired,
// whatever was said about its lifetime.
class LendingServer {
 public:
  explicit LendingServer(int requests_per_key) : requests_per_key_(requests_per_key) {}

  Result<HttpResponse> Answer(const HttpRequest& request) {
    if (request.method == "POST") {
      if (sts_is_down) return HttpResponse{503, {}, ""};
      ++lent;
      left_ = requests_per_key_;
      return HttpResponse{200,
                          {},
                          "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA" +
                              std::to_string(lent) +
                              "</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t" +
                              std::to_string(lent) +
                              "</SessionToken></Credentials></AssumeRoleResult>"
                              "</AssumeRoleResponse>"};
    }
    const std::string token(request.headers.Get("X-Amz-Security-Token"));
    if (token != "t" + std::to_string(lent) || left_-- <= 0) {
      ++refused;
      return HttpResponse{400, {}, request.method == "HEAD" ? "" : ErrorXml("ExpiredToken")};
    }
    return HttpResponse{200, {{"Content-Length", "2"}, {"ETag", "\"e\""}}, "{}"};
  }

  std::atomic<int> lent = 0, refused = 0;
  std::atomic<bool> sts_is_down = false;

 private:
  const int requests_per_key_;
  std::atomic<int> left_ = 0;
};

class Counting final : public GetSink, public PutSink {
 public:
  bool Start(size_t, const ObjectInfo&) override { return true; }
  bool Data(size_t, std::string_view bytes) override { return received += bytes.size(), true; }
  void Done(size_t, Result<void> outcome) override { Count(std::move(outcome)); }
  void Done(size_t, Result<ObjectInfo> outcome) override {
    outcome.has_value() ? Count({}) : Count(std::unexpected(outcome.error()));
  }
  int done = 0, failed = 0;
  size_t received = 0;
  std::string sentence;

 private:
  void Count(Result<void> outcome) {
    ++done;
    if (!outcome.has_value()) ++failed, sentence = outcome.error().Sentence();
  }
};

struct Fixture {
  explicit Fixture(int requests_per_key)
      : server(requests_per_key),
        client([this](const HttpRequest& request) { return server.Answer(request); }) {
    const Surroundings around{.http = &client, .clock = &clock};
    const auto locate = []() -> Result<StsEndpoint> {
      return StsEndpoint{.url = {.scheme = "https", .host = "sts.test", .path = "/"},
                         .region = "us-east-1"};
    };
    ConnectionOptions options{.bucket = "lent",
                              .endpoint = {.region = "us-east-1"},
                              .region_given = true,
                              .http = &client,
                              .clock = &clock};
    connection =
        Connection::Open(
            std::move(options),
            AssumedRole(around, locate, {.arn = "arn:aws:iam::1:role/labeling"},
                        StaticCredentials(Secret("AKIAIOSFODNN7EXAMPLE"), Secret("s"), {})))
            .value();
  }

  FakeClock clock;
  LendingServer server;
  http::FakeHttpClient client;
  std::unique_ptr<Connection> connection;
};

TEST(S3Renewal, AKeyThatExpiresWhileObjectsAreReadIsRenewed) {
  Fixture fixture(300);
  std::vector<GetRequest> requests(1'000);
  for (size_t i = 0; i < requests.size(); ++i) requests[i].key = std::to_string(i);
  Counting sink;
  http::GetObjects(*fixture.connection, requests, sink, 8);
  EXPECT_EQ(sink.done, 1'000);
  EXPECT_EQ(sink.failed, 0) << sink.sentence;
  EXPECT_EQ(sink.received, 2'000u);
  EXPECT_EQ(fixture.server.lent, 4);
}

TEST(S3Renewal, AKeyThatExpiresWhileObjectsAreWrittenIsRenewed) {
  Fixture fixture(300);
  std::vector<PutRequest> requests(1'000);
  for (size_t i = 0; i < requests.size(); ++i)
    requests[i] = {.key = std::to_string(i), .body = "{}"};
  Counting sink;
  http::PutObjects(*fixture.connection, requests, sink, 8);
  EXPECT_EQ(sink.done, 1'000);
  EXPECT_EQ(sink.failed, 0) << sink.sentence;
  EXPECT_EQ(fixture.server.lent, 4);
}

// Its answer has no body that could say so.
TEST(S3Renewal, AHeadThatIsRefusedIsAskedAgainWithANewKey) {
  Fixture fixture(1);
  const http::Call head{.operation = http::Operation::kHead, .method = "HEAD", .key = "k"};
  EXPECT_TRUE(http::Send(*fixture.connection, head).has_value());
  EXPECT_TRUE(http::Send(*fixture.connection, head).has_value());
  EXPECT_EQ(fixture.server.lent, 2);
}

TEST(S3Renewal, WhenNobodyLendsTheReasonIsSaid) {
  Fixture fixture(1);
  const http::Call get{.key = "k"};
  EXPECT_TRUE(http::Send(*fixture.connection, get).has_value());
  fixture.server.sts_is_down = true;
  const auto answer = http::Send(*fixture.connection, get);
  ASSERT_FALSE(answer.has_value());
  EXPECT_TRUE(answer.error().temporary);
  EXPECT_THAT(answer.error().message, HasSubstr("sts.test answered 503"));
}

// A new key that is refused too is no reason to go on asking.
TEST(S3Renewal, IsTriedOncePerRequest) {
  Fixture fixture(0);
  const auto answer = http::Send(*fixture.connection, {.key = "k"});
  ASSERT_FALSE(answer.has_value());
  EXPECT_THAT(answer.error().message, HasSubstr("has expired"));
  EXPECT_EQ(fixture.server.refused, 2);
  EXPECT_EQ(fixture.server.lent, 2);
}

}  // namespace
}  // namespace millrace::storage::aws

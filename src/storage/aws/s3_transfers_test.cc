
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "storage/aws/error_xml.h"
#include "storage/aws/s3_connection.h"
#include "storage/http/fake_http_client.h"

namespace millrace::storage::aws {
namespace {

using http::FakeHttpClient;
using http::RangeHeader;
using net::HttpRequest;
using net::HttpResponse;

struct Got {
  std::vector<ObjectInfo> started;
  std::string body;
  std::vector<Result<void>> done;
};

class Collector final : public GetSink {
 public:
  explicit Collector(size_t count) : got(count) {}
  bool Start(size_t index, const ObjectInfo& info) override {
    got[index].started.push_back(info);
    return index != refused;
  }
  bool Data(size_t index, std::string_view bytes) override {
    got[index].body += bytes;
    return true;
  }
  void Done(size_t index, Result<void> outcome) override {
    got[index].done.push_back(std::move(outcome));
  }
  std::vector<Got> got;
  size_t refused = SIZE_MAX;
};

std::unique_ptr<Connection> Connect(FakeHttpClient& client, const std::string& bucket) {
  static FakeClock clock;
  ConnectionOptions options{.bucket = bucket,
                            .endpoint = {.region = "us-east-1"},
                            .region_given = true,
                            .http = &client,
                            .clock = &clock};
  return Connection::Open(std::move(options),
                          StaticCredentials(Secret("AKIAIOSFODNN7EXAMPLE"), Secret("s"), {}))
      .value();
}

std::vector<Got> Fetch(FakeHttpClient& client, const std::vector<GetRequest>& requests,
                       const std::string& bucket = "cats", size_t refused = SIZE_MAX) {
  const auto connection = Connect(client, bucket);
  Collector sink(requests.size());
  sink.refused = refused;
  http::GetObjects(*connection, requests, sink, 4);
  return std::move(sink.got);
}

TEST(S3Transfers, EveryObjectEndsOnceHoweverManyFailAtOnce) {
  // Answers come within Start(): nesting one transfer in the end of another would overflow the
  // stack.
  FakeHttpClient client([](const HttpRequest& request) -> Result<HttpResponse> {
    const std::string number = request.url.substr(request.url.rfind('/') + 1);
    if (*ParseInt(number) % 3 == 0) return HttpResponse{404, {}, ErrorXml("NoSuchKey")};
    return HttpResponse{
        200, {{"Content-Length", std::to_string(number.size())}, {"ETag", "\"e\""}}, number};
  });
  std::vector<GetRequest> requests(50'000);
  for (size_t i = 0; i < requests.size(); ++i) requests[i].key = std::to_string(i);
  const auto got = Fetch(client, requests);
  for (size_t i = 0; i < got.size(); ++i) {
    ASSERT_EQ(got[i].done.size(), 1u);
    if (i % 3 == 0) {
      ASSERT_EQ(got[i].done[0].error().kind, ErrorKind::kNotFound);
      ASSERT_EQ(got[i].done[0].error().key, requests[i].key);
      ASSERT_TRUE(got[i].started.empty());
    } else {
      ASSERT_TRUE(got[i].done[0].has_value());
      ASSERT_EQ(got[i].body, requests[i].key);
      ASSERT_EQ(got[i].started.at(0).size, requests[i].key.size());
    }
  }
}

TEST(S3Transfers, RangesAreConditionalAndKnowTheWholeSize) {
  FakeHttpClient client([](const HttpRequest&) -> Result<HttpResponse> {
    return HttpResponse{206,
                        {{"Content-Length", "3"},
                         {"Content-Range", "bytes 2-4/10"},
                         {"ETag", "\"e\""},
                         {"Last-Modified", "Sat, 03 Feb 2024 04:05:06 GMT"}},
                        "cde"};
  });
  const auto got = Fetch(client, {{.key = "k", .offset = 2, .length = 3, .if_match = "\"e\""}});
  EXPECT_EQ(got[0].body, "cde");
  EXPECT_EQ(got[0].started.at(0).size, 10u);
  EXPECT_EQ(got[0].started.at(0).token, "\"e\"");
  EXPECT_EQ(got[0].started.at(0).modified, *ParseIso("2024-02-03T04:05:06Z"));
  const HttpRequest request = client.requests().at(0);
  EXPECT_EQ(request.headers.Get("Range"), "bytes=2-4");
  EXPECT_EQ(request.headers.Get("If-Match"), "\"e\"");
  EXPECT_EQ(RangeHeader({.offset = 7}), "bytes=7-");
  EXPECT_EQ(RangeHeader({.length = 1}), "bytes=0-0");
  EXPECT_EQ(RangeHeader({}), "");
}

TEST(S3Transfers, ServerThatIgnoresRangesIsCutToSize) {
  FakeHttpClient client([](const HttpRequest&) -> Result<HttpResponse> {
    return HttpResponse{200, {{"Content-Length", "10"}}, "abcdefghij"};
  });
  const auto got = Fetch(client, {{.key = "k", .offset = 2, .length = 5},
                                  {.key = "k", .offset = 7},
                                  {.key = "k", .offset = 10}});
  EXPECT_EQ(got[0].body, "cdefg");
  EXPECT_EQ(got[1].body, "hij");
  EXPECT_TRUE(got[2].started.empty());
  EXPECT_EQ(got[2].done.at(0).error().kind, ErrorKind::kInvalid);
}

TEST(S3Transfers, PartWithStatus200IsAPart) {
  FakeHttpClient client([](const HttpRequest&) -> Result<HttpResponse> {
    return HttpResponse{200, {{"Content-Length", "3"}, {"Content-Range", "bytes 2-4/10"}}, "cde"};
  });
  const auto got =
      Fetch(client, {{.key = "k", .offset = 2, .length = 3}, {.key = "k", .offset = 3}});
  EXPECT_EQ(got[0].body, "cde");
  EXPECT_EQ(got[0].started.at(0).size, 10u);
  EXPECT_EQ(got[1].done.at(0).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(got[1].body, "");
}

TEST(S3Transfers, EmptyObjectsHaveNoRange) {
  FakeHttpClient client([](const HttpRequest&) -> Result<HttpResponse> {
    return HttpResponse{416, {{"Content-Length", "99"}}, ErrorXml("InvalidRange")};
  });
  const auto got = Fetch(client, {{.key = "k", .length = 5}, {.key = "k", .offset = 1}});
  EXPECT_TRUE(got[0].done.at(0).has_value());
  EXPECT_EQ(got[0].started.at(0).size, 0u);
  EXPECT_EQ(got[1].done.at(0).error().kind, ErrorKind::kInvalid);
}

TEST(S3Transfers, ChangedObjectIsAConflict) {
  FakeHttpClient client([](const HttpRequest&) -> Result<HttpResponse> {
    return HttpResponse{412, {}, ErrorXml("PreconditionFailed")};
  });
  const auto got = Fetch(client, {{.key = "k", .if_match = "\"old\""}});
  EXPECT_EQ(got[0].done.at(0).error().kind, ErrorKind::kConflict);
  EXPECT_THAT(got[0].done.at(0).error().message, testing::HasSubstr("changed while it was read"));
}

TEST(S3Transfers, DroppedTransfersAreCancelled) {
  FakeHttpClient client([](const HttpRequest&) -> Result<HttpResponse> {
    return HttpResponse{200, {{"Content-Length", "4"}}, "body"};
  });
  const auto got = Fetch(client, {{.key = "a"}, {.key = "b"}}, "cats", 0);
  EXPECT_EQ(got[0].done.at(0).error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(got[0].body, "");
  EXPECT_TRUE(got[1].done.at(0).has_value());
}

TEST(S3Transfers, WrongRegionIsTriedOnceMore) {
  FakeHttpClient client([](const HttpRequest& request) -> Result<HttpResponse> {
    if (request.url.find("eu-west-3") == std::string::npos) {
      return HttpResponse{
          400, {}, ErrorXml("AuthorizationHeaderMalformed", "<Region>eu-west-3</Region>")};
    }
    return HttpResponse{200, {{"Content-Length", "4"}}, "body"};
  });
  const auto got = Fetch(client, std::vector<GetRequest>(40, {.key = "a"}), "get-moved-bucket");
  for (const Got& object : got) {
    EXPECT_EQ(object.body, "body");
    EXPECT_EQ(object.done.size(), 1u);
  }
  // Only those that were signed before the first answer came went to the wrong region.
  EXPECT_LE(client.requests().size(), 40u + 8u);
}

TEST(S3Transfers, WithoutCredentialsEveryObjectSaysSo) {
  FakeHttpClient client([](const HttpRequest&) -> Result<HttpResponse> { return HttpResponse{}; });
  FakeClock clock;
  const auto connection =
      Connection::Open(
          {.bucket = "cats", .endpoint = {.region = "us-east-1"}, .http = &client, .clock = &clock},
          CredentialChain({}))
          .value();
  const std::vector<GetRequest> requests(10, {.key = "a"});
  Collector sink(requests.size());
  http::GetObjects(*connection, requests, sink, 4);
  for (const Got& object : sink.got) {
    EXPECT_EQ(object.done.at(0).error().kind, ErrorKind::kUnauthenticated);
  }
  EXPECT_TRUE(client.requests().empty());
}

TEST(S3Transfers, NothingToDoReturnsAtOnce) {
  FakeHttpClient client([](const HttpRequest&) -> Result<HttpResponse> { return HttpResponse{}; });
  EXPECT_TRUE(Fetch(client, {}).empty());
  EXPECT_TRUE(client.requests().empty());
}

}  // namespace
}  // namespace millrace::storage::aws

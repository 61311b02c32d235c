// The stub itself: what tests and benches rely on.
#include "tests/stub/s3_stub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/http_client.h"
#include "tests/conformance/candidate.h"

namespace millrace::stub {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class StubTest : public ::testing::Test {
 protected:
  void Start(S3Stub::Options options = {.workers = 2}) {
    auto started = S3Stub::Start(options);
    ASSERT_TRUE(started.has_value()) << started.error().Sentence();
    stub_ = std::move(*started);
    stub_->buckets().Make("cats");
  }
  Result<net::HttpResponse> Send(const std::string& method, const std::string& path,
                                 const std::string& body = "", net::Headers headers = {}) {
    return conformance::Http().Send({.method = method,
                                     .url = stub_->endpoint() + path,
                                     .headers = std::move(headers),
                                     .body = body});
  }
  std::string Body(const std::string& path) {
    const auto answer = Send("GET", path);
    EXPECT_TRUE(answer.has_value());
    return answer.has_value() ? answer->body : "";
  }
  std::unique_ptr<S3Stub> stub_;
};

TEST_F(StubTest, DelimiterPagesCountCommonPrefixes) {
  Start();
  for (const char* key : {"a/1", "a/2", "b", "c/1", "d"})
    Send("PUT", std::string("/cats/") + key, "x");
  const std::string page = Body("/cats?list-type=2&delimiter=/&max-keys=2");
  EXPECT_THAT(page, HasSubstr("<CommonPrefixes><Prefix>a/</Prefix>"));
  EXPECT_THAT(page, HasSubstr("<Key>b</Key>"));
  EXPECT_THAT(page, HasSubstr("<IsTruncated>true</IsTruncated>"));
  const size_t start = page.find("<NextContinuationToken>") + 23;
  const std::string token = page.substr(start, page.find('<', start) - start);
  const std::string next = Body("/cats?list-type=2&delimiter=/&continuation-token=" + token);
  EXPECT_THAT(next, HasSubstr("<Prefix>c/</Prefix>"));
  EXPECT_THAT(next, HasSubstr("<Key>d</Key>"));
  EXPECT_THAT(next, Not(HasSubstr("<Key>b</Key>")));
  EXPECT_EQ(Send("GET", "/cats?list-type=2&continuation-token=junk")->status, 400);
}

TEST_F(StubTest, RangesAnswerAsS3Does) {
  Start();
  Send("PUT", "/cats/r", "0123456789");
  const struct {
    const char *range, *body;
    int status;
  } cases[] = {{"bytes=2-4", "234", 206},      {"bytes=7-", "789", 206},
               {"bytes=-3", "789", 206},       {"bytes=5-99", "56789", 206},
               {"bytes=x", "0123456789", 200}, {"bytes=0-1,3-4", "0123456789", 200}};
  for (const auto& c : cases) {
    const auto answer = Send("GET", "/cats/r", "", {{"Range", c.range}});
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->status, c.status) << c.range;
    EXPECT_EQ(answer->body, c.body) << c.range;
  }
  EXPECT_EQ(Send("GET", "/cats/r", "", {{"Range", "bytes=10-"}})->status, 416);
}

TEST_F(StubTest, FaultsHappenAsAskedAndAreCounted) {
  Start();
  Send("PUT", "/cats/a", "0123456789");
  EXPECT_EQ(Body("/_faults?op=get&kind=429&retry_after=3&count=1&skip=1"), "ok\n");
  EXPECT_EQ(Send("GET", "/cats/a")->status, 200);
  const auto limited = Send("GET", "/cats/a");
  EXPECT_EQ(limited->status, 429);
  EXPECT_EQ(limited->headers.Get("Retry-After"), "3");
  EXPECT_EQ(Send("GET", "/cats/a")->status, 200);

  for (const char* kind : {"reset", "truncate"}) {
    Body(std::string("/_faults?op=get&count=1&kind=") + kind);
    EXPECT_FALSE(Send("GET", "/cats/a").has_value()) << kind;
  }
  Body("/_faults?op=put&count=1&kind=lost_answer");
  EXPECT_FALSE(Send("PUT", "/cats/lost", "written").has_value());
  EXPECT_EQ(Body("/cats/lost"), "written");
  Body("/_faults?op=list&count=1&kind=bad_xml&key=raw");
  EXPECT_THAT(Body("/cats?list-type=2"), HasSubstr("</ListBucketResult>"));
  EXPECT_THAT(Body("/cats?list-type=2&prefix=raw/"), Not(HasSubstr("</ListBucketResult>")));

  Body("/_faults?kind=503");
  EXPECT_EQ(Send("HEAD", "/cats/a")->status, 503);
  Body("/_faults?clear=1");
  EXPECT_EQ(Send("HEAD", "/cats/a")->status, 200);
  EXPECT_THAT(Body("/_stats"), HasSubstr("\"put\":2"));
  EXPECT_THAT(Body("/_stats"), HasSubstr("\"faults\":6"));
  EXPECT_EQ(Send("GET", "/_faults?kind=sideways")->status, 400);
  EXPECT_EQ(Send("GET", "/_faults?op=get&kind=503&count=some")->status, 400);
}

TEST_F(StubTest, SeedRepeatsTheSameFaults) {
  Start();
  Send("PUT", "/cats/a", "x");
  const auto run = [&] {
    Body("/_faults?clear=1&seed=42&op=get&kind=500&probability=0.5");
    std::string statuses;
    for (int i = 0; i < 20; ++i) statuses += Send("GET", "/cats/a")->status == 200 ? '.' : 'x';
    return statuses;
  };
  const std::string first = run();
  EXPECT_THAT(first, HasSubstr("x"));
  EXPECT_THAT(first, HasSubstr("."));
  EXPECT_EQ(run(), first);
}

TEST_F(StubTest, StalledAnswerComesLate) {
  Start();
  Send("PUT", "/cats/a", "x");
  Body("/_faults?op=get&kind=stall&ms=60000&count=1");
  net::HttpRequest request{.url = stub_->endpoint() + "/cats/a"};
  request.total_timeout = std::chrono::milliseconds(100);
  const auto answer = conformance::Http().Send(request);
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(Body("/cats/a"), "x");
}

TEST_F(StubTest, ConditionsCanBeIgnored) {
  Start();
  Send("PUT", "/cats/a", "x");
  EXPECT_EQ(Send("PUT", "/cats/a", "y", {{"If-None-Match", "*"}})->status, 412);
  Body("/_mode?conditions=ignore");
  EXPECT_EQ(Send("PUT", "/cats/a", "y", {{"If-None-Match", "*"}})->status, 200);
  Body("/_mode?conditions=obey");
  EXPECT_EQ(Send("DELETE", "/cats/a", "", {{"If-Match", "\"stale\""}})->status, 412);
}

TEST_F(StubTest, PagesOfOneOriginCanBeAllowed) {
  Start();
  Send("PUT", "/cats/a", "x");
  const net::Headers ask{{"Origin", "https://a.example"}, {"Access-Control-Request-Method", "GET"}};
  EXPECT_EQ(Send("OPTIONS", "/cats/a", "", ask)->status, 403);
  EXPECT_FALSE(Send("GET", "/cats/a", "", ask)->headers.Has("Access-Control-Allow-Origin"));
  Body("/_mode?cors=https%3A%2F%2Fa.example");
  EXPECT_EQ(Send("OPTIONS", "/cats/a", "", ask)->status, 200);
  EXPECT_EQ(Send("GET", "/cats/a", "", ask)->headers.Get("Access-Control-Allow-Origin"),
            "https://a.example");
  EXPECT_EQ(Send("OPTIONS", "/cats/a", "",
                 {{"Origin", "https://b.example"}, {"Access-Control-Request-Method", "GET"}})
                ->status,
            403);
  EXPECT_FALSE(Send("GET", "/cats/a")->headers.Has("Access-Control-Allow-Origin"));
}

TEST_F(StubTest, FillMakesNumberedObjects) {
  Start();
  Body("/_fill?bucket=dogs&prefix=raw/&count=3&body=%7B%22n%22%3A%7Bi%7D%7D");
  EXPECT_EQ(Body("/dogs/raw/000000002.json"), "{\"n\":2}");
  EXPECT_EQ(Send("GET", "/dogs/raw/000000003.json")->status, 404);
}

TEST_F(StubTest, UnsignedAndTamperedRequestsAreRefused) {
  Start({.workers = 2, .access_key_id = "k", .secret_access_key = "s"});
  EXPECT_EQ(Send("GET", "/cats/a")->status, 403);
  EXPECT_EQ(
      Send("GET",
           "/cats/a?X-Amz-Credential=k/20240203/us-east-1/s3/aws4_request&X-Amz-Date="
           "20240203T040506Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature=00")
          ->status,
      403);
  EXPECT_EQ(Send("GET", "/cats/a", "", {{"Authorization", "AWS4-HMAC-SHA256 junk"}})->status, 400);
}

TEST_F(StubTest, UnknownRequestsAreNotImplemented) {
  Start();
  EXPECT_EQ(Send("POST", "/cats/a?uploads", "")->status, 501);
  EXPECT_EQ(Send("GET", "/")->status, 501);
  EXPECT_EQ(Send("GET", "/none?list-type=2")->status, 404);
}

}  // namespace
}  // namespace millrace::stub

#include "net/server/request_parser.h"

#include <gmock/gmock.h>

namespace millrace::net {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using State = RequestParser::State;

constexpr RequestParser::Limits kLimits{.max_header = 4096, .max_body = 1000};

// Feeds all bytes as a session would, in pieces of `step`; returns how many were used.
size_t FeedAll(RequestParser& parser, std::string_view bytes, size_t step) {
  size_t used = 0;
  for (size_t end = std::min(step, bytes.size());; end = std::min(end + step, bytes.size())) {
    used += parser.Feed(bytes.substr(used, end - used));
    if (parser.state() >= State::kDone || end == bytes.size()) return used;
  }
}

TEST(RequestParserTest, TakesARequestInPiecesOfAnySize) {
  const std::string_view text =
      "post /a%2Fb//c?x=1&y HTTP/1.1\r\nHost: h\r\nX-Two: 1\r\nx-two:  2 \r\nContent-Length: 5\r\n"
      "\r\nhelloGET";
  for (size_t step = 1; step <= text.size(); ++step) {
    RequestParser parser(kLimits);
    EXPECT_EQ(FeedAll(parser, text, step), text.size() - 3) << step;
    ASSERT_EQ(parser.state(), State::kDone) << step << parser.sentence();
    const Request& request = parser.request();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.path, "/a%2Fb//c");
    EXPECT_EQ(request.query, "x=1&y");
    EXPECT_EQ(request.body, "hello");
    EXPECT_THAT(request.headers, ElementsAre(Pair("Host", "h"), Pair("X-Two", "1"),
                                             Pair("x-two", "2"), Pair("Content-Length", "5")));
    EXPECT_TRUE(parser.keep_alive());
    EXPECT_TRUE(parser.http11());
  }
}

TEST(RequestParserTest, JoinsChunks) {
  const std::string_view text =
      "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "3\r\nabc\r\n8;x=y\r\ndefghijk\r\n0\r\nX-Trailer: 1\r\n\r\n";
  for (size_t step = 1; step <= text.size(); ++step) {
    RequestParser parser(kLimits);
    EXPECT_EQ(FeedAll(parser, text, step), text.size());
    ASSERT_EQ(parser.state(), State::kDone) << step << parser.sentence();
    EXPECT_EQ(parser.request().body, "abcdefghijk");
    EXPECT_FALSE(parser.request().headers.Has("X-Trailer"));
  }
}

// Beast's own assertions, on in debug builds, watch this one.
TEST(RequestParserTest, TakesAnEmptyChunkedBodyInPiecesOfAnySize) {
  const std::string_view text =
      "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  for (size_t step = 1; step <= text.size(); ++step) {
    RequestParser parser(kLimits);
    EXPECT_EQ(FeedAll(parser, text, step), text.size());
    ASSERT_EQ(parser.state(), State::kDone) << step << parser.sentence();
    EXPECT_EQ(parser.request().body, "");
  }
}

TEST(RequestParserTest, TakesOneRequestAfterTheOther) {
  RequestParser parser(kLimits);
  const std::string_view text =
      "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n\r\nGET http://h:80?q HTTP/1.0\r\n\r\nOPTIONS * "
      "HTTP/1.1\r\n"
      "Host: h\r\nConnection: close\r\n\r\n";
  size_t used = parser.Feed(text);
  EXPECT_EQ(parser.request().path, "/1");
  parser.Reset();
  EXPECT_EQ(parser.state(), State::kNothing);
  used += parser.Feed(text.substr(used));
  ASSERT_EQ(parser.state(), State::kDone);
  EXPECT_EQ(parser.request().path, "/");
  EXPECT_EQ(parser.request().query, "q");
  EXPECT_FALSE(parser.keep_alive());
  EXPECT_FALSE(parser.http11());
  parser.Reset();
  used += parser.Feed(text.substr(used));
  EXPECT_EQ(used, text.size());
  EXPECT_EQ(parser.request().path, "*");
  EXPECT_FALSE(parser.keep_alive());
}

TEST(RequestParserTest, ShowsTheExpectation) {
  RequestParser parser(kLimits);
  parser.Feed("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n");
  EXPECT_EQ(parser.state(), State::kBody);
  EXPECT_TRUE(parser.expects_continue());
}

TEST(RequestParserTest, RefusesWhatIsNotARequestOrHasTwoMeanings) {
  const struct {
    std::string text;
    int status;
  } kTable[] = {
      {"hello\r\n\r\n", 400},
      {"GET\r\n\r\n", 400},
      {std::string("GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n", 29), 400},
      {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505},
      {"GET / HTTP/1.1 x\r\nHost: h\r\n\r\n", 505},
      {"GET relative HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: h\r\nnocolon\r\n\r\n", 400},
      {"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400},
      {"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1x\r\n\r\n", 400},
      {"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
      {"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400},
      {"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", 400},
      {"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
      {"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
      {"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
       "chunked\r\n\r\n",
       400},
      {"PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
      {"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n", 400},
      {"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n", 413},
      {"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
           std::string(1001, 'x') + "\r\n0\r\n\r\n",
       413},
      {"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(5000, 'a'),
       431},
      {"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: " +
           std::string(5000, 'a'),
       431},
      {"GET /" + std::string(5000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", 431},
      {"GET / HTTP/1.1\r\nHost: h\r\nA: " + std::string(5000, 'a'), 431},
  };
  for (const auto& row : kTable) {
    for (const size_t step : {row.text.size(), size_t{1}, size_t{7}}) {
      RequestParser parser(kLimits);
      FeedAll(parser, row.text, step);
      ASSERT_EQ(parser.state(), State::kFailed) << row.text << " in steps of " << step;
      EXPECT_NE(parser.sentence(), "");
      EXPECT_EQ(parser.status(), row.status) << row.text << ": " << parser.sentence();
      EXPECT_EQ(parser.Feed("GET / HTTP/1.1\r\n\r\n"), 0u);
    }
  }
}

TEST(RequestParserTest, LimitsAreNamed) {
  RequestParser parser(kLimits);
  parser.Feed("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n");
  EXPECT_THAT(parser.sentence(), HasSubstr("1000 B"));
}

}  // namespace
}  // namespace millrace::net

#include "net/server/outgoing.h"

#include <gmock/gmock.h>

namespace millrace::net {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class NoSource final : public BodySource {
  void Next(Done) override {}
};

Response Streamed(std::optional<uint64_t> length) {
  return {.source = std::make_shared<NoSource>(), .source_length = length};
}

// Takes what is left, `most` bytes at a time.
std::string Drain(Outgoing& outgoing, size_t most = 1'000'000) {
  std::string out;
  while (true) {
    const auto left = outgoing.Left();
    if (left.empty()) return out;
    const std::string_view first = left.front().substr(0, most);
    out += first;
    outgoing.Sent(first.size());
  }
}

TEST(OutgoingTest, ABodyFollowsItsHead) {
  Outgoing outgoing;
  for (const size_t size : {0u, 5u, 100'000u}) {
    const std::string body(size, 'x');
    EXPECT_TRUE(outgoing.Begin({.body = body}, {.keep_alive = true}));
    EXPECT_EQ(outgoing.source(), nullptr);
    const std::string bytes = Drain(outgoing, 7);
    EXPECT_THAT(bytes, HasSubstr("Content-Length: " + std::to_string(size) + "\r\n"));
    EXPECT_THAT(bytes, EndsWith("\r\n\r\n" + body));
    EXPECT_TRUE(outgoing.Left().empty());
  }
}

TEST(OutgoingTest, HeadsOfBodiesThatAreNotSentTellTheirLength) {
  Outgoing outgoing;
  EXPECT_TRUE(outgoing.Begin({.body = "12345"}, {.keep_alive = true, .head_only = true}));
  EXPECT_THAT(Drain(outgoing),
              testing::AllOf(HasSubstr("Content-Length: 5"), EndsWith("\r\n\r\n")));
  outgoing.Begin(Streamed(7), {.head_only = true});
  EXPECT_EQ(outgoing.source(), nullptr);
  EXPECT_THAT(Drain(outgoing), HasSubstr("Content-Length: 7"));
  outgoing.Begin({.status = 304, .body = "12345"}, {});
  EXPECT_THAT(Drain(outgoing), Not(HasSubstr("12345")));
}

TEST(OutgoingTest, PiecesOfUnknownLengthAreChunks) {
  Outgoing outgoing;
  EXPECT_TRUE(outgoing.Begin(Streamed({}), {.keep_alive = true}));
  EXPECT_NE(outgoing.source(), nullptr);
  EXPECT_THAT(Drain(outgoing), HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_TRUE(outgoing.Append(std::string(26, 'x')));
  EXPECT_EQ(Drain(outgoing, 3), "1a\r\n" + std::string(26, 'x') + "\r\n");
  EXPECT_TRUE(outgoing.Append(""));
  EXPECT_EQ(Drain(outgoing), "0\r\n\r\n");
}

TEST(OutgoingTest, AnOldClientKnowsTheEndByTheConnections) {
  Outgoing outgoing;
  EXPECT_FALSE(outgoing.Begin(Streamed({}), {.keep_alive = true, .http11 = false}));
  Drain(outgoing);
  EXPECT_TRUE(outgoing.Append("piece"));
  EXPECT_EQ(Drain(outgoing), "piece");
  EXPECT_TRUE(outgoing.Append(""));
  EXPECT_TRUE(outgoing.Left().empty());
}

TEST(OutgoingTest, AnAnnouncedLengthIsKept) {
  Outgoing outgoing;
  const auto begin = [&] {
    EXPECT_TRUE(outgoing.Begin(Streamed(5), {.keep_alive = true}));
    Drain(outgoing);
    EXPECT_TRUE(outgoing.Append("abc"));
    EXPECT_EQ(Drain(outgoing), "abc");
  };
  begin();
  EXPECT_TRUE(outgoing.Append("de"));
  EXPECT_EQ(Drain(outgoing), "de");
  EXPECT_TRUE(outgoing.Append(""));
  begin();
  EXPECT_FALSE(outgoing.Append("def"));
  begin();
  EXPECT_FALSE(outgoing.Append(""));
}

TEST(OutgoingTest, AnInterimLineStandsAlone) {
  Outgoing outgoing;
  outgoing.BeginInterim("HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(outgoing.source(), nullptr);
  EXPECT_EQ(Drain(outgoing), "HTTP/1.1 100 Continue\r\n\r\n");
}

}  // namespace
}  // namespace millrace::net

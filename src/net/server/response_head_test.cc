#include "net/server/response_head.h"

#include <gmock/gmock.h>

namespace millrace::net {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string Head(int status, const Headers& headers, const Framing& framing) {
  std::string out;
  AppendHead(out, status, headers, framing);
  return out;
}

TEST(ResponseHeadTest, WritesStatusFieldsAndFraming) {
  const std::string head = Head(404, {{"X-A", "1"}, {"x-a", "2"}}, {.length = 7});
  EXPECT_THAT(head, StartsWith("HTTP/1.1 404 Not Found\r\nX-A: 1\r\nx-a: 2\r\nDate: "));
  EXPECT_THAT(head, HasSubstr(" GMT\r\nContent-Length: 7\r\n\r\n"));
  EXPECT_THAT(Head(200, {}, {.chunked = true}), EndsWith("\r\nTransfer-Encoding: chunked\r\n\r\n"));
  EXPECT_THAT(Head(200, {}, {.length = 0, .keep_alive = false}),
              EndsWith("Connection: close\r\n\r\n"));
  EXPECT_THAT(Head(200, {}, {.length = 0, .http11 = false}),
              testing::AllOf(StartsWith("HTTP/1.0 200 OK\r\n"),
                             EndsWith("Connection: keep-alive\r\n\r\n")));
}

TEST(ResponseHeadTest, FramingIsTheSessions) {
  const std::string head = Head(200,
                                {{"content-length", "99"},
                                 {"Transfer-Encoding", "chunked"},
                                 {"Connection", "upgrade"},
                                 {"DATE", "never"}},
                                {.length = 1});
  EXPECT_THAT(head, Not(HasSubstr("99")));
  EXPECT_THAT(head, Not(HasSubstr("chunked")));
  EXPECT_THAT(head, Not(HasSubstr("upgrade")));
  EXPECT_THAT(head, Not(HasSubstr("never")));
}

TEST(ResponseHeadTest, AValueCannotStartAField) {
  const std::string head = Head(200, {{"Location", "/a\r\nSet-Cookie: b"}}, {.length = 0});
  EXPECT_THAT(head, HasSubstr("Location: /a  Set-Cookie: b\r\n"));
}

TEST(ResponseHeadTest, KnowsStatusesWithoutBody) {
  for (const int status : {100, 204, 304}) EXPECT_FALSE(MayHaveBody(status)) << status;
  for (const int status : {200, 206, 404, 500}) EXPECT_TRUE(MayHaveBody(status)) << status;
}

}  // namespace
}  // namespace millrace::net

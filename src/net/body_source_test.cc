// Response bodies that are pulled piece by piece.
#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <semaphore>
#include <thread>

#include "net/http_client.h"
#include "net/http_server.h"
#include "net/test_peer.h"

namespace millrace::net {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

// `pieces` pieces of `size` bytes, then the end, or an error instead of it.
class CountingSource final : public BodySource {
 public:
  CountingSource(int pieces, size_t size, bool fails = false)
      : left_(pieces), size_(size), fails_(fails) {}
  void Next(Done done) override {
    if (left_-- > 0) {
      ++given;
      return done(std::string(size_, 'x'));
    }
    if (fails_) return done(Fail(ErrorKind::kUnavailable, "The store went away."));
    done(std::string());
  }
  std::atomic<int> given = 0;

 private:
  int left_;
  const size_t size_;
  const bool fails_;
};

class BodySourceTest : public testing::Test {
 protected:
  void Serve(Response response, int workers = 1) {
    auto server =
        HttpServer::Start({.port = 0, .workers = workers}, [response](Request& request) -> Reply {
          if (request.path == "/other") return Response{.body = "other"};
          return response;
        });
    ASSERT_TRUE(server.has_value());
    server_ = *std::move(server);
  }
  Result<HttpResponse> Get(std::string method = "GET") {
    return client_->Send({.method = std::move(method),
                          .url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/"});
  }
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<HttpClient> client_ = HttpClient::Make({});
};

TEST_F(BodySourceTest, IsSentInChunksWithoutALength) {
  Serve({.source = std::make_shared<CountingSource>(100, 10'007)});
  const auto response = Get();
  ASSERT_TRUE(response.has_value()) << response.error().Sentence();
  EXPECT_EQ(response->headers.Get("Transfer-Encoding"), "chunked");
  EXPECT_EQ(response->body.size(), 100u * 10'007);
}

TEST_F(BodySourceTest, IsSentPlainWithALength) {
  Serve({.source = std::make_shared<CountingSource>(30, 1000), .source_length = 30'000});
  const auto response = Get();
  ASSERT_TRUE(response.has_value()) << response.error().Sentence();
  EXPECT_EQ(response->headers.Get("Content-Length"), "30000");
  EXPECT_EQ(response->body.size(), 30'000u);
}

TEST_F(BodySourceTest, AnEmptyOneIsAnEmptyBody) {
  Serve({.source = std::make_shared<CountingSource>(0, 0)});
  EXPECT_EQ(Get()->body, "");
  Serve({.source = std::make_shared<CountingSource>(0, 0), .source_length = 0});
  EXPECT_EQ(Get()->body, "");
}

TEST_F(BodySourceTest, IsNotAskedForHead) {
  const auto source = std::make_shared<CountingSource>(3, 10);
  Serve({.source = source, .source_length = 30});
  EXPECT_EQ(Get("HEAD")->headers.Get("Content-Length"), "30");
  EXPECT_EQ(source->given, 0);
}

TEST_F(BodySourceTest, EndsWithTheConnectionForHttp10) {
  Serve({.source = std::make_shared<CountingSource>(3, 10)});
  RawSocket client = RawSocket::Connect(server_->port());
  client.Send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string answer = client.ReadToEnd();
  EXPECT_THAT(answer, Not(HasSubstr("chunked")));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n" + std::string(30, 'x')));
}

TEST_F(BodySourceTest, AFailureIsSeenByTheClient) {
  Serve({.source = std::make_shared<CountingSource>(2, 10, true)});
  EXPECT_EQ(Get().error().kind, ErrorKind::kUnavailable);
  Serve({.source = std::make_shared<CountingSource>(2, 10), .source_length = 21});
  EXPECT_EQ(Get().error().kind, ErrorKind::kUnavailable);
  Serve({.source = std::make_shared<CountingSource>(2, 10), .source_length = 19});
  EXPECT_EQ(Get().error().kind, ErrorKind::kUnavailable);
}

TEST_F(BodySourceTest, ASlowReaderHoldsNeitherMemoryNorTheOnlyWorker) {
  const auto source = std::make_shared<CountingSource>(1000, 1 << 20);
  Serve({.source = source});
  RawSocket slow = RawSocket::Connect(server_->port());
  slow.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_NE(slow.Read(100), "");
  // The server stops asking once the kernel's buffers are full; others are served meanwhile.
  int given = -1;
  for (int quiet = 0; quiet < 3;) {
    RawSocket other = RawSocket::Connect(server_->port());
    other.Send("GET /other HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_THAT(other.ReadUntil("other"), HasSubstr("200 OK"));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    quiet = given == source->given ? quiet + 1 : 0;
    given = source->given;
    ASSERT_LT(given, 1000);
  }
  slow.Send("");
  std::string rest = slow.Read();
  EXPECT_NE(rest, "");
}

// Answers from another thread, later.
class LateSource final : public BodySource {
 public:
  void Next(Done done) override { asked.set_value(std::move(done)), asked_again.release(); }
  std::promise<Done> asked;
  std::binary_semaphore asked_again{0};
};

TEST_F(BodySourceTest, MayAnswerLaterFromAnyThread) {
  const auto source = std::make_shared<LateSource>();
  Serve({.source = source});
  auto answer = std::async(std::launch::async, [&] { return Get(); });
  const auto first = source->asked.get_future().get();
  source->asked_again.acquire();
  source->asked = {};
  first(std::string("late "));
  first(std::string("and twice"));  // ignored
  const auto second = source->asked.get_future().get();
  source->asked_again.acquire();
  source->asked = {};
  second(std::string("bytes"));
  source->asked.get_future().get()(std::string());
  const auto response = answer.get();
  ASSERT_TRUE(response.has_value()) << response.error().Sentence();
  EXPECT_EQ(response->body, "late bytes");
}

class ForgetfulSource final : public BodySource {
 public:
  void Next(Done) override {}
};

TEST_F(BodySourceTest, ADroppedAnswerCutsTheConnection) {
  Serve({.source = std::make_shared<ForgetfulSource>()});
  EXPECT_EQ(Get().error().kind, ErrorKind::kUnavailable);
}

}  // namespace
}  // namespace millrace::net

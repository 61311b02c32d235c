// The server against a raw client: what stands on the wire, limits, and peers that misbehave.
#include "net/http_server.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <future>
#include <latch>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <thread>

#include "net/test_peer.h"

namespace millrace::net {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

std::unique_ptr<HttpServer> Serve(Handler handler, HttpServer::Options options = {}) {
  options.port = 0;
  options.error_body = [](int status, std::string_view sentence) {
    return "E" + std::to_string(status) + ":" + std::string(sentence);
  };
  auto server = HttpServer::Start(std::move(options), std::move(handler));
  EXPECT_TRUE(server.has_value()) << (server ? "" : server.error().Sentence());
  return server ? *std::move(server) : nullptr;
}

Reply Hello(Request& request) { return Response{.body = request.path + "\n"}; }

// All that the server sends for `text`, after which it must close.
std::string Exchange(const HttpServer& server, std::string_view text) {
  RawSocket client = RawSocket::Connect(server.port());
  client.Send(text);
  return client.ReadToEnd();
}

TEST(HttpServerTest, AnswersAndKeepsTheConnection) {
  const auto server = Serve(Hello);
  RawSocket client = RawSocket::Connect(server->port());
  for (int i = 0; i < 3; ++i) {
    client.Send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string answer = client.ReadUntil("\n\r\n/" + std::to_string(i) + "\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
    EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 3\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("Connection")));
  }
}

TEST(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  std::atomic<int> running = 0, most = 0;
  const auto server = Serve([&](Request& request) -> Reply {
    most = std::max<int>(most, ++running);
    std::this_thread::yield();
    --running;
    return Hello(request);
  });
  std::string text;
  for (int i = 0; i < 200; ++i)
    text += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  text += "GET /end HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  const std::string answers = Exchange(*server, text);
  size_t at = 0;
  for (int i = 0; i < 200; ++i) {
    at = answers.find("\r\n\r\n/" + std::to_string(i) + "\n", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
  EXPECT_THAT(answers, EndsWith("Connection: close\r\n\r\n/end\n"));
  EXPECT_EQ(most, 1);
}

TEST(HttpServerTest, RespectsHttp10) {
  const auto server = Serve(Hello);
  EXPECT_THAT(
      Exchange(*server, "GET /a HTTP/1.0\r\n\r\n"),
      testing::AllOf(StartsWith("HTTP/1.0 200 OK"), EndsWith("Connection: close\r\n\r\n/a\n")));
  RawSocket client = RawSocket::Connect(server->port());
  client.Send("GET /b HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(client.ReadUntil("/b\n"), HasSubstr("Connection: keep-alive\r\n"));
  client.Send("GET /c HTTP/1.0\r\n\r\n");
  EXPECT_THAT(client.ReadToEnd(), EndsWith("/c\n"));
}

TEST(HttpServerTest, HeadAndBodilessAnswersHaveNoBody) {
  const auto server = Serve([](Request& request) -> Reply {
    return Response{.status = std::stoi(request.path.substr(1)), .body = std::string(100'000, 'x')};
  });
  const std::string head =
      Exchange(*server, "HEAD /200 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("Content-Length: 100000\r\n"));
  EXPECT_THAT(head, EndsWith("\r\n\r\n"));
  for (const char* status : {"204", "304"}) {
    const std::string answer =
        Exchange(*server, "GET /" + std::string(status) +
                              " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(answer, Not(HasSubstr("Content-Length"))) << status;
    EXPECT_THAT(answer, EndsWith("\r\n\r\n")) << status;
  }
}

TEST(HttpServerTest, AnswersTheExpectationBeforeTheBody) {
  const auto server =
      Serve([](Request& request) -> Reply { return Response{.body = request.body}; });
  RawSocket client = RawSocket::Connect(server->port());
  client.Send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.ReadUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.Send("body");
  EXPECT_THAT(client.ReadUntil("body"), StartsWith("HTTP/1.1 200 OK"));
}

TEST(HttpServerTest, RefusesInItsOwnWordsAndCloses) {
  std::atomic<int> handled = 0;
  const auto server = Serve(
      [&](Request& request) {
        ++handled;
        return Hello(request);
      },
      {.max_body = 1000, .max_header = 2000});
  EXPECT_THAT(
      Exchange(*server, "nonsense\r\n\r\n"),
      testing::AllOf(StartsWith("HTTP/1.1 400 Bad Request\r\n"), HasSubstr("Connection: close\r\n"),
                     HasSubstr("Content-Type: application/json\r\n"),
                     HasSubstr("\r\n\r\nE400:The request is not valid HTTP")));
  EXPECT_THAT(Exchange(*server, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n"),
              HasSubstr("E413:The request's body is longer than 1000 B."));
  EXPECT_THAT(
      Exchange(*server, "GET / HTTP/1.1\r\nHost: h\r\nA: " + std::string(2000, 'a') + "\r\n\r\n"),
      HasSubstr("HTTP/1.1 431 "));
  // No "100 Continue" for a body that will not be taken.
  EXPECT_THAT(Exchange(*server,
                       "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                       "Content-Length: 9999\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_EQ(handled, 0);
}

TEST(HttpServerTest, ARefusalReachesAClientThatStillSends) {
  const auto server = Serve(Hello, {.max_body = 1000});
  RawSocket client = RawSocket::Connect(server->port());
  client.Send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n" +
              std::string(3'000'000, 'x'));
  EXPECT_THAT(client.ReadToEnd(), StartsWith("HTTP/1.1 413 "));
}

TEST(HttpServerTest, SlowClientsTimeOut) {
  const auto server = Serve(
      Hello, {.idle_timeout = std::chrono::seconds(1), .io_timeout = std::chrono::seconds(1)});
  RawSocket idle = RawSocket::Connect(server->port());
  RawSocket in_head = RawSocket::Connect(server->port());
  in_head.Send("GET / HTTP/1.1\r\nHost:");
  RawSocket in_body = RawSocket::Connect(server->port());
  in_body.Send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabc");
  EXPECT_EQ(idle.ReadToEnd(), "");
  EXPECT_THAT(in_head.ReadToEnd(), testing::AllOf(StartsWith("HTTP/1.1 408 "), HasSubstr("E408:")));
  EXPECT_THAT(in_body.ReadToEnd(), StartsWith("HTTP/1.1 408 "));
}

TEST(HttpServerTest, AClientThatDoesNotReadIsCut) {
  const auto server =
      Serve([](Request&) -> Reply { return Response{.body = std::string(64 << 20, 'x')}; },
            {.io_timeout = std::chrono::seconds(1)});
  RawSocket client = RawSocket::Connect(server->port());
  client.Send(kGet);
  pollfd wait{.fd = client.fd(), .events = POLLRDHUP};
  ASSERT_EQ(poll(&wait, 1, 10'000), 1);  // cut, while nothing was read
  EXPECT_LT(client.ReadToEnd().size(), 64u << 20);
}

TEST(HttpServerTest, AHandlerThatThrowsIsA500) {
  const auto server = Serve([](Request& request) -> Reply {
    if (request.path == "/int") throw 7;
    if (request.path == "/null") return std::shared_ptr<Pending>();
    throw std::runtime_error("secret detail");
  });
  for (const char* path : {"/int", "/null", "/x"}) {
    const std::string answer = Exchange(
        *server, "GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 ")) << path;
    EXPECT_THAT(answer, HasSubstr("E500:"));
    EXPECT_THAT(answer, Not(HasSubstr("secret")));
  }
}

TEST(HttpServerTest, APendingAnswerHoldsNoWorker) {
  std::mutex mutex;
  std::vector<std::shared_ptr<Pending>> waiting;
  std::latch arrived(5);
  const auto server = Serve(
      [&](Request& request) -> Reply {
        if (request.path == "/now") {
          auto pending = Pending::Make();
          pending->Complete({.body = "at once"});
          pending->Complete({.body = "too late"});
          return pending;
        }
        if (request.path == "/lost") return Pending::Make();
        auto pending = Pending::Make();
        std::lock_guard lock(mutex);
        waiting.push_back(pending);
        arrived.count_down();
        return pending;
      },
      {.workers = 1});
  std::vector<RawSocket> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(RawSocket::Connect(server->port()));
    clients.back().Send(kGet);
  }
  arrived.wait();
  RawSocket other = RawSocket::Connect(server->port());
  other.Send("GET /now HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(other.ReadUntil("at once"), StartsWith("HTTP/1.1 200 OK"));
  other.Send("GET /lost HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(other.ReadUntil("E500"), StartsWith("HTTP/1.1 500 "));
  std::thread([&] {
    for (const auto& pending : waiting) pending->Complete({.status = 201, .body = "done!"});
  }).join();
  for (RawSocket& client : clients)
    EXPECT_THAT(client.ReadUntil("done!"), StartsWith("HTTP/1.1 201 "));
}

TEST(HttpServerTest, APendingAnswerMayComeAfterTheServer) {
  std::promise<std::shared_ptr<Pending>> made;
  auto server = Serve([&](Request&) -> Reply {
    auto pending = Pending::Make();
    made.set_value(pending);
    return pending;
  });
  RawSocket client = RawSocket::Connect(server->port());
  client.Send(kGet);
  const auto pending = made.get_future().get();
  server.reset();
  EXPECT_EQ(client.ReadToEnd(), "");
  pending->Complete({.body = "x"});
}

TEST(HttpServerTest, StoppingLetsRunningHandlersAnswer) {
  std::binary_semaphore started(0), go(0);
  auto server = Serve([&](Request&) -> Reply {
    started.release();
    go.acquire();
    return Response{.body = std::string(100'000, 'x') + "whole"};
  });
  RawSocket idle = RawSocket::Connect(server->port());
  RawSocket client = RawSocket::Connect(server->port());
  client.Send(kGet);
  started.acquire();
  std::thread stopper([&] { server.reset(); });
  EXPECT_EQ(idle.ReadToEnd(), "");
  go.release();
  EXPECT_THAT(client.ReadToEnd(), testing::AllOf(StartsWith("HTTP/1.1 200 "), EndsWith("whole")));
  stopper.join();
}

TEST(HttpServerTest, SaysWhyItCannotListen) {
  const auto first = Serve(Hello);
  const auto error = [](HttpServer::Options options) {
    const auto server = HttpServer::Start(std::move(options), Hello);
    return server ? Error{} : server.error();
  };
  const Error taken = error({.port = first->port()});
  EXPECT_EQ(taken.kind, ErrorKind::kConflict);
  EXPECT_THAT(taken.message, HasSubstr("Port " + std::to_string(first->port()) + " on 127.0.0.1"));
  EXPECT_THAT(taken.advice, HasSubstr("`--port`"));
  EXPECT_EQ(error({.port = 70'000}).kind, ErrorKind::kInvalid);
  EXPECT_THAT(error({.host = "203.0.113.9", .port = 0}).message, HasSubstr("203.0.113.9"));
  EXPECT_THAT(error({.host = "nowhere.invalid", .port = 0}).message, HasSubstr("nowhere.invalid"));
  EXPECT_EQ(error({.port = 0, .cert_file = "c.pem"}).kind, ErrorKind::kInvalid);
  EXPECT_THAT(error({.port = 0, .cert_file = "no.pem", .key_file = "k.pem"}).message,
              HasSubstr("no.pem"));
}

TEST(HttpServerTest, TheUnixSocketIsPrivateAndReplacesAStaleOne) {
  const ScratchDir dir;
  const std::string path = dir / "sock";
  {
    const int stale = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{.sun_family = AF_UNIX};
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    ASSERT_EQ(bind(stale, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    close(stale);
  }
  {
    const auto server = Serve(Hello, {.unix_socket = path});
    struct stat info;
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    const auto second = HttpServer::Start({.port = 0, .unix_socket = path}, Hello);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().kind, ErrorKind::kConflict);
  }
  EXPECT_FALSE(std::filesystem::exists(path));

  const auto error = [](std::string bad) {
    const auto server = HttpServer::Start({.port = 0, .unix_socket = std::move(bad)}, Hello);
    return server ? Error{} : server.error();
  };
  EXPECT_EQ(error(dir / std::string(200, 'x')).kind, ErrorKind::kInvalid);
  EXPECT_EQ(error(dir / "none/sock").kind, ErrorKind::kNotFound);
  std::ofstream(dir / "file") << "precious";
  EXPECT_EQ(error(dir / "file").kind, ErrorKind::kConflict);
  EXPECT_TRUE(std::filesystem::exists(dir / "file"));
}

}  // namespace
}  // namespace millrace::net

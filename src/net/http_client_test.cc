#include "net/http_client.h"

#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "net/http_server.h"
#include "net/test_peer.h"

namespace millrace::net {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

// A client, and a server that answers "METHOD path?query length-of-body", or what the path asks
// for.
class HttpClientTest : public testing::Test {
 protected:
  void SetUp() override {
    auto server = HttpServer::Start({.port = 0, .workers = 4}, [this](Request& request) -> Reply {
      ++requests_;
      if (request.path == "/size")
        return Response{.body = std::string(std::stoul(request.query), 'x')};
      if (request.path == "/status")
        return Response{.status = std::stoi(request.query), .body = "s"};
      if (request.path == "/echo") return Response{.body = std::move(request.body)};
      if (request.path == "/headers") {
        Response response;
        for (const auto& [name, value] : request.headers)
          response.body += name + "=" + value + "\n";
        response.headers = {{"X-Empty", ""}, {"X-Twice", "1"}, {"x-twice", "2"}};
        return response;
      }
      return Response{.body = request.method + ' ' + request.path + '?' + request.query + ' ' +
                              std::to_string(request.body.size())};
    });
    ASSERT_TRUE(server.has_value()) << server.error().Sentence();
    server_ = *std::move(server);
  }

  std::string Url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + std::string(path);
  }

  std::atomic<int> requests_ = 0;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<HttpClient> client_ = HttpClient::Make({});
};

// Keeps what it is told, and stops the transfer after `limit` bytes or at the head.
class RecordingSink final : public HttpSink {
 public:
  explicit RecordingSink(size_t limit = SIZE_MAX, bool accept = true)
      : limit_(limit), accept_(accept) {}
  bool OnHead(int status, const Headers& headers) override {
    ++heads;
    status_ = status;
    headers_ = headers;
    return accept_;
  }
  bool OnData(std::string_view bytes) override {
    body += bytes;
    return body.size() < limit_;
  }
  void OnDone(Result<void> outcome) override {
    std::lock_guard lock(mutex_);
    ++dones;
    outcome_ = std::move(outcome);
    done_.notify_one();
  }
  Result<void> Wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return dones > 0; });
    return outcome_;
  }
  int heads = 0, dones = 0;
  std::string body;

 private:
  const size_t limit_;
  const bool accept_;
  int status_ = 0;
  Headers headers_;
  std::mutex mutex_;
  std::condition_variable done_;
  Result<void> outcome_;
};

TEST_F(HttpClientTest, SendsTheUrlAsItIs) {
  for (const char* target :
       {"/?", "/a/../b/./c?x=/../", "/%2e%2E/%2F//?%41=+", "/a%20b%C3%A9?q=%00"}) {
    const auto response = client_->Send({.url = Url(target)});
    ASSERT_TRUE(response.has_value()) << response.error().Sentence();
    EXPECT_EQ(response->body, "GET " + std::string(target) + " 0");
  }
}

TEST_F(HttpClientTest, KnowsAllMethods) {
  for (const char* method : {"GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"}) {
    for (const std::string& body : {std::string(), std::string("abc")}) {
      const auto response = client_->Send({.method = method, .url = Url("/m"), .body = body});
      ASSERT_TRUE(response.has_value()) << response.error().Sentence();
      EXPECT_EQ(response->body, std::string(method) + " /m? " + std::to_string(body.size()));
    }
  }
  // A handle that carried a HEAD must carry a body again.
  const auto head = client_->Send({.method = "HEAD", .url = Url("/size?1234567")});
  ASSERT_TRUE(head.has_value()) << head.error().Sentence();
  EXPECT_EQ(head->headers.Get("content-length"), "1234567");
  EXPECT_EQ(head->body, "");
  EXPECT_EQ(client_->Send({.url = Url("/size?3")})->body, "xxx");
}

TEST_F(HttpClientTest, TakesBodiesOfAllSizes) {
  for (const size_t size :
       {0, 1, 1000, 16383, 16384, 16385, 65535, 65536, 65537, 1 << 20, 20 << 20}) {
    const auto response = client_->Send({.url = Url("/size?" + std::to_string(size))});
    ASSERT_TRUE(response.has_value()) << response.error().Sentence();
    EXPECT_EQ(response->body.size(), size);
    EXPECT_EQ(response->body.find_first_not_of('x'), std::string::npos);
  }
}

TEST_F(HttpClientTest, SendsBodiesOfAllSizes) {
  std::string body;
  for (const size_t size : {0, 1, 1023, 1025, 65535, 65537, 1 << 20, 20 << 20}) {
    while (body.size() < size) body += static_cast<char>(body.size() * 31 >> 3);
    body.resize(size);
    const auto response = client_->Send({.method = "PUT", .url = Url("/echo"), .body = body});
    ASSERT_TRUE(response.has_value()) << response.error().Sentence();
    EXPECT_TRUE(response->body == body) << size;
  }
}

TEST_F(HttpClientTest, SendsTheHeadersItIsGivenAndNoBodyType) {
  const auto response =
      client_->Send({.method = "PUT",
                     .url = Url("/headers"),
                     .headers = {{"X-A", "b: c"}, {"X-None", ""}, {"If-None-Match", "*"}}});
  ASSERT_TRUE(response.has_value()) << response.error().Sentence();
  EXPECT_THAT(response->body, HasSubstr("X-A=b: c\n"));
  EXPECT_THAT(response->body, HasSubstr("X-None=\n"));
  EXPECT_THAT(response->body, HasSubstr("Content-Length=0\n"));
  EXPECT_THAT(response->body, HasSubstr("User-Agent=millrace\n"));
  EXPECT_THAT(response->body, Not(HasSubstr("Content-Type")));
  EXPECT_THAT(response->body, Not(HasSubstr("Expect")));
  EXPECT_TRUE(response->headers.Has("x-empty"));
  EXPECT_EQ(response->headers.Get("X-Twice"), "1");
  const auto large =
      client_->Send({.method = "POST", .url = Url("/headers"), .body = std::string(3 << 20, 'b')});
  EXPECT_THAT(large->body, Not(HasSubstr("Expect")));
  EXPECT_THAT(large->body, Not(HasSubstr("Content-Type")));
}

TEST_F(HttpClientTest, AnyStatusIsAResponse) {
  for (const int status : {200, 204, 301, 304, 404, 412, 500, 503}) {
    const auto response = client_->Send({.url = Url("/status?" + std::to_string(status))});
    ASSERT_TRUE(response.has_value()) << response.error().Sentence();
    EXPECT_EQ(response->status, status);
    EXPECT_EQ(response->body, status == 204 || status == 304 ? "" : "s");
  }
}

TEST_F(HttpClientTest, RefusesRequestsThatCannotBeSent) {
  const auto kind = [&](HttpRequest request) {
    const auto response = client_->Send(std::move(request));
    return response ? ErrorKind::kInternal : response.error().kind;
  };
  EXPECT_EQ(kind({.url = ""}), ErrorKind::kInvalid);
  EXPECT_EQ(kind({.url = "ftp://h/"}), ErrorKind::kInvalid);
  EXPECT_EQ(kind({.url = "file:///etc/passwd"}), ErrorKind::kInvalid);
  EXPECT_EQ(kind({.url = "http://h:99999/"}), ErrorKind::kInvalid);
  EXPECT_EQ(kind({.url = "http://user:pw@127.0.0.1/"}), ErrorKind::kInvalid);
  EXPECT_EQ(kind({.method = "GET /", .url = Url("/")}), ErrorKind::kInvalid);
  EXPECT_EQ(kind({.url = Url("/"), .headers = {{"A", "b\r\nC: d"}}}), ErrorKind::kInvalid);
  EXPECT_EQ(kind({.url = Url("/"), .headers = {{"A\r\nB", "b"}}}), ErrorKind::kInvalid);
  EXPECT_EQ(requests_, 0);
}

TEST_F(HttpClientTest, SendRefusesAResponseThatIsTooLong) {
  for (const char* path : {"/size?1001", "/size?5000000"}) {
    const auto response = client_->Send({.url = Url(path), .max_body = 1000});
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, ErrorKind::kTooLarge);
    EXPECT_THAT(response.error().message, HasSubstr("1000 B"));
  }
  EXPECT_TRUE(client_->Send({.url = Url("/size?1000"), .max_body = 1000}).has_value());
  EXPECT_TRUE(
      client_->Send({.method = "HEAD", .url = Url("/size?1001"), .max_body = 1000}).has_value());
}

TEST_F(HttpClientTest, ASinkGetsOneHeadAndOneEnd) {
  const auto sink = std::make_shared<RecordingSink>();
  client_->Start({.url = Url("/size?200000")}, sink);
  EXPECT_TRUE(sink->Wait().has_value());
  EXPECT_EQ(sink->heads, 1);
  EXPECT_EQ(sink->dones, 1);
  EXPECT_EQ(sink->body.size(), 200'000u);
}

TEST_F(HttpClientTest, ASinkDropsItsTransfer) {
  const auto at_head = std::make_shared<RecordingSink>(SIZE_MAX, false);
  client_->Start({.url = Url("/size?20000000")}, at_head);
  EXPECT_EQ(at_head->Wait().error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(at_head->body, "");
  const auto in_body = std::make_shared<RecordingSink>(1000);
  client_->Start({.url = Url("/size?20000000")}, in_body);
  EXPECT_EQ(in_body->Wait().error().kind, ErrorKind::kCancelled);
  EXPECT_LT(in_body->body.size(), 1'000'000u);
}

TEST_F(HttpClientTest, ManyThreadsGetTheirOwnAnswers) {
  client_ = HttpClient::Make({.max_connections = 5, .max_connections_per_host = 3});
  std::atomic<int> right = 0;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 50; ++i) {
        const std::string path = "/t" + std::to_string(thread) + "-" + std::to_string(i);
        const auto response = client_->Send({.url = Url(path)});
        if (response && response->body == "GET " + path + "? 0") ++right;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(right, 400);
}

TEST_F(HttpClientTest, EndsWhatRunsWhenItIsDestroyed) {
  RawServer silent([](RawSocket& peer) { peer.ReadToEnd(); });
  const auto sink = std::make_shared<RecordingSink>();
  client_->Start({.url = silent.Url()}, sink);
  client_.reset();
  EXPECT_EQ(sink->Wait().error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(sink->dones, 1);
}

TEST_F(HttpClientTest, TalksOverAUnixSocket) {
  const ScratchDir dir;
  auto server =
      HttpServer::Start({.port = 0, .unix_socket = dir / "s"}, [](Request& request) -> Reply {
        return Response{.body = request.peer + (request.over_unix_socket ? " yes " : " no ") +
                                request.body};
      });
  ASSERT_TRUE(server.has_value()) << server.error().Sentence();
  const auto local = client_->Send(
      {.method = "POST", .url = "http://millrace/", .body = "b", .unix_socket = dir / "s"});
  ASSERT_TRUE(local.has_value()) << local.error().Sentence();
  EXPECT_EQ(local->body, "unix yes b");
  const auto tcp =
      client_->Send({.url = "http://127.0.0.1:" + std::to_string((*server)->port()) + "/"});
  EXPECT_EQ(tcp->body, "127.0.0.1 no ");
  const auto missing = client_->Send({.url = "http://millrace/", .unix_socket = dir / "none"});
  ASSERT_FALSE(missing.has_value());
  EXPECT_THAT(missing.error().message, HasSubstr(dir / "none"));
}

}  // namespace
}  // namespace millrace::net

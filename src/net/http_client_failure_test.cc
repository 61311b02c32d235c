// What the client makes of peers that misbehave, and whom it does not talk to.
#include <gmock/gmock.h>

#include <atomic>
#include <optional>
#include <semaphore>

#include "net/http_client.h"
#include "net/http_server.h"
#include "net/test_peer.h"

namespace millrace::net {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr std::string_view kHeadEnd = "\r\n\r\n";

// The error of a GET to a peer that answers `bytes` and then closes.
Result<HttpResponse> GetFrom(std::string bytes, HttpClient& client, HttpRequest request = {}) {
  RawServer server([&](RawSocket& peer) {
    peer.ReadUntil(kHeadEnd);
    peer.Send(bytes);
  });
  request.url = server.Url();
  return client.Send(std::move(request));
}

TEST(HttpClientFailureTest, ABodyThatBreaksOffIsTemporarilyUnavailable) {
  const auto client = HttpClient::Make({});
  for (const char* bytes :
       {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", ""}) {
    const auto response = GetFrom(bytes, *client);
    ASSERT_FALSE(response.has_value()) << bytes;
    EXPECT_EQ(response.error().kind, ErrorKind::kUnavailable) << bytes;
    EXPECT_TRUE(response.error().temporary);
    EXPECT_THAT(response.error().message, HasSubstr("127.0.0.1:"));
  }
}

TEST(HttpClientFailureTest, AResetIsTemporarilyUnavailable) {
  RawServer server([](RawSocket& peer) {
    peer.ReadUntil(kHeadEnd);
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    peer.Reset();
  });
  const auto response = HttpClient::Make({})->Send({.url = server.Url()});
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::kUnavailable);
  EXPECT_TRUE(response.error().temporary);
}

TEST(HttpClientFailureTest, SaysWhenItIsNotHttp) {
  const auto response = GetFrom("SSH-2.0-OpenSSH_9.2\r\n", *HttpClient::Make({}));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(response.error().message, HasSubstr("not HTTP"));
}

TEST(HttpClientFailureTest, SkipsInterimResponsesAndTrailers) {
  const auto response = GetFrom(
      "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
      "ETag: \"1\"\r\n\r\n2\r\nab\r\n0\r\nX-Trailer: 1\r\n\r\n",
      *HttpClient::Make({}));
  ASSERT_TRUE(response.has_value()) << response.error().Sentence();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "ab");
  EXPECT_EQ(response->headers.Get("ETag"), "\"1\"");
  EXPECT_FALSE(response->headers.Has("Link"));
}

TEST(HttpClientFailureTest, TakesABodyThatEndsWithTheConnection) {
  const auto response = GetFrom("HTTP/1.1 200 OK\r\n\r\nall of it", *HttpClient::Make({}));
  ASSERT_TRUE(response.has_value()) << response.error().Sentence();
  EXPECT_EQ(response->body, "all of it");
}

TEST(HttpClientFailureTest, RefusesAnEndlessAnswer) {
  const auto response = GetFrom("HTTP/1.1 200 OK\r\n\r\n" + std::string(500'000, 'x'),
                                *HttpClient::Make({}), {.max_body = 100'000});
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::kTooLarge);
}

TEST(HttpClientFailureTest, NamesWhatCannotBeReached) {
  int free_port;
  {
    const RawServer gone([](RawSocket&) {});
    free_port = gone.port();
  }
  const auto client = HttpClient::Make({});
  const auto refused = client->Send({.url = "http://127.0.0.1:" + std::to_string(free_port) + "/"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
  EXPECT_TRUE(refused.error().temporary);
  EXPECT_EQ(refused.error().message,
            "127.0.0.1:" + std::to_string(free_port) + " refused the connection.");

  // RFC 6761: this name never exists.
  const auto unknown = client->Send({.url = "http://minio.invalid/"});
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(unknown.error().message, HasSubstr("minio.invalid"));
  EXPECT_NE(unknown.error().advice, "");
}

TEST(HttpClientFailureTest, AStalledTransferEnds) {
  std::binary_semaphore end(0);
  RawServer server([&](RawSocket& peer) {
    peer.ReadUntil(kHeadEnd);
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    end.acquire();
  });
  const auto response =
      HttpClient::Make({})->Send({.url = server.Url(), .stall_timeout = milliseconds(100)});
  end.release();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::kTimeout);
  EXPECT_TRUE(response.error().temporary);
  EXPECT_THAT(response.error().message, HasSubstr("100 ms"));
}

TEST(HttpClientFailureTest, TheTotalLimitEndsATransferThatDrips) {
  std::atomic<bool> end = false;
  RawServer server([&](RawSocket& peer) {
    peer.ReadUntil(kHeadEnd);
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    while (!end) {
      peer.Send("x");
      std::this_thread::sleep_for(milliseconds(5));
    }
  });
  const auto response =
      HttpClient::Make({})->Send({.url = server.Url(), .total_timeout = milliseconds(200)});
  end = true;
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::kTimeout);
}

TEST(HttpClientFailureTest, KeepsConnectionsAndSurvivesTheirEnd) {
  std::atomic<int> connections = 0;
  RawServer server([&](RawSocket& peer) {
    ++connections;
    for (int i = 0; i < 3 && !peer.ReadUntil(kHeadEnd).empty(); ++i) {
      peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  });
  const auto client = HttpClient::Make({});
  for (int i = 0; i < 9; ++i) {
    const auto response = client->Send({.url = server.Url()});
    ASSERT_TRUE(response.has_value()) << i << response.error().Sentence();
    EXPECT_EQ(response->body, "ok");
  }
  EXPECT_EQ(connections, 3);
}

TEST(HttpClientFailureTest, DoesNotFollowRedirects) {
  const auto response = GetFrom(
      "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
      *HttpClient::Make({}));
  ASSERT_TRUE(response.has_value()) << response.error().Sentence();
  EXPECT_EQ(response->status, 302);
}

class AddressPolicyTest : public testing::Test {
 protected:
  static Result<HttpResponse> Get(HttpClient& client, std::string url, AddressPolicy policy) {
    return client.Send(
        {.url = std::move(url), .addresses = policy, .connect_timeout = milliseconds(2000)});
  }
  std::unique_ptr<HttpClient> strict_ = HttpClient::Make({.user_addresses = {.loopback = false}});
  std::unique_ptr<HttpClient> lenient_ = HttpClient::Make({.user_addresses = {.loopback = true}});
};

TEST_F(AddressPolicyTest, RefusesLoopbackUnlessAllowed) {
  std::atomic<int> connections = 0;
  auto server = HttpServer::Start({.port = 0}, [&](Request&) -> Reply {
    ++connections;
    return Response{};
  });
  ASSERT_TRUE(server.has_value());
  const std::string port = ':' + std::to_string((*server)->port()) + '/';
  for (const char* host : {"127.0.0.1", "127.1", "localhost", "[::ffff:127.0.0.1]", "0x7f000001"}) {
    const auto refused = Get(*strict_, "http://" + (host + port), AddressPolicy::kUser);
    ASSERT_FALSE(refused.has_value()) << host;
    EXPECT_EQ(refused.error().kind, ErrorKind::kDenied) << host << refused.error().Sentence();
    EXPECT_FALSE(refused.error().temporary);
    EXPECT_THAT(refused.error().advice, HasSubstr("SSRF_PROTECTION_ENABLED=false"));
  }
  EXPECT_EQ(connections, 0);
  EXPECT_TRUE(Get(*lenient_, "http://127.0.0.1" + port, AddressPolicy::kUser).has_value());
  EXPECT_TRUE(Get(*strict_, "http://127.0.0.1" + port, AddressPolicy::kTrusted).has_value());
}

TEST_F(AddressPolicyTest, AKeptConnectionOfTheOperatorIsNotForUsers) {
  std::atomic<int> requests = 0;
  auto server = HttpServer::Start({.port = 0}, [&](Request&) -> Reply {
    ++requests;
    return Response{};
  });
  ASSERT_TRUE(server.has_value());
  const std::string url = "http://127.0.0.1:" + std::to_string((*server)->port()) + "/";
  ASSERT_TRUE(Get(*strict_, url, AddressPolicy::kTrusted).has_value());
  const auto refused = Get(*strict_, url, AddressPolicy::kUser);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kDenied) << refused.error().Sentence();
  EXPECT_EQ(requests, 1);
  EXPECT_TRUE(Get(*strict_, url, AddressPolicy::kTrusted).has_value());
}

TEST_F(AddressPolicyTest, AlwaysRefusesMetadataAndLinkLocal) {
  for (const char* url :
       {"http://169.254.169.254/latest/meta-data/", "http://[::ffff:169.254.169.254]/",
        "http://[fd00:ec2::254]/", "http://100.100.100.200/", "http://[fe80::1]/",
        "http://0.0.0.0/", "http://224.0.0.1/", "http://2852039166/"}) {
    const auto refused = Get(*lenient_, url, AddressPolicy::kUser);
    ASSERT_FALSE(refused.has_value()) << url;
    EXPECT_EQ(refused.error().kind, ErrorKind::kDenied)
        << url << ": " << refused.error().Sentence();
    EXPECT_THAT(refused.error().message,
                HasSubstr("the server does not connect there for its users"));
  }
}

// Sets variables while it lives; the client reads them when it is made.
class ScopedEnv {
 public:
  ScopedEnv(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~ScopedEnv() { unsetenv(name_); }

 private:
  const char* name_;
};

TEST_F(AddressPolicyTest, AProxyIsTheOperatorsButTargetsAreStillChecked) {
  std::atomic<int> requests = 0;
  RawServer proxy([&](RawSocket& peer) {
    ++requests;
    const std::string head = peer.ReadUntil(kHeadEnd);
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + head.substr(0, 9));
  });
  const ScopedEnv http("http_proxy", proxy.Url());
  const ScopedEnv none("no_proxy", "direct.invalid");
  const auto client = HttpClient::Make({.user_addresses = {.loopback = false}});
  const auto through = Get(*client, "http://bucket.example/", AddressPolicy::kUser);
  ASSERT_TRUE(through.has_value()) << through.error().Sentence();
  EXPECT_EQ(through->body, "GET http:");
  for (const char* url : {"http://169.254.169.254/", "http://localhost/", "http://127.1/",
                          "http://[::1]/", "http://2852039166/"}) {
    const auto refused = Get(*client, url, AddressPolicy::kUser);
    ASSERT_FALSE(refused.has_value()) << url;
    EXPECT_EQ(refused.error().kind, ErrorKind::kDenied) << url;
  }
  EXPECT_FALSE(Get(*client, "http://direct.invalid/", AddressPolicy::kUser).has_value());
  EXPECT_EQ(requests, 1);
}

TEST_F(AddressPolicyTest, AProxyThatFailsIsNamedAsOne) {
  std::optional<RawServer> proxy([](RawSocket& peer) {
    peer.ReadUntil(kHeadEnd);
    peer.Send("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
  });
  const ScopedEnv all("all_proxy", proxy->Url());
  const auto client = HttpClient::Make({});
  const auto denied = Get(*client, "https://bucket.example/", AddressPolicy::kUser);
  ASSERT_FALSE(denied.has_value());
  EXPECT_THAT(denied.error().message, HasSubstr("proxy did not connect to bucket.example"));
  EXPECT_THAT(denied.error().message, HasSubstr("407"));
  proxy.reset();
  const auto gone = Get(*client, "http://bucket.example/", AddressPolicy::kUser);
  ASSERT_FALSE(gone.has_value());
  EXPECT_THAT(gone.error().message, HasSubstr("proxy did not connect to bucket.example"));
  EXPECT_THAT(gone.error().advice, HasSubstr("http_proxy"));
}

}  // namespace
}  // namespace millrace::net

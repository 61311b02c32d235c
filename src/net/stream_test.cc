#include "net/stream.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <latch>

#include "net/http_server.h"
#include "net/test_certificate.h"
#include "net/test_peer.h"

namespace millrace::net {
namespace {

using std::chrono::milliseconds;
using testing::Contains;
using testing::HasSubstr;

constexpr milliseconds kPatience{10'000};

std::string ReadToEnd(Stream& stream) {
  std::string all;
  char buffer[1000];
  for (;;) {
    const auto count = stream.Read(buffer, sizeof(buffer), kPatience);
    EXPECT_TRUE(count.has_value()) << count.error().Sentence();
    if (!count.has_value() || *count == 0) return all;
    all.append(buffer, *count);
  }
}

// A port where nobody listens.
int FreePort() {
  return RawServer([](RawSocket&) {}).port();
}

TEST(Stream, CarriesBytesBothWays) {
  const RawServer server([](RawSocket& peer) {
    const std::string asked = peer.ReadUntil("end");
    peer.Send("got " + std::to_string(asked.size()));
  });
  const auto stream = Connect({.host = "127.0.0.1", .port = server.port()});
  ASSERT_TRUE(stream.has_value()) << stream.error().Sentence();
  EXPECT_TRUE((*stream)->Quiet());
  ASSERT_TRUE((*stream)->Write(std::string(3'000'000, 'x') + "end", kPatience));
  EXPECT_EQ(ReadToEnd(**stream), "got 3000003");
  EXPECT_FALSE((*stream)->Quiet()) << "the peer closed it";
}

TEST(Stream, AStopEndsTheWaitForASilentPeer) {
  std::latch over(1);
  const RawServer server([&](RawSocket&) { over.wait(); });
  std::stop_source stop;
  const auto stream =
      Connect({.host = "127.0.0.1", .port = server.port(), .stop = stop.get_token()});
  ASSERT_TRUE(stream.has_value()) << stream.error().Sentence();
  const auto began = std::chrono::steady_clock::now();
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_EQ(ReadToEnd(**stream), "");
  EXPECT_LT(std::chrono::steady_clock::now() - began, kPatience / 2);
  EXPECT_FALSE((*stream)->Write("more", kPatience).has_value());
  const auto late = Connect({.host = "127.0.0.1", .port = server.port(), .stop = stop.get_token()});
  EXPECT_EQ(late.error().kind, ErrorKind::kCancelled);
  over.count_down();
}

TEST(Stream, FindsNamesAndBracketedAddresses) {
  const RawServer server([](RawSocket& peer) { peer.Send("hello"); });
  const auto stream = Connect({.host = "localhost", .port = server.port()});
  ASSERT_TRUE(stream.has_value()) << stream.error().Sentence();
  EXPECT_EQ(ReadToEnd(**stream), "hello");

  const auto addresses = Resolve("127.0.0.1");
  ASSERT_TRUE(addresses.has_value());
  EXPECT_THAT(*addresses, Contains(*IpAddress::Parse("127.0.0.1")));
  EXPECT_EQ(Resolve("[::1]").value().at(0), *IpAddress::Parse("::1"));
  for (const char* host : {"no-such-host.invalid", "", "a b"})
    EXPECT_FALSE(Resolve(host).has_value()) << host;
}

TEST(Stream, SaysWhatFailed) {
  const int port = FreePort();
  const auto refused = Connect({.host = "127.0.0.1", .port = port});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
  EXPECT_TRUE(refused.error().temporary);
  EXPECT_EQ(refused.error().message,
            "127.0.0.1:" + std::to_string(port) + " refused the connection.");

  const auto unknown = Connect({.host = "no-such-host.invalid", .port = 6379});
  ASSERT_FALSE(unknown.has_value());
  EXPECT_THAT(unknown.error().message, HasSubstr("no-such-host.invalid"));
  EXPECT_FALSE(unknown.error().advice.empty());

  EXPECT_EQ(Connect({.host = "127.0.0.1", .port = 0}).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(Connect({.host = "127.0.0.1", .port = 70'000}).error().kind, ErrorKind::kInvalid);
}

TEST(Stream, ASilentPeerEndsTheWait) {
  const RawServer server([](RawSocket& peer) { peer.ReadToEnd(); });
  const auto stream = Connect({.host = "127.0.0.1", .port = server.port()});
  ASSERT_TRUE(stream.has_value());
  char byte;
  const auto read = (*stream)->Read(&byte, 1, milliseconds(20));
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().kind, ErrorKind::kTimeout);
  EXPECT_TRUE(read.error().temporary);
}

TEST(Stream, APeerThatTakesNothingEndsTheWait) {
  std::latch seen(1);
  const RawServer server([&](RawSocket&) { seen.wait(); });
  const auto stream = Connect({.host = "127.0.0.1", .port = server.port()});
  const auto written = (*stream)->Write(std::string(64 << 20, 'x'), milliseconds(50));
  seen.count_down();
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().kind, ErrorKind::kTimeout);
}

TEST(Stream, AResetIsAnError) {
  const RawServer server([](RawSocket& peer) {
    peer.Read();
    peer.Reset();
  });
  const auto stream = Connect({.host = "127.0.0.1", .port = server.port()});
  ASSERT_TRUE(stream.has_value());
  ASSERT_TRUE((*stream)->Write("x", kPatience));
  char byte;
  const auto read = (*stream)->Read(&byte, 1, kPatience);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().kind, ErrorKind::kUnavailable);
  EXPECT_TRUE(read.error().temporary);
}

TEST(Stream, UsersReachOnlyAllowedAddresses) {
  const RawServer server([](RawSocket& peer) { peer.Send("hello"); });
  StreamOptions options{.host = "127.0.0.1",
                        .port = server.port(),
                        .addresses = AddressPolicy::kUser,
                        .allow_loopback = false};
  const auto refused = Connect(options);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kDenied);
  EXPECT_THAT(refused.error().message, HasSubstr("loopback"));
  options.host = "2130706433";  // the same address in a form that resolvers take
  EXPECT_FALSE(Connect(options).has_value());
  options.allow_loopback = true;
  EXPECT_TRUE(Connect(options).has_value());
  options.host = "169.254.169.254";
  EXPECT_EQ(Connect(options).error().kind, ErrorKind::kDenied);
}

class TlsStreamTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteCertificate(cert_, key_);
    auto server = HttpServer::Start(
        {.port = 0, .cert_file = cert_, .key_file = key_},
        [](Request&) -> Reply { return Response{.body = std::string(1 << 20, 'x')}; });
    ASSERT_TRUE(server.has_value()) << server.error().Sentence();
    server_ = *std::move(server);
  }
  StreamOptions Options() const {
    return {.host = "127.0.0.1", .port = server_->port(), .tls = true, .ca_file = cert_};
  }
  static std::string Ask(Stream& stream) {
    EXPECT_TRUE(stream.Write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", kPatience));
    return ReadToEnd(stream);
  }

  const ScratchDir dir_;
  const std::string cert_ = dir_ / "cert.pem", key_ = dir_ / "key.pem";
  std::unique_ptr<HttpServer> server_;
};

TEST_F(TlsStreamTest, TalksWithATrustedServer) {
  std::ifstream file(cert_);
  const std::string pem{std::istreambuf_iterator<char>(file), {}};
  for (const bool as_text : {false, true}) {
    StreamOptions options = Options();
    if (as_text) options.ca_file.clear(), options.ca_pem = pem;
    const auto stream = Connect(options);
    ASSERT_TRUE(stream.has_value()) << stream.error().Sentence();
    EXPECT_TRUE((*stream)->Quiet()) << "session tickets count for nothing";
    const std::string answer = Ask(**stream);
    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 200"));
    EXPECT_GT(answer.size(), 1u << 20);
    EXPECT_FALSE((*stream)->Quiet());
  }
}

TEST_F(TlsStreamTest, RefusesAnUntrustedServerUnlessTold) {
  StreamOptions options = Options();
  options.ca_file.clear();
  const auto refused = Connect(options);
  ASSERT_FALSE(refused.has_value());
  EXPECT_FALSE(refused.error().temporary);
  EXPECT_THAT(refused.error().message, HasSubstr("self-signed"));
  EXPECT_THAT(refused.error().message, HasSubstr("127.0.0.1:"));
  options.verify_tls = false;
  EXPECT_TRUE(Connect(options).has_value());
}

TEST_F(TlsStreamTest, ChecksTheName) {
  auto other =
      HttpServer::Start({.host = "127.0.0.2", .port = 0, .cert_file = cert_, .key_file = key_},
                        [](Request&) -> Reply { return Response{}; });
  ASSERT_TRUE(other.has_value());
  StreamOptions options = Options();
  options.host = "127.0.0.2";
  options.port = (*other)->port();
  const auto mismatch = Connect(options);
  ASSERT_FALSE(mismatch.has_value());
  EXPECT_THAT(mismatch.error().message, HasSubstr("IP address mismatch"));
  options.host = "localhost";
  options.port = server_->port();
  EXPECT_TRUE(Connect(options).has_value());
}

TEST_F(TlsStreamTest, NamesABadCa) {
  StreamOptions options = Options();
  options.ca_file = dir_ / "none.pem";
  EXPECT_THAT(Connect(options).error().message, HasSubstr("none.pem"));
  options.ca_file.clear();
  options.ca_pem = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n";
  const auto bad = Connect(options);
  ASSERT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error().kind, ErrorKind::kInvalid);
}

TEST_F(TlsStreamTest, SaysWhenThePeerDoesNotSpeakTls) {
  const RawServer plain([](RawSocket& peer) {
    peer.Read();
    peer.Send("-ERR Protocol error\r\n");
    peer.EndSending();
    peer.ReadToEnd();
  });
  StreamOptions options = Options();
  options.port = plain.port();
  const auto no_tls = Connect(options);
  ASSERT_FALSE(no_tls.has_value());
  EXPECT_THAT(no_tls.error().message, HasSubstr("does not speak TLS"));

  const RawServer closing([](RawSocket& peer) {
    peer.Read();
    peer.EndSending();
    peer.ReadToEnd();
  });
  options.port = closing.port();
  EXPECT_THAT(Connect(options).error().message, HasSubstr("during the TLS handshake"));

  const RawServer silent([](RawSocket& peer) { peer.ReadToEnd(); });
  options.port = silent.port();
  options.connect_timeout = milliseconds(50);
  const auto no_answer = Connect(options);
  ASSERT_FALSE(no_answer.has_value());
  EXPECT_EQ(no_answer.error().kind, ErrorKind::kTimeout);
  EXPECT_THAT(no_answer.error().Sentence(), HasSubstr("TLS is turned on"));
}

}  // namespace
}  // namespace millrace::net

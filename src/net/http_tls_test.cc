// Client and server over TLS, with a certificate made here.
#include <gmock/gmock.h>

#include <fstream>

#include "net/http_client.h"
#include "net/http_server.h"
#include "net/test_certificate.h"
#include "net/test_peer.h"

namespace millrace::net {
namespace {

using testing::HasSubstr;

class HttpTlsTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteCertificate(cert_, key_);
    auto server = HttpServer::Start(
        {.port = 0, .cert_file = cert_, .key_file = key_}, [](Request& request) -> Reply {
          if (!request.query.empty())
            return Response{.body = std::string(std::stoul(request.query), 'x')};
          return Response{.body = (request.over_tls ? "tls " : "plain ") + request.body};
        });
    ASSERT_TRUE(server.has_value()) << server.error().Sentence();
    server_ = *std::move(server);
  }
  std::string Url(std::string_view scheme = "https", std::string_view path = "/") const {
    return std::string(scheme) + "://127.0.0.1:" + std::to_string(server_->port()) +
           std::string(path);
  }

  const ScratchDir dir_;
  const std::string cert_ = dir_ / "cert.pem", key_ = dir_ / "key.pem";
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<HttpClient> client_ = HttpClient::Make({});
};

TEST_F(HttpTlsTest, TalksWithATrustedServer) {
  for (int i = 0; i < 3; ++i) {
    const auto response =
        client_->Send({.method = "POST", .url = Url(), .body = "hello", .ca_file = cert_});
    ASSERT_TRUE(response.has_value()) << response.error().Sentence();
    EXPECT_EQ(response->body, "tls hello");
  }
}

TEST_F(HttpTlsTest, CarriesBodiesOfAllSizes) {
  for (const size_t size : {1, 16'383, 16'385, 100'000, 20 << 20}) {
    const auto response =
        client_->Send({.url = Url("https", "/?" + std::to_string(size)), .ca_file = cert_});
    ASSERT_TRUE(response.has_value()) << response.error().Sentence();
    EXPECT_EQ(response->body.size(), size);
    const auto back = client_->Send(
        {.method = "PUT", .url = Url(), .body = std::string(size, 'y'), .ca_file = cert_});
    ASSERT_TRUE(back.has_value()) << back.error().Sentence();
    EXPECT_EQ(back->body.size(), size + 4);
  }
}

TEST_F(HttpTlsTest, RefusesAnUntrustedServerUnlessTold) {
  const auto refused = client_->Send({.url = Url()});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
  EXPECT_FALSE(refused.error().temporary);
  EXPECT_THAT(refused.error().message, HasSubstr("certificate of 127.0.0.1:"));
  EXPECT_THAT(refused.error().message, HasSubstr("self-signed"));
  EXPECT_TRUE(client_->Send({.url = Url(), .verify_tls = false}).has_value());
  // That one's connection is not for those who check.
  EXPECT_FALSE(client_->Send({.url = Url()}).has_value());
}

TEST_F(HttpTlsTest, ChecksTheName) {
  auto other =
      HttpServer::Start({.host = "127.0.0.2", .port = 0, .cert_file = cert_, .key_file = key_},
                        [](Request&) -> Reply { return Response{}; });
  ASSERT_TRUE(other.has_value()) << other.error().Sentence();
  const auto mismatch = client_->Send(
      {.url = "https://127.0.0.2:" + std::to_string((*other)->port()) + "/", .ca_file = cert_});
  ASSERT_FALSE(mismatch.has_value());
  EXPECT_THAT(mismatch.error().message, HasSubstr("not trusted"));
}

TEST_F(HttpTlsTest, SaysWhenOneSideDoesNotSpeakTls) {
  const RawServer plain([](RawSocket& peer) {
    peer.Read();
    peer.Send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  });
  const auto no_tls =
      client_->Send({.url = "https://127.0.0.1:" + std::to_string(plain.port()) + "/"});
  ASSERT_FALSE(no_tls.has_value());
  EXPECT_THAT(no_tls.error().message, HasSubstr("does not speak TLS"));
  EXPECT_THAT(no_tls.error().advice, HasSubstr("http://"));
  EXPECT_FALSE(client_->Send({.url = Url("http")}).has_value());
  EXPECT_TRUE(client_->Send({.url = Url(), .ca_file = cert_}).has_value());  // the server goes on
}

TEST_F(HttpTlsTest, TrustsAPastedCertificate) {
  std::ifstream file(cert_);
  const std::string pem{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(client_->Send({.url = Url(), .ca_pem = pem}).has_value());
  // What one request trusts, the next one on the same handle does not.
  EXPECT_FALSE(client_->Send({.url = Url()}).has_value());
  const auto broken = client_->Send(
      {.url = Url(), .ca_pem = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n"});
  ASSERT_FALSE(broken.has_value());
  EXPECT_EQ(broken.error().kind, ErrorKind::kInvalid) << broken.error().Sentence();
}

TEST_F(HttpTlsTest, NamesABadCaFile) {
  const auto response = client_->Send({.url = Url(), .ca_file = dir_ / "none.pem"});
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::kInvalid);
  EXPECT_THAT(response.error().message, HasSubstr("none.pem"));
}

TEST_F(HttpTlsTest, RefusesAKeyOfAnotherCertificate) {
  WriteCertificate(dir_ / "other.pem", dir_ / "other.key");
  const auto server =
      HttpServer::Start({.port = 0, .cert_file = cert_, .key_file = dir_ / "other.key"},
                        [](Request&) -> Reply { return Response{}; });
  ASSERT_FALSE(server.has_value());
  EXPECT_EQ(server.error().kind, ErrorKind::kInvalid);
  EXPECT_THAT(server.error().message, HasSubstr("other.key"));
}

}  // namespace
}  // namespace millrace::net

#include "storage/azure/entra.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "net/url.h"
#include "storage/http/fake_http_client.h"

namespace millrace::storage::azure {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

constexpr char kAnswer[] = R"({"token_type":"Bearer","expires_in":3600,"access_token":"t1"})";

const Client kClient{
    .authority = "https://login.microsoftonline.com", .tenant = "contoso.com", .id = "1111"};

struct Service {
  explicit Service(int status = 200, std::string body = kAnswer)
      : client([=](const HttpRequest&) -> Result<HttpResponse> {
          return HttpResponse{.status = status, .body = body};
        }) {}
  FakeClock clock{*ParseIso("2026-01-02T03:04:05Z")};
  http::FakeHttpClient client;
};

TEST(Entra, SignsInWithAClientSecret) {
  Service service;
  const auto source = ClientSecretToken(kClient, Secret("p&w"), service.client, service.clock);
  const auto token = source->Get();
  ASSERT_TRUE(token.has_value()) << token.error().Sentence();
  EXPECT_EQ((*token)->value.Reveal(), "t1");
  EXPECT_EQ((*token)->expires, *ParseIso("2026-01-02T04:04:05Z"));
  const HttpRequest request = service.client.requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token");
  EXPECT_EQ(request.headers.Get("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_THAT(net::ParseQuery(request.body),
              ElementsAre(Pair("grant_type", "client_credentials"), Pair("client_id", "1111"),
                          Pair("scope", "https://storage.azure.com/.default"),
                          Pair("client_secret", "p&w")));
}

TEST(Entra, SignsInWithAFederatedTokenReadEachTime) {
  Service service;
  const std::string path = testing::TempDir() + "federated-token";
  const auto source = FederatedToken(kClient, path, service.client, service.clock);
  std::remove(path.c_str());
  const auto missing = source->Get();
  ASSERT_FALSE(missing.has_value());
  EXPECT_THAT(missing.error().Sentence(), HasSubstr("AZURE_FEDERATED_TOKEN_FILE"));
  std::ofstream(path) << "jwt-1\n";
  service.clock.Advance(seconds(11));
  ASSERT_TRUE(source->Get().has_value());
  std::ofstream(path) << "jwt-2\n";
  service.clock.Advance(minutes(58));
  ASSERT_TRUE(source->Get().has_value());
  std::remove(path.c_str());
  ASSERT_EQ(service.client.requests().size(), 2u);
  EXPECT_THAT(service.client.requests()[0].body, HasSubstr("client_assertion=jwt-1"));
  EXPECT_THAT(service.client.requests()[1].body, HasSubstr("client_assertion=jwt-2"));
}

TEST(Entra, AsksTheVirtualMachine) {
  Service service(200, R"({"access_token":"t2","expires_in":"3599","expires_on":"1"})");
  const auto source = ManagedIdentityToken({.client_id = "2222"}, service.client, service.clock);
  EXPECT_EQ((*source->Get())->expires, *ParseIso("2026-01-02T04:04:04Z"));
  const HttpRequest request = service.client.requests().at(0);
  EXPECT_EQ(request.url,
            "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&"
            "resource=https%3A%2F%2Fstorage.azure.com%2F&client_id=2222");
  EXPECT_EQ(request.headers.Get("Metadata"), "true");
}

TEST(Entra, AsksTheAppService) {
  Service service(200, R"({"access_token":"t2","expires_on":"1767326645"})");
  const auto source =
      ManagedIdentityToken({.endpoint = "http://127.0.0.1:41741/msi/token", .header = Secret("h")},
                           service.client, service.clock);
  EXPECT_EQ((*source->Get())->expires, *ParseIso("2026-01-02T04:04:05Z"));
  const HttpRequest request = service.client.requests().at(0);
  EXPECT_THAT(request.url, HasSubstr("http://127.0.0.1:41741/msi/token?api-version=2019-08-01&"));
  EXPECT_EQ(request.headers.Get("X-IDENTITY-HEADER"), "h");
}

TEST(Entra, AMachineWithoutIdentityIsSaidOnce) {
  FakeClock clock;
  http::FakeHttpClient client([](const HttpRequest&) -> Result<HttpResponse> {
    return FailForNow(ErrorKind::kTimeout, "169.254.169.254 did not accept a connection.");
  });
  const auto source = ManagedIdentityToken({}, client, clock);
  for (int i = 0; i < 3; ++i) {
    const auto token = source->Get();
    ASSERT_FALSE(token.has_value());
    EXPECT_EQ(token.error().kind, ErrorKind::kUnauthenticated);
    EXPECT_FALSE(token.error().temporary);
    EXPECT_THAT(token.error().Sentence(), HasSubstr("AZURE_BLOB_ACCOUNT_KEY"));
  }
  EXPECT_EQ(client.requests().size(), 1u);
  clock.Advance(seconds(11));
  EXPECT_FALSE(source->Get().has_value());
  EXPECT_EQ(client.requests().size(), 2u);
}

TEST(Entra, RefusalsAreExplained) {
  const std::pair<int, const char*> cases[] = {
      {90002, "no Entra tenant \"contoso.com\""},
      {700016, "no application with the client id \"1111\""},
      {7000215, "The client secret of the application \"1111\" is wrong"},
      {7000222, "has expired"},
      {700213, "does not trust the subject"},
  };
  for (const auto& [number, why] : cases) {
    const auto token =
        ReadTokenAnswer({.status = 401,
                         .body = "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS" +
                                 std::to_string(number) + ": …\",\"error_codes\":[" +
                                 std::to_string(number) + "]}"},
                        kClient, Time{});
    ASSERT_FALSE(token.has_value());
    EXPECT_EQ(token.error().kind, ErrorKind::kUnauthenticated);
    EXPECT_FALSE(token.error().temporary);
    EXPECT_THAT(token.error().message, HasSubstr(why));
    EXPECT_FALSE(token.error().advice.empty());
  }
  const auto other = ReadTokenAnswer(
      {.status = 400,
       .body = R"({"error_description":"AADSTS12345: Something new. Trace ID: 1 Timestamp: 2"})"},
      kClient, Time{});
  EXPECT_EQ(other.error().message,
            "The sign-in to Azure failed with 400: AADSTS12345: Something new.");
  EXPECT_TRUE(ReadTokenAnswer({.status = 503, .body = "busy"}, kClient, Time{}).error().temporary);
}

TEST(Entra, AnswersThatAreNoTokensAreRefused) {
  for (const char* body : {"", "[]", "{}", R"({"access_token":""})",
                           R"({"access_token":"a\r\nX-Evil: 1","expires_in":60})"}) {
    const auto token = ReadTokenAnswer({.status = 200, .body = body}, kClient, Time{});
    ASSERT_FALSE(token.has_value()) << body;
    EXPECT_EQ(token.error().kind, ErrorKind::kCorrupt);
    EXPECT_THAT(token.error().Sentence(), Not(HasSubstr("Evil")));
  }
}

TEST(Entra, ClientsAreChecked) {
  EXPECT_TRUE(CheckClient(kClient).has_value());
  for (const Client& client :
       {Client{.tenant = "", .id = "1"}, Client{.tenant = "t", .id = ""},
        Client{.tenant = "..", .id = "1"}, Client{.tenant = "a/b", .id = "1"},
        Client{.tenant = "t", .id = "a b"}})
    EXPECT_EQ(CheckClient(client).error().kind, ErrorKind::kInvalid);
}

TEST(TokenSource, KeepsATokenUntilShortlyBeforeItsEnd) {
  FakeClock clock;
  int fetched = 0;
  bool broken = false;
  TokenSource source(
      "somebody",
      [&]() -> Result<Token> {
        if (broken) return FailForNow(ErrorKind::kUnavailable, "down");
        ++fetched;
        return Token{.value = Secret(std::to_string(fetched)),
                     .expires = clock.Now() + minutes(60)};
      },
      clock);
  EXPECT_EQ((*source.Get())->value.Reveal(), "1");
  clock.Advance(minutes(54));
  EXPECT_EQ((*source.Get())->value.Reveal(), "1");
  clock.Advance(minutes(2));
  broken = true;
  EXPECT_EQ((*source.Get())->value.Reveal(), "1") << "it is still valid";
  clock.Advance(minutes(5));
  EXPECT_EQ(source.Get().error().message, "down");
  broken = false;
  EXPECT_EQ(source.Get().error().message, "down") << "remembered";
  clock.Advance(seconds(11));
  EXPECT_EQ((*source.Get())->value.Reveal(), "2");
}

TEST(TokenSource, RejectedTokensAreReplacedOnce) {
  FakeClock clock;
  int fetched = 0;
  TokenSource source(
      "somebody",
      [&]() -> Result<Token> {
        return Token{.value = Secret(std::to_string(++fetched)),
                     .expires = clock.Now() + minutes(60)};
      },
      clock);
  const auto first = *source.Get();
  EXPECT_FALSE(source.Reject(first)) << "a new one would be the same";
  clock.Advance(minutes(1));
  EXPECT_TRUE(source.Reject(first));
  const auto second = *source.Get();
  EXPECT_EQ(second->value.Reveal(), "2");
  EXPECT_TRUE(source.Reject(first)) << "there is another one already";
  EXPECT_EQ(*source.Get(), second);
}

}  // namespace
}  // namespace millrace::storage::azure

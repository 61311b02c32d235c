#include "webhooks/envelope.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::webhooks {
namespace {

using testing::HasSubstr;
using testing::Not;

class EnvelopeTest : public testing::Test {
 protected:
  labeling::Webhook Make(const net::Headers& headers) {
    return {.id = 1,
            .url = "http://hooks.test/a?b=c",
            .headers = SealHeaders(sealer_, headers),
            .secret = SealNewSecret(sealer_)};
  }
  static constexpr Time kNow{std::chrono::seconds(1'700'000'000)};
  const crypto::Sealer sealer_ =
      *crypto::Sealer::FromSecret(Secret("a key that only this test knows"));
};

// As a receiver checks it.
TEST_F(EnvelopeTest, ASignatureCanBeChecked) {
  EXPECT_EQ(Sign(Secret("whsec_test"), kNow, R"({"action":"PING"})"),
            "t=1700000000,v1=" +
                HexEncode(crypto::HmacSha256("whsec_test", R"(1700000000.{"action":"PING"})")));
}

TEST_F(EnvelopeTest, ARequestHoldsAllOfIt) {
  const labeling::Webhook webhook = Make({{"X-One", "1: a"}, {"Authorization", "Bearer q"}});
  const auto request = MakeRequest(sealer_, webhook, "some-uuid", "{}", kNow);
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->method, "POST");
  EXPECT_EQ(request->url, webhook.url);
  EXPECT_EQ(request->body, "{}");
  EXPECT_EQ(request->addresses, net::AddressPolicy::kUser);
  EXPECT_EQ(request->headers.Get("X-One"), "1: a");
  EXPECT_EQ(request->headers.Get("Authorization"), "Bearer q");
  EXPECT_EQ(request->headers.Get("Content-Type"), "application/json");
  EXPECT_EQ(request->headers.Get(kEventIdHeader), "some-uuid");
  EXPECT_EQ(request->headers.Get(kSignatureHeader),
            Sign(*OpenSecret(sealer_, webhook), kNow, "{}"));
}

TEST_F(EnvelopeTest, ItsOwnContentTypeStays) {
  const auto request =
      MakeRequest(sealer_, Make({{"content-type", "application/cloudevents+json"}}), "u", "", kNow);
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->headers.Get("Content-Type"), "application/cloudevents+json");
}

TEST_F(EnvelopeTest, NothingSecretLiesOpen) {
  const labeling::Webhook webhook = Make({{"Authorization", "hush"}});
  EXPECT_THAT(webhook.headers, Not(HasSubstr("hush")));
  EXPECT_THAT(webhook.secret, Not(HasSubstr("whsec_")));
  EXPECT_THAT(std::string(OpenSecret(sealer_, webhook)->Reveal()), testing::StartsWith("whsec_"));
  EXPECT_NE(OpenSecret(sealer_, webhook)->Reveal(), OpenSecret(sealer_, Make({}))->Reveal());
}

TEST_F(EnvelopeTest, AnotherKeyOpensNothing) {
  const auto other = *crypto::Sealer::FromSecret(Secret("another key, of another server"));
  const auto request = MakeRequest(other, Make({}), "u", "{}", kNow);
  ASSERT_FALSE(request.has_value());
  EXPECT_EQ(request.error().kind, ErrorKind::kCorrupt);
}

TEST_F(EnvelopeTest, HeadersOfTheServer) {
  EXPECT_TRUE(IsReservedHeader("content-LENGTH"));
  EXPECT_TRUE(IsReservedHeader("Host"));
  EXPECT_TRUE(IsReservedHeader("x-millrace-signature"));
  EXPECT_FALSE(IsReservedHeader("Authorization"));
}

TEST_F(EnvelopeTest, AddressesThatNothingCanReach) {
  EXPECT_TRUE(CheckUrl("https://hooks.example.com/x?y=z", false).has_value());
  EXPECT_TRUE(CheckUrl("http://receiver:8000", false).has_value());
  EXPECT_TRUE(CheckUrl("http://10.1.2.3/", false).has_value());
  EXPECT_TRUE(CheckUrl("http://127.0.0.1:9/", true).has_value());
  EXPECT_FALSE(CheckUrl("http://127.0.0.1:9/", false).has_value());
  for (const char* url :
       {"http://169.254.169.254/latest", "http://[fe80::1]/", "http://2852039166/", "http://0/",
        "ftp://a.b/c", "x", "", "http://user:pass@a.b/", "http:///x"})
    EXPECT_FALSE(CheckUrl(url, true).has_value()) << url;
}

}  // namespace
}  // namespace millrace::webhooks

#include "webhooks/attempt.h"

#include <gmock/gmock.h>

#include <future>

#include "net/test_peer.h"

namespace millrace::webhooks {
namespace {

using labeling::Delivery;
using labeling::DeliveryState;
using std::chrono::hours;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr Time kNow{seconds(1'700'000'000)};

TEST(AfterTry, TakenIsDelivered) {
  const Delivery after = AfterTry({.queued_at = kNow, .error = "No."}, {.status = 204}, kNow, 0.5);
  EXPECT_EQ(after.state, DeliveryState::kDelivered);
  EXPECT_EQ(after.tries, 1);
  EXPECT_EQ(after.tried_at, kNow);
  EXPECT_EQ(after.status, 204);
  EXPECT_EQ(after.error, "");
}

TEST(AfterTry, TenTriesOverAboutADay) {
  Delivery delivery{.queued_at = kNow};
  Time now = kNow;
  std::chrono::microseconds last{0};
  for (int i = 1; i < 10; ++i) {
    delivery = AfterTry(delivery, {.error = "No."}, now, 0.5);
    ASSERT_EQ(delivery.state, DeliveryState::kWaiting) << i;
    EXPECT_GT(delivery.not_before - now, last);
    last = delivery.not_before - now;
    now = delivery.not_before;
  }
  EXPECT_GT(now - kNow, hours(20));
  EXPECT_LT(now - kNow, hours(28));
  EXPECT_EQ(AfterTry(delivery, {.error = "No."}, now, 0.5).state, DeliveryState::kFailed);
}

TEST(AfterTry, TheWaitIsAnyTimeUpToItsBound) {
  const Attempt failed{.error = "No."};
  EXPECT_EQ(AfterTry({.queued_at = kNow}, failed, kNow, 0).not_before, kNow);
  const Delivery late = AfterTry({.queued_at = kNow}, failed, kNow, 0.999);
  EXPECT_GT(late.not_before, kNow + std::chrono::milliseconds(900));
  EXPECT_LE(late.not_before, kNow + seconds(1));
}

TEST(AfterTry, TheReceiversWishIsHeard) {
  const Delivery after = AfterTry(
      {.queued_at = kNow}, {.status = 429, .error = "No.", .retry_after_ms = 60'000}, kNow, 0.5);
  EXPECT_EQ(after.not_before, kNow + seconds(60));
}

TEST(AfterTry, WhatWaitedForTwoDaysGetsOneTry) {
  const Time later = kNow + hours(48);
  EXPECT_EQ(AfterTry({.queued_at = kNow}, {.error = "No."}, later, 0.5).state,
            DeliveryState::kFailed);
  EXPECT_EQ(AfterTry({.queued_at = kNow}, {.status = 200}, later, 0.5).state,
            DeliveryState::kDelivered);
}

class TryTest : public testing::Test {
 protected:
  Attempt Ask(const std::string& url, net::AddressPolicy policy = net::AddressPolicy::kTrusted) {
    std::promise<Attempt> promise;
    Try(*http_, {.method = "POST", .url = url, .body = "{}", .addresses = policy},
        [&](Attempt attempt) { promise.set_value(std::move(attempt)); });
    return promise.get_future().get();
  }
  // A receiver that answers with this.
  Attempt Against(const std::string& answer) {
    net::RawServer server([&](net::RawSocket& connection) {
      connection.ReadUntil("{}");
      connection.Send(answer);
    });
    return Ask(server.Url());
  }
  std::unique_ptr<net::HttpClient> http_ =
      net::HttpClient::Make({.user_addresses = {.loopback = false}});
};

TEST_F(TryTest, AnyTwoHundredIsTaken) {
  const Attempt attempt = Against("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(attempt.delivered()) << attempt.error;
  EXPECT_EQ(attempt.status, 202);
}

TEST_F(TryTest, EvenIfItsAnswerBreaksOffOrIsEndless) {
  EXPECT_TRUE(Against("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx").delivered());
  EXPECT_TRUE(
      Against("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" + std::string(1 << 20, 'x'))
          .delivered());
}

TEST_F(TryTest, ARedirectIsNotFollowed) {
  const Attempt attempt = Against(
      "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");
  EXPECT_FALSE(attempt.delivered());
  EXPECT_THAT(attempt.error, HasSubstr("The receiver answered 302"));
  EXPECT_THAT(attempt.error, HasSubstr("not followed"));
}

TEST_F(TryTest, ARefusalIsASentence) {
  const Attempt attempt =
      Against("HTTP/1.1 503 No\r\nRetry-After: 7\r\nContent-Length: 6\r\n\r\nsecret");
  EXPECT_EQ(attempt.status, 503);
  EXPECT_EQ(attempt.error, "The receiver answered 503.");
  EXPECT_EQ(attempt.retry_after_ms, 7'000);
}

TEST_F(TryTest, NoAnswer) {
  const Attempt attempt = Against("");
  EXPECT_FALSE(attempt.delivered());
  EXPECT_FALSE(attempt.status.has_value());
}

TEST_F(TryTest, AnAddressThatIsNotForUsers) {
  const Attempt attempt = Ask("http://127.0.0.1:1/", net::AddressPolicy::kUser);
  EXPECT_THAT(attempt.error, HasSubstr("SSRF_PROTECTION_ENABLED"));
}

}  // namespace
}  // namespace millrace::webhooks

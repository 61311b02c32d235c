#include "api/accounts/origin.h"

#include <gtest/gtest.h>

#include "api/accounts/cookies.h"
#include "api/accounts/login_limiter.h"

namespace millrace::api {
namespace {

net::Request With(std::initializer_list<std::pair<std::string, std::string>> headers) {
  net::Request request{.method = "POST", .headers = headers};
  if (!request.headers.Has("Host")) request.headers.Add("Host", "label.test:8080");
  return request;
}

TEST(OriginTest, OnlyOurOwnSiteMayChangeThings) {
  const auto passes = [](net::Request request, std::string_view public_url = "") {
    return RefuseForeignOrigin(request, public_url).has_value();
  };
  EXPECT_TRUE(passes(With({})));
  EXPECT_TRUE(passes(With({{"Origin", "http://label.test:8080"}})));
  EXPECT_TRUE(passes(With({{"Origin", "https://label.test:8080"}})));  // a proxy that speaks TLS
  EXPECT_TRUE(passes(With({{"Origin", "https://public.example"}}), "https://public.example/"));
  EXPECT_TRUE(passes(With({{"Sec-Fetch-Site", "same-origin"}})));
  EXPECT_TRUE(passes(With({{"Sec-Fetch-Site", "none"}})));
  EXPECT_FALSE(passes(With({{"Origin", "http://label.test"}})));
  EXPECT_FALSE(passes(With({{"Origin", "http://evil.example"}})));
  EXPECT_FALSE(passes(With({{"Origin", "null"}})));
  EXPECT_FALSE(passes(With({{"Origin", "http://label.test:8080.evil.example"}})));
  EXPECT_FALSE(passes(With({{"Sec-Fetch-Site", "cross-site"}})));
  EXPECT_FALSE(passes(With({{"Sec-Fetch-Site", "same-site"}})));
}

TEST(OriginTest, CsrfTokens) {
  const std::string token(64, 'a');
  EXPECT_TRUE(CheckCsrfToken(With({{"Cookie", "x=1; csrftoken=" + token}}), token).has_value());
  EXPECT_TRUE(CheckCsrfToken(With({{"Cookie", "csrftoken=" + token}, {"X-CSRFToken", token}}), "")
                  .has_value());
  EXPECT_FALSE(
      CheckCsrfToken(With({{"Cookie", "csrftoken=" + token}}), std::string(64, 'b')).has_value());
  EXPECT_FALSE(CheckCsrfToken(With({{"Cookie", "csrftoken=" + token}}), "").has_value());
  EXPECT_FALSE(CheckCsrfToken(With({}), "").has_value());
  EXPECT_FALSE(CheckCsrfToken(With({{"Cookie", "csrftoken="}}), "").has_value());
  EXPECT_FALSE(CheckCsrfToken(With({{"Cookie", "csrftoken=a"}}), "a").has_value());
}

TEST(OriginTest, NextStaysOnOurHost) {
  const net::Request request = With({});
  const auto next = [&](std::string_view text) {
    return SafeNext(text, request, "https://public.example");
  };
  EXPECT_EQ(next("/projects/1?tab=2"), "/projects/1?tab=2");
  EXPECT_EQ(next("http://label.test:8080/projects?x=1"), "/projects?x=1");
  EXPECT_EQ(next("https://public.example"), "/");
  for (const char* evil :
       {"//evil.example", "/\\evil.example", "\\\\evil", "http://evil.example/",
        "javascript:alert(1)", "", "projects", "/\t/evil.example", "/a\r\nSet-Cookie: x=1",
        "https://label.test:8080@evil.example/", "http://label.test:8080//evil.example",
        "https:evil.example", "///evil.example"}) {
    EXPECT_EQ(next(evil), "/") << evil;
  }
}

TEST(CookieTest, Reads) {
  const net::Request request =
      With({{"Cookie", " a=1;sessionid=\"abc\" ; b = 2"}, {"Cookie", "c=3"}});
  EXPECT_EQ(Cookie(request, "a"), "1");
  EXPECT_EQ(Cookie(request, "sessionid"), "abc");
  EXPECT_EQ(Cookie(request, "c"), "3");
  EXPECT_EQ(Cookie(request, "session"), "");
}

TEST(LoginLimiterTest, CountsFailuresPerAccountAndAddress) {
  FakeClock clock;
  LoginLimiter limiter(clock);
  for (int i = 0; i < LoginLimiter::kPerAccount; ++i) {
    EXPECT_TRUE(limiter.Check("Ann@example.com", "1.1.1.1").has_value()) << i;
    limiter.Failed("ann@example.com", "1.1.1.1");
  }
  const auto refused = limiter.Check("ann@example.com", "1.1.1.1");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kRateLimited);
  EXPECT_EQ(refused.error().retry_after_ms, 600'000);
  EXPECT_TRUE(limiter.Check("ann@example.com", "2.2.2.2").has_value());
  EXPECT_TRUE(limiter.Check("bob@example.com", "1.1.1.1").has_value());
  clock.Advance(LoginLimiter::kWindow);
  EXPECT_TRUE(limiter.Check("ann@example.com", "1.1.1.1").has_value());
}

TEST(LoginLimiterTest, ASuccessClearsTheAccountAndOneAddressMayNotTryThemAll) {
  FakeClock clock;
  LoginLimiter limiter(clock);
  for (int i = 0; i < LoginLimiter::kPerAccount - 1; ++i)
    limiter.Failed("ann@example.com", "1.1.1.1");
  limiter.Succeeded("ann@example.com", "1.1.1.1");
  limiter.Failed("ann@example.com", "1.1.1.1");
  EXPECT_TRUE(limiter.Check("ann@example.com", "1.1.1.1").has_value());
  for (int i = 0; i < LoginLimiter::kPerAddress; ++i) {
    limiter.Failed("user" + std::to_string(i) + "@example.com", "3.3.3.3");
  }
  EXPECT_FALSE(limiter.Check("new@example.com", "3.3.3.3").has_value());
}

}  // namespace
}  // namespace millrace::api

#include "storage/google/access_token.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace millrace::storage::google {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class Source final : public TokenSource {
 public:
  explicit Source(std::function<Result<AccessToken>()> fetch) : fetch_(std::move(fetch)) {}
  Result<AccessToken> Fetch() override { return fetch_(); }

 private:
  const std::function<Result<AccessToken>()> fetch_;
};

struct Fixture {
  explicit Fixture(seconds life = minutes(60))
      : cache(std::make_unique<Source>([this, life]() -> Result<AccessToken> {
                ++fetches;
                if (broken) return FailForNow(ErrorKind::kUnavailable, "down");
                return AccessToken{Secret("token " + std::to_string(fetches)), clock.Now() + life};
              }),
              clock) {}
  std::string Get() {
    const auto token = cache.Get();
    return token.has_value() ? std::string((*token)->value.Reveal()) : token.error().message;
  }

  FakeClock clock;
  int fetches = 0;
  bool broken = false;
  TokenCache cache;
};

TEST(TokenCache, KeepsATokenUntilItIsAboutToEnd) {
  Fixture f;
  EXPECT_EQ(f.Get(), "token 1");
  f.clock.Advance(minutes(55));
  EXPECT_EQ(f.Get(), "token 1");
  f.clock.Advance(minutes(2));
  EXPECT_EQ(f.Get(), "token 2");
  EXPECT_EQ(f.fetches, 2);
}

TEST(TokenCache, AShortLifeIsUsedForThreeQuarters) {
  Fixture f(seconds(120));
  EXPECT_EQ(f.Get(), "token 1");
  f.clock.Advance(seconds(89));
  EXPECT_EQ(f.Get(), "token 1");
  f.clock.Advance(seconds(2));
  EXPECT_EQ(f.Get(), "token 2");
}

TEST(TokenCache, TheOldTokenServesWhileNoNewOneIsGiven) {
  Fixture f;
  EXPECT_EQ(f.Get(), "token 1");
  f.broken = true;
  f.clock.Advance(minutes(57));
  EXPECT_EQ(f.Get(), "token 1");
  EXPECT_EQ(f.fetches, 2);
  f.clock.Advance(minutes(3));
  EXPECT_EQ(f.Get(), "down");
  f.broken = false;
  EXPECT_EQ(f.Get(), "token 4");
}

TEST(TokenCache, ARefusedTokenIsNotGivenAgain) {
  Fixture f;
  const auto first = f.cache.Get();
  ASSERT_TRUE(first.has_value());
  f.cache.Refused(**first);
  EXPECT_EQ(f.Get(), "token 2");
  f.cache.Refused(**first);  // another request that was sent with the old one
  EXPECT_EQ(f.Get(), "token 2");
}

TEST(TokenCache, ManyCallersShareOneFetch) {
  FakeClock clock;
  std::atomic<int> fetches = 0;
  std::promise<void> release;
  TokenCache cache(std::make_unique<Source>([&]() -> Result<AccessToken> {
                     if (++fetches == 1) release.get_future().wait();
                     return Fail(ErrorKind::kUnauthenticated, "no such account");
                   }),
                   clock);
  std::atomic<int> started = 0, refused = 0;
  std::vector<std::jthread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      ++started;
      if (!cache.Get().has_value()) ++refused;
    });
  }
  while (started < 4 || fetches < 1) std::this_thread::yield();
  release.set_value();
  callers.clear();
  EXPECT_EQ(refused, 4);
  // Who came after the failure was known asks again; nobody else does.
  EXPECT_LE(fetches, 4);
  EXPECT_FALSE(cache.Get().has_value());
}

}  // namespace
}  // namespace millrace::storage::google

#include "storage/aws/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "storage/aws/default_credentials.h"
#include "storage/aws/recorded_http.h"

namespace millrace::storage::aws {
namespace {

using Variables = std::map<std::string, std::string>;

std::unique_ptr<CredentialProvider> Chain(Secret id, Secret secret, Variables variables,
                                          const std::string& home = "/nonexistent") {
  static FakeClock clock;
  static http::FakeHttpClient nobody([](const net::HttpRequest& request) {
    return Result<net::HttpResponse>(
        FailForNow(ErrorKind::kUnavailable, "nobody at " + request.url));
  });
  Surroundings around{.http = &nobody, .clock = &clock, .env = EnvOf(variables), .home = home};
  around.files = std::make_shared<ProfileFiles>(around.env, home, "");
  CredentialProviders sources;
  sources.push_back(StaticCredentials(std::move(id), std::move(secret), {}));
  for (auto& source : DefaultSources(around)) sources.push_back(std::move(source));
  return CredentialChain(std::move(sources));
}

TEST(Credentials, ParametersWinOverTheEnvironment) {
  const Variables env{{"AWS_ACCESS_KEY_ID", "AKIAENV"},
                      {"AWS_SECRET_ACCESS_KEY", "env"},
                      {"AWS_SESSION_TOKEN", "token"}};
  const auto given = Chain(Secret("AKIAGIVEN"), Secret("given"), env);
  EXPECT_EQ(given->Get().value()->access_key_id, "AKIAGIVEN");
  EXPECT_TRUE(given->Get().value()->session_token.empty());
  EXPECT_EQ(given->Name(), "the storage's settings");
  const auto from_env = Chain({}, {}, env);
  EXPECT_EQ(from_env->Get().value()->access_key_id, "AKIAENV");
  EXPECT_EQ(from_env->Get().value()->session_token.Reveal(), "token");
}

TEST(Credentials, HalfAKeyIsAnErrorAndNotAnotherIdentity) {
  const Variables env{{"AWS_ACCESS_KEY_ID", "AKIAENV"}, {"AWS_SECRET_ACCESS_KEY", "env"}};
  const auto got = Chain(Secret("AKIAGIVEN"), {}, env)->Get();
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(got.error().message.find("aws_secret_access_key"), std::string::npos);
}

TEST(Credentials, NoneNamesAllThatWasAsked) {
  const auto got =
      Chain({}, {}, {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://none.test"}})->Get();
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().kind, ErrorKind::kUnauthenticated);
  for (const char* part :
       {"the storage's settings", "AWS_ACCESS_KEY_ID", "profile \"default\"",
        "/nonexistent/.aws/credentials", "/nonexistent/.aws/config", "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI", "the EC2 instance's metadata service"}) {
    EXPECT_NE(got.error().message.find(part), std::string::npos) << part;
  }
}

TEST(Credentials, AProfileThatWasNamedMustExist) {
  const auto got = Chain({}, {}, {{"AWS_PROFILE", "ml"}})->Get();
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().kind, ErrorKind::kUnauthenticated);
  EXPECT_NE(got.error().message.find("There is no profile \"ml\""), std::string::npos);
}

// Lends keys named by their number, each for an hour.
class Lender final : public LentCredentials {
 public:
  explicit Lender(FakeClock& clock) : LentCredentials(clock), clock_(clock) {}
  std::string Name() const override { return "a lender"; }
  int fetches = 0;
  bool fails = false;
  std::function<void()> while_fetching = [] {};

 private:
  Result<SharedCredentials> Fetch() override {
    ++fetches;
    while_fetching();
    if (fails) return FailForNow(ErrorKind::kUnavailable, "The lender is closed.");
    return std::make_shared<const Credentials>(Credentials{"AKIA" + std::to_string(fetches),
                                                           Secret("s"), Secret("t"),
                                                           clock_.Now() + std::chrono::hours(1)});
  }
  FakeClock& clock_;
};

TEST(LentCredentials, AreRenewedFiveMinutesBeforeTheyExpire) {
  FakeClock clock;
  Lender lender(clock);
  EXPECT_EQ(lender.Get().value()->access_key_id, "AKIA1");
  clock.Advance(std::chrono::minutes(54));
  EXPECT_EQ(lender.Get().value()->access_key_id, "AKIA1");
  EXPECT_EQ(lender.fetches, 1);
  clock.Advance(std::chrono::minutes(1));
  EXPECT_EQ(lender.Get().value()->access_key_id, "AKIA2");
}

TEST(LentCredentials, OldOnesServeWhileTheyAreValidAndTheLenderIsClosed) {
  FakeClock clock;
  Lender lender(clock);
  (void)lender.Get();
  clock.Advance(std::chrono::minutes(56));
  lender.fails = true;
  EXPECT_EQ(lender.Get().value()->access_key_id, "AKIA1");
  EXPECT_EQ(lender.Get().value()->access_key_id, "AKIA1");
  EXPECT_EQ(lender.fetches, 2) << "asked again at once";
  clock.Advance(std::chrono::seconds(16));
  EXPECT_EQ(lender.Get().value()->access_key_id, "AKIA1");
  EXPECT_EQ(lender.fetches, 3);
  clock.Advance(std::chrono::minutes(4));
  const auto expired = lender.Get();
  ASSERT_FALSE(expired.has_value());
  EXPECT_EQ(expired.error().message, "The lender is closed.");
  lender.fails = false;
  EXPECT_EQ(lender.Get().value()->access_key_id, "AKIA5");
}

TEST(LentCredentials, RefusedOnesAreFetchedAnewOnce) {
  FakeClock clock;
  Lender lender(clock);
  const SharedCredentials first = lender.Get().value();
  EXPECT_TRUE(lender.Renew(*first));
  const SharedCredentials second = lender.Get().value();
  EXPECT_EQ(second->access_key_id, "AKIA2");
  // An answer to a request that was on its way with the first key.
  EXPECT_TRUE(lender.Renew(*first));
  EXPECT_EQ(lender.Get().value()->access_key_id, "AKIA2");
  // Refused ones are of no use, even while there are no others.
  EXPECT_TRUE(lender.Renew(*second));
  lender.fails = true;
  EXPECT_FALSE(lender.Get().has_value());
}

TEST(LentCredentials, ManyThreadsCauseOneFetch) {
  FakeClock clock;
  Lender lender(clock);
  std::atomic<int> started = 0;
  lender.while_fetching = [&] {
    while (started < 4) std::this_thread::yield();
  };
  std::vector<std::thread> threads;
  std::atomic<int> got = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      ++started;
      if (lender.Get().value()->access_key_id == "AKIA1") ++got;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(got, 4);
  EXPECT_EQ(lender.fetches, 1);
}

}  // namespace
}  // namespace millrace::storage::aws

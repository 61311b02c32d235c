#include "labeling/accounts/sessions.h"

#include <gtest/gtest.h>

#include "labeling/accounts/organization.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using db::Connection;
using std::chrono::minutes;
using std::chrono::seconds;

class SessionsTest : public LabelingTest {
 protected:
  void SetUp() override {
    LabelingTest::SetUp();
    ann_ = Do([&](Connection& tx) {
             return CreateAccount(tx, {.email = "ann@b.co"}, sealer_, kNow);
           }).id;
  }
  Secret Start(Time now = kNow) {
    return Do([&](Connection& tx) { return CreateSession(tx, ann_, now); });
  }
  bool Lives(const Secret& cookie, Time now) {
    return Do([&](Connection& tx) { return FindSession(tx, cookie, now); }).has_value();
  }
  void Policy(int64_t age, int64_t inactivity) {
    Do([&](Connection& tx) {
      return UpdateOrganization(
          tx, {.max_session_age = age, .max_time_between_activity = inactivity}, kNow);
    });
  }

  crypto::Sealer sealer_ = *crypto::Sealer::FromSecret(Secret("a secret for the tests"));
  int64_t ann_ = 0;
};

TEST_F(SessionsTest, EndedOneByOneOrAllButOne) {
  const Secret a = Start(), b = Start(), c = Start();
  EXPECT_TRUE(Lives(a, kNow));
  EXPECT_FALSE(Lives(Secret("guess"), kNow));
  EXPECT_FALSE(Lives(Secret(), kNow));
  Write([&](Connection& tx) { return EndSession(tx, a); });
  EXPECT_FALSE(Lives(a, kNow));
  EXPECT_TRUE(Lives(b, kNow));
  Write([&](Connection& tx) { return EndSessionsOf(tx, ann_, c); });
  EXPECT_FALSE(Lives(b, kNow));
  EXPECT_TRUE(Lives(c, kNow));
  Write([&](Connection& tx) { return EndSessionsOf(tx, ann_); });
  EXPECT_FALSE(Lives(c, kNow));
}

TEST_F(SessionsTest, AgeEndsASessionHoweverActive) {
  Policy(10, 4);
  const Secret cookie = Start();
  for (int minute = 3; minute < 10; minute += 3) {
    EXPECT_TRUE(Lives(cookie, kNow + minutes(minute))) << minute;
    Write([&](Connection& tx) { return TouchSession(tx, cookie, kNow + minutes(minute)); });
  }
  EXPECT_TRUE(Lives(cookie, kNow + minutes(10) - seconds(1)));
  EXPECT_FALSE(Lives(cookie, kNow + minutes(10)));
}

TEST_F(SessionsTest, InactivityEndsASession) {
  Policy(1000, 4);
  const Secret cookie = Start();
  EXPECT_TRUE(Lives(cookie, kNow + minutes(4) - seconds(1)));
  EXPECT_FALSE(Lives(cookie, kNow + minutes(4)));
  Write([&](Connection& tx) { return TouchSession(tx, cookie, kNow + minutes(3)); });
  EXPECT_TRUE(Lives(cookie, kNow + minutes(6)));
  EXPECT_FALSE(Lives(cookie, kNow + minutes(7)));
}

TEST_F(SessionsTest, APolicyRulesSessionsThatRunAlready) {
  const Secret cookie = Start();
  EXPECT_TRUE(Lives(cookie, kNow + minutes(3 * 24 * 60) - seconds(1)));  // Label Studio's default
  EXPECT_FALSE(Lives(cookie, kNow + minutes(3 * 24 * 60)));
  Policy(2, 1000);
  EXPECT_FALSE(Lives(cookie, kNow + minutes(2)));
}

TEST_F(SessionsTest, DeadOnesAreClearedAway) {
  Policy(10, 4);
  Start(), Start();
  Start(kNow + minutes(20));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM session"), 1);
}

TEST_F(SessionsTest, AnInactiveAccountHasNone) {
  Do([&](Connection& tx) { return CreateAccount(tx, {.email = "bob@b.co"}, sealer_, kNow); });
  const int64_t bob = Do([](Connection& tx) { return FindAccount(tx, "bob@b.co"); })->id;
  const Secret cookie = Do([&](Connection& tx) { return CreateSession(tx, bob, kNow); });
  EXPECT_TRUE(Lives(cookie, kNow));
  Do([&](Connection& tx) { return UpdateAccount(tx, bob, {.active = false}); });
  Do([&](Connection& tx) { return UpdateAccount(tx, bob, {.active = true}); });
  EXPECT_FALSE(Lives(cookie, kNow));
}

}  // namespace
}  // namespace millrace::labeling

#include "labeling/accounts/personal_tokens.h"

#include <gtest/gtest.h>

#include "crypto/jwt.h"
#include "labeling/accounts/organization.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using db::Connection;

class PersonalTokensTest : public LabelingTest {
 protected:
  void SetUp() override {
    LabelingTest::SetUp();
    Add("owner@b.co");
    ann_ = Add("ann@b.co");
  }
  int64_t Add(const std::string& email) {
    return Do([&](Connection& tx) { return CreateAccount(tx, {.email = email}, sealer_, kNow); })
        .id;
  }
  Secret Create() {
    return Do([&](Connection& tx) { return CreatePersonalToken(tx, ann_, sealer_, kNow); });
  }
  std::optional<PersonalToken> Find(std::string_view text, Time now = kNow) {
    return Do([&](Connection& tx) { return FindPersonalToken(tx, text, sealer_, now); });
  }
  Secret Access(const Secret& refresh, Time now = kNow) {
    const auto token = Find(refresh.Reveal(), now);
    return Do([&](Connection& tx) { return MakeAccessToken(tx, *token, sealer_, now); });
  }
  std::optional<int64_t> IdOf(std::string_view access, Time now = kNow) {
    const auto use = Do([&](Connection& tx) { return FindAccessToken(tx, access, sealer_, now); });
    return use.has_value() ? std::optional(use->account.id) : std::nullopt;
  }

  crypto::Sealer sealer_ = *crypto::Sealer::FromSecret(Secret("a secret for the tests"));
  int64_t ann_ = 0;
};

TEST_F(PersonalTokensTest, ExchangedForAccess) {
  EXPECT_FALSE(Find("x").has_value());  // nothing was signed yet
  const Secret refresh = Create();
  const Secret access = Access(refresh);
  EXPECT_EQ(IdOf(access.Reveal()), ann_);
  // Each only for its own use.
  EXPECT_EQ(IdOf(refresh.Reveal()), std::nullopt);
  EXPECT_FALSE(Find(access.Reveal()).has_value());
  EXPECT_EQ(IdOf(access.Reveal(), kNow + kAccessLifetime - std::chrono::seconds(1)), ann_);
  EXPECT_EQ(IdOf(access.Reveal(), kNow + kAccessLifetime), std::nullopt);
}

TEST_F(PersonalTokensTest, ListsShowThemWithoutSignature) {
  const Secret refresh = Create();
  const auto tokens = Do([&](Connection& tx) { return PersonalTokensOf(tx, ann_, kNow); });
  ASSERT_EQ(tokens.size(), 1U);
  const std::string text = TextOf(tokens[0]);
  EXPECT_TRUE(refresh.Reveal().starts_with(text + "."));
  EXPECT_FALSE(Find(text).has_value());
  EXPECT_TRUE(Do([&](Connection& tx) { return FindListedToken(tx, text, kNow); }).has_value());
}

TEST_F(PersonalTokensTest, RevokedAtOnceWithItsAccess) {
  const Secret refresh = Create();
  const Secret access = Access(refresh);
  const std::string id = Find(refresh.Reveal())->id;
  Write([&](Connection& tx) { return RevokePersonalToken(tx, id, kNow); });
  EXPECT_FALSE(Find(refresh.Reveal()).has_value());
  EXPECT_EQ(IdOf(access.Reveal()), std::nullopt);
  EXPECT_TRUE(Do([&](Connection& tx) { return IsRevoked(tx, refresh.Reveal()); }));
  EXPECT_TRUE(Do([&](Connection& tx) { return PersonalTokensOf(tx, ann_, kNow); }).empty());
}

TEST_F(PersonalTokensTest, EndsWithTheAccountsMembership) {
  const Secret refresh = Create();
  const Secret access = Access(refresh);
  Do([&](Connection& tx) { return UpdateAccount(tx, ann_, {.active = false}); });
  EXPECT_FALSE(Find(refresh.Reveal()).has_value());
  EXPECT_EQ(IdOf(access.Reveal()), std::nullopt);
}

// What somebody who knew the key's form, but not the key, could write.
TEST_F(PersonalTokensTest, ForgedOnesAreNothing) {
  const Secret refresh = Create();
  const std::string id = Find(refresh.Reveal())->id;
  const Secret key = *Do([&](Connection& tx) { return SigningKey(tx, sealer_); });
  const std::string ours = R"({"token_type":"access","exp":9999999999,"iat":1,"jti":"a",)"
                           R"("user_id":")" +
                           std::to_string(ann_) + R"(","parent":")" + id + "\"}";
  EXPECT_EQ(IdOf(crypto::SignJwt(key, ours).Reveal()), ann_);
  EXPECT_EQ(IdOf(crypto::SignJwt(Secret("another key of some length"), ours).Reveal()),
            std::nullopt);
  const std::string other = R"({"token_type":"access","exp":9999999999,"iat":1,"jti":"a",)"
                            R"("user_id":"1","parent":")" +
                            id + "\"}";
  EXPECT_EQ(IdOf(crypto::SignJwt(key, other).Reveal()), std::nullopt);
  for (const char* claims :
       {"", "[]", "{}", "5", R"({"token_type":"access"})",
        R"({"token_type":"access","exp":"9999999999","parent":5})",
        R"({"token_type":"access","exp":9999999999,"user_id":1,"parent":"nosuch"})"}) {
    EXPECT_EQ(IdOf(crypto::SignJwt(key, claims).Reveal()), std::nullopt) << claims;
    EXPECT_FALSE(Find(crypto::SignJwt(key, claims).Reveal()).has_value()) << claims;
  }
}

}  // namespace
}  // namespace millrace::labeling

#include "labeling/accounts/accounts.h"

#include <gmock/gmock.h>

#include "labeling/accounts/members.h"
#include "labeling/accounts/sessions.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using db::Connection;
using db::Ok;
using testing::HasSubstr;

class AccountsTest : public LabelingTest {
 protected:
  Account Add(const std::string& email, Role role = Role::kAnnotator) {
    return Do([&](Connection& tx) {
      return CreateAccount(
          tx, {.email = email, .password_hash = "hash", .first_name = "Ann", .role = role}, sealer_,
          kNow);
    });
  }
  std::optional<int64_t> IdOf(const Secret& token) {
    const auto account = Do([&](Connection& tx) { return AccountOfToken(tx, token); });
    return account.has_value() ? std::optional(account->id) : std::nullopt;
  }
  crypto::Sealer sealer_ = *crypto::Sealer::FromSecret(Secret("a secret for the tests"));
};

TEST_F(AccountsTest, CreatedAndFoundInAnyCase) {
  const Account account = Add(" Ann@Example.COM ", Role::kManager);
  EXPECT_EQ(account.email, "ann@example.com");
  EXPECT_EQ(account.role, Role::kManager);
  EXPECT_EQ(account.password_hash, "hash");
  EXPECT_TRUE(account.active);
  EXPECT_EQ(Do([](Connection& tx) { return FindAccount(tx, "ANN@example.com"); })->id, account.id);
  EXPECT_FALSE(Do([](Connection& tx) { return FindAccount(tx, "bob@b.co"); }).has_value());
  Add("bob@b.co");
  EXPECT_EQ(Do([](Connection& tx) { return ListAccounts(tx); }).size(), 2U);
  EXPECT_EQ(Refused([](Connection& tx) { return GetAccount(tx, 99); }).kind, ErrorKind::kNotFound);
}

TEST_F(AccountsTest, AddressesAreChecked) {
  Add("ann@b.co");
  for (const std::string& bad :
       {std::string("ann"), std::string("@b.co"), std::string("ann@"), std::string("a@b@c"),
        std::string("a b@c.co"), std::string(), std::string("a\n@b.co"), std::string("\xFF@b.co"),
        std::string(300, 'a') + "@b.co"}) {
    const Error error = Refused([&](Connection& tx) {
      return CreateAccount(tx, {.email = bad, .password_hash = "h"}, sealer_, kNow);
    });
    EXPECT_EQ(error.kind, ErrorKind::kInvalid) << bad;
    ASSERT_EQ(error.fields.size(), 1U);
    EXPECT_EQ(error.fields[0].first, "email");
  }
  const Error taken = Refused([&](Connection& tx) {
    return CreateAccount(tx, {.email = "ANN@b.co", .password_hash = "h"}, sealer_, kNow);
  });
  EXPECT_EQ(taken.kind, ErrorKind::kConflict);
  EXPECT_THAT(taken.message, HasSubstr("ann@b.co"));
}

TEST_F(AccountsTest, ApiTokens) {
  const int64_t ann = Add("ann@b.co").id, bob = Add("bob@b.co").id;
  const Secret first = Do([&](Connection& tx) { return ApiToken(tx, ann, sealer_); });
  EXPECT_EQ(first.Reveal().size(), 40U);
  EXPECT_EQ(IdOf(first), ann);
  const Secret second = Do([&](Connection& tx) { return ResetApiToken(tx, ann, sealer_); });
  EXPECT_EQ(IdOf(first), std::nullopt);
  EXPECT_EQ(IdOf(second), ann);
  const Secret chosen("0123456789012345678901234567890123456789");
  Write([&](Connection& tx) { return SetApiToken(tx, bob, chosen, sealer_); });
  EXPECT_EQ(IdOf(chosen), bob);
  EXPECT_EQ(Do([&](Connection& tx) { return ApiToken(tx, bob, sealer_); }), chosen);
  EXPECT_EQ(Refused([&](Connection& tx) { return SetApiToken(tx, ann, chosen, sealer_); }).kind,
            ErrorKind::kConflict);
  EXPECT_EQ(IdOf(Secret("")), std::nullopt);
  Write([&](Connection& tx) {
    return tx.Execute("UPDATE account SET active = 0 WHERE id = $1", {bob});
  });
  EXPECT_EQ(IdOf(chosen), std::nullopt);
}

TEST_F(AccountsTest, NoSecretLiesInTheDatabaseInClear) {
  const int64_t ann = Add("ann@b.co").id;
  const Secret token = Do([&](Connection& tx) { return ApiToken(tx, ann, sealer_); });
  const Secret cookie = Do([&](Connection& tx) { return CreateSession(tx, ann, kNow); });
  std::string all;
  Write([&](Connection& tx) {
    return tx.Query(
        "SELECT token_sealed, token_digest, (SELECT digest FROM session) FROM account", {},
        [&](const db::Row& row) { all = row.String(0) + row.String(1) + row.String(2); });
  });
  EXPECT_GT(all.size(), 64U);
  EXPECT_EQ(all.find(token.Reveal()), std::string::npos);
  EXPECT_EQ(all.find(cookie.Reveal()), std::string::npos);
}

TEST_F(AccountsTest, TheOwnerStaysAndOthersMayGo) {
  const int64_t ann = Add("ann@b.co", Role::kAdministrator).id, bob = Add("bob@b.co").id;
  EXPECT_EQ(Do([](Connection& tx) { return OwnerId(tx); }), ann);
  for (const AccountPatch& patch :
       {AccountPatch{.role = Role::kManager}, AccountPatch{.active = false}}) {
    EXPECT_EQ(Refused([&](Connection& tx) { return UpdateAccount(tx, ann, patch); }).kind,
              ErrorKind::kDenied);
  }
  EXPECT_EQ(Refused([&](Connection& tx) { return DeleteAccount(tx, ann, kNow); }).kind,
            ErrorKind::kDenied);

  const Secret token = Do([&](Connection& tx) { return ApiToken(tx, bob, sealer_); });
  const Account changed = Do([&](Connection& tx) {
    return UpdateAccount(tx, bob,
                         {.first_name = "Bob",
                          .custom_hotkeys = R"({"a:b":{}})",
                          .allow_newsletters = std::optional(false),
                          .role = Role::kManager});
  });
  EXPECT_EQ(changed.role, Role::kManager);
  const Account read = Do([&](Connection& tx) { return GetAccount(tx, bob); });
  EXPECT_EQ(read.first_name, "Bob");
  EXPECT_EQ(read.custom_hotkeys, R"({"a:b":{}})");
  EXPECT_EQ(read.allow_newsletters, false);
  EXPECT_EQ(read.role, Role::kManager);
  Do([&](Connection& tx) { return UpdateAccount(tx, bob, {.active = false}); });
  EXPECT_EQ(IdOf(token), std::nullopt);
  Do([&](Connection& tx) { return UpdateAccount(tx, bob, {.active = true}); });
  EXPECT_EQ(IdOf(token), bob);
}

TEST_F(AccountsTest, ADeletedAccountIsANumberOnly) {
  Add("ann@b.co", Role::kAdministrator);
  const int64_t bob = Add("bob@b.co").id;
  const Project project = AddProject();
  Write([&](Connection& tx) { return AddMember(tx, project.id, bob, kNow); });
  const Secret token = Do([&](Connection& tx) { return ApiToken(tx, bob, sealer_); });
  Write([&](Connection& tx) { return DeleteAccount(tx, bob, kNow); });
  EXPECT_EQ(IdOf(token), std::nullopt);
  EXPECT_TRUE(Do([&](Connection& tx) { return MembersOf(tx, project.id); }).empty());
  EXPECT_EQ(Do([](Connection& tx) { return ListAccounts(tx); }).size(), 1U);
  EXPECT_FALSE(Do([](Connection& tx) { return FindAccount(tx, "bob@b.co"); }).has_value());
  const Account gone = Do([&](Connection& tx) { return GetAccount(tx, bob); });
  EXPECT_TRUE(gone.deleted);
  EXPECT_EQ(gone.email.find('@'), std::string::npos);
  EXPECT_EQ(Refused([&](Connection& tx) { return DeleteAccount(tx, bob, kNow); }).kind,
            ErrorKind::kNotFound);
  EXPECT_EQ(Refused([&](Connection& tx) { return UpdateAccount(tx, bob, {.active = true}); }).kind,
            ErrorKind::kNotFound);
  EXPECT_NE(Add("bob@b.co").id, bob);
}

TEST_F(AccountsTest, Passwords) {
  EXPECT_TRUE(Ok(CheckPassword(Secret("12345678"))));
  EXPECT_TRUE(Ok(CheckPassword(Secret("éééééééé"))));
  EXPECT_TRUE(Ok(CheckPassword(Secret(std::string(128, 'x')))));
  for (const std::string& bad :
       {std::string(), std::string("1234567"), std::string("éééé"), std::string(129, 'x')}) {
    const auto checked = CheckPassword(Secret(bad));
    ASSERT_FALSE(checked.has_value()) << bad;
    EXPECT_EQ(checked.error().message, "Please enter a password 8–128 characters in length.");
  }
  const int64_t ann = Add("ann@b.co").id;
  Write([&](Connection& tx) { return SetPassword(tx, ann, "new hash"); });
  EXPECT_EQ(Do([&](Connection& tx) { return GetAccount(tx, ann); }).password_hash, "new hash");
  EXPECT_EQ(Refused([](Connection& tx) { return SetPassword(tx, 99, "h"); }).kind,
            ErrorKind::kNotFound);
}

}  // namespace
}  // namespace millrace::labeling

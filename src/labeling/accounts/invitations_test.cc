#include "labeling/accounts/invitations.h"

#include <gtest/gtest.h>

#include "labeling/accounts/members.h"
#include "labeling/accounts/password_resets.h"
#include "labeling/accounts/sessions.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using db::Connection;

class InvitationsTest : public LabelingTest {
 protected:
  int64_t Add(const std::string& email) {
    return Do([&](Connection& tx) { return CreateAccount(tx, {.email = email}, sealer_, kNow); })
        .id;
  }
  Invitation Invite(std::vector<int64_t> projects, int64_t max_uses) {
    return Do([&](Connection& tx) {
      return CreateInvitation(
          tx, {.projects = std::move(projects), .expires_at = kLater, .max_uses = max_uses},
          sealer_, kNow);
    });
  }
  std::optional<Invitation> Find(const Secret& token, Time now = kNow) {
    return Do([&](Connection& tx) { return FindInvitation(tx, token, sealer_, now); });
  }

  crypto::Sealer sealer_ = *crypto::Sealer::FromSecret(Secret("a secret for the tests"));
};

TEST_F(InvitationsTest, UsedAsOftenAsItSays) {
  const Project a = AddProject(), b = AddProject();
  const Invitation made = Invite({a.id, b.id}, 2);
  for (const char* email : {"ann@b.co", "bob@b.co"}) {
    const auto found = Find(made.token);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->projects, (std::vector{a.id, b.id}));
    EXPECT_EQ(found->role, Role::kAnnotator);
    const int64_t account = Add(email);
    Write([&](Connection& tx) { return UseInvitation(tx, *found, account, kNow); });
    EXPECT_EQ(Do([&](Connection& tx) { return ProjectsOf(tx, account); }),
              (std::vector{a.id, b.id}));
  }
  EXPECT_FALSE(Find(made.token).has_value());
  EXPECT_TRUE(Do([&](Connection& tx) { return ListInvitations(tx, sealer_, kNow); }).empty());
}

TEST_F(InvitationsTest, EndsByTimeAndRevocation) {
  const Invitation made = Invite({}, 1);
  EXPECT_TRUE(Find(made.token).has_value());
  EXPECT_FALSE(Find(Secret("guess")).has_value());
  EXPECT_FALSE(Find(made.token, kLater).has_value());
  Write([&](Connection& tx) { return RevokeInvitation(tx, made.id, kNow); });
  EXPECT_FALSE(Find(made.token).has_value());
  EXPECT_EQ(Refused([&](Connection& tx) { return RevokeInvitation(tx, made.id, kNow); }).kind,
            ErrorKind::kNotFound);
}

TEST_F(InvitationsTest, OutlivesAProjectButNamesNoUnknownOne) {
  const Project project = AddProject();
  const Invitation made = Invite({project.id}, 1);
  Write([&](Connection& tx) { return DeleteProject(tx, project.id, kNow); });
  const int64_t account = Add("ann@b.co");
  Write([&](Connection& tx) { return UseInvitation(tx, made, account, kNow); });
  EXPECT_TRUE(Do([&](Connection& tx) { return ProjectsOf(tx, account); }).empty());
  const Error unknown = Refused([&](Connection& tx) {
    return CreateInvitation(tx, {.projects = {99}, .expires_at = kLater}, sealer_, kNow);
  });
  ASSERT_EQ(unknown.fields.size(), 1U);
  EXPECT_EQ(unknown.fields[0].first, "projects");
}

TEST_F(InvitationsTest, APasswordLinkWorksOnce) {
  const int64_t ann = Add("ann@b.co");
  const auto link = [&] {
    return Do([&](Connection& tx) { return CreatePasswordReset(tx, ann, kNow); });
  };
  const auto works = [&](const Secret& token, Time now) {
    return Do([&](Connection& tx) { return FindPasswordReset(tx, token, now); }).has_value();
  };
  const Secret first = link(), second = link();
  EXPECT_FALSE(works(first, kNow));
  EXPECT_TRUE(works(second, kNow));
  EXPECT_FALSE(works(second, kNow + kPasswordResetLifetime));
  EXPECT_FALSE(works(Secret("guess"), kNow));
  const Secret cookie = Do([&](Connection& tx) { return CreateSession(tx, ann, kNow); });
  Write([&](Connection& tx) { return SettlePasswordReset(tx, ann); });
  EXPECT_FALSE(works(second, kNow));
  EXPECT_FALSE(Do([&](Connection& tx) { return FindSession(tx, cookie, kNow); }).has_value());
}

}  // namespace
}  // namespace millrace::labeling

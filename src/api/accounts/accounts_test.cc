// Users, tokens, passwords and invitations, as somebody who calls them sees them.
#include <gmock/gmock.h>

#include "api/accounts/cookies.h"
#include "api/accounts/login_limiter.h"
#include "api/testing.h"
#include "net/url.h"

namespace millrace::api {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class AccountsApiTest : public ApiTest {
 protected:
  Answered By(const std::string& credential, const std::string& method, const std::string& path,
              const std::string& body = "") {
    net::Headers headers{{"Authorization", credential}};
    if (!body.empty()) headers.Add("Content-Type", "application/json");
    return Send({.method = method, .path = path, .headers = headers, .body = body});
  }
  // Fills in a form as a browser with this session would.
  Answered Submit(const std::string& path, net::Query fields, const std::string& session = "") {
    const std::string signed_in = session.empty() ? "" : "; sessionid=" + session;
    const std::string token(64, 'c');
    fields.emplace_back("csrfmiddlewaretoken", token);
    return Send({.method = "POST",
                 .path = path,
                 .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                             {"Cookie", "csrftoken=" + token + signed_in}},
                 .body = net::EncodeQuery(fields)});
  }
  std::string SignUp(const std::string& email, const std::string& query = "") {
    const Answered up =
        Submit("/user/signup/" + query, {{"email", email}, {"password", "long enough"}});
    EXPECT_EQ(up.status, 302) << up.body;
    return up.cookie(kSessionCookie);
  }
  Answered BySession(const std::string& session, const std::string& method,
                     const std::string& path) {
    return Send({.method = method, .path = path, .headers = {{"Cookie", "sessionid=" + session}}});
  }
  std::string RoleOf(const std::string& email) {
    const boost::json::value list = Do("GET", "/api/v1/accounts").json();
    for (const boost::json::value& account : list.at("results").as_array()) {
      if (account.at("email").as_string() == email)
        return std::string(account.at("role").as_string());
    }
    return "";
  }
};

TEST_F(AccountsApiTest, WhoSignsUpGetsTheRoleOfTheServer) {
  SignUp("a@b.co");
  EXPECT_EQ(RoleOf("a@b.co"), "administrator");
  Restart({.signup_role = labeling::Role::kAnnotator});
  const std::string session = SignUp("b@b.co");
  EXPECT_EQ(RoleOf("b@b.co"), "annotator");
  EXPECT_EQ(BySession(session, "GET", "/api/users").status, 403);
  EXPECT_EQ(BySession(session, "GET", "/api/users/1").status, 404);
}

TEST_F(AccountsApiTest, TheFirstAccountIsAnAdministratorWhateverTheRole) {
  ASSERT_TRUE(db::Ok(database_->Write(db::Durability::kNormal, [](db::Connection& tx) {
    return tx.Execute("DELETE FROM account");
  })));
  Restart({.signup_role = labeling::Role::kAnnotator});
  const std::string session = SignUp("first@b.co");
  EXPECT_EQ(BySession(session, "GET", "/api/invite").status, 200);
}

TEST_F(AccountsApiTest, TheOrganizationsLinkOpensAClosedSignup) {
  Restart({.allow_signup = false});
  EXPECT_EQ(Submit("/user/signup/", {{"email", "a@b.co"}, {"password", "long enough"}}).status,
            403);
  const Answered invite = Do("GET", "/api/invite");
  EXPECT_EQ(invite.text("invite_url"), "/user/signup/?token=" + invite.text("token"));
  EXPECT_EQ(Do("GET", "/api/invite").text("token"), invite.text("token"));
  EXPECT_EQ(Send({.method = "GET", .path = invite.text("invite_url")}).status, 200);
  SignUp("a@b.co", "?token=" + invite.text("token"));
  EXPECT_EQ(Do("POST", "/api/invite/reset-token").status, 201);
  EXPECT_EQ(
      Submit(invite.text("invite_url"), {{"email", "c@b.co"}, {"password", "long enough"}}).status,
      403);
}

TEST_F(AccountsApiTest, AnInvitationMakesAMemberOnce) {
  Restart({.allow_signup = false});
  const int64_t project = Project(kConfig);
  const std::string of = "/api/projects/" + std::to_string(project);
  const Answered made =
      Do("POST", "/api/v1/invitations", R"({"projects":[)" + std::to_string(project) + "]}");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("role"), "annotator");
  const std::string url = made.text("url");
  const std::string session = SignUp("al@b.co", url.substr(url.find('?')));
  EXPECT_EQ(RoleOf("al@b.co"), "annotator");
  EXPECT_EQ(BySession(session, "GET", of).status, 200);
  EXPECT_EQ(Submit(url, {{"email", "bo@b.co"}, {"password", "long enough"}}).status, 403);
  EXPECT_THAT(Do("GET", "/api/v1/projects/" + std::to_string(project) + "/members").body,
              HasSubstr("al@b.co"));

  const std::string id = BySession(session, "GET", "/api/current-user/whoami").text("id");
  EXPECT_EQ(Do("DELETE", "/api/v1/projects/" + std::to_string(project) + "/members/" + id).status,
            204);
  EXPECT_EQ(BySession(session, "GET", of).status, 404);
  EXPECT_EQ(Do("POST", "/api/v1/projects/" + std::to_string(project) + "/members",
               R"({"email":"AL@b.co"})")
                .status,
            201);
  EXPECT_EQ(BySession(session, "GET", of).status, 200);
  const Answered unknown = Do("POST", "/api/v1/projects/" + std::to_string(project) + "/members",
                              R"({"email":"nobody@b.co"})");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.text("detail"), HasSubstr("nobody@b.co"));
}

TEST_F(AccountsApiTest, WhoHasAnAccountJoinsByAnInvitation) {
  Restart({.signup_role = labeling::Role::kAnnotator});
  const std::string session = SignUp("al@b.co");
  const int64_t project = Project(kConfig), other = Project(kConfig);
  const std::string of = "/api/projects/" + std::to_string(project);
  const std::string url = Do("POST", "/api/v1/invitations",
                             R"({"max_uses":2,"projects":[)" + std::to_string(project) + "]}")
                              .text("url");
  // The way there of somebody who is signed out.
  const Answered form = Send({.method = "GET", .path = url});
  EXPECT_THAT(form.body, HasSubstr("/user/login/?next=" + net::PercentEncode(url)));

  const Answered offer = BySession(session, "GET", url);
  EXPECT_EQ(offer.status, 200);
  EXPECT_THAT(offer.body, AllOf(HasSubstr("Pictures"), HasSubstr("al@b.co"), HasSubstr("Join")));
  EXPECT_EQ(BySession(session, "GET", of).status, 404) << "opening the link alone joined";
  // Another site cannot press the button.
  EXPECT_EQ(Send({.method = "POST",
                  .path = url,
                  .headers = {{"Cookie", "sessionid=" + session}},
                  .body = ""})
                .status,
            403);
  const Answered joined = Submit(url, {}, session);
  EXPECT_EQ(joined.status, 302) << joined.body;
  EXPECT_EQ(joined.headers.Get("Location"), "/projects/" + std::to_string(project));
  EXPECT_EQ(BySession(session, "GET", of).status, 200);
  EXPECT_EQ(BySession(session, "GET", "/api/projects/" + std::to_string(other)).status, 404);
  EXPECT_EQ(RoleOf("al@b.co"), "annotator");
  // Again there is nothing to gain, and no use is counted.
  EXPECT_EQ(BySession(session, "GET", url).status, 302);
  EXPECT_EQ(Submit(url, {}, session).status, 302);
  EXPECT_EQ(Do("GET", "/api/v1/invitations").json().at("results").at(0).at("uses"), 1);
  // Nor for those who see every project.
  const std::string administrator = SignUp(
      "bo@b.co",
      Do("POST", "/api/v1/invitations", R"({"role":"administrator"})").text("url").substr(13));
  EXPECT_EQ(BySession(administrator, "GET", url).status, 302);
  // It ends with its last use.
  Submit(url, {}, SignUp("cy@b.co"));
  EXPECT_EQ(BySession(SignUp("di@b.co"), "GET", url).status, 403);
  EXPECT_EQ(Submit(url, {}, SignUp("ed@b.co")).status, 403);
}

TEST_F(AccountsApiTest, AnInvitationRaisesARoleAndNeverLowersIt) {
  Restart({.signup_role = labeling::Role::kAnnotator});
  const std::string session = SignUp("al@b.co");
  const auto invite = [&](const std::string& role) {
    return Do("POST", "/api/v1/invitations", R"({"role":")" + role + "\"}").text("url");
  };
  const std::string url = invite("manager");
  EXPECT_THAT(BySession(session, "GET", url).body, HasSubstr("Your role becomes manager."));
  EXPECT_EQ(Submit(url, {}, session).headers.Get("Location"), "/");
  EXPECT_EQ(RoleOf("al@b.co"), "manager");
  EXPECT_EQ(BySession(session, "GET", "/api/users").status, 200);
  const std::string lower = invite("annotator");
  EXPECT_EQ(Submit(lower, {}, session).status, 302);
  EXPECT_EQ(RoleOf("al@b.co"), "manager");
  // The link of the organization gives nothing to who is in it.
  const std::string link = Do("GET", "/api/invite").text("invite_url");
  EXPECT_EQ(BySession(session, "GET", link).status, 302);
  EXPECT_EQ(Submit(link, {}, session).status, 302);
}

TEST_F(AccountsApiTest, AManagerInvitesAnnotatorsOnly) {
  ASSERT_EQ(Operator("POST", "/api/v1/accounts",
                     R"({"email":"m@b.co","password":"long enough","role":"manager"})")
                .status,
            201);
  const Answered in = Submit("/user/login/", {{"email", "m@b.co"}, {"password", "long enough"}});
  const std::string token =
      "Token " +
      BySession(in.cookie(kSessionCookie), "GET", "/api/current-user/token").text("token");
  EXPECT_EQ(By(token, "POST", "/api/v1/invitations", R"({"role":"administrator"})").status, 403);
  EXPECT_EQ(By(token, "POST", "/api/v1/invitations", "{}").status, 201);
  const Answered high = Do("POST", "/api/v1/invitations", R"({"role":"administrator"})");
  ASSERT_EQ(high.status, 201);
  EXPECT_THAT(By(token, "GET", "/api/v1/invitations").body, Not(HasSubstr(high.text("url"))));
  EXPECT_THAT(Do("GET", "/api/v1/invitations").body, HasSubstr(high.text("url")));
  const std::string revoke = "/api/v1/invitations/" + high.text("id");
  EXPECT_EQ(By(token, "DELETE", revoke).status, 404);
  EXPECT_EQ(Do("DELETE", revoke).status, 204);
  EXPECT_EQ(By(token, "PATCH", "/api/users/1", "{}").status, 403);
  EXPECT_EQ(By(token, "GET", "/api/users/1").status, 200);
}

TEST_F(AccountsApiTest, PersonalTokensAreExchangedRotatedAndRevoked) {
  const Answered made = Do("POST", "/api/token/");
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(Do("POST", "/api/token").status, 409);
  const auto body = [](const std::string& token) { return R"({"refresh":")" + token + "\"}"; };
  const auto access = [&](const std::string& refresh) {
    return Send({.method = "POST",
                 .path = "/api/token/refresh/",
                 .headers = {{"Content-Type", "application/json"}},
                 .body = body(refresh)});
  };
  const std::string first = "Bearer " + access(made.text("token")).text("access");
  EXPECT_EQ(By(first, "GET", "/api/current-user/whoami").text("email"), "ann@example.com");
  EXPECT_EQ(By("Bearer " + made.text("token"), "GET", "/api/current-user/whoami").status, 401);

  // A restart keeps them.
  Restart({});
  EXPECT_EQ(By(first, "GET", "/api/current-user/whoami").status, 200);

  const Answered rotated = Do("POST", "/api/token/rotate/", body(made.text("token")));
  ASSERT_EQ(rotated.status, 200) << rotated.body;
  EXPECT_EQ(By(first, "GET", "/api/current-user/whoami").status, 401);
  EXPECT_EQ(access(made.text("token")).status, 401);
  EXPECT_EQ(access(made.text("token")).text("detail"), "Token is blacklisted");
  EXPECT_EQ(access("x").text("detail"), "Token is invalid");
  EXPECT_EQ(Do("POST", "/api/token/rotate/", body(made.text("token"))).status, 400);

  const std::string second = "Bearer " + access(rotated.text("refresh")).text("access");
  EXPECT_EQ(Do("POST", "/api/jwt/settings", R"({"api_tokens_enabled":false})").status, 200);
  EXPECT_EQ(By(second, "GET", "/api/current-user/whoami").status, 401);
  EXPECT_EQ(Do("POST", "/api/jwt/settings", R"({"api_tokens_enabled":true})").status, 200);
  EXPECT_EQ(By(second, "GET", "/api/current-user/whoami").status, 200);
  EXPECT_EQ(Do("POST", "/api/token/blacklist/", body(rotated.text("refresh"))).status, 204);
  EXPECT_EQ(Do("POST", "/api/token/blacklist/", body(rotated.text("refresh"))).status, 404);
  Restart({});
  EXPECT_EQ(By(second, "GET", "/api/current-user/whoami").status, 401);
  EXPECT_EQ(access(rotated.text("refresh")).status, 401);
  EXPECT_EQ(Do("GET", "/api/token").body, "[]");
}

TEST_F(AccountsApiTest, TheOrganizationDecidesOnLegacyTokens) {
  const std::string session = SignUp("a@b.co");
  Restart({.enable_legacy_token = false});
  EXPECT_THAT(Do("GET", "/api/users").text("detail"), HasSubstr("no longer valid"));
  EXPECT_EQ(BySession(session, "GET", "/api/jwt/settings").text("legacy_api_tokens_enabled"),
            "false");
  const auto settings = [&](const char* value) {
    return Send(
        {.method = "POST",
         .path = "/api/jwt/settings",
         .headers = {{"Cookie", "sessionid=" + session}, {"Content-Type", "application/json"}},
         .body = std::string(R"({"legacy_api_tokens_enabled":)") + value + "}"});
  };
  EXPECT_EQ(settings("true").status, 200);
  EXPECT_EQ(Do("GET", "/api/users").status, 200);
  Restart({});
  EXPECT_EQ(settings("false").status, 200);
  EXPECT_EQ(Do("GET", "/api/users").status, 401);
}

TEST_F(AccountsApiTest, AResetLinkWorksOnceAndSignsOutElsewhere) {
  const std::string session = SignUp("a@b.co");
  const std::string id = BySession(session, "GET", "/api/current-user/whoami").text("id");
  const std::string url = Do("POST", "/api/v1/accounts/" + id + "/reset-link").text("url");
  EXPECT_THAT(Send({.method = "GET", .path = url}).body, HasSubstr("a@b.co"));
  EXPECT_EQ(Submit(url, {{"password", "short"}}).status, 200);
  const Answered set = Submit(url, {{"password", "quite another"}});
  EXPECT_EQ(set.status, 302);
  EXPECT_EQ(BySession(session, "GET", "/api/current-user/whoami").status, 401);
  EXPECT_EQ(BySession(set.cookie(kSessionCookie), "GET", "/api/current-user/whoami").status, 200);
  EXPECT_EQ(Submit(url, {{"password", "a third one"}}).status, 404);
  EXPECT_EQ(Submit("/user/login/", {{"email", "a@b.co"}, {"password", "long enough"}}).status, 200);
  EXPECT_EQ(Submit("/user/login/", {{"email", "a@b.co"}, {"password", "quite another"}}).status,
            302);
}

TEST_F(AccountsApiTest, OnesOwnPasswordIsChangedByWhoKnowsIt) {
  const std::string session = SignUp("a@b.co");
  const auto enter = [&](const std::string& password) {
    return Submit("/user/login/", {{"email", "a@b.co"}, {"password", password}});
  };
  const std::string elsewhere = enter("long enough").cookie(kSessionCookie);
  const auto change = [&](const std::string& current, const std::string& fresh) {
    return Send(
        {.method = "POST",
         .path = "/api/v1/current-user/password",
         .headers = {{"Cookie", "sessionid=" + session},
                     {"Content-Type", "application/json"},
                     {"Origin", "http://label.test:8080"}},
         .body = R"({"current_password":")" + current + R"(","password":")" + fresh + "\"}"});
  };
  const Answered wrong = change("not it at all", "quite another");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("This is not your current password."));
  const Answered brief = change("long enough", "short");
  EXPECT_EQ(brief.status, 400);
  EXPECT_THAT(brief.body, HasSubstr(R"("password":[)"));
  EXPECT_EQ(enter("long enough").status, 302);

  EXPECT_EQ(change("long enough", "quite another").status, 204);
  EXPECT_EQ(BySession(elsewhere, "GET", "/api/current-user/whoami").status, 401);
  EXPECT_EQ(BySession(session, "GET", "/api/current-user/whoami").status, 200);
  EXPECT_EQ(enter("quite another").status, 302);

  for (int i = 0; i < LoginLimiter::kPerAccount; ++i) change("a guess", "quite another");
  EXPECT_EQ(change("quite another", "a third one").status, 429);
}

TEST_F(AccountsApiTest, OtherBrowsersAreSignedOutOnDemand) {
  const std::string session = SignUp("a@b.co");
  const std::string elsewhere =
      Submit("/user/login/", {{"email", "a@b.co"}, {"password", "long enough"}})
          .cookie(kSessionCookie);
  EXPECT_EQ(
      Send({.method = "POST",
            .path = "/api/v1/current-user/sign-out-elsewhere",
            .headers = {{"Cookie", "sessionid=" + session}, {"Origin", "http://label.test:8080"}}})
          .status,
      204);
  EXPECT_EQ(BySession(elsewhere, "GET", "/api/current-user/whoami").status, 401);
  EXPECT_EQ(BySession(session, "GET", "/api/current-user/whoami").status, 200);
}

TEST_F(AccountsApiTest, AnAccountWithoutPasswordBeginsWithAResetLink) {
  const Answered made = Do("POST", "/api/v1/accounts",
                           R"({"email":"new@b.co","first_name":"Nia","role":"annotator"})");
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("first_name"), "Nia");
  EXPECT_EQ(Submit("/user/login/", {{"email", "new@b.co"}, {"password", ""}}).status, 200);
  const std::string url =
      Do("POST", "/api/v1/accounts/" + made.text("id") + "/reset-link").text("url");
  EXPECT_EQ(Submit(url, {{"password", "quite another"}}).status, 302);
  EXPECT_EQ(Do("POST", "/api/v1/accounts", R"({"email":"new@b.co"})").status, 400);
  EXPECT_EQ(Do("POST", "/api/v1/accounts", R"({"email":"x@b.co","password":"short"})").status, 400);
}

TEST_F(AccountsApiTest, ARemovedMemberIsOutAtOnce) {
  const std::string session = SignUp("a@b.co");
  const std::string id = BySession(session, "GET", "/api/current-user/whoami").text("id");
  const std::string membership = "/api/organizations/1/memberships/" + id;
  EXPECT_EQ(Do("DELETE", membership).status, 204);
  EXPECT_EQ(BySession(session, "GET", "/api/current-user/whoami").status, 401);
  EXPECT_EQ(Submit("/user/login/", {{"email", "a@b.co"}, {"password", "long enough"}}).status, 200);
  EXPECT_EQ(Do("DELETE", membership).status, 404);
  EXPECT_EQ(Do("GET", "/api/users/" + id).text("email"), "Deleted");
  EXPECT_EQ(Do("PATCH", "/api/v1/accounts/" + id, R"({"active":true,"role":"manager"})").status,
            200);
  EXPECT_EQ(Submit("/user/login/", {{"email", "a@b.co"}, {"password", "long enough"}}).status, 302);
  EXPECT_EQ(Do("DELETE", "/api/users/" + id).status, 204);
  EXPECT_EQ(Do("GET", "/api/users/" + id).status, 404);
  EXPECT_EQ(Do("DELETE", "/api/users/1").text("detail"),
            "The organization owner cannot be deleted");
  EXPECT_EQ(Do("DELETE", "/api/organizations/1/memberships/1").status, 405);
}

TEST_F(AccountsApiTest, ASessionEndsAsThePolicySays) {
  EXPECT_EQ(Do("PATCH", "/api/session-policy/", R"({"max_session_age":0})").status, 400);
  EXPECT_EQ(Do("PATCH", "/api/session-policy/", R"({"max_session_age":2147483648})").status, 400);
  const std::string session = SignUp("a@b.co");
  const Answered changed = Do("PATCH", "/api/session-policy/", R"({"max_session_age":7})");
  EXPECT_EQ(changed.number("max_session_age"), 7);
  EXPECT_EQ(changed.number("max_time_between_activity"), 4320);
  EXPECT_EQ(BySession(session, "GET", "/api/session-policy").status, 200);
  ASSERT_TRUE(db::Ok(database_->Write(db::Durability::kNormal, [](db::Connection& tx) {
    return tx.Execute("UPDATE session SET created_at = created_at - 420000000");
  })));
  Restart({});  // forgets what it remembers
  EXPECT_EQ(BySession(session, "GET", "/api/session-policy").status, 401);
}

TEST_F(AccountsApiTest, HotkeysAndTours) {
  EXPECT_EQ(Do("GET", "/api/current-user/hotkeys/").body, R"({"custom_hotkeys":{}})");
  const std::string good = R"({"custom_hotkeys":{"a:b":{"key":"ctrl+k","active":false}}})";
  EXPECT_EQ(Do("PATCH", "/api/current-user/hotkeys/", good).body, good);
  EXPECT_EQ(Do("GET", "/api/current-user/hotkeys/").body, good);
  for (const char* bad :
       {"5", "{}", R"({"custom_hotkeys":5})", R"({"custom_hotkeys":{"a":{"key":"k"}}})",
        R"({"custom_hotkeys":{"a:b":5}})", R"({"custom_hotkeys":{"a:b":{"key":" ALT+F4"}}})",
        R"({"custom_hotkeys":{"a:b":{"key":"\u00e9"}}})",
        R"({"custom_hotkeys":{"a:b":{"key":"k","active":1}}})",
        R"({"custom_hotkeys":{" :b":{"key":"k"}}})"}) {
    EXPECT_EQ(Do("PATCH", "/api/current-user/hotkeys/", bad).status, 400) << bad;
  }
  EXPECT_EQ(Do("GET", "/api/current-user/hotkeys/").body, good);

  EXPECT_EQ(Do("GET", "/api/current-user/product-tour").status, 400);
  EXPECT_EQ(Do("GET", "/api/current-user/product-tour?name=x").status, 400);
  const std::string tour = "/api/current-user/product-tour?name=prompts-page";
  EXPECT_EQ(Do("GET", tour).text("state"), "ready");
  EXPECT_EQ(Do("PATCH", tour, R"({"state":"completed"})").text("state"), "completed");
  EXPECT_EQ(Do("PATCH", tour, R"({"state":"no"})").status, 400);
  EXPECT_EQ(Do("GET", tour).text("state"), "completed");
}

}  // namespace
}  // namespace millrace::api

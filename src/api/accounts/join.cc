#include "api/accounts/join.h"

#include "api/accounts/form_page.h"
#include "api/accounts/sign_in.h"
#include "api/html.h"
#include "api/service.h"
#include "base/text.h"
#include "labeling/accounts/invitations.h"
#include "labeling/accounts/members.h"
#include "labeling/accounts/organization.h"
#include "labeling/projects/projects.h"
#include "net/url.h"

namespace millrace::api {
namespace {

using labeling::Account;
using labeling::Invitation;
using labeling::Project;
using labeling::Role;

// What an account gets of an invitation that it has not.
struct Gain {
  std::optional<Role> role;
  std::vector<Project> projects;
  Role project_role = Role::kAnnotator;  // there

  bool nothing() const { return !role.has_value() && projects.empty(); }
};

Result<Gain> GainOf(db::Connection& tx, const Invitation& invitation, const Account& account) {
  Gain gain{.project_role = invitation.project_role};
  if (invitation.role < account.role) gain.role = invitation.role;
  // The others see every project anyway.
  if (gain.role.value_or(account.role) != Role::kAnnotator) return gain;
  for (const int64_t id : invitation.projects) {
    ASSIGN_OR_RETURN(const std::optional<Role> now, labeling::RoleIn(tx, id, account.id));
    if (now.has_value() && *now <= invitation.project_role) continue;
    Result<Project> project = labeling::GetProject(tx, id);
    if (project.has_value())
      gain.projects.push_back(*std::move(project));
    else if (project.error().kind != ErrorKind::kNotFound)
      return std::unexpected(project.error());
  }
  return gain;
}

struct Offer {
  std::optional<Invitation> invitation;  // nothing: the link only lets people sign up
  Gain gain;
};

// kDenied for an invitation that cannot be used any more.
Result<Offer> FindOffer(const Service& service, db::Connection& tx, const Secret& token,
                        const Account& account) {
  ASSIGN_OR_RETURN(const bool of_organization, labeling::IsInviteToken(tx, token));
  if (of_organization) return Offer();
  Offer offer;
  ASSIGN_OR_RETURN(offer.invitation,
                   labeling::FindInvitation(tx, token, service.sealer(), service.clock().Now()));
  if (!offer.invitation.has_value()) {
    return Fail(ErrorKind::kDenied, "This invitation was used up, was revoked or has ended.",
                "Ask the person who sent it for a new one.");
  }
  ASSIGN_OR_RETURN(offer.gain, GainOf(tx, *offer.invitation, account));
  return offer;
}

std::string PathTo(const Gain& gain, const std::string& otherwise) {
  if (gain.projects.size() != 1) return otherwise;
  return "/projects/" + std::to_string(gain.projects.front().id);
}

std::string InWords(const Gain& gain) {
  std::string html;
  if (gain.role.has_value())
    html += "<p>Your role becomes " + std::string(RoleName(*gain.role)) + ".</p>";
  if (gain.projects.empty()) return html;
  html += gain.project_role == Role::kManager ? "<p>You become a manager of:</p><ul>"
                                              : "<p>You become a member of:</p><ul>";
  for (const Project& project : gain.projects) {
    html +=
        "<li>" +
        Escape(project.title.empty() ? "Project " + std::to_string(project.id) : project.title) +
        "</li>";
  }
  return html + "</ul>";
}

}  // namespace

Outcome ShowJoin(Service& service, Call& call, const Secret& token) {
  const Account& account = *call.who.account;
  const auto offer =
      service.db().Read([&](db::Connection& tx) { return FindOffer(service, tx, token, account); });
  if (!offer.has_value()) {
    if (offer.error().kind == ErrorKind::kDenied) return RefusedPage(403, offer.error());
    return std::unexpected(offer.error());
  }
  if (offer->gain.nothing()) return Redirect(302, NextPath(service, call));
  const FormPage form(service, call);
  net::Query query{{"token", std::string(token.Reveal())}};
  if (const std::string next = NextPath(service, call); next != "/")
    query.emplace_back("next", next);
  return form.Answer(200, "Join",
                     "<h1>You are invited</h1>" +
                         form.Open("/user/signup/?" + net::EncodeQuery(query)) +
                         InWords(offer->gain) + "<p class=\"quiet\">You are signed in as " +
                         Escape(account.email) + ".</p><button>Join</button></form>");
}

Outcome SubmitJoin(Service& service, Call& call, const Secret& token) {
  const Time now = service.clock().Now();
  const auto gain =
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Gain> {
        // As it is now: the caller's was read at sign-in.
        ASSIGN_OR_RETURN(const Account account, labeling::GetAccount(tx, call.who.account->id));
        ASSIGN_OR_RETURN(const Offer offer, FindOffer(service, tx, token, account));
        if (offer.gain.nothing()) return Gain();
        RETURN_IF_ERROR(labeling::UseInvitation(tx, *offer.invitation, account.id, now));
        if (offer.gain.role.has_value())
          RETURN_IF_ERROR(labeling::UpdateAccount(tx, account.id, {.role = offer.gain.role}));
        return offer.gain;
      });
  if (!gain.has_value()) {
    if (gain.error().kind == ErrorKind::kDenied) return RefusedPage(403, gain.error());
    return std::unexpected(gain.error());
  }
  service.authenticator.Forget();
  const std::string next = NextPath(service, call);
  return Redirect(302, next == "/" ? PathTo(*gain, next) : next);
}

}  // namespace millrace::api

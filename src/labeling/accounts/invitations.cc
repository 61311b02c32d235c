#include "labeling/accounts/invitations.h"

#include "base/ids.h"
#include "crypto/digest.h"
#include "labeling/accounts/members.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {
namespace {

using db::Blob;

// With the condition that it can still be used; $1 is now.
constexpr std::string_view kSelect =
    "SELECT id, token_sealed, role, created_by, created_at, expires_at, max_uses, uses, "
    "project_role "
    "FROM invitation WHERE revoked_at IS NULL AND expires_at > $1 AND uses < max_uses";

Result<std::vector<Invitation>> Select(db::Connection& tx, std::string_view rest, db::Args args,
                                       const crypto::Sealer& sealer) {
  std::vector<Invitation> found;
  std::vector<std::string> sealed;
  RETURN_IF_ERROR(tx.Query(std::string(kSelect) + std::string(rest), args, [&](const db::Row& row) {
    sealed.push_back(row.String(1));
    found.push_back({.id = row.Int(0),
                     .role = ParseRole(row.Text(2)).value_or(Role::kAnnotator),
                     .created_by = row.MaybeInt(3),
                     .created_at = FromMicros(row.Int(4)),
                     .expires_at = FromMicros(row.Int(5)),
                     .max_uses = row.Int(6),
                     .uses = row.Int(7)});
    found.back().project_role = ParseRole(row.Text(8)).value_or(Role::kAnnotator);
  }));
  for (size_t i = 0; i < found.size(); ++i) {
    ASSIGN_OR_RETURN(found[i].token, sealer.Open(sealed[i]));
    RETURN_IF_ERROR(tx.Query(
        "SELECT project_id FROM invitation_project WHERE invitation_id = $1 ORDER BY project_id",
        {found[i].id}, [&](const db::Row& row) { found[i].projects.push_back(row.Int(0)); }));
  }
  return found;
}

}  // namespace

Result<Invitation> CreateInvitation(db::Connection& tx, const Invitation& given,
                                    const crypto::Sealer& sealer, Time now) {
  Invitation made = given;
  made.created_at = now;
  made.uses = 0;
  made.token = Secret(RandomHex(20));
  const std::string digest = crypto::Sha256(made.token.Reveal());
  const std::string sealed = sealer.Seal(made.token.Reveal());
  ASSIGN_OR_RETURN(made.id, AllocateIds(tx, "invitation", 1));
  RETURN_IF_ERROR(tx.Execute(
      "INSERT INTO invitation (id, digest, token_sealed, role, created_by, created_at, expires_at, "
      "max_uses, project_role) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {made.id, Blob{digest}, Blob{sealed}, RoleName(made.role), made.created_by, ToMicros(now),
       ToMicros(made.expires_at), made.max_uses, RoleName(made.project_role)}));
  for (const int64_t project : made.projects) {
    if (auto known = GetProject(tx, project); !known.has_value()) {
      if (known.error().kind != ErrorKind::kNotFound) return std::unexpected(known.error());
      return FailField("projects", "There is no project " + std::to_string(project) + ".");
    }
    RETURN_IF_ERROR(
        tx.Execute("INSERT INTO invitation_project (invitation_id, project_id) VALUES ($1, $2) "
                   "ON CONFLICT DO NOTHING",
                   {made.id, project}));
  }
  return made;
}

Result<std::vector<Invitation>> ListInvitations(db::Connection& tx, const crypto::Sealer& sealer,
                                                Time now) {
  return Select(tx, " ORDER BY id", {ToMicros(now)}, sealer);
}

Result<void> RevokeInvitation(db::Connection& tx, int64_t id, Time now) {
  ASSIGN_OR_RETURN(const int64_t changed,
                   tx.Execute("UPDATE invitation SET revoked_at = $2 WHERE id = $1 AND "
                              "revoked_at IS NULL AND expires_at > $2 AND uses < max_uses",
                              {id, ToMicros(now)}));
  if (changed == 0)
    return Fail(ErrorKind::kNotFound, "There is no open invitation " + std::to_string(id) + ".",
                "See the open ones with GET /api/v1/invitations.");
  return {};
}

Result<std::optional<Invitation>> FindInvitation(db::Connection& tx, const Secret& token,
                                                 const crypto::Sealer& sealer, Time now) {
  const std::string digest = crypto::Sha256(token.Reveal());
  ASSIGN_OR_RETURN(std::vector<Invitation> found,
                   Select(tx, " AND digest = $2", {ToMicros(now), Blob{digest}}, sealer));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Result<void> UseInvitation(db::Connection& tx, const Invitation& invitation, int64_t account_id,
                           Time now) {
  RETURN_IF_ERROR(
      tx.Execute("UPDATE invitation SET uses = uses + 1 WHERE id = $1", {invitation.id}));
  for (const int64_t project : invitation.projects) {
    auto added = AddMember(tx, project, account_id, now, invitation.project_role);
    if (!added.has_value() && added.error().kind != ErrorKind::kNotFound)
      return std::unexpected(added.error());
  }
  return {};
}

}  // namespace millrace::labeling

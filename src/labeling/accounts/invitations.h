// Invitations: links with which somebody signs up under a role, as a member of projects. The only
// owner of the tables invitation and invitation_project.
#pragma once

#include <optional>
#include <vector>

#include "labeling/accounts/accounts.h"

namespace millrace::labeling {

struct Invitation {
  int64_t id = 0;
  Role role = Role::kAnnotator;
  std::vector<int64_t> projects;         // ascending
  Role project_role = Role::kAnnotator;  // there
  std::optional<int64_t> created_by;
  Time created_at{}, expires_at{};
  int64_t max_uses = 1, uses = 0;
  Secret token;  // of the link
};

// kInvalid (field "projects") for a project that does not exist.
Result<Invitation> CreateInvitation(db::Connection& tx, const Invitation& given,
                                    const crypto::Sealer& sealer, Time now);
// Those that can still be used, by id.
Result<std::vector<Invitation>> ListInvitations(db::Connection& tx, const crypto::Sealer& sealer,
                                                Time now);
// kNotFound for one that cannot be used any more.
Result<void> RevokeInvitation(db::Connection& tx, int64_t id, Time now);

// One that can still be used; nothing otherwise.
Result<std::optional<Invitation>> FindInvitation(db::Connection& tx, const Secret& token,
                                                 const crypto::Sealer& sealer, Time now);
// Counts a use and makes the account a member of its projects that still exist.
Result<void> UseInvitation(db::Connection& tx, const Invitation& invitation, int64_t account_id,
                           Time now);

}  // namespace millrace::labeling

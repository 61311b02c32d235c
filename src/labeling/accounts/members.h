// Who may label a project or manage it: its members, besides managers and administrators, who may
// everywhere. The only owner of project_member.
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "db/database.h"
#include "labeling/accounts/accounts.h"

namespace millrace::labeling {

// What a member is in his project: annotator or manager.
struct Member {
  int64_t account_id = 0;
  Role role = Role::kAnnotator;
};

Result<bool> IsMember(db::Connection& tx, int64_t project_id, int64_t account_id);
// Nothing for who is no member.
Result<std::optional<Role>> RoleIn(db::Connection& tx, int64_t project_id, int64_t account_id);
// Ascending.
Result<std::vector<int64_t>> ProjectsOf(db::Connection& tx, int64_t account_id);
Result<std::vector<int64_t>> ManagedBy(db::Connection& tx, int64_t account_id);  // ascending
Result<std::vector<Member>> MembersOf(db::Connection& tx, int64_t project_id);   // by account
// Who is a member already stays what he is, or rises. kNotFound for an unknown project or account.
Result<void> AddMember(db::Connection& tx, int64_t project_id, int64_t account_id, Time now,
                       Role role = Role::kAnnotator);
Result<void> SetMemberRole(db::Connection& tx, int64_t project_id, int64_t account_id, Role role);
Result<void> RemoveMember(db::Connection& tx, int64_t project_id, int64_t account_id);
// With its project.
Result<void> DropMembers(db::Connection& tx, int64_t project_id);
// With the account.
Result<void> DropMemberships(db::Connection& tx, int64_t account_id);

}  // namespace millrace::labeling

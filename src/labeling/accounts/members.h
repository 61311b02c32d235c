// Who may label a project: its members, besides managers and administrators, who may everywhere.
// The only owner of project_member.
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

Result<bool> IsMember(db::Connection& tx, int64_t project_id, int64_t account_id);
// Ascending.
Result<std::vector<int64_t>> ProjectsOf(db::Connection& tx, int64_t account_id);
Result<std::vector<int64_t>> MembersOf(db::Connection& tx, int64_t project_id);
// Twice is once. kNotFound for an unknown project or account.
Result<void> AddMember(db::Connection& tx, int64_t project_id, int64_t account_id, Time now);
Result<void> RemoveMember(db::Connection& tx, int64_t project_id, int64_t account_id);
// With its project.
Result<void> DropMembers(db::Connection& tx, int64_t project_id);
// With the account.
Result<void> DropMemberships(db::Connection& tx, int64_t account_id);

}  // namespace millrace::labeling

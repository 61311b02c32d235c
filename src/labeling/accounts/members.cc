#include "labeling/accounts/members.h"

#include "labeling/projects/projects.h"

namespace millrace::labeling {
namespace {

Result<std::vector<int64_t>> Ids(db::Connection& tx, std::string_view sql, int64_t of) {
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(tx.Query(sql, {of}, [&](const db::Row& row) { ids.push_back(row.Int(0)); }));
  return ids;
}

Role RoleOf(const db::Row& row, int column) {
  return ParseRole(row.Text(column)).value_or(Role::kAnnotator);
}

}  // namespace

Result<bool> IsMember(db::Connection& tx, int64_t project_id, int64_t account_id) {
  ASSIGN_OR_RETURN(
      const std::optional<int64_t> found,
      tx.QueryInt("SELECT 1 FROM project_member WHERE project_id = $1 AND account_id = $2",
                  {project_id, account_id}));
  return found.has_value();
}

Result<std::vector<int64_t>> ProjectsOf(db::Connection& tx, int64_t account_id) {
  return Ids(tx, "SELECT project_id FROM project_member WHERE account_id = $1 ORDER BY project_id",
             account_id);
}

Result<std::optional<Role>> RoleIn(db::Connection& tx, int64_t project_id, int64_t account_id) {
  std::optional<Role> role;
  RETURN_IF_ERROR(
      tx.Query("SELECT role FROM project_member WHERE project_id = $1 AND account_id = $2",
               {project_id, account_id}, [&](const db::Row& row) { role = RoleOf(row, 0); }));
  return role;
}

Result<std::vector<int64_t>> ManagedBy(db::Connection& tx, int64_t account_id) {
  return Ids(tx,
             "SELECT project_id FROM project_member WHERE account_id = $1 AND role = 'manager' "
             "ORDER BY project_id",
             account_id);
}

Result<std::vector<Member>> MembersOf(db::Connection& tx, int64_t project_id) {
  std::vector<Member> members;
  RETURN_IF_ERROR(tx.Query(
      "SELECT account_id, role FROM project_member WHERE project_id = $1 ORDER BY account_id",
      {project_id}, [&](const db::Row& row) {
        members.push_back({.account_id = row.Int(0), .role = RoleOf(row, 1)});
      }));
  return members;
}

Result<void> SetMemberRole(db::Connection& tx, int64_t project_id, int64_t account_id, Role role) {
  RETURN_IF_ERROR(
      tx.Execute("UPDATE project_member SET role = $3 WHERE project_id = $1 AND account_id = $2",
                 {project_id, account_id, RoleName(role)}));
  return {};
}

Result<void> AddMember(db::Connection& tx, int64_t project_id, int64_t account_id, Time now,
                       Role role) {
  RETURN_IF_ERROR(GetProject(tx, project_id));
  ASSIGN_OR_RETURN(const Account account, GetAccount(tx, account_id));
  if (account.deleted) {
    return Fail(ErrorKind::kNotFound, "There is no account " + std::to_string(account_id) + ".");
  }
  RETURN_IF_ERROR(
      tx.Execute("INSERT INTO project_member (project_id, account_id, created_at, role) VALUES "
                 "($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                 {project_id, account_id, ToMicros(now), RoleName(role)}));
  if (role == Role::kManager) return SetMemberRole(tx, project_id, account_id, role);
  return {};
}

Result<void> RemoveMember(db::Connection& tx, int64_t project_id, int64_t account_id) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM project_member WHERE project_id = $1 AND account_id = $2",
                             {project_id, account_id}));
  return {};
}

Result<void> DropMemberships(db::Connection& tx, int64_t account_id) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM project_member WHERE account_id = $1", {account_id}));
  return {};
}

Result<void> DropMembers(db::Connection& tx, int64_t project_id) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM project_member WHERE project_id = $1", {project_id}));
  return {};
}

}  // namespace millrace::labeling

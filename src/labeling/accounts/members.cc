#include "labeling/accounts/members.h"

#include "labeling/accounts/accounts.h"
#include "labeling/projects/projects.h"

namespace millrace::labeling {
namespace {

Result<std::vector<int64_t>> Ids(db::Connection& tx, std::string_view sql, int64_t of) {
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(tx.Query(sql, {of}, [&](const db::Row& row) { ids.push_back(row.Int(0)); }));
  return ids;
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

Result<std::vector<int64_t>> MembersOf(db::Connection& tx, int64_t project_id) {
  return Ids(tx, "SELECT account_id FROM project_member WHERE project_id = $1 ORDER BY account_id",
             project_id);
}

Result<void> AddMember(db::Connection& tx, int64_t project_id, int64_t account_id, Time now) {
  RETURN_IF_ERROR(GetProject(tx, project_id));
  ASSIGN_OR_RETURN(const Account account, GetAccount(tx, account_id));
  if (account.deleted) {
    return Fail(ErrorKind::kNotFound, "There is no account " + std::to_string(account_id) + ".");
  }
  RETURN_IF_ERROR(
      tx.Execute("INSERT INTO project_member (project_id, account_id, created_at) VALUES ($1, $2, "
                 "$3) ON CONFLICT DO NOTHING",
                 {project_id, account_id, ToMicros(now)}));
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

#include "labeling/projects/contributions.h"

namespace millrace::labeling {
namespace {

Result<std::vector<ProjectTitle>> Titles(db::Connection& tx, std::string_view condition,
                                         int64_t account_id) {
  std::vector<ProjectTitle> found;
  RETURN_IF_ERROR(tx.Query(
      "SELECT p.id, p.title FROM project p WHERE " + std::string(condition) +
          " ORDER BY p.id LIMIT 100",
      {account_id}, [&](const db::Row& row) { found.push_back({row.Int(0), row.String(1)}); }));
  return found;
}

}  // namespace

Result<std::vector<ProjectTitle>> CreatedProjects(db::Connection& tx, int64_t account_id) {
  return Titles(tx, "p.created_by = $1", account_id);
}

Result<std::vector<ProjectTitle>> ContributedProjects(db::Connection& tx, int64_t account_id) {
  return Titles(
      tx, "EXISTS (SELECT 1 FROM annotation a WHERE a.project_id = p.id AND a.completed_by = $1)",
      account_id);
}

Result<Contribution> ContributionOf(db::Connection& tx, int64_t account_id) {
  Contribution sum;
  RETURN_IF_ERROR(tx.Query(
      "SELECT COUNT(*), COUNT(DISTINCT project_id) FROM annotation "
      "WHERE completed_by = $1",
      {account_id},
      [&](const db::Row& row) { sum = {.annotations = row.Int(0), .projects = row.Int(1)}; }));
  return sum;
}

}  // namespace millrace::labeling

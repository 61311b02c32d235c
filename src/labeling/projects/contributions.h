// What accounts did: the projects they made and the ones they labeled in.
#pragma once

#include <string>
#include <vector>

#include "db/database.h"

namespace millrace::labeling {

struct ProjectTitle {
  int64_t id = 0;
  std::string title;
};

// By id, at most 100 each.
Result<std::vector<ProjectTitle>> CreatedProjects(db::Connection& tx, int64_t account_id);
Result<std::vector<ProjectTitle>> ContributedProjects(db::Connection& tx, int64_t account_id);

struct Contribution {
  int64_t annotations = 0, projects = 0;
};
Result<Contribution> ContributionOf(db::Connection& tx, int64_t account_id);

}  // namespace millrace::labeling

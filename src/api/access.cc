#include "api/access.h"

#include "labeling/accounts/members.h"
#include "labeling/projects/project_of.h"

namespace millrace::api {
namespace {

using labeling::Role;

std::unexpected<Error> Unknown() {
  return Fail(ErrorKind::kNotFound, "Not found.",
              "Ask a manager to make you a member of its project, if there is one.");
}

}  // namespace

Result<void> CheckRight(const Identity& who, Right right) {
  if (right == Right::kPublic) return {};
  if (!who.known()) {
    return Fail(ErrorKind::kUnauthenticated, "Authentication credentials were not provided.",
                "Send \"Authorization: Token …\" with the token of your account page, or sign in.");
  }
  const Role role = who.role();
  bool allowed = false;
  switch (right) {
    case Right::kPublic:
    case Right::kSignedIn:
    case Right::kLabel: allowed = true; break;
    case Right::kManage: allowed = role == Role::kAdministrator || role == Role::kManager; break;
    case Right::kAdminister: allowed = role == Role::kAdministrator; break;
  }
  if (allowed) return {};
  return Fail(ErrorKind::kDenied,
              "You do not have permission to perform this action: your role is " +
                  std::string(labeling::RoleName(role)) + ".",
              right == Right::kAdminister ? "Ask an administrator to do it."
                                          : "Ask a manager or administrator.");
}

Result<std::optional<int64_t>> ProjectOf(db::Connection& tx, Subject of, int64_t id) {
  switch (of) {
    case Subject::kTask: return labeling::ProjectOfTask(tx, id);
    case Subject::kAnnotation: return labeling::ProjectOfAnnotation(tx, id);
    case Subject::kPrediction: return labeling::ProjectOfPrediction(tx, id);
    case Subject::kDraft: return labeling::ProjectOfDraft(tx, id);
    case Subject::kLabelLink: return labeling::ProjectOfLabelLink(tx, id);
    case Subject::kStorage: return labeling::ProjectOfStorage(tx, id);
    case Subject::kUpload: return labeling::ProjectOfUpload(tx, id);
    case Subject::kMlBackend: return labeling::ProjectOfBackend(tx, id);
    case Subject::kView: return labeling::ProjectOfTaskView(tx, id);
    case Subject::kNone:
    case Subject::kProject: break;
  }
  return id;
}

bool IsBound(const Identity& who) { return who.role() == Role::kAnnotator; }

Result<void> CheckManages(db::Connection& tx, const Identity& who,
                          std::optional<int64_t> project_id) {
  Result<void> by_role = CheckRight(who, Right::kManage);
  if (by_role.has_value() || !who.account_id().has_value() || !project_id.has_value())
    return by_role;
  ASSIGN_OR_RETURN(const std::optional<Role> role,
                   labeling::RoleIn(tx, *project_id, *who.account_id()));
  if (role == Role::kManager) return {};
  return by_role;
}

Result<void> CheckProject(db::Connection& tx, const Identity& who, int64_t project_id,
                          Right right) {
  if (!IsBound(who)) return {};
  ASSIGN_OR_RETURN(const std::optional<Role> role,
                   labeling::RoleIn(tx, project_id, who.account_id().value_or(0)));
  if (!role.has_value()) return Unknown();
  if (right == Right::kManage) return CheckManages(tx, who, project_id);
  return {};
}

Result<void> CheckSubject(db::Connection& tx, const Identity& who, Subject of, int64_t id) {
  if (of == Subject::kNone || !IsBound(who)) return {};
  ASSIGN_OR_RETURN(const std::optional<int64_t> project, ProjectOf(tx, of, id));
  if (!project.has_value()) return Unknown();
  return CheckProject(tx, who, *project);
}

Result<std::optional<std::vector<int64_t>>> VisibleProjects(db::Connection& tx,
                                                            const Identity& who) {
  if (!IsBound(who)) return std::optional<std::vector<int64_t>>();
  ASSIGN_OR_RETURN(std::vector<int64_t> ids,
                   labeling::ProjectsOf(tx, who.account_id().value_or(0)));
  return std::optional(std::move(ids));
}

Result<void> CheckMaker(db::Connection& tx, const Identity& who, std::optional<int64_t> maker,
                        Subject of, int64_t id) {
  if (!IsBound(who) || maker == who.account_id()) return {};
  ASSIGN_OR_RETURN(const std::optional<int64_t> project, ProjectOf(tx, of, id));
  if (CheckManages(tx, who, project).has_value()) return {};
  return Fail(ErrorKind::kDenied, "Somebody else made this: you may change only your own.",
              "Ask a manager or administrator.");
}

}  // namespace millrace::api

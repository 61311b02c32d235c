// Who may do what: the one place that decides. What somebody may not see is answered as if it did
// not exist (kNotFound); what his role may not do at all is kDenied.
#pragma once

#include <optional>
#include <vector>

#include "api/route.h"
#include "db/database.h"

namespace millrace::api {

// By role alone.
Result<void> CheckRight(const Identity& who, Right right);

// Is the caller bound to the projects he is a member of?
bool IsBound(const Identity& who);

// Of a route that needs kManage: a manager of that project is enough. `project_id` is what the
// route is about, nothing if nobody could say.
Result<void> CheckManages(db::Connection& tx, const Identity& who,
                          std::optional<int64_t> project_id);

// The project of the path's first {id}; nothing for what does not exist.
Result<std::optional<int64_t>> ProjectOf(db::Connection& tx, Subject of, int64_t id);
// May he see it? Before the handler runs.
Result<void> CheckSubject(db::Connection& tx, const Identity& who, Subject of, int64_t id);

// For handlers that name a project otherwise (?project=, a member of the body). kLabel or kManage.
Result<void> CheckProject(db::Connection& tx, const Identity& who, int64_t project_id,
                          Right right = Right::kLabel);

// The projects that lists may show; nothing = all.
Result<std::optional<std::vector<int64_t>>> VisibleProjects(db::Connection& tx,
                                                            const Identity& who);

// May the caller change what this account made (an annotation, a draft) of that thing's project?
Result<void> CheckMaker(db::Connection& tx, const Identity& who, std::optional<int64_t> maker,
                        Subject of, int64_t id);

}  // namespace millrace::api

// Task data as people see it: `$undefined$` under the config's first data key, storage URIs
// pointing at this server.
#pragma once

#include <optional>
#include <string>

#include "api/media/media_uri.h"
#include "api/service.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/tasks.h"

namespace millrace::api {

// For the tasks of one project and one answer. Used by one thread.
class TaskShower {
 public:
  // `resolve` false leaves the URIs as they are stored. For `who` that is bound to projects, URIs
  // of local files are pointed at the task too, as its data is what shows that he may see them.
  // Reads the storages: never inside a transaction.
  static Result<TaskShower> Make(const Service& service, const Identity& who, int64_t project_id,
                                 bool resolve);
  // As they are stored, for everybody.
  static TaskShower Unresolved(const Service& service, int64_t project_id) {
    return TaskShower(service, project_id);
  }

  // `tx` is read only where the project's config is needed.
  Result<std::string> Data(db::Connection& tx, const labeling::Task& task);

 private:
  TaskShower(const Service& service, int64_t project_id)
      : service_(&service), project_id_(project_id) {}

  const Service* service_;
  int64_t project_id_;
  bool local_ = false;
  std::string link_;
  std::vector<ConnectionPtr> sources_;    // none: URIs stay as they are
  std::optional<std::string> first_key_;  // once the config was read
};

}  // namespace millrace::api

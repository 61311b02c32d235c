#include "api/tasks/task_shower.h"

#include "api/access.h"
#include "labeling/config/label_config.h"
#include "labeling/config/undefined_key.h"

namespace millrace::api {

Result<TaskShower> TaskShower::Make(const Service& service, const Identity& who, int64_t project_id,
                                    bool resolve) {
  TaskShower shower(service, project_id);
  if (!resolve) return shower;
  shower.local_ = IsBound(who);
  shower.link_ = service.Link("");
  ASSIGN_OR_RETURN(shower.sources_, service.engine.connections().OfProject(project_id));
  return shower;
}

Result<std::string> TaskShower::Data(db::Connection& tx, const labeling::Task& task) {
  std::string data = task.data;
  if (data.find(labeling::kUndefinedKey) != std::string::npos) {
    if (!first_key_.has_value()) {
      ASSIGN_OR_RETURN(const labeling::Project project, labeling::GetProject(tx, project_id_));
      const auto config = labeling::ParseLabelConfig(project.label_config);
      const std::vector<std::string> keys =
          config.has_value() ? config->DataKeys() : std::vector<std::string>();
      first_key_ = keys.empty() ? std::string() : keys.front();
    }
    data = labeling::NameUndefined(data, *first_key_);
  }
  if (sources_.empty()) return data;
  return PointAtServer(data, task.id, link_, sources_, service_->engine.context(), local_);
}

}  // namespace millrace::api

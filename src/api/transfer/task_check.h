// One imported task: from its text to what is stored, or to a sentence, in Label Studio's words.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/tasks/task_rules.h"
#include "db/database.h"
#include "labeling/config/label_config.h"
#include "labeling/json/task_json.h"

namespace millrace::api {

// Used by one thread at a time.
class TaskCheck {
 public:
  // `author` makes the annotations that name nobody. Each field of `preannotated` becomes a
  // prediction by the control of that name.
  TaskCheck(labeling::LabelConfig config, std::optional<int64_t> author,
            std::vector<std::string> preannotated);

  // The accounts that annotations may name.
  Result<void> LoadAccounts(db::Connection& tx);

  // A task as JSON.
  Result<labeling::NewTask> Read(std::string_view json);
  // Of a row or a file: its data.
  Result<labeling::NewTask> Accept(std::string data);

  const labeling::LabelConfig& config() const { return config_; }

 private:
  Result<void> Finish(labeling::NewTask& task, bool bare);
  Result<void> CheckAuthors(labeling::NewTask& task) const;
  void AddPreannotations(labeling::NewTask& task) const;

  const labeling::LabelConfig config_;
  const TaskRules rules_;
  const std::optional<int64_t> author_;
  const std::vector<std::string> preannotated_;
  labeling::TaskReader reader_{true};  // annotations are ground truth, as in Label Studio
  std::set<int64_t> accounts_;
  std::map<std::string, int64_t> by_email_;
};

}  // namespace millrace::api

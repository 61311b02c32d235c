// What a target's objects are called and what they say: pure functions of the database.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "db/database.h"
#include "labeling/json/task_json.h"
#include "labeling/storages/storages.h"
#include "labeling/tasks/annotations.h"
#include "schema/field.h"

namespace millrace::sync {

// The rows that the objects of some subjects (annotations, or tasks with content = task) are made
// of, read in one snapshot. Building the bodies takes longer than reading the rows and needs no
// database, so it may be done elsewhere and by several threads at once.
class ExportRows {
 public:
  // `subjects` ascend.
  static Result<ExportRows> Read(db::Connection& tx, const labeling::Storage& target,
                                 const Values& values, std::span<const int64_t> subjects);

  // In the order of the subjects. False: the subject is gone, and there is nothing more to ask.
  bool Exists(size_t index) const { return subjects_[index].task != kNone; }
  const std::string& Key(size_t index) const { return subjects_[index].key; }
  std::string Body(size_t index) const;
  // JSON; to compare a foreign object's task with.
  const std::string& TaskData(size_t index) const { return tasks_[subjects_[index].task].data; }

 private:
  static constexpr size_t kNone = static_cast<size_t>(-1);
  struct Subject {
    std::string key;
    size_t task = kNone;                     // in tasks_
    size_t annotation = 0, annotations = 0;  // in annotations_
    size_t prediction = 0, predictions = 0;  // in predictions_
  };

  Result<void> ReadAnnotations(db::Connection& tx, std::span<const int64_t> subjects);
  Result<void> ReadTasks(db::Connection& tx, std::span<const int64_t> subjects);
  Result<void> ReadAuthors(db::Connection& tx);
  const std::optional<labeling::Author>& AuthorOf(const labeling::Annotation& annotation) const;

  bool content_task_ = false;
  std::vector<Subject> subjects_;
  std::vector<labeling::Task> tasks_;              // in order of id
  std::vector<labeling::Annotation> annotations_;  // in order of id, or of task and id
  std::vector<labeling::Prediction> predictions_;  // in order of task and id
  std::map<int64_t, std::optional<labeling::Author>> authors_;
};

// One object, as ExportRows would give it.
struct ExportBody {
  bool exists = true;  // false: the subject is gone
  std::string key;
  std::string body;
};
Result<ExportBody> BuildExport(db::Connection& tx, const labeling::Storage& target,
                               const Values& values, int64_t subject_id);

// The key template must tell annotations (or tasks) apart. Error on the field key_template.
Result<void> CheckKeyTemplate(const Values& values);

}  // namespace millrace::sync

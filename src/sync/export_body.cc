#include "sync/export_body.h"

#include <algorithm>

#include "base/text.h"
#include "labeling/accounts/accounts.h"
#include "storage/common_fields.h"

namespace millrace::sync {
namespace {

bool IsTaskContent(const Values& values) { return values.String(storage::kContent) == "task"; }

// The template for tasks has its own default name, as Label Studio's FUTURE_SAVE_TASK_TO_STORAGE.
std::string TemplateOf(const Values& values) {
  if (IsTaskContent(values) && !values.Has(storage::kKeyTemplate)) return "{task_id}.json";
  return values.String(storage::kKeyTemplate);
}

std::string NameOf(std::string name, const labeling::Task& task, int64_t annotation_id) {
  name = ReplaceAll(name, "{annotation_id}", std::to_string(annotation_id));
  name = ReplaceAll(name, "{task_id}", std::to_string(task.id));
  name = ReplaceAll(name, "{project_id}", std::to_string(task.project_id));
  name = ReplaceAll(name, "{source_key}", task.source_key);
  return name;
}

// Where `id` stands in rows that are in order of id; rows.size() if it does not.
template <class Row>
size_t Find(const std::vector<Row>& rows, int64_t id) {
  const auto it = std::ranges::lower_bound(rows, id, {}, &Row::id);
  if (it == rows.end() || it->id != id) return rows.size();
  return static_cast<size_t>(it - rows.begin());
}

}  // namespace

Result<ExportRows> ExportRows::Read(db::Connection& tx, const labeling::Storage& target,
                                    const Values& values, std::span<const int64_t> subjects) {
  ExportRows rows;
  rows.content_task_ = IsTaskContent(values);
  rows.subjects_.resize(subjects.size());
  RETURN_IF_ERROR(rows.content_task_ ? rows.ReadTasks(tx, subjects)
                                     : rows.ReadAnnotations(tx, subjects));
  RETURN_IF_ERROR(rows.ReadAuthors(tx));
  const std::string name = TemplateOf(values);
  for (size_t i = 0; i < subjects.size(); ++i) {
    Subject& subject = rows.subjects_[i];
    if (!rows.Exists(i)) continue;
    const int64_t annotation = rows.content_task_ ? 0 : subjects[i];
    subject.key = target.prefix + NameOf(name, rows.tasks_[subject.task], annotation);
  }
  return rows;
}

Result<void> ExportRows::ReadAnnotations(db::Connection& tx, std::span<const int64_t> subjects) {
  ASSIGN_OR_RETURN(annotations_, labeling::AnnotationsById(tx, subjects));
  std::vector<int64_t> tasks;
  for (const labeling::Annotation& annotation : annotations_) tasks.push_back(annotation.task_id);
  std::ranges::sort(tasks);
  tasks.erase(std::ranges::unique(tasks).begin(), tasks.end());
  ASSIGN_OR_RETURN(tasks_, labeling::TasksById(tx, tasks));
  for (size_t i = 0; i < subjects.size(); ++i) {
    const size_t annotation = Find(annotations_, subjects[i]);
    if (annotation == annotations_.size()) continue;
    const size_t task = Find(tasks_, annotations_[annotation].task_id);
    if (task == tasks_.size())
      return Fail(ErrorKind::kCorrupt, "Annotation " + std::to_string(subjects[i]) +
                                           " belongs to a task that is not there.");
    subjects_[i].task = task;
    subjects_[i].annotation = annotation;
    subjects_[i].annotations = 1;
  }
  return {};
}

Result<void> ExportRows::ReadTasks(db::Connection& tx, std::span<const int64_t> subjects) {
  ASSIGN_OR_RETURN(tasks_, labeling::TasksById(tx, subjects));
  ASSIGN_OR_RETURN(annotations_, labeling::AnnotationsOf(tx, subjects));
  ASSIGN_OR_RETURN(predictions_, labeling::PredictionsOf(tx, subjects));
  for (size_t i = 0; i < subjects.size(); ++i) {
    Subject& subject = subjects_[i];
    const auto annotations =
        std::ranges::equal_range(annotations_, subjects[i], {}, &labeling::Annotation::task_id);
    const auto predictions =
        std::ranges::equal_range(predictions_, subjects[i], {}, &labeling::Prediction::task_id);
    const size_t task = Find(tasks_, subjects[i]);
    if (task == tasks_.size() || annotations.empty()) continue;
    subject.task = task;
    subject.annotation = static_cast<size_t>(annotations.begin() - annotations_.begin());
    subject.annotations = annotations.size();
    subject.prediction = static_cast<size_t>(predictions.begin() - predictions_.begin());
    subject.predictions = predictions.size();
  }
  return {};
}

Result<void> ExportRows::ReadAuthors(db::Connection& tx) {
  for (const labeling::Annotation& annotation : annotations_) {
    if (!annotation.completed_by.has_value()) continue;
    const auto [author, is_new] = authors_.try_emplace(*annotation.completed_by);
    if (!is_new) continue;
    const Result<labeling::Account> account = labeling::GetAccount(tx, author->first);
    if (account.has_value()) {
      author->second =
          labeling::Author{account->id, account->email, account->first_name, account->last_name};
    } else if (account.error().kind != ErrorKind::kNotFound) {
      return std::unexpected(account.error());
    }
  }
  return {};
}

const std::optional<labeling::Author>& ExportRows::AuthorOf(
    const labeling::Annotation& annotation) const {
  static constexpr std::optional<labeling::Author> kNobody;
  if (!annotation.completed_by.has_value()) return kNobody;
  return authors_.at(*annotation.completed_by);
}

std::string ExportRows::Body(size_t index) const {
  const Subject& subject = subjects_[index];
  const labeling::Task& task = tasks_[subject.task];
  const auto annotations = std::span(annotations_).subspan(subject.annotation, subject.annotations);
  if (!content_task_)
    return labeling::ExportAnnotationJson(annotations[0], task, AuthorOf(annotations[0]));
  std::vector<std::optional<labeling::Author>> authors;
  for (const labeling::Annotation& annotation : annotations)
    authors.push_back(AuthorOf(annotation));
  return labeling::ExportTaskJson(
      task, annotations, std::span(predictions_).subspan(subject.prediction, subject.predictions),
      authors);
}

Result<ExportBody> BuildExport(db::Connection& tx, const labeling::Storage& target,
                               const Values& values, int64_t subject_id) {
  ASSIGN_OR_RETURN(const ExportRows rows,
                   ExportRows::Read(tx, target, values, std::span(&subject_id, 1)));
  if (!rows.Exists(0)) return ExportBody{.exists = false};
  return ExportBody{.key = rows.Key(0), .body = rows.Body(0)};
}

Result<void> CheckKeyTemplate(const Values& values) {
  const std::string name = TemplateOf(values);
  const std::string_view needed = IsTaskContent(values) ? "{task_id}" : "{annotation_id}";
  if (name.find(needed) == std::string::npos)
    return FailField(std::string(storage::kKeyTemplate.name),
                     "The object name \"" + Printable(name) + "\" does not contain " +
                         std::string(needed) + ", so objects would overwrite each other.");
  if (name.starts_with('/') || name.find('\0') != std::string::npos)
    return FailField(std::string(storage::kKeyTemplate.name),
                     "The object name may not start with \"/\".");
  return {};
}

}  // namespace millrace::sync

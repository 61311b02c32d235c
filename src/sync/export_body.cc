#include "sync/export_body.h"

#include "base/text.h"
#include "labeling/accounts.h"
#include "labeling/annotations.h"
#include "labeling/task_json.h"
#include "storage/common_fields.h"

namespace millrace::sync {
namespace {

bool IsTaskContent(const Values& values) { return values.String(storage::kContent) == "task"; }

// The template for tasks has its own default name, as Label Studio's FUTURE_SAVE_TASK_TO_STORAGE.
std::string TemplateOf(const Values& values) {
  if (IsTaskContent(values) && !values.Has(storage::kKeyTemplate)) return "{task_id}.json";
  return values.String(storage::kKeyTemplate);
}

std::string KeyOf(const labeling::Storage& target, const Values& values, const labeling::Task& task,
                  int64_t annotation_id) {
  std::string name = TemplateOf(values);
  name = ReplaceAll(name, "{annotation_id}", std::to_string(annotation_id));
  name = ReplaceAll(name, "{task_id}", std::to_string(task.id));
  name = ReplaceAll(name, "{project_id}", std::to_string(task.project_id));
  name = ReplaceAll(name, "{source_key}", task.source_key);
  return target.prefix + name;
}

Result<std::optional<labeling::Author>> AuthorOf(db::Connection& tx, std::optional<int64_t> id) {
  if (!id.has_value()) return std::nullopt;
  const Result<labeling::Account> account = labeling::GetAccount(tx, *id);
  if (!account.has_value()) {
    if (account.error().kind == ErrorKind::kNotFound) return std::nullopt;
    return std::unexpected(account.error());
  }
  return labeling::Author{account->id, account->email, account->first_name, account->last_name};
}

// Nothing if the row is not there.
template <class T>
Result<std::optional<T>> Optional(Result<T> result) {
  if (result.has_value()) return std::optional<T>(*std::move(result));
  if (result.error().kind == ErrorKind::kNotFound) return std::nullopt;
  return std::unexpected(std::move(result).error());
}

Result<ExportBody> BuildTask(db::Connection& tx, const labeling::Storage& target,
                             const Values& values, int64_t task_id) {
  ExportBody out;
  ASSIGN_OR_RETURN(const auto task, Optional(labeling::GetTask(tx, task_id)));
  const int64_t ids[] = {task_id};
  ASSIGN_OR_RETURN(const auto annotations, labeling::AnnotationsOf(tx, ids));
  if (!task.has_value() || annotations.empty()) {
    out.exists = false;
    return out;
  }
  ASSIGN_OR_RETURN(const auto predictions, labeling::PredictionsOf(tx, ids));
  std::vector<std::optional<labeling::Author>> authors;
  for (const labeling::Annotation& annotation : annotations) {
    ASSIGN_OR_RETURN(authors.emplace_back(), AuthorOf(tx, annotation.completed_by));
  }
  out.key = KeyOf(target, values, *task, 0);
  out.body = labeling::ExportTaskJson(*task, annotations, predictions, authors);
  out.task_data = task->data;
  return out;
}

}  // namespace

Result<ExportBody> BuildExport(db::Connection& tx, const labeling::Storage& target,
                               const Values& values, int64_t subject_id) {
  if (IsTaskContent(values)) return BuildTask(tx, target, values, subject_id);
  ExportBody out;
  ASSIGN_OR_RETURN(const auto annotation, Optional(labeling::GetAnnotation(tx, subject_id)));
  if (!annotation.has_value()) {
    out.exists = false;
    return out;
  }
  ASSIGN_OR_RETURN(const labeling::Task task, labeling::GetTask(tx, annotation->task_id));
  ASSIGN_OR_RETURN(const auto author, AuthorOf(tx, annotation->completed_by));
  out.key = KeyOf(target, values, task, subject_id);
  out.body = labeling::ExportAnnotationJson(*annotation, task, author);
  out.task_data = task.data;
  return out;
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

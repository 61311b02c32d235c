#include "api/views.h"

#include "base/ids.h"

namespace millrace::api {

using labeling::Author;

const std::optional<Author>& AccountBook::Find(std::optional<int64_t> id) {
  static const std::optional<Author> kNobody;
  if (!id.has_value()) return kNobody;
  const auto [entry, fresh] = known_.try_emplace(*id);
  if (fresh) {
    if (auto account = labeling::GetAccount(tx_, *id); account.has_value()) {
      entry->second = Author{.id = account->id,
                             .email = account->email,
                             .first_name = account->first_name,
                             .last_name = account->last_name};
    }
  }
  return entry->second;
}

std::vector<std::optional<Author>> AccountBook::Authors(
    std::span<const labeling::Annotation> annotations) {
  std::vector<std::optional<Author>> authors;
  authors.reserve(annotations.size());
  for (const labeling::Annotation& annotation : annotations) {
    authors.push_back(Find(annotation.completed_by));
  }
  return authors;
}

void AppendNextTask(JsonWriter& json, const TaskParts& parts, AccountBook& accounts) {
  const labeling::Task& task = parts.task;
  json.BeginObject();
  json.Member("id", task.id);
  json.Key("predictions");
  json.BeginArray();
  for (const labeling::Prediction& prediction : parts.predictions) {
    labeling::AppendPredictionJson(json, prediction);
  }
  json.EndArray();
  json.Key("annotations");
  json.BeginArray();
  for (const labeling::Annotation& annotation : parts.annotations) {
    labeling::AppendAnnotationJson(json, annotation, accounts.Find(annotation.completed_by));
  }
  json.EndArray();
  json.RawMember("drafts", "[]");
  json.RawMember("updated_by", "[]");
  json.Member("unique_lock_id", RandomUuid());
  json.RawMember("data", parts.data);
  json.RawMember("meta", task.meta.empty() ? std::string_view("{}") : std::string_view(task.meta));
  json.Member("created_at", FormatIso(task.created_at));
  json.Member("updated_at", FormatIso(task.updated_at));
  json.Member("is_labeled", task.is_labeled);
  json.Member("overlap", task.overlap);
  json.Member("inner_id", task.inner_id);
  json.Member("total_annotations", task.total_annotations);
  json.Member("cancelled_annotations", task.cancelled_annotations);
  json.Member("total_predictions", task.total_predictions);
  json.Member("comment_count", 0);
  json.Member("unresolved_comment_count", 0);
  json.Member("last_comment_updated_at", nullptr);
  json.Member("project", task.project_id);
  json.Member("file_upload", nullptr);
  json.RawMember("comment_authors", "[]");
  json.Member("queue", "Sequence queue");
  json.EndObject();
}

}  // namespace millrace::api

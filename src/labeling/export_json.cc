// The bodies of exported objects, as Label Studio 1.23.2 writes them into target storages.
#include "base/json_writer.h"
#include "labeling/json_text.h"
#include "labeling/rest_json.h"
#include "labeling/task_json.h"

namespace millrace::labeling {
namespace {

void MaybeTime(JsonWriter& json, std::string_view name, const std::optional<Time>& time) {
  if (time.has_value()) {
    json.Member(name, FormatIso(*time));
  } else {
    json.Member(name, nullptr);
  }
}

void MaybeText(JsonWriter& json, std::string_view name, const std::string& text) {
  if (text.empty()) {
    json.Member(name, nullptr);
  } else {
    json.Member(name, text);
  }
}

void AppendTaskStart(JsonWriter& json, const Task& task) {
  json.RawMember("data", task.data);
  json.RawMember("meta", task.meta.empty() ? std::string_view("{}") : task.meta);
  json.Member("created_at", FormatIso(task.created_at));
  json.Member("updated_at", FormatIso(task.updated_at));
}

void AppendTaskCounts(JsonWriter& json, const Task& task) {
  json.Member("inner_id", task.inner_id);
  json.Member("total_annotations", task.total_annotations);
  json.Member("cancelled_annotations", task.cancelled_annotations);
  json.Member("total_predictions", task.total_predictions);
}

void AppendCommentFields(JsonWriter& json) {
  json.Member("comment_count", 0);
  json.Member("unresolved_comment_count", 0);
  json.Member("last_comment_updated_at", nullptr);
}

void AppendInnerTask(JsonWriter& json, const Task& task) {
  json.BeginObject();
  json.Member("id", task.id);
  AppendTaskStart(json, task);
  json.Member("is_labeled", task.is_labeled);
  json.Member("allow_skip", task.allow_skip);
  json.Member("overlap", task.overlap);
  AppendTaskCounts(json, task);
  json.Member("precomputed_agreement", nullptr);
  AppendCommentFields(json);
  json.Member("project", task.project_id);
  json.Member("updated_by", task.updated_by);
  json.Member("file_upload", nullptr);
  json.Key("comment_authors");
  json.BeginArray();
  json.EndArray();
  json.EndObject();
}

// The state that both forms of an annotation share, up to draft_created_at.
void AppendState(JsonWriter& json, const Annotation& annotation) {
  json.Member("was_cancelled", annotation.was_cancelled);
  json.Member("ground_truth", annotation.ground_truth);
  json.Member("created_at", FormatIso(annotation.created_at));
  json.Member("updated_at", FormatIso(annotation.updated_at));
  MaybeTime(json, "draft_created_at", annotation.draft_created_at);
  AppendReal(json, "lead_time", annotation.lead_time);
}

void AppendOrigin(JsonWriter& json, const Annotation& annotation) {
  json.Member("project", annotation.project_id);
  json.Member("updated_by", annotation.updated_by);
  json.Member("parent_prediction", annotation.parent_prediction);
  json.Member("parent_annotation", annotation.parent_annotation);
  json.Member("last_created_by", annotation.last_created_by);
}

void AppendTaskAnnotation(JsonWriter& json, const Annotation& annotation,
                          const std::optional<Author>& author, JsonText& text) {
  json.BeginObject();
  json.Member("id", annotation.id);
  json.Key("completed_by");
  if (author.has_value()) {
    json.BeginObject();
    json.Member("id", author->id);
    json.Member("email", author->email);
    json.Member("first_name", author->first_name);
    json.Member("last_name", author->last_name);
    json.EndObject();
  } else {
    json.Null();
  }
  json.RawMember("result", annotation.result);
  AppendState(json, annotation);
  json.Key("prediction");
  json.BeginObject();
  json.EndObject();
  text.Borrow(annotation.result);
  json.Member("result_count", text.Elements(text.text()).size());
  MaybeText(json, "unique_id", annotation.unique_id);
  json.Member("import_id", annotation.import_id);
  MaybeText(json, "last_action", annotation.last_action);
  json.Member("bulk_created", annotation.bulk_created);
  json.Member("task", annotation.task_id);
  AppendOrigin(json, annotation);
  json.EndObject();
}

}  // namespace

std::string ExportAnnotationJson(const Annotation& annotation, const Task& task,
                                 const std::optional<Author>& author) {
  constexpr size_t kFrame = 1536;  // what stands around the parts that vary
  JsonWriter json;
  json.Reserve(kFrame + annotation.result.size() + task.data.size() + task.meta.size());
  json.BeginObject();
  json.Member("id", annotation.id);
  json.RawMember("result", annotation.result);
  json.Member("created_username", CreatedUsername(author));
  json.Member("created_ago", kCreatedAgo);
  json.Key("completed_by");
  if (author.has_value()) {
    json.BeginObject();
    json.Member("id", author->id);
    json.Member("first_name", author->first_name);
    json.Member("last_name", author->last_name);
    json.Member("email", author->email);
    json.EndObject();
  } else {
    json.Null();
  }
  json.Key("task");
  AppendInnerTask(json, task);
  AppendState(json, annotation);
  json.Member("import_id", annotation.import_id);
  MaybeText(json, "last_action", annotation.last_action);
  json.Member("bulk_created", annotation.bulk_created);
  AppendOrigin(json, annotation);
  json.EndObject();
  return std::move(json).Take();
}

std::string ExportTaskJson(const Task& task, std::span<const Annotation> annotations,
                           std::span<const Prediction> predictions,
                           const std::vector<std::optional<Author>>& authors) {
  JsonText text;
  JsonWriter json;
  json.BeginObject();
  json.Member("id", task.id);
  json.Key("annotations");
  json.BeginArray();
  for (size_t i = 0; i < annotations.size(); ++i) {
    AppendTaskAnnotation(json, annotations[i], i < authors.size() ? authors[i] : std::nullopt,
                         text);
  }
  json.EndArray();
  json.Key("drafts");
  json.BeginArray();
  json.EndArray();
  json.Key("predictions");
  json.BeginArray();
  for (const Prediction& prediction : predictions) json.Int(prediction.id);
  json.EndArray();
  AppendTaskStart(json, task);
  json.Member("allow_skip", task.allow_skip);
  AppendTaskCounts(json, task);
  AppendCommentFields(json);
  json.Member("project", task.project_id);
  json.Member("updated_by", task.updated_by);
  json.Key("comment_authors");
  json.BeginArray();
  json.EndArray();
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace millrace::labeling

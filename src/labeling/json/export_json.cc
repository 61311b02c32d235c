// The bodies of exported objects, as Label Studio 1.23.2 writes them into target storages.
#include "base/ids.h"
#include "base/json_writer.h"
#include "crypto/digest.h"
#include "labeling/json/json_members.h"
#include "labeling/json/rest_json.h"
#include "labeling/json/stored_json.h"
#include "labeling/json/task_json.h"
#include "labeling/text/json_text.h"

namespace millrace::labeling {
namespace {

void AppendTaskStart(JsonWriter& json, const Task& task, std::string_view data) {
  json.RawMember("data", data);
  json.RawMember("meta", MetaOf(task));
  json.Member("created_at", FormatIso(task.created_at));
  json.Member("updated_at", FormatIso(task.updated_at));
}

// Every exported annotation has one, as clients rely on it; where none was given, one that stays
// the same from export to export.
std::string UniqueId(const Annotation& annotation) {
  if (!annotation.unique_id.empty()) return annotation.unique_id;
  return UuidOfDigest(crypto::Sha256("annotation " + std::to_string(annotation.id) + " made " +
                                     FormatIso(annotation.created_at)));
}

// `author`: null = only his number.
void AppendTaskAnnotation(JsonWriter& json, const Annotation& annotation,
                          const std::optional<Author>* author, std::string_view result,
                          JsonText& text) {
  json.BeginObject();
  json.Member("id", annotation.id);
  json.Key("completed_by");
  if (author != nullptr && author->has_value()) {
    json.BeginObject();
    json.Member("id", (*author)->id);
    json.Member("email", (*author)->email);
    json.Member("first_name", (*author)->first_name);
    json.Member("last_name", (*author)->last_name);
    json.EndObject();
  } else if (author == nullptr && annotation.completed_by.has_value()) {
    json.Int(*annotation.completed_by);
  } else {
    json.Null();
  }
  json.RawMember("result", result);
  AppendState(json, annotation);
  json.RawMember("prediction", "{}");
  text.Borrow(result);
  json.Member("result_count", text.Elements(text.text()).size());
  json.Member("unique_id", UniqueId(annotation));
  AppendHistory(json, annotation);
  json.Member("task", annotation.task_id);
  AppendOrigin(json, annotation);
  json.EndObject();
}

}  // namespace

void AppendStoredTask(JsonWriter& json, const Task& task, std::string_view data) {
  json.BeginObject();
  json.Member("id", task.id);
  AppendTaskStart(json, task, data);
  json.Member("is_labeled", task.is_labeled);
  json.Member("allow_skip", task.allow_skip);
  json.Member("overlap", task.overlap);
  json.Member("inner_id", task.inner_id);
  AppendTaskCounts(json, task);
  json.Member("precomputed_agreement", nullptr);
  AppendCommentFields(json);
  json.Member("project", task.project_id);
  json.Member("updated_by", task.updated_by);
  json.Member("file_upload", task.file_upload_id);
  EmptyList(json, "comment_authors");
  json.EndObject();
}

void AppendStoredAnnotation(JsonWriter& json, const Annotation& annotation) {
  JsonText text;
  AppendTaskAnnotation(json, annotation, nullptr, annotation.result, text);
}

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
  AppendStoredTask(json, task, task.data);
  AppendState(json, annotation);
  AppendHistory(json, annotation);
  AppendOrigin(json, annotation);
  json.EndObject();
  return std::move(json).Take();
}

void AppendExportedTask(JsonWriter& json, const ExportedTask& given) {
  const Task& task = *given.task;
  JsonText text;
  json.BeginObject();
  json.Member("id", task.id);
  json.Key("annotations");
  json.BeginArray();
  for (size_t i = 0; i < given.annotations.size(); ++i) {
    const Annotation& annotation = given.annotations[i];
    AppendTaskAnnotation(json, annotation, i < given.authors.size() ? &given.authors[i] : nullptr,
                         i < given.results.size() ? given.results[i] : annotation.result, text);
  }
  json.EndArray();
  json.RawMember("drafts", given.drafts);
  json.Key("predictions");
  json.BeginArray();
  for (const Prediction& prediction : given.predictions) {
    if (given.whole_predictions)
      AppendPredictionJson(json, prediction);
    else
      json.Int(prediction.id);
  }
  json.EndArray();
  AppendTaskStart(json, task, given.data);
  json.Member("allow_skip", task.allow_skip);
  json.Member("inner_id", task.inner_id);
  AppendTaskCounts(json, task);
  AppendCommentFields(json);
  json.Member("project", task.project_id);
  json.Member("updated_by", task.updated_by);
  EmptyList(json, "comment_authors");
  json.EndObject();
}

std::string ExportTaskJson(const Task& task, std::span<const Annotation> annotations,
                           std::span<const Prediction> predictions,
                           const std::vector<std::optional<Author>>& authors) {
  JsonWriter json;
  AppendExportedTask(json, {.task = &task,
                            .data = task.data,
                            .annotations = annotations,
                            .authors = authors,
                            .predictions = predictions});
  return std::move(json).Take();
}

}  // namespace millrace::labeling

#include "labeling/json/rest_json.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "labeling/json/json_members.h"

namespace millrace::labeling {
namespace {

void AppendAnnotation(JsonWriter& json, const Annotation& annotation,
                      const std::optional<Author>& author, bool expand_author) {
  json.BeginObject();
  json.Member("id", annotation.id);
  json.RawMember("result", annotation.result);
  json.Member("created_username", CreatedUsername(author));
  json.Member("created_ago", kCreatedAgo);
  if (expand_author && author.has_value()) {
    json.Key("completed_by");
    json.BeginObject();
    json.Member("id", author->id);
    json.Member("first_name", author->first_name);
    json.Member("last_name", author->last_name);
    json.Member("avatar", nullptr);
    json.Member("email", author->email);
    json.Member("initials", Initials(*author));
    json.EndObject();
  } else {
    json.Member("completed_by", annotation.completed_by);
  }
  AppendState(json, annotation);
  AppendHistory(json, annotation);
  json.Member("task", annotation.task_id);
  AppendOrigin(json, annotation);
  json.EndObject();
}

void AppendTaskFields(JsonWriter& json, const Task& task, std::string_view data) {
  json.Member("id", task.id);
  json.RawMember("data", data);
  json.RawMember("meta", MetaOf(task));
  json.Member("created_at", FormatIso(task.created_at));
  json.Member("updated_at", FormatIso(task.updated_at));
  json.Member("is_labeled", task.is_labeled);
  json.Member("overlap", task.overlap);
  json.Member("inner_id", task.inner_id);
  AppendTaskCounts(json, task);
  AppendCommentFields(json);
  json.Member("project", task.project_id);
  json.Member("updated_by", task.updated_by);
  json.Member("file_upload", task.file_upload_id);
  EmptyList(json, "comment_authors");
}

void AppendAnnotations(JsonWriter& json, std::span<const Annotation> annotations,
                       std::span<const std::optional<Author>> authors, bool expand_authors) {
  json.Key("annotations");
  json.BeginArray();
  for (size_t i = 0; i < annotations.size(); ++i) {
    AppendAnnotation(json, annotations[i], i < authors.size() ? authors[i] : std::nullopt,
                     expand_authors);
  }
  json.EndArray();
}

void AppendPredictions(JsonWriter& json, std::span<const Prediction> predictions) {
  json.Key("predictions");
  json.BeginArray();
  for (const Prediction& prediction : predictions) AppendPredictionJson(json, prediction);
  json.EndArray();
}

// The accounts that annotated, each once, in the order of their first annotation.
std::vector<int64_t> Annotators(std::span<const Annotation> annotations) {
  std::vector<int64_t> ids;
  for (const Annotation& annotation : annotations) {
    if (!annotation.completed_by.has_value()) continue;
    if (std::ranges::find(ids, *annotation.completed_by) == ids.end()) {
      ids.push_back(*annotation.completed_by);
    }
  }
  return ids;
}

std::string JoinIds(std::span<const Annotation> annotations) {
  std::string out;
  for (const Annotation& annotation : annotations) {
    out += (out.empty() ? "" : ",") + std::to_string(annotation.id);
  }
  return out;
}

std::string JoinVersions(std::span<const Prediction> predictions) {
  std::set<std::string_view> versions;
  for (const Prediction& prediction : predictions) {
    if (!prediction.model_version.empty()) versions.insert(prediction.model_version);
  }
  std::string out;
  for (const std::string_view version : versions) {
    out.append(out.empty() ? "" : ",").append(version);
  }
  return out;
}

// Of those that have a number.
template <typename Thing>
std::optional<double> Mean(std::span<const Thing> things, std::optional<double> Thing::* number) {
  double sum = 0;
  int count = 0;
  for (const Thing& thing : things) {
    if (!(thing.*number).has_value()) continue;
    sum += *(thing.*number);
    ++count;
  }
  return count == 0 ? std::nullopt : std::optional(sum / count);
}

void AppendCompletedAt(JsonWriter& json, const Task& task) {
  if (task.is_labeled && task.annotated_at.has_value())
    json.Member("completed_at", FormatIso(*task.annotated_at));
  else
    json.Member("completed_at", nullptr);
}

}  // namespace

std::string Initials(const Author& author) {
  const auto first = [](std::string_view text) { return text.substr(0, Utf8Length(text)); };
  const std::string_view email = author.email;
  if (author.first_name.empty() && author.last_name.empty())
    return std::string(first(email)).append(first(email.substr(first(email).size())));
  return std::string(first(author.first_name)).append(first(author.last_name));
}

std::string CreatedUsername(const std::optional<Author>& author) {
  if (!author.has_value()) return "";
  std::string name = author->first_name;
  if (!author->last_name.empty()) name += " " + author->last_name;
  return name + " " + author->email + ", " + std::to_string(author->id);
}

void AppendAnnotationJson(JsonWriter& json, const Annotation& annotation,
                          const std::optional<Author>& author) {
  AppendAnnotation(json, annotation, author, false);
}

void AppendPredictionJson(JsonWriter& json, const Prediction& prediction) {
  json.BeginObject();
  json.Member("id", prediction.id);
  json.RawMember("result", prediction.result);
  json.Member("model_version", prediction.model_version);
  json.Member("created_ago", kCreatedAgo);
  AppendReal(json, "score", prediction.score);
  json.Member("cluster", prediction.cluster);
  json.RawMember("neighbors", prediction.neighbors);
  AppendReal(json, "mislabeling", prediction.mislabeling);
  json.Member("created_at", FormatIso(prediction.created_at));
  json.Member("updated_at", FormatIso(prediction.updated_at));
  json.Member("model", nullptr);
  json.Member("model_run", nullptr);
  json.Member("task", prediction.task_id);
  json.Member("project", prediction.project_id);
  json.EndObject();
}

void AppendDraftJson(JsonWriter& json, const Draft& draft, const std::optional<Author>& author) {
  json.BeginObject();
  json.Member("id", draft.id);
  json.Member("user", author.has_value() ? author->email : std::string());
  // Unlike an annotation's, without a space before the address of somebody without a name.
  const std::string username = CreatedUsername(author);
  json.Member("created_username", username.starts_with(' ') ? username.substr(1) : username);
  json.Member("created_ago", kCreatedAgo);
  json.RawMember("result", draft.result);
  AppendReal(json, "lead_time", draft.lead_time);
  json.Member("was_postponed", draft.was_postponed);
  json.Member("import_id", draft.import_id);
  json.Member("created_at", FormatIso(draft.created_at));
  json.Member("updated_at", FormatIso(draft.updated_at));
  json.Member("task", draft.task_id);
  json.Member("annotation", draft.annotation_id);
  json.EndObject();
}

void AppendTaskJson(JsonWriter& json, const Task& task, std::string_view data) {
  json.BeginObject();
  AppendTaskFields(json, task, data);
  json.EndObject();
}

void AppendTaskJson(JsonWriter& json, const Task& task, std::string_view data,
                    std::span<const Annotation> annotations,
                    std::span<const std::optional<Author>> authors,
                    std::span<const Prediction> predictions) {
  json.BeginObject();
  AppendTaskFields(json, task, data);
  AppendAnnotations(json, annotations, authors, false);
  AppendPredictions(json, predictions);
  json.EndObject();
}

void AppendTaskDetailJson(JsonWriter& json, const Task& task, std::string_view data,
                          const TaskDetail& detail) {
  const bool all = detail.all_fields;
  json.BeginObject();
  json.Member("id", task.id);
  if (all) {
    AppendPredictions(json, detail.predictions);
    AppendAnnotations(json, detail.annotations, detail.authors, detail.expand_authors);
  }
  json.Key("drafts");
  json.BeginArray();
  for (const Draft& draft : detail.drafts) AppendDraftJson(json, draft, detail.reader);
  json.EndArray();
  json.Key("annotators");
  json.BeginArray();
  for (const int64_t id : Annotators(detail.annotations)) json.Int(id);
  json.EndArray();
  json.Member("inner_id", task.inner_id);
  json.Member("cancelled_annotations", task.cancelled_annotations);
  json.Member("total_annotations", task.total_annotations);
  json.Member("total_predictions", task.total_predictions);
  if (all) AppendCompletedAt(json, task);
  json.Member("annotations_results", "");
  json.Member("predictions_results", "");
  if (all)
    AppendReal(json, "predictions_score", Mean<Prediction>(detail.predictions, &Prediction::score));
  MaybeText(json, "file_upload", task.file_upload.substr(task.file_upload.rfind('/') + 1));
  MaybeText(json, "storage_filename", task.source_key);
  json.Member("annotations_ids", JoinIds(detail.annotations));
  json.Member("predictions_model_versions", JoinVersions(detail.predictions));
  if (all) {
    AppendReal(json, "avg_lead_time", Mean<Annotation>(detail.annotations, &Annotation::lead_time));
    json.Member("draft_exists", detail.draft_exists);
  }
  AppendUpdaters(json, task);
  json.RawMember("data", data);
  json.RawMember("meta", MetaOf(task));
  json.Member("created_at", FormatIso(task.created_at));
  json.Member("updated_at", FormatIso(task.updated_at));
  json.Member("is_labeled", task.is_labeled);
  json.Member("overlap", task.overlap);
  AppendCommentFields(json);
  json.Member("project", task.project_id);
  EmptyList(json, "comment_authors");
  if (!detail.prediction_problem.empty())
    json.Member("prediction_problem", detail.prediction_problem);
  json.EndObject();
}

}  // namespace millrace::labeling

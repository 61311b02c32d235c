#include "api/views.h"

#include <algorithm>

#include "base/ids.h"
#include "base/text.h"

namespace millrace::api {
namespace {

using labeling::Account;
using labeling::Annotation;
using labeling::Prediction;
using labeling::Task;

std::string CreatedUsername(const Account* account) {
  if (account == nullptr) return "";
  std::string name = account->first_name;
  if (!account->last_name.empty()) name += " " + account->last_name;
  return name + " " + account->email + ", " + std::to_string(account->id);
}

void AppendAuthor(JsonWriter& json, const Account& account) {
  json.BeginObject();
  json.Member("id", account.id);
  json.Member("first_name", account.first_name);
  json.Member("last_name", account.last_name);
  json.Member("avatar", nullptr);
  json.Member("email", account.email);
  const bool named = !account.first_name.empty() || !account.last_name.empty();
  json.Member("initials", named ? account.first_name.substr(0, 1) + account.last_name.substr(0, 1)
                                : account.email.substr(0, 2));
  json.EndObject();
}

void MaybeTime(JsonWriter& json, std::string_view name, const std::optional<Time>& time) {
  if (time.has_value())
    json.Member(name, FormatIso(*time));
  else
    json.Member(name, nullptr);
}

void MaybeText(JsonWriter& json, std::string_view name, const std::string& text) {
  if (text.empty())
    json.Member(name, nullptr);
  else
    json.Member(name, text);
}

// The members that every form of a task shares, from `data` on.
void AppendCommon(JsonWriter& json, const TaskParts& parts) {
  const Task& task = parts.task;
  json.RawMember("data", parts.data);
  json.RawMember("meta", task.meta.empty() ? std::string_view("{}") : std::string_view(task.meta));
  json.Member("created_at", FormatIso(task.created_at));
  json.Member("updated_at", FormatIso(task.updated_at));
  json.Member("is_labeled", task.is_labeled);
  json.Member("overlap", task.overlap);
}

void AppendComments(JsonWriter& json, const Task& task) {
  json.Member("comment_count", 0);
  json.Member("unresolved_comment_count", 0);
  json.Member("last_comment_updated_at", nullptr);
  json.Member("project", task.project_id);
}

void AppendCounts(JsonWriter& json, const Task& task) {
  json.Member("inner_id", task.inner_id);
  json.Member("total_annotations", task.total_annotations);
  json.Member("cancelled_annotations", task.cancelled_annotations);
  json.Member("total_predictions", task.total_predictions);
}

void AppendAll(JsonWriter& json, std::string_view name, std::span<const Annotation> annotations,
               AccountBook& accounts, Time now, bool expand) {
  json.Key(name);
  json.BeginArray();
  for (const Annotation& annotation : annotations)
    AppendAnnotation(json, annotation, accounts, now, expand);
  json.EndArray();
}

void AppendAll(JsonWriter& json, std::string_view name, std::span<const Prediction> predictions,
               Time now) {
  json.Key(name);
  json.BeginArray();
  for (const Prediction& prediction : predictions) AppendPrediction(json, prediction, now);
  json.EndArray();
}

std::string JoinIds(std::span<const Annotation> annotations) {
  std::string out;
  for (const Annotation& annotation : annotations)
    out += (out.empty() ? "" : ",") + std::to_string(annotation.id);
  return out;
}

template <class T>
std::string JoinResults(std::span<const T> items) {
  std::string out;
  for (const T& item : items) out += (out.empty() ? "" : ",") + item.result;
  return out;
}

}  // namespace

const Account* AccountBook::Find(std::optional<int64_t> id) {
  if (!id.has_value()) return nullptr;
  auto [entry, fresh] = known_.try_emplace(*id);
  if (fresh) {
    if (auto account = labeling::GetAccount(tx_, *id); account.has_value())
      entry->second = *std::move(account);
  }
  return entry->second.has_value() ? &*entry->second : nullptr;
}

std::string Ago(Time then, Time now) {
  const int64_t minutes =
      std::max<int64_t>(0, std::chrono::duration_cast<std::chrono::minutes>(now - then).count());
  const auto unit = [](int64_t n, const char* name) {
    return std::to_string(n) + " " + name + (n == 1 ? "" : "s");
  };
  if (minutes < 60) return unit(minutes, "minute");
  if (minutes < 60 * 24) return unit(minutes / 60, "hour");
  if (minutes < 60 * 24 * 7) return unit(minutes / (60 * 24), "day");
  if (minutes < 60 * 24 * 30) return unit(minutes / (60 * 24 * 7), "week");
  if (minutes < 60 * 24 * 365) return unit(minutes / (60 * 24 * 30), "month");
  return unit(minutes / (60 * 24 * 365), "year");
}

void AppendAnnotation(JsonWriter& json, const Annotation& annotation, AccountBook& accounts,
                      Time now, bool expand) {
  const Account* author = accounts.Find(annotation.completed_by);
  json.BeginObject();
  json.Member("id", annotation.id);
  json.RawMember("result", annotation.result);
  json.Member("created_username", CreatedUsername(author));
  json.Member("created_ago", Ago(annotation.created_at, now));
  if (expand && author != nullptr) {
    json.Key("completed_by");
    AppendAuthor(json, *author);
  } else {
    json.Member("completed_by", annotation.completed_by);
  }
  json.Member("was_cancelled", annotation.was_cancelled);
  json.Member("ground_truth", annotation.ground_truth);
  json.Member("created_at", FormatIso(annotation.created_at));
  json.Member("updated_at", FormatIso(annotation.updated_at));
  MaybeTime(json, "draft_created_at", annotation.draft_created_at);
  json.Member("lead_time", annotation.lead_time);
  json.Member("import_id", annotation.import_id);
  MaybeText(json, "last_action", annotation.last_action);
  json.Member("bulk_created", annotation.bulk_created);
  json.Member("task", annotation.task_id);
  json.Member("project", annotation.project_id);
  json.Member("updated_by", annotation.updated_by);
  json.Member("parent_prediction", annotation.parent_prediction);
  json.Member("parent_annotation", annotation.parent_annotation);
  json.Member("last_created_by", annotation.last_created_by);
  json.EndObject();
}

void AppendPrediction(JsonWriter& json, const Prediction& prediction, Time now) {
  json.BeginObject();
  json.Member("id", prediction.id);
  json.RawMember("result", prediction.result);
  json.Member("model_version", prediction.model_version);
  json.Member("created_ago", Ago(prediction.created_at, now));
  json.Member("score", prediction.score);
  json.Member("cluster", nullptr);
  json.Member("neighbors", nullptr);
  json.Member("mislabeling", 0.0);
  json.Member("created_at", FormatIso(prediction.created_at));
  json.Member("updated_at", FormatIso(prediction.updated_at));
  json.Member("model", nullptr);
  json.Member("model_run", nullptr);
  json.Member("task", prediction.task_id);
  json.Member("project", prediction.project_id);
  json.EndObject();
}

void AppendTask(JsonWriter& json, const TaskParts& parts, AccountBook& accounts, Time now,
                bool nested) {
  const Task& task = parts.task;
  json.BeginObject();
  json.Member("id", task.id);
  AppendCommon(json, parts);
  AppendCounts(json, task);
  AppendComments(json, task);
  json.Member("updated_by", task.updated_by);
  json.Member("file_upload", nullptr);
  json.RawMember("comment_authors", "[]");
  if (nested) {
    AppendAll(json, "annotations", parts.annotations, accounts, now, false);
    AppendAll(json, "predictions", parts.predictions, now);
  }
  json.EndObject();
}

void AppendListedTask(JsonWriter& json, const TaskParts& parts, AccountBook& accounts, Time now,
                      bool all, bool expand) {
  const Task& task = parts.task;
  json.BeginObject();
  json.Member("id", task.id);
  if (all) {
    AppendAll(json, "predictions", parts.predictions, now);
    AppendAll(json, "annotations", parts.annotations, accounts, now, expand);
  }
  json.RawMember("drafts", "[]");
  json.Key("annotators");
  json.BeginArray();
  std::vector<int64_t> annotators;
  for (const Annotation& annotation : parts.annotations) {
    if (!annotation.completed_by.has_value()) continue;
    if (std::ranges::find(annotators, *annotation.completed_by) != annotators.end()) continue;
    annotators.push_back(*annotation.completed_by);
    json.Int(*annotation.completed_by);
  }
  json.EndArray();
  json.Member("inner_id", task.inner_id);
  json.Member("cancelled_annotations", task.cancelled_annotations);
  json.Member("total_annotations", task.total_annotations);
  json.Member("total_predictions", task.total_predictions);
  if (all) {
    std::optional<Time> completed;
    double lead_time = 0;
    int timed = 0;
    for (const Annotation& annotation : parts.annotations) {
      if (!annotation.was_cancelled)
        completed = std::max(completed.value_or(annotation.created_at), annotation.created_at);
      if (annotation.lead_time.has_value()) lead_time += *annotation.lead_time, ++timed;
    }
    double score = 0;
    int scored = 0;
    for (const Prediction& prediction : parts.predictions) {
      if (prediction.score.has_value()) score += *prediction.score, ++scored;
    }
    MaybeTime(json, "completed_at", completed);
    json.Member("annotations_results", JoinResults(parts.annotations));
    json.Member("predictions_results", JoinResults(parts.predictions));
    json.Member("predictions_score", scored > 0 ? std::optional(score / scored) : std::nullopt);
    json.Member("avg_lead_time", timed > 0 ? std::optional(lead_time / timed) : std::nullopt);
    json.Member("draft_exists", false);
  } else {
    json.Member("annotations_results", "");
    json.Member("predictions_results", "");
  }
  json.Member("file_upload", nullptr);
  MaybeText(json, "storage_filename", task.source_key);
  json.Member("annotations_ids", JoinIds(parts.annotations));
  std::string versions;
  for (const Prediction& prediction : parts.predictions)
    versions += (versions.empty() ? "" : ",") + prediction.model_version;
  json.Member("predictions_model_versions", versions);
  json.Key("updated_by");
  json.BeginArray();
  if (task.updated_by.has_value()) {
    json.BeginObject();
    json.Member("user_id", *task.updated_by);
    json.EndObject();
  }
  json.EndArray();
  AppendCommon(json, parts);
  AppendComments(json, task);
  json.RawMember("comment_authors", "[]");
  json.EndObject();
}

void AppendNextTask(JsonWriter& json, const TaskParts& parts, AccountBook& accounts, Time now) {
  const Task& task = parts.task;
  json.BeginObject();
  json.Member("id", task.id);
  AppendAll(json, "predictions", parts.predictions, now);
  AppendAll(json, "annotations", parts.annotations, accounts, now, false);
  json.RawMember("drafts", "[]");
  json.RawMember("updated_by", "[]");
  json.Member("unique_lock_id", RandomUuid());
  AppendCommon(json, parts);
  AppendCounts(json, task);
  AppendComments(json, task);
  json.Member("file_upload", nullptr);
  json.RawMember("comment_authors", "[]");
  json.Member("queue", "Sequence queue");
  json.EndObject();
}

}  // namespace millrace::api

#include "labeling/json/json_members.h"

namespace millrace::labeling {

void MaybeText(JsonWriter& json, std::string_view name, std::string_view text) {
  if (text.empty())
    json.Member(name, nullptr);
  else
    json.Member(name, text);
}

void MaybeTime(JsonWriter& json, std::string_view name, const std::optional<Time>& time) {
  if (time.has_value())
    json.Member(name, FormatIso(*time));
  else
    json.Member(name, nullptr);
}

void AppendReal(JsonWriter& json, std::string_view name, const std::optional<double>& value) {
  JsonWriter digits;
  if (value.has_value()) digits.Double(*value);
  std::string text = std::move(digits).Take();
  if (!text.empty() && text.find_first_not_of("-0123456789") == text.npos) text += ".0";
  json.RawMember(name, text);
}

void EmptyList(JsonWriter& json, std::string_view name) { json.RawMember(name, "[]"); }

std::string_view MetaOf(const Task& task) {
  return task.meta.empty() ? std::string_view("{}") : std::string_view(task.meta);
}

void AppendTaskCounts(JsonWriter& json, const Task& task) {
  json.Member("total_annotations", task.total_annotations);
  json.Member("cancelled_annotations", task.cancelled_annotations);
  json.Member("total_predictions", task.total_predictions);
}

void AppendUpdaters(JsonWriter& json, const Task& task) {
  json.Key("updated_by");
  json.BeginArray();
  if (task.updated_by.has_value()) {
    json.BeginObject();
    json.Member("user_id", *task.updated_by);
    json.EndObject();
  }
  json.EndArray();
}

void AppendCommentFields(JsonWriter& json) {
  json.Member("comment_count", 0);
  json.Member("unresolved_comment_count", 0);
  json.Member("last_comment_updated_at", nullptr);
}

void AppendState(JsonWriter& json, const Annotation& annotation) {
  json.Member("was_cancelled", annotation.was_cancelled);
  json.Member("ground_truth", annotation.ground_truth);
  json.Member("created_at", FormatIso(annotation.created_at));
  json.Member("updated_at", FormatIso(annotation.updated_at));
  MaybeTime(json, "draft_created_at", annotation.draft_created_at);
  AppendReal(json, "lead_time", annotation.lead_time);
}

void AppendHistory(JsonWriter& json, const Annotation& annotation) {
  json.Member("import_id", annotation.import_id);
  MaybeText(json, "last_action", annotation.last_action);
  json.Member("bulk_created", annotation.bulk_created);
}

void AppendOrigin(JsonWriter& json, const Annotation& annotation) {
  json.Member("project", annotation.project_id);
  json.Member("updated_by", annotation.updated_by);
  json.Member("parent_prediction", annotation.parent_prediction);
  json.Member("parent_annotation", annotation.parent_annotation);
  json.Member("last_created_by", annotation.last_created_by);
}

}  // namespace millrace::labeling

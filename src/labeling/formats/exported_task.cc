#include "labeling/formats/exported_task.h"

#include <charconv>

#include "base/text.h"
#include "labeling/text/json_slices.h"

namespace millrace::labeling {
namespace {

std::optional<int64_t> IntOf(std::string_view object, std::string_view name) {
  const auto value = FindMember(object, name);
  return value.has_value() ? ParseInt(*value) : std::nullopt;
}

std::string TextOf(std::string_view object, std::string_view name) {
  const auto value = FindMember(object, name);
  return value.has_value() && value->starts_with('"') ? DecodeJsonString(*value) : "";
}

bool IsTrue(std::string_view object, std::string_view name) {
  return FindMember(object, name) == "true";
}

Annotation AnnotationIn(std::string_view json, std::optional<Author>& author) {
  Annotation annotation{.id = IntOf(json, "id").value_or(0),
                        .task_id = IntOf(json, "task").value_or(0),
                        .project_id = IntOf(json, "project").value_or(0)};
  annotation.result = FindMember(json, "result").value_or("[]");
  annotation.was_cancelled = IsTrue(json, "was_cancelled");
  annotation.ground_truth = IsTrue(json, "ground_truth");
  annotation.created_at = ParseIso(TextOf(json, "created_at")).value_or(Time{});
  annotation.updated_at = ParseIso(TextOf(json, "updated_at")).value_or(Time{});
  if (const auto lead = FindMember(json, "lead_time"); lead.has_value()) {
    double seconds = 0;
    if (std::from_chars(lead->data(), lead->data() + lead->size(), seconds).ec == std::errc())
      annotation.lead_time = seconds;
  }
  const std::string_view by = FindMember(json, "completed_by").value_or("null");
  if (by.starts_with('{')) {
    author = Author{.id = IntOf(by, "id").value_or(0),
                    .email = TextOf(by, "email"),
                    .first_name = TextOf(by, "first_name"),
                    .last_name = TextOf(by, "last_name")};
    annotation.completed_by = author->id;
  } else {
    annotation.completed_by = ParseInt(by);
  }
  return annotation;
}

}  // namespace

Result<ReadTask> ReadExportedTask(std::string_view json) {
  const auto id = IntOf(json, "id");
  const auto data = FindMember(json, "data");
  if (!json.starts_with('{') || !id.has_value() || !data.has_value() || !data->starts_with('{'))
    return Fail(ErrorKind::kCorrupt, "The file of the export snapshot is damaged.",
                "Make a new snapshot.");
  ReadTask read;
  read.task.id = *id;
  read.data = *data;
  bool people = false;
  if (const auto list = FindMember(json, "annotations"); list.has_value()) {
    ForEachMember(*list, [&](std::string_view, std::string_view annotation) {
      std::optional<Author> author;
      read.annotations.push_back(AnnotationIn(annotation, author));
      people = people || author.has_value();
      read.authors.push_back(std::move(author));
      return true;
    });
  }
  if (!people) read.authors.clear();
  if (const auto list = FindMember(json, "predictions"); list.has_value()) {
    ForEachMember(*list, [&](std::string_view, std::string_view prediction) {
      if (prediction.starts_with('{'))
        read.predictions.push_back(
            {.id = IntOf(prediction, "id").value_or(0),
             .task_id = *id,
             .result = std::string(FindMember(prediction, "result").value_or("[]"))});
      return true;
    });
  }
  if (const auto list = FindMember(json, "drafts"); list.has_value()) read.drafts = *list;
  return read;
}

}  // namespace millrace::labeling

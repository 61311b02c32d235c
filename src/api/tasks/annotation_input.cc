#include "api/tasks/annotation_input.h"

#include "api/json_text.h"
#include "api/tasks/label_shapes.h"
#include "base/text.h"
#include "labeling/accounts/accounts.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/predictions.h"

namespace millrace::api {
namespace {

// Regions are objects; the editor can show nothing else.
void CheckRegions(Form& form, const std::string& result) {
  size_t index = 0;
  bool objects = true;
  ForEachMember(result, [&](std::string_view, std::string_view item) {
    objects = item.starts_with('{');
    if (objects) ++index;
    return objects;
  });
  if (!objects) {
    form.Wrong("result", "Item " + std::to_string(index) +
                             " of \"result\" is not an object: each is one region.");
  }
}

// "11111111-2222-3333-4444-555555555555" of any spelling that Python's UUID reads; nothing for
// other text.
std::optional<std::string> ReadUuid(std::string text) {
  if (text.starts_with("urn:uuid:")) text.erase(0, 9);
  std::erase_if(text, [](char c) { return c == '-' || c == '{' || c == '}'; });
  text = ToLower(text);
  if (text.size() != 32 || text.find_first_not_of("0123456789abcdef") != std::string::npos)
    return std::nullopt;
  for (const size_t at : {8, 13, 18, 23}) text.insert(at, 1, '-');
  return text;
}

// Given, also as null: then the inner optional is empty.
template <class T>
std::optional<std::optional<T>> Nullable(const Form& form, std::string_view name,
                                         std::optional<T> value) {
  if (!form.Has(name)) return std::nullopt;
  return std::optional<std::optional<T>>(std::in_place, value);
}

}  // namespace

Result<AnnotationInput> ReadAnnotationInput(const Body& body) {
  Form form(body, kAnnotationBody);
  AnnotationInput input;
  labeling::AnnotationPatch& patch = input.patch;
  patch.result = form.List("result");
  if (patch.result.has_value()) CheckRegions(form, *patch.result);
  if (const auto unique_id = form.Text("unique_id", {.blank = false})) {
    patch.unique_id = ReadUuid(*unique_id);
    if (!patch.unique_id.has_value())
      form.Wrong("unique_id", "“" + *unique_id + "” is not a valid UUID.");
  }
  patch.completed_by = form.Int("completed_by");
  patch.was_cancelled = form.Bool("was_cancelled");
  patch.ground_truth = form.Bool("ground_truth");
  patch.lead_time = Nullable(form, "lead_time", form.Number("lead_time"));
  const auto draft_time = form.Text("draft_created_at");
  patch.draft_created_at = Nullable(form, "draft_created_at",
                                    draft_time.has_value() ? ParseIso(*draft_time) : std::nullopt);
  patch.import_id = Nullable(form, "import_id", form.Int("import_id"));
  if (form.Has("last_action")) patch.last_action = form.Text("last_action").value_or("");
  if (form.Has("bulk_created")) patch.bulk_created = form.Bool("bulk_created").value_or(false);
  patch.parent_prediction = Nullable(form, "parent_prediction", form.Int("parent_prediction"));
  patch.parent_annotation = Nullable(form, "parent_annotation", form.Int("parent_annotation"));
  patch.last_created_by = Nullable(form, "last_created_by", form.Int("last_created_by"));
  input.task_id = form.Int("task");
  input.project_id = form.Int("project");
  input.draft_id = form.Int("draft_id");
  RETURN_IF_ERROR(form.Done());
  return input;
}

labeling::NewAnnotation AsNew(const labeling::AnnotationPatch& patch) {
  return {.result = patch.result.value_or(""),
          .completed_by = patch.completed_by,
          .was_cancelled = patch.was_cancelled.value_or(false),
          .ground_truth = patch.ground_truth.value_or(false),
          .lead_time = patch.lead_time.value_or(std::nullopt),
          .draft_created_at = patch.draft_created_at.value_or(std::nullopt),
          .import_id = patch.import_id.value_or(std::nullopt),
          .parent_prediction = patch.parent_prediction.value_or(std::nullopt),
          .parent_annotation = patch.parent_annotation.value_or(std::nullopt),
          .last_created_by = patch.last_created_by.value_or(std::nullopt),
          .unique_id = patch.unique_id.value_or(""),
          .last_action = patch.last_action.value_or(""),
          .bulk_created = patch.bulk_created.value_or(false)};
}

std::unexpected<Error> NoSuchRow(std::string_view member, int64_t id) {
  return FailField(std::string(member),
                   "Invalid pk \"" + std::to_string(id) + "\" - object does not exist.");
}

Result<void> CheckReferences(db::Connection& tx, const AnnotationInput& input) {
  const labeling::AnnotationPatch& patch = input.patch;
  if (patch.completed_by && !labeling::GetAccount(tx, *patch.completed_by))
    return NoSuchRow("completed_by", *patch.completed_by);
  if (input.task_id && !labeling::GetTask(tx, *input.task_id))
    return NoSuchRow("task", *input.task_id);
  if (input.project_id && !labeling::GetProject(tx, *input.project_id))
    return NoSuchRow("project", *input.project_id);
  const auto parent_prediction = patch.parent_prediction.value_or(std::nullopt);
  if (parent_prediction && !labeling::GetPrediction(tx, *parent_prediction))
    return NoSuchRow("parent_prediction", *parent_prediction);
  const auto parent_annotation = patch.parent_annotation.value_or(std::nullopt);
  if (parent_annotation && !labeling::GetAnnotation(tx, *parent_annotation))
    return NoSuchRow("parent_annotation", *parent_annotation);
  const auto last_created_by = patch.last_created_by.value_or(std::nullopt);
  if (last_created_by && !labeling::GetAccount(tx, *last_created_by))
    return NoSuchRow("last_created_by", *last_created_by);
  return {};
}

}  // namespace millrace::api

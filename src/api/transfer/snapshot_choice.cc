#include "api/transfer/snapshot_choice.h"

#include <boost/json.hpp>

#include "base/json_writer.h"
#include "base/text.h"
#include "labeling/projects/task_views.h"

namespace millrace::api {
namespace {

namespace json = boost::json;

constexpr std::string_view kTasks = "task_filter_options", kKinds = "annotation_filter_options",
                           kParts = "serialization_options";

constexpr Member kTaskMembers[] = {
    {.name = "view", .type = Type::kInt, .about = "Only the tasks that this view shows."},
    {.name = "skipped",
     .about = "Tasks with an annotation that was skipped: only these, or none of them.",
     .nullable = true,
     .choices = "only|exclude"},
    {.name = "finished",
     .about = "The same of tasks that are labeled.",
     .nullable = true,
     .choices = "only|exclude"},
    {.name = "annotated",
     .about = "The same of tasks with an annotation that was not skipped.",
     .nullable = true,
     .choices = "only|exclude"},
    {.name = "only_with_annotations",
     .type = Type::kBool,
     .about = "Only tasks of which an annotation is exported."},
};
constexpr Member kKindMembers[] = {
    {.name = "usual",
     .type = Type::kBool,
     .about = "Neither skipped nor ground truth.",
     .nullable = true},
    {.name = "ground_truth", .type = Type::kBool, .nullable = true},
    {.name = "skipped", .type = Type::kBool, .nullable = true},
};
constexpr Member kPartMembers[] = {
    {.name = "drafts", .type = Type::kObject, .about = "{\"only_id\": false}: as a whole."},
    {.name = "predictions", .type = Type::kObject, .about = "The same."},
    {.name = "annotations__completed_by",
     .type = Type::kObject,
     .about = "The same: people instead of their numbers."},
    {.name = "include_annotation_history",
     .type = Type::kBool,
     .about = "Accepted for Label Studio's clients; there is no such history."},
    {.name = "interpolate_key_frames",
     .type = Type::kBool,
     .about = "Whether the frames between the key frames of a video are filled in."},
};

// Members of one group of options.
class Options {
 public:
  Options(const json::object& all, std::string_view group) : group_(group) {
    const json::value* found = all.if_contains(group);
    if (found == nullptr || found->is_null()) return;
    object_ = found->if_object();
    if (object_ == nullptr) Wrong("", "Invalid data. Expected a dictionary.");
  }

  bool given() const { return object_ != nullptr; }
  const json::value* Find(std::string_view name) const {
    const json::value* found = object_ == nullptr ? nullptr : object_->if_contains(name);
    return found == nullptr || found->is_null() ? nullptr : found;
  }

  bool Bool(std::string_view name, bool fallback) {
    const json::value* value = Find(name);
    if (value == nullptr) return fallback;
    if (value->is_bool()) return value->get_bool();
    Wrong(name, "Must be a valid boolean.");
    return fallback;
  }
  std::optional<int64_t> Int(std::string_view name) {
    const json::value* value = Find(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_int64()) return value->get_int64();
    if (value->is_string()) {
      if (const auto number = ParseInt(std::string_view(value->get_string()))) return number;
    }
    Wrong(name, "A valid integer is required.");
    return std::nullopt;
  }
  Only Choice(std::string_view name) {
    const json::value* value = Find(name);
    if (value == nullptr) return Only::kAny;
    if (const json::string* text = value->if_string()) {
      if (*text == "only") return Only::kOnly;
      if (*text == "exclude") return Only::kExclude;
    }
    Wrong(name, Printable(json::serialize(*value), 60) + " is not a valid choice.");
    return Only::kAny;
  }
  // {"only_id": false}
  bool Whole(std::string_view name) {
    const json::value* value = Find(name);
    if (value == nullptr) return false;
    const json::object* option = value->if_object();
    if (option == nullptr) {
      Wrong(name, "Invalid data. Expected a dictionary.");
      return false;
    }
    const json::value* only_id = option->if_contains("only_id");
    if (only_id == nullptr || only_id->is_null()) return true;
    if (only_id->is_bool()) return !only_id->get_bool();
    Wrong(name, "only_id: Must be a valid boolean.");
    return false;
  }

  void AddTo(Error& error) const {
    error.fields.insert(error.fields.end(), wrong_.begin(), wrong_.end());
  }

 private:
  void Wrong(std::string_view name, const std::string& sentence) {
    wrong_.emplace_back(group_, name.empty() ? sentence : std::string(name) + ": " + sentence);
  }

  const std::string group_;
  const json::object* object_ = nullptr;
  std::vector<std::pair<std::string, std::string>> wrong_;
};

}  // namespace

const Shape kTaskFilterOptions{.name = "TaskFilterOptions", .members = kTaskMembers};
const Shape kAnnotationFilterOptions{.name = "AnnotationFilterOptions", .members = kKindMembers};
const Shape kSerializationOptions{.name = "SerializationOptions", .members = kPartMembers};

std::string SnapshotChoiceOf(const Body& body) {
  JsonWriter out;
  out.BeginObject();
  for (const std::string_view name : {kTasks, kKinds, kParts}) {
    if (const auto raw = body.Raw(name); raw.has_value()) out.RawMember(name, *raw);
  }
  out.EndObject();
  return std::move(out).Take();
}

Result<SnapshotChoice> ReadSnapshotChoice(std::string_view text) {
  ASSIGN_OR_RETURN(const json::value value, ParseJson(text));
  const json::object none, *object = value.if_object();
  const json::object& all = object == nullptr ? none : *object;
  SnapshotChoice choice;
  choice.tasks.all_tasks = true;

  Options tasks(all, kTasks), kinds(all, kKinds), parts(all, kParts);
  choice.view = tasks.Int("view");
  choice.tasks.skipped = tasks.Choice("skipped");
  choice.tasks.finished = tasks.Choice("finished");
  choice.tasks.annotated = tasks.Choice("annotated");
  choice.tasks.with_annotations = tasks.Bool("only_with_annotations", false);
  const ExportChoice::Annotations wanted{.usual = kinds.Bool("usual", true),
                                         .ground_truth = kinds.Bool("ground_truth", false),
                                         .skipped = kinds.Bool("skipped", false)};
  // None of them is no filter, as in Label Studio.
  if (kinds.given() && (wanted.usual || wanted.ground_truth || wanted.skipped))
    choice.tasks.annotations = wanted;
  choice.tasks.whole_drafts = parts.Whole("drafts");
  choice.tasks.whole_predictions = parts.Whole("predictions");
  choice.tasks.people = parts.Whole("annotations__completed_by");
  parts.Bool("include_annotation_history", false);
  choice.frames = parts.Bool("interpolate_key_frames", false);

  Error error{.kind = ErrorKind::kInvalid, .message = "Validation error"};
  for (const Options* options : {&tasks, &kinds, &parts}) options->AddTo(error);
  if (!error.fields.empty()) return std::unexpected(std::move(error));
  return choice;
}

Result<void> CheckView(db::Connection& tx, int64_t project_id, const SnapshotChoice& choice) {
  if (!choice.view.has_value()) return {};
  const auto view = labeling::GetTaskView(tx, *choice.view);
  if (view.has_value() && view->project_id == project_id) return {};
  if (!view.has_value() && view.error().kind != ErrorKind::kNotFound)
    return std::unexpected(view.error());
  return FailField(std::string(kTasks),
                   "view: There is no view " + std::to_string(*choice.view) + " in this project.");
}

}  // namespace millrace::api

#include "ml/requests.h"

#include <map>

#include "base/json_writer.h"
#include "labeling/accounts/accounts.h"
#include "labeling/config/label_config.h"
#include "labeling/config/undefined_key.h"
#include "labeling/json/json_members.h"
#include "labeling/json/rest_json.h"
#include "labeling/projects/project_settings.h"
#include "labeling/tasks/drafts.h"

namespace millrace::ml {
namespace {

using labeling::Annotation;
using labeling::Author;
using labeling::Prediction;
using labeling::Task;

// Tasks as model servers are shown them: with annotations and predictions, URIs as they are stored.
class TaskWriter {
 public:
  TaskWriter(db::Connection& tx, const labeling::Project& project) : tx_(tx) {
    const auto config = labeling::ParseLabelConfig(project.label_config);
    const std::vector<std::string> keys =
        config.has_value() ? config->DataKeys() : std::vector<std::string>();
    if (!keys.empty()) first_key_ = keys.front();
  }

  Result<void> Append(JsonWriter& json, const Task& task) {
    const int64_t ids[] = {task.id};
    ASSIGN_OR_RETURN(const std::vector<Annotation> annotations, labeling::AnnotationsOf(tx_, ids));
    ASSIGN_OR_RETURN(const std::vector<Prediction> predictions, labeling::PredictionsOf(tx_, ids));
    std::vector<std::optional<Author>> authors;
    for (const Annotation& annotation : annotations)
      authors.push_back(Find(annotation.completed_by));
    labeling::AppendTaskJson(json, task, labeling::NameUndefined(task.data, first_key_),
                             annotations, authors, predictions);
    return {};
  }

  std::optional<Author> Find(std::optional<int64_t> id) {
    if (!id.has_value()) return std::nullopt;
    const auto known = authors_.find(*id);
    if (known != authors_.end()) return known->second;
    std::optional<Author> author;
    if (auto account = labeling::GetAccount(tx_, *id); account.has_value()) {
      author = Author{.id = *id,
                      .email = account->email,
                      .first_name = account->first_name,
                      .last_name = account->last_name};
    }
    return authors_.emplace(*id, std::move(author)).first->second;
  }

 private:
  db::Connection& tx_;
  std::string first_key_;
  std::map<int64_t, std::optional<Author>> authors_;
};

void AppendProjectAndParams(JsonWriter& json, const labeling::Project& project,
                            std::string_view context) {
  json.Member("project", ProjectUid(project));
  json.Member("label_config", project.label_config);
  json.Key("params");
  json.BeginObject();
  labeling::MaybeText(json, "login", labeling::ReadProjectRules(project.settings).task_data_login);
  json.Member("password", nullptr);  // it is not kept
  json.RawMember("context", context);
  json.EndObject();
}

}  // namespace

std::string ProjectUid(const labeling::Project& project) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(project.created_at);
  return std::to_string(project.id) + "." + std::to_string(seconds.time_since_epoch().count());
}

std::string SetupBody(const labeling::Project& project, const labeling::MlBackend& backend,
                      const std::string& hostname, const Secret& token) {
  JsonWriter json;
  json.BeginObject();
  json.Member("project", ProjectUid(project));
  json.Member("schema", project.label_config);
  json.Member("hostname", hostname);
  json.Member("access_token", token.Reveal());
  json.RawMember("extra_params", backend.extra_params);
  // Where people chose a version, the server is asked for that one.
  if (!backend.auto_update && !backend.model_version.value_or("").empty())
    json.Member("model_version", backend.model_version);
  json.EndObject();
  return std::move(json).Take();
}

Result<PredictQuestion> PredictBody(db::Connection& tx, const labeling::Project& project,
                                    std::span<const int64_t> task_ids, size_t max_bytes) {
  PredictQuestion question;
  TaskWriter writer(tx, project);
  JsonWriter json;
  json.BeginObject();
  json.Key("tasks");
  json.BeginArray();
  for (const int64_t id : task_ids) {
    if (!question.task_ids.empty() && json.text().size() > max_bytes) break;
    ++question.taken;
    auto task = labeling::GetTask(tx, id);
    if (!task.has_value() && task.error().kind == ErrorKind::kNotFound) continue;
    if (!task.has_value()) return std::unexpected(task.error());
    RETURN_IF_ERROR(writer.Append(json, *task));
    question.task_ids.push_back(id);
  }
  json.EndArray();
  AppendProjectAndParams(json, project, "null");
  json.EndObject();
  question.body = std::move(json).Take();
  return question;
}

Result<std::string> InteractiveBody(db::Connection& tx, const labeling::Project& project,
                                    int64_t task_id, std::optional<int64_t> reader,
                                    std::string_view context) {
  ASSIGN_OR_RETURN(const Task task, labeling::GetTask(tx, task_id));
  TaskWriter writer(tx, project);
  JsonWriter whole;
  RETURN_IF_ERROR(writer.Append(whole, task));
  const int64_t ids[] = {task_id};
  std::vector<labeling::Draft> drafts;
  if (reader.has_value()) {
    ASSIGN_OR_RETURN(drafts, labeling::DraftsOf(tx, ids, {.account_id = reader}));
  }
  JsonWriter list;
  list.BeginArray();
  for (const labeling::Draft& draft : drafts)
    labeling::AppendDraftJson(list, draft, writer.Find(draft.account_id));
  list.EndArray();
  // The task's object, opened again for one more member.
  std::string with_drafts = std::move(whole).Take();
  with_drafts.pop_back();
  with_drafts += ",\"drafts\":" + list.text() + "}";
  JsonWriter json;
  json.BeginObject();
  json.Key("tasks");
  json.BeginArray();
  json.Raw(with_drafts);
  json.EndArray();
  AppendProjectAndParams(json, project, context);
  json.EndObject();
  return std::move(json).Take();
}

std::string TrainBody(const labeling::Project& project) {
  const auto config = labeling::ParseLabelConfig(project.label_config);
  JsonWriter json;
  json.BeginObject();
  json.Member("action", "START_TRAINING");
  json.Key("project");
  labeling::AppendProjectJson(json, project, config.value_or(labeling::LabelConfig()), {});
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace millrace::ml

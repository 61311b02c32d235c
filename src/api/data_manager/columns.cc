#include "api/data_manager/columns.h"

#include <algorithm>
#include <set>

#include "api/access.h"
#include "api/data_manager/project_query.h"
#include "api/data_manager/version_names.h"
#include "api/service.h"
#include "labeling/accounts/accounts.h"
#include "labeling/accounts/members.h"
#include "labeling/config/label_config.h"
#include "labeling/config/undefined_key.h"
#include "labeling/projects/counters.h"
#include "labeling/projects/project_summary.h"
#include "labeling/projects/projects.h"

namespace millrace::api {
namespace {

using enum Type;

// The keys of the data are those of the config and of this many tasks at either end of the project.
constexpr int64_t kSample = 1000;

constexpr Member kVisibilityMembers[] = {
    {.name = "explore", .type = kBool, .about = "Shown in the table at first."},
    {.name = "labeling", .type = kBool, .about = "Shown beside the task that is labeled."},
};
constexpr Shape kVisibility = {.name = "ColumnVisibility", .members = kVisibilityMembers};
constexpr Member kColumnMembers[] = {
    {.name = "id", .about = "The member of a task, or of its data where parent is \"data\"."},
    {.name = "title"},
    {.name = "type",
     .choices = "String|Number|Boolean|Datetime|Time|List|Image|Audio|AudioPlus|Video|Unknown"},
    {.name = "help", .optional = true},
    {.name = "target", .choices = "tasks"},
    {.name = "parent", .optional = true, .choices = "data"},
    {.name = "schema", .type = kObject, .about = "Which values there are.", .optional = true},
    {.name = "children", .type = kList, .optional = true, .items = kText},
    {.name = "visibility_defaults", .type = kObject, .optional = true, .shape = &kVisibility},
    {.name = "project_defined", .type = kBool, .about = "A key of the data."},
};
constexpr Shape kColumn = {.name = "Column", .members = kColumnMembers};
constexpr Member kColumnsMembers[] = {{.name = "columns", .type = kList, .shape = &kColumn}};

// Those that every project has, in Label Studio's order and with its titles.
struct FixedColumn {
  std::string_view id, title, type, help;
  bool explore = false, labeling = false;
};
constexpr FixedColumn kFixed[] = {
    {"id", "ID", "Number", "The task's number on this server", true},
    {"inner_id", "Inner ID", "Number", "The task's number within the project, from 1"},
    {"completed_at", "Completed", "Datetime", "When the task got its last annotation", true},
    {"total_annotations", "Annotations", "Number", "Annotations of the task", true, true},
    {"cancelled_annotations", "Cancelled", "Number", "How often the task was skipped", true},
    {"total_predictions", "Predictions", "Number", "Predictions of the task", true},
    {"annotators", "Annotated by", "List", "Who annotated the task", true},
    {"annotations_results", "Annotation results", "String", "Results of all annotations"},
    {"annotations_ids", "Annotation IDs", "String", "Numbers of the annotations"},
    {"predictions_score", "Prediction score", "Number", "Mean score of the predictions"},
    {"predictions_model_versions", "Prediction model versions", "List",
     "Which models made the predictions"},
    {"predictions_results", "Prediction results", "String", "Results of all predictions"},
    {"file_upload", "Upload filename", "String", "The uploaded file that the task came from"},
    {"storage_filename", "Storage filename", "String",
     "The object of a source storage that the task came from"},
    {"created_at", "Created at", "Datetime", "When the task was made"},
    {"updated_at", "Updated at", "Datetime", "When the task was changed last"},
    {"updated_by", "Updated by", "List", "Who changed the task last"},
    {"avg_lead_time", "Lead Time", "Time", "Mean seconds of work on an annotation"},
    {"draft_exists", "Drafts", "Boolean", "Whether somebody has a draft of the task"},
};

void AppendVisibility(JsonWriter& json, bool explore, bool labeling) {
  json.Key("visibility_defaults");
  json.BeginObject();
  json.Member("explore", explore);
  json.Member("labeling", labeling);
  json.EndObject();
}

struct DataColumn {
  std::string key;
  std::string type;
  bool configured = false;  // the config shows it
};

// What the config shows first, each key with the type of its object tag.
std::vector<DataColumn> ColumnsOf(const labeling::LabelConfig& config,
                                  const std::vector<std::string>& sampled) {
  std::vector<DataColumn> columns;
  const auto add = [&](const std::string& key, std::string type, bool configured) {
    if (std::ranges::find(columns, key, &DataColumn::key) == columns.end())
      columns.push_back({key, std::move(type), configured});
  };
  for (const labeling::ObjectTag& tag : config.objects) {
    constexpr std::string_view kMedia[] = {"Image", "Audio", "AudioPlus", "Video"};
    const bool media = std::ranges::find(kMedia, tag.type) != std::end(kMedia);
    if (!tag.data_key.empty()) add(tag.data_key, media ? tag.type : "String", true);
  }
  const bool resolved = !columns.empty();
  for (const std::string& key : sampled) {
    if (key != labeling::kUndefinedKey || !resolved)
      add(key, "Unknown", key == labeling::kUndefinedKey);
  }
  return columns;
}

void AppendDataColumns(JsonWriter& json, const std::vector<DataColumn>& columns) {
  for (const DataColumn& column : columns) {
    json.BeginObject();
    json.Member("id", column.key);
    json.Member("title", column.key == labeling::kUndefinedKey ? "data" : column.key);
    json.Member("type", column.type);
    json.Member("target", "tasks");
    json.Member("parent", "data");
    AppendVisibility(json, true, column.configured);
    json.Member("project_defined", true);
    json.EndObject();
  }
}

Result<void> AppendVersions(JsonWriter& json, db::Connection& tx, int64_t project_id) {
  json.Key("schema");
  json.BeginObject();
  json.Key("items");
  RETURN_IF_ERROR(AppendVersionNames(json, tx, project_id));
  json.Member("multiple", true);
  json.EndObject();
  return {};
}

// Who may be named there: whoever labels the project or did.
Result<void> AppendPeople(JsonWriter& json, db::Connection& tx, int64_t project_id) {
  std::set<int64_t> people;
  ASSIGN_OR_RETURN(const auto accounts, labeling::ListAccounts(tx));
  for (const labeling::Account& account : accounts) {
    if (account.role != labeling::Role::kAnnotator) people.insert(account.id);
  }
  ASSIGN_OR_RETURN(const auto members, labeling::MembersOf(tx, project_id));
  for (const labeling::Member& member : members) people.insert(member.account_id);
  ASSIGN_OR_RETURN(const auto annotators, labeling::AnnotatorsOf(tx, project_id));
  people.insert(annotators.begin(), annotators.end());
  json.Key("schema");
  json.BeginObject();
  json.Key("items");
  json.BeginArray();
  for (const int64_t id : people) json.Int(id);
  json.EndArray();
  json.EndObject();
  return {};
}

}  // namespace

constexpr Shape kColumns = {.name = "Columns", .members = kColumnsMembers};
const std::span<const Member> kColumnsQuery = kProjectQuery;

Outcome ListColumns(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const int64_t project_id, ProjectOfQuery(call));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(CheckProject(tx, call.who, project_id));
    ASSIGN_OR_RETURN(const labeling::Project project, labeling::GetProject(tx, project_id));
    ASSIGN_OR_RETURN(const auto sampled, labeling::SampleDataKeys(tx, project_id, kSample));
    const auto config = labeling::ParseLabelConfig(project.label_config);
    const std::vector<DataColumn> columns =
        ColumnsOf(config.value_or(labeling::LabelConfig()), sampled);
    JsonWriter json;
    json.BeginObject();
    json.Key("columns");
    json.BeginArray();
    AppendDataColumns(json, columns);
    for (const FixedColumn& column : kFixed) {
      json.BeginObject();
      json.Member("id", column.id);
      json.Member("title", column.title);
      json.Member("type", column.type);
      json.Member("help", column.help);
      json.Member("target", "tasks");
      if (column.id == "predictions_model_versions")
        RETURN_IF_ERROR(AppendVersions(json, tx, project_id));
      if (column.id == "annotators" || column.id == "updated_by")
        RETURN_IF_ERROR(AppendPeople(json, tx, project_id));
      AppendVisibility(json, column.explore, column.labeling);
      json.Member("project_defined", false);
      json.EndObject();
    }
    json.BeginObject();
    json.Member("id", "data");
    json.Member("title", "data");
    json.Member("type", "List");
    json.Member("target", "tasks");
    json.Key("children");
    json.BeginArray();
    for (const DataColumn& column : columns) json.String(column.key);
    json.EndArray();
    json.Member("project_defined", false);
    json.EndObject();
    json.EndArray();
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

}  // namespace millrace::api

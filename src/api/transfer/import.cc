#include "api/transfer/import.h"

#include <boost/json/value.hpp>

#include "api/transfer/import_request.h"
#include "api/transfer/import_run.h"
#include "api/transfer/upload_files.h"
#include "api/transfer/uploads.h"
#include "base/text.h"
#include "labeling/tasks/imports.h"
#include "labeling/tasks/uploads.h"
#include "net/url.h"

namespace millrace::api {
namespace {

constexpr Member kAnswerMembers[] = {
    {.name = "task_count", .type = Type::kInt},
    {.name = "annotation_count", .type = Type::kInt, .nullable = true},
    {.name = "prediction_count", .type = Type::kInt, .nullable = true},
    {.name = "duration", .type = Type::kNumber, .about = "Seconds."},
    {.name = "file_upload_ids", .type = Type::kList, .items = Type::kInt},
    {.name = "could_be_tasks_list",
     .type = Type::kBool,
     .about = "Was there a file that may hold one task a line?"},
    {.name = "found_formats",
     .type = Type::kAny,
     .about = "How many files of each extension; a list if there was no file."},
    {.name = "data_columns", .type = Type::kList, .items = Type::kText},
    {.name = "task_ids", .type = Type::kList, .optional = true, .items = Type::kInt},
};
constexpr Member kReimportMembers[] = {
    {.name = "file_upload_ids", .type = Type::kList, .nullable = true, .items = Type::kInt},
    {.name = "files_as_tasks_list",
     .type = Type::kBool,
     .about = "Is a .csv, .tsv or .txt one task a line, or one file to label?"},
};
constexpr Member kReimportAnswerMembers[] = {
    {.name = "task_count", .type = Type::kInt},
    {.name = "annotation_count", .type = Type::kInt},
    {.name = "prediction_count", .type = Type::kInt},
    {.name = "duration", .type = Type::kNumber},
    {.name = "file_upload_ids", .type = Type::kList, .items = Type::kInt},
    {.name = "found_formats", .type = Type::kObject},
    {.name = "data_columns", .type = Type::kList, .items = Type::kText},
};
constexpr Member kStateMembers[] = {
    {.name = "id", .type = Type::kInt},
    {.name = "project", .type = Type::kInt},
    {.name = "status", .choices = "in_progress|completed|failed"},
    {.name = "task_count", .type = Type::kInt},
    {.name = "annotation_count", .type = Type::kInt},
    {.name = "prediction_count", .type = Type::kInt},
    {.name = "error", .nullable = true},
    {.name = "created_at", .type = Type::kTime},
    {.name = "finished_at", .type = Type::kTime, .nullable = true},
    {.name = "created_by", .type = Type::kInt, .nullable = true},
};
constexpr Member kQueryMembers[] = {
    {.name = "commit_to_project",
     .type = Type::kBool,
     .about = "False keeps the files and makes no tasks."},
    {.name = "return_task_ids", .type = Type::kBool},
    {.name = "preannotated_from_fields",
     .about = "Data keys, separated by commas, whose values become predictions."},
};

// "a,b", or the parameter several times.
std::vector<std::string> Listed(Call& call, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& [key, value] : net::ParseQuery(call.request.query)) {
    if (key != name) continue;
    for (const std::string& item : Split(value, ',')) {
      if (!Trim(item).empty()) out.emplace_back(Trim(item));
    }
  }
  return out;
}

template <class Range>
void AppendList(JsonWriter& json, std::string_view name, const Range& values) {
  json.Key(name);
  json.BeginArray();
  for (const auto& value : values) {
    if constexpr (std::is_integral_v<std::decay_t<decltype(value)>>)
      json.Int(value);
    else
      json.String(value);
  }
  json.EndArray();
}

void AppendFormats(JsonWriter& json, const ImportResult& result, bool list_if_empty) {
  if (result.formats.empty() && list_if_empty) {
    json.RawMember("found_formats", "[]");
    return;
  }
  json.Key("found_formats");
  json.BeginObject();
  for (const auto& [extension, count] : result.formats) json.Member(extension, count);
  json.EndObject();
}

double SecondsSince(const Service& service, std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(service.clock().Steady() - start).count();
}

// A list of syntax errors says less than where the whole body stops being JSON.
Outcome WithParseError(Call& call, const Error& error) {
  if (call.request.spooled == nullptr && IsJson(call.request)) {
    if (const auto parsed = ParseJson(call.request.body); !parsed.has_value())
      return std::unexpected(parsed.error());
  }
  return std::unexpected(error);
}

Outcome ShowImport(Service& service, Call& call, bool reimport) {
  ASSIGN_OR_RETURN(const labeling::TaskImport import,
                   service.db().Read([&](db::Connection& tx) -> Result<labeling::TaskImport> {
                     RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
                     return labeling::GetImport(tx, call.id(), call.ids[1], reimport);
                   }));
  JsonWriter json;
  json.BeginObject();
  json.Member("id", import.id);
  json.Member("project", import.project_id);
  json.Member("status", import.state);
  json.Member("task_count", import.counts.tasks);
  json.Member("annotation_count", import.counts.annotations);
  json.Member("prediction_count", import.counts.predictions);
  if (import.error.empty())
    json.Member("error", nullptr);
  else
    json.Member("error", import.error);
  json.Member("created_at", FormatIso(import.created_at));
  if (import.finished_at.has_value())
    json.Member("finished_at", FormatIso(*import.finished_at));
  else
    json.Member("finished_at", nullptr);
  json.Member("created_by", import.account_id);
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace

const Shape kImportAnswer{"ImportAnswer", kAnswerMembers};
const Shape kReimportBody{"ReimportBody", kReimportMembers};
const Shape kReimportAnswer{"ReimportAnswer", kReimportAnswerMembers};
const Shape kImportState{"ProjectImport", kStateMembers};
const Shape kReimportState{"ProjectReimport", kStateMembers};
const std::span<const Member> kImportQuery = kQueryMembers;

Outcome ImportTasks(Service& service, Call& call) {
  const auto started = service.clock().Steady();
  ASSIGN_OR_RETURN(labeling::Project project, service.db().Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, call.id());
  }));
  ASSIGN_OR_RETURN(std::vector<TaskFile> files, TaskFilesOf(service, call, project));
  const bool commit = call.QueryBool("commit_to_project", true);
  const auto run = RunImport(service, {.project = std::move(project),
                                       .account = call.who.account_id(),
                                       .files = std::move(files),
                                       .preannotated = Listed(call, "preannotated_from_fields"),
                                       .commit = commit});
  if (!run.has_value()) return WithParseError(call, run.error());
  const ImportResult& result = *run;
  JsonWriter json;
  json.BeginObject();
  json.Member("task_count", result.counts.tasks);
  if (commit) {
    json.Member("annotation_count", result.counts.annotations);
    json.Member("prediction_count", result.counts.predictions);
  } else {
    json.Member("annotation_count", nullptr);
    json.Member("prediction_count", nullptr);
  }
  json.Member("duration", SecondsSince(service, started));
  AppendList(json, "file_upload_ids", result.upload_ids);
  json.Member("could_be_tasks_list", result.could_be_list);
  AppendFormats(json, result, true);
  AppendList(json, "data_columns", result.columns);
  if (commit && call.QueryBool("return_task_ids", false)) {
    AppendList(json, "task_ids", result.task_ids);
  }
  json.EndObject();
  return JsonAnswer(201, std::move(json).Take());
}

Outcome ReimportTasks(Service& service, Call& call) {
  const auto started = service.clock().Steady();
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kReimportBody);
  const auto listed = form.List("file_upload_ids");
  const bool as_list = form.Bool("files_as_tasks_list").value_or(true);
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(const std::vector<int64_t> ids,
                   ReadIds(listed.value_or("[]"), "file_upload_ids"));
  ImportOrder order{.account = call.who.account_id(),
                    .as_list = as_list,
                    .reimport = true,
                    .replaced_uploads = ids};
  const UploadFiles uploads(service.engine.context().environment.data_dir);
  ASSIGN_OR_RETURN(
      const auto rows,
      service.db().Read([&](db::Connection& tx) -> Result<std::vector<labeling::FileUpload>> {
        ASSIGN_OR_RETURN(order.project, labeling::GetProject(tx, call.id()));
        return labeling::ListUploads(tx, {.project_id = call.id(), .ids = ids});
      }));
  for (const labeling::FileUpload& row : rows) {
    ASSIGN_OR_RETURN(auto bytes, uploads.Open(row.file));
    order.files.push_back({.file = row.file,
                           .extension = ExtensionOf(row.file),
                           .upload_id = row.id,
                           .bytes = std::move(bytes)});
  }
  ImportResult result;
  if (!ids.empty()) {
    ASSIGN_OR_RETURN(result, RunImport(service, std::move(order)));
  }
  JsonWriter json;
  json.BeginObject();
  json.Member("task_count", result.counts.tasks);
  json.Member("annotation_count", result.counts.annotations);
  json.Member("prediction_count", result.counts.predictions);
  json.Member("duration", ids.empty() ? 0.0 : SecondsSince(service, started));
  AppendList(json, "file_upload_ids", ids);
  AppendFormats(json, result, false);
  AppendList(json, "data_columns", result.columns);
  json.EndObject();
  return JsonAnswer(ids.empty() ? 200 : 201, std::move(json).Take());
}

Outcome GetImport(Service& service, Call& call) { return ShowImport(service, call, false); }
Outcome GetReimport(Service& service, Call& call) { return ShowImport(service, call, true); }

}  // namespace millrace::api

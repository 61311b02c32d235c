#include "api/transfer/snapshots.h"

#include <algorithm>

#include "api/error_response.h"
#include "api/media/ranged_answer.h"
#include "api/projects/project_shapes.h"
#include "api/service.h"
#include "api/transfer/export.h"
#include "api/transfer/export_body.h"
#include "api/transfer/export_work.h"
#include "api/transfer/snapshot_choice.h"
#include "api/views.h"
#include "base/text.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/export_snapshots.h"

namespace millrace::api {
namespace {

using labeling::ExportConversion;
using labeling::ExportSnapshot;
using labeling::ExportState;

constexpr int64_t kListed = 100;
constexpr size_t kMaxTitle = 2048;

constexpr std::string_view kStates = "created|in_progress|completed|failed";

constexpr Member kConversionMembers[] = {
    {.name = "id", .type = Type::kInt},
    {.name = "status", .choices = kStates},
    {.name = "export_type", .about = "The format.", .choices = kExportKindChoices},
    {.name = "traceback", .about = "Why it failed, in a sentence.", .nullable = true},
};
const Shape kConversion{.name = "ConvertedFormat", .members = kConversionMembers};

constexpr Member kCounterMembers[] = {
    {.name = "task_number", .type = Type::kInt, .about = "Tasks in it so far."},
};
const Shape kCounters{.name = "ExportCounters", .members = kCounterMembers};

const Member kMembers[] = {
    {.name = "title"},
    {.name = "id", .type = Type::kInt},
    {.name = "created_by", .type = Type::kObject, .nullable = true, .shape = &kPerson},
    {.name = "created_at", .type = Type::kTime},
    {.name = "finished_at", .type = Type::kTime, .nullable = true},
    {.name = "status", .choices = kStates},
    {.name = "md5", .about = "Of the JSON file; empty until it is there."},
    {.name = "counters", .type = Type::kObject, .shape = &kCounters},
    {.name = "converted_formats", .type = Type::kList, .shape = &kConversion},
    {.name = "error", .about = "Why it failed, in a sentence.", .nullable = true},
};
const Member kOptionMembers[] = {
    {.name = "task_filter_options",
     .type = Type::kObject,
     .about = "Which tasks; without it all.",
     .nullable = true,
     .shape = &kTaskFilterOptions},
    {.name = "annotation_filter_options",
     .type = Type::kObject,
     .about = "Which annotations; without it all.",
     .nullable = true,
     .shape = &kAnnotationFilterOptions},
    {.name = "serialization_options",
     .type = Type::kObject,
     .about = "What is written as a whole; without it drafts and predictions are numbers.",
     .nullable = true,
     .shape = &kSerializationOptions},
};
const Shape kOptions{.name = "ExportOptions", .members = kOptionMembers};
constexpr Member kNewMembers[] = {
    {.name = "title",
     .about = "Without it, the project's with the time.",
     .max = static_cast<int64_t>(kMaxTitle)},
};

constexpr Member kMadeMembers[] = {
    {.name = "task_filter_options", .type = Type::kObject, .nullable = true},
    {.name = "annotation_filter_options", .type = Type::kObject, .nullable = true},
    {.name = "serialization_options", .type = Type::kObject, .nullable = true},
};

const Member kOrderMembers[] = {
    {.name = "export_type", .about = "The format.", .required = true, .blank = false},
    {.name = "download_resources",
     .type = Type::kBool,
     .about = "Whether the files that the tasks name are put in."},
};
constexpr Member kStartedMembers[] = {
    {.name = "export_type"},
    {.name = "converted_format", .type = Type::kInt, .about = "Its id in converted_formats."},
};
constexpr Member kDownloadQuery[] = {
    {.name = "exportType", .about = "The format; without it JSON.", .choices = kExportKindChoices},
};
constexpr Member kListQuery[] = {
    {.name = "ordering", .about = "Accepted for Label Studio's clients; the newest come first."},
};

// "My-project-at-2024-02-03-04-05"
std::string DefaultTitle(const labeling::Project& project, Time now) {
  std::string stamp = FormatIso(now).substr(0, 16);
  for (char& c : stamp) {
    if (c == 'T' || c == ':') c = '-';
  }
  return ReplaceAll(project.title, " ", "-") + "-at-" + stamp;
}

void Append(JsonWriter& json, const ExportSnapshot& snapshot,
            const std::vector<ExportConversion>& conversions, AccountBook& people) {
  const bool completed = snapshot.state == ExportState::kCompleted;
  json.Member("title", snapshot.title);
  json.Member("id", snapshot.id);
  json.Key("created_by");
  if (const auto& by = people.Find(snapshot.account_id); by.has_value())
    labeling::AppendPersonJson(json, *by);
  else
    json.Null();
  json.Member("created_at", FormatIso(snapshot.created_at));
  if (snapshot.finished_at.has_value())
    json.Member("finished_at", FormatIso(*snapshot.finished_at));
  else
    json.Member("finished_at", nullptr);
  json.Member("status", labeling::ExportStateName(snapshot.state));
  json.Member("md5", completed ? snapshot.md5 : "");
  json.Key("counters");
  json.BeginObject();
  json.Member("task_number", snapshot.task_count);
  json.EndObject();
  json.Key("converted_formats");
  json.BeginArray();
  for (const ExportConversion& conversion : conversions) {
    json.BeginObject();
    json.Member("id", conversion.id);
    json.Member("status", labeling::ExportStateName(conversion.state));
    json.Member("export_type", conversion.kind);
    if (conversion.state == ExportState::kFailed)
      json.Member("traceback", conversion.error);
    else
      json.Member("traceback", nullptr);
    json.EndObject();
  }
  json.EndArray();
  if (snapshot.state == ExportState::kFailed)
    json.Member("error", snapshot.error);
  else
    json.Member("error", nullptr);
}

Result<std::string> Show(db::Database& db, int64_t project_id, int64_t id, bool made) {
  return db.Read([&](db::Connection& tx) -> Result<std::string> {
    ASSIGN_OR_RETURN(const ExportSnapshot snapshot, labeling::GetSnapshot(tx, project_id, id));
    ASSIGN_OR_RETURN(const auto conversions, labeling::ConversionsOf(tx, id));
    AccountBook people(tx);
    JsonWriter json;
    json.BeginObject();
    Append(json, snapshot, conversions, people);
    if (made) {  // Label Studio's answer does not repeat what was asked for
      for (const Member& member : kMadeMembers) json.Member(member.name, nullptr);
    }
    json.EndObject();
    return std::move(json).Take();
  });
}

Result<ExportSnapshot> Find(Service& service, const Call& call) {
  return service.db().Read(
      [&](db::Connection& tx) { return labeling::GetSnapshot(tx, call.id(), call.ids[1]); });
}

ExportFiles FilesOf(const Service& service) {
  return ExportFiles(service.engine.context().environment.data_dir);
}

void Attach(net::Response& response, const ExportSnapshot& snapshot,
            const labeling::ExportKind& kind) {
  const std::string name = "project-" + std::to_string(snapshot.project_id) + "-at-" +
                           FormatBasic(snapshot.created_at) + "-" + snapshot.md5.substr(0, 8) +
                           std::string(kind.extension);
  response.headers.Set("Content-Type", std::string(kind.type));
  response.headers.Set("Content-Disposition", "attachment; filename=\"" + name + "\"");
  response.headers.Set("filename", name);
}

}  // namespace

const Shape kSnapshot{.name = "ExportSnapshot", .members = kMembers};
const Shape kNewSnapshot{.name = "NewExportSnapshot", .members = kNewMembers, .more = &kOptions};
const Shape kMadeSnapshot{
    .name = "MadeExportSnapshot", .members = kMadeMembers, .more = &kSnapshot};
const Shape kConversionOrder{.name = "ExportConversion", .members = kOrderMembers};
const Shape kStartedConversion{.name = "StartedExportConversion", .members = kStartedMembers};
std::span<const Member> SnapshotDownloadQuery() { return kDownloadQuery; }
std::span<const Member> SnapshotListQuery() { return kListQuery; }

Outcome ListSnapshots(Service& service, Call& call) {
  call.Query("ordering");
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
    ASSIGN_OR_RETURN(const auto snapshots, labeling::ListSnapshots(tx, call.id(), kListed));
    AccountBook people(tx);
    JsonWriter json;
    json.BeginArray();
    for (const ExportSnapshot& snapshot : snapshots) {
      ASSIGN_OR_RETURN(const auto conversions, labeling::ConversionsOf(tx, snapshot.id));
      json.BeginObject();
      Append(json, snapshot, conversions, people);
      json.EndObject();
    }
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome CreateSnapshot(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kNewSnapshot);
  std::string title(Trim(form.Text("title").value_or("")));
  RETURN_IF_ERROR(form.Done());
  const std::string text = SnapshotChoiceOf(*body);
  ASSIGN_OR_RETURN(const SnapshotChoice choice, ReadSnapshotChoice(text));
  const Time now = service.clock().Now();
  ASSIGN_OR_RETURN(
      const ExportSnapshot snapshot,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<ExportSnapshot> {
        ASSIGN_OR_RETURN(const labeling::Project project, labeling::GetProject(tx, call.id()));
        RETURN_IF_ERROR(CheckView(tx, call.id(), choice));
        return labeling::AddSnapshot(tx,
                                     {.project_id = call.id(),
                                      .account_id = call.who.account_id(),
                                      .title = title.empty() ? DefaultTitle(project, now) : title,
                                      .choice = text},
                                     now);
      }));
  service.exports->StartSnapshot(call.id(), snapshot.id);
  // Label Studio makes small ones within the request, and its scripts download them at once.
  return call.Later([&](Call::Respond respond) {
    db::Database* db = &service.db();
    const std::string version = service.options.version;
    service.exports->WhenDone(
        ExportWork::Job::kSnapshot, snapshot.id, service.options.sync_wait, [=] {
          const auto json = Show(*db, snapshot.project_id, snapshot.id, true);
          respond(json.has_value()
                      ? JsonAnswer(201, *json)
                      : ErrorResponse(json.error(), ErrorStyle::kLabelStudio, version));
        });
  });
}

Outcome GetSnapshot(Service& service, Call& call) {
  ASSIGN_OR_RETURN(std::string json, Show(service.db(), call.id(), call.ids[1], false));
  return JsonAnswer(200, std::move(json));
}

Outcome DeleteSnapshot(Service& service, Call& call) {
  ASSIGN_OR_RETURN(
      const std::vector<std::string> files,
      service.db().Write(db::Durability::kFull,
                         [&](db::Connection& tx) -> Result<std::vector<std::string>> {
                           RETURN_IF_ERROR(labeling::GetSnapshot(tx, call.id(), call.ids[1]));
                           return labeling::DeleteSnapshot(tx, call.ids[1]);
                         }));
  for (const std::string& file : files) FilesOf(service).Remove(file);
  return EmptyAnswer(204);
}

Outcome DownloadSnapshot(Service& service, Call& call) {
  std::string name = call.Query("exportType").value_or("");
  if (name.empty()) name = "JSON";
  ASSIGN_OR_RETURN(const ExportSnapshot snapshot, Find(service, call));
  ASSIGN_OR_RETURN(const labeling::ExportKind* kind, ExportKindOf(name, "exportType"));
  if (snapshot.state != ExportState::kCompleted) {
    return Fail(ErrorKind::kNotFound, "Export is not completed",
                snapshot.state == ExportState::kFailed ? snapshot.error
                                                       : "Wait until its status is completed.");
  }
  std::string file = kind->name == "JSON" ? snapshot.file : "";
  if (file.empty()) {
    ASSIGN_OR_RETURN(const auto conversions, service.db().Read([&](db::Connection& tx) {
      return labeling::ConversionsOf(tx, snapshot.id);
    }));
    for (const ExportConversion& conversion : conversions) {
      if (conversion.kind == kind->name && conversion.state == ExportState::kCompleted)
        file = conversion.file;
    }
  }
  if (!file.empty()) {
    ASSIGN_OR_RETURN(auto bytes, FilesOf(service).Open(file));
    net::Response response = BytesAnswer(call, file, snapshot.md5, std::move(bytes));
    Attach(response, snapshot, *kind);
    return response;
  }
  ASSIGN_OR_RETURN(const labeling::Project project, service.db().Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, call.id());
  }));
  ASSIGN_OR_RETURN(auto bytes, FilesOf(service).Open(snapshot.file));
  const ExportWish wish{.kind = kind};
  ASSIGN_OR_RETURN(auto run, RunOfFile(service, project, wish, std::move(bytes)));
  net::Response response = EmptyAnswer(200);
  Attach(response, snapshot, *kind);
  response.source = MakeExportBody(service, std::move(run), FetchesMedia(wish));
  return response;
}

Outcome ConvertSnapshot(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const ExportSnapshot snapshot, Find(service, call));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kConversionOrder);
  const std::string name = form.Text("export_type").value_or("");
  const bool media = form.Bool("download_resources").value_or(false);
  RETURN_IF_ERROR(form.Done());
  if (labeling::FindExportKind(name) == nullptr)
    return FailField("export_type", Printable(name, 60) + " is not supported export format");
  if (snapshot.state != ExportState::kCompleted) {
    return FailField("non_field_errors",
                     "The snapshot is not completed. Convert it once its status is completed.");
  }
  ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                   service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
                     return labeling::AddConversion(tx, snapshot.id, name, media,
                                                    service.clock().Now());
                   }));
  if (!id.has_value())
    return FailField("non_field_errors", "Conversion to " + name + " already started");
  service.exports->StartConversion(call.id(), snapshot.id, *id);
  JsonWriter json;
  json.BeginObject();
  json.Member("export_type", name);
  json.Member("converted_format", *id);
  json.EndObject();
  return call.Later([&](Call::Respond respond) {
    service.exports->WhenDone(ExportWork::Job::kConversion, *id, service.options.sync_wait,
                              [respond, text = json.text()] { respond(JsonAnswer(200, text)); });
  });
}

}  // namespace millrace::api

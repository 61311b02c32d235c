#include "api/transfer/export.h"

#include <algorithm>

#include "api/service.h"
#include "api/transfer/export_body.h"
#include "base/ids.h"
#include "base/text.h"
#include "labeling/projects/projects.h"
#include "net/url.h"

namespace millrace::api {
namespace {

constexpr Member kQuery[] = {
    {.name = "exportType", .about = "Format of the file.", .choices = "JSON|JSON_MIN|CSV|TSV"},
    {.name = "export_type", .about = "The same.", .choices = "JSON|JSON_MIN|CSV|TSV"},
    {.name = "download_all_tasks",
     .type = Type::kBool,
     .about = "Whether tasks without annotations are exported too."},
    {.name = "download_resources",
     .type = Type::kBool,
     .about = "Accepted for Label Studio's clients; these formats hold no media."},
    {.name = "interpolate_key_frames",
     .type = Type::kBool,
     .about = "Whether the frames between the key frames of a video are filled in."},
    {.name = "ids[]", .type = Type::kList, .about = "Only these tasks.", .items = Type::kInt},
};

constexpr Member kFormatMembers[] = {
    {.name = "title", .about = "Its name for people."},
    {.name = "description", .about = "What the file holds."},
    {.name = "name", .about = "What exportType takes.", .choices = "JSON|JSON_MIN|CSV|TSV"},
};
constexpr Member kAuthMembers[] = {{.name = "detail", .about = "\"auth ok\"."}};

Result<bool> ReadFlag(Call& call, std::string_view name) {
  const auto text = call.Query(name);
  if (!text.has_value() || text->empty()) return false;
  if (const auto flag = ParseBool(*text)) return *flag;
  return FailField(std::string(name), "Must be a valid boolean.");
}

// ?ids[]=1&ids[]=2, ascending; nothing if none is given.
Result<std::optional<std::vector<int64_t>>> ReadIds(const Call& call) {
  std::vector<int64_t> ids;
  for (const auto& [name, value] : net::ParseQuery(call.request.query)) {
    if (name != "ids[]") continue;
    const auto id = ParseInt(value);
    if (!id.has_value())
      return FailField("ids[]", "\"" + Printable(value, 40) + "\" is not the number of a task.");
    ids.push_back(*id);
  }
  if (ids.empty()) return std::optional<std::vector<int64_t>>();
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  return std::optional(std::move(ids));
}

Result<const ExportKind*> ReadKind(Call& call) {
  std::string name = call.Query("exportType").value_or("");
  if (name.empty()) name = call.Query("export_type").value_or("");
  if (name.empty()) name = "JSON";
  if (const ExportKind* kind = FindExportKind(name); kind != nullptr) return kind;
  std::string known;
  for (const ExportKind& kind : ExportKinds())
    known += (known.empty() ? "" : ", ") + std::string(kind.name);
  return FailField("exportType", "\"" + Printable(name, 40) +
                                     "\" is not an export format. Use one of: " + known + ".");
}

}  // namespace

constinit const Shape kExportFormatShape{.name = "ExportFormat", .members = kFormatMembers};
constinit const Shape kExportAuthShape{.name = "ExportFileAccess", .members = kAuthMembers};
std::span<const Member> ExportQuery() { return kQuery; }

Outcome ExportProject(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const ExportKind* kind, ReadKind(call));
  ExportChoice choice;
  ASSIGN_OR_RETURN(choice.all_tasks, ReadFlag(call, "download_all_tasks"));
  ASSIGN_OR_RETURN(choice.frames, ReadFlag(call, "interpolate_key_frames"));
  RETURN_IF_ERROR(ReadFlag(call, "download_resources"));
  ASSIGN_OR_RETURN(choice.ids, ReadIds(call));
  ASSIGN_OR_RETURN(const labeling::Project project, service.db().Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, call.id());
  }));
  ASSIGN_OR_RETURN(std::shared_ptr<net::BodySource> body,
                   MakeExportBody(service, project, *kind, std::move(choice)));
  const std::string name = "project-" + std::to_string(project.id) + "-at-" +
                           FormatBasic(service.clock().Now()) + "-" + RandomHex(4) +
                           std::string(kind->extension);
  net::Response response = EmptyAnswer(200);
  response.headers.Add("Content-Type", std::string(kind->media));
  response.headers.Add("Content-Disposition", "attachment; filename=\"" + name + "\"");
  response.headers.Add("filename", name);
  response.source = std::move(body);
  return response;
}

Outcome ListExportFormats(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return labeling::GetProject(tx, call.id()); }));
  JsonWriter json;
  json.BeginArray();
  for (const ExportKind& kind : ExportKinds()) {
    json.BeginObject();
    json.Member("title", kind.title);
    json.Member("description", kind.about);
    json.Member("name", kind.name);
    json.EndObject();
  }
  json.EndArray();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome CheckExportFile(Service& service, Call& call) {
  std::string_view name = call.request.headers.Get("X-Original-URI");
  if (name.empty()) {
    return Fail(ErrorKind::kInvalid, "The header X-Original-URI is missing.",
                "Send the path of the exported file in it: /export/PROJECT-….");
  }
  if (const size_t at = name.find("/export/"); at != std::string_view::npos)
    name.remove_prefix(at + 8);
  const auto project = ParseInt(name.substr(0, name.find('-')));
  if (!project.has_value()) return JsonAnswer(422, R"({"detail":"Incorrect filename in export"})");
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return labeling::GetProject(tx, *project); }));
  return JsonAnswer(200, R"({"detail":"auth ok"})");
}

}  // namespace millrace::api

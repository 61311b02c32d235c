#include "api/transfer/export.h"

#include <algorithm>

#include "api/service.h"
#include "api/transfer/export_body.h"
#include "base/ids.h"
#include "base/text.h"
#include "labeling/formats/label_schema.h"
#include "labeling/projects/projects.h"
#include "net/url.h"

namespace millrace::api {
namespace {

constexpr Member kQuery[] = {
    {.name = "exportType", .about = "Format of the file.", .choices = kExportKindChoices},
    {.name = "export_type", .about = "The same.", .choices = kExportKindChoices},
    {.name = "download_all_tasks",
     .type = Type::kBool,
     .about = "Whether tasks without annotations are exported too."},
    {.name = "download_resources",
     .type = Type::kBool,
     .about = "Whether VOC, ASR_MANIFEST and DOCLANG hold the files that the tasks name; true "
              "without it. "
              "Other formats say it by their name."},
    {.name = "interpolate_key_frames",
     .type = Type::kBool,
     .about = "Whether the frames between the key frames of a video are filled in."},
    {.name = "ids[]", .type = Type::kList, .about = "Only these tasks.", .items = Type::kInt},
    {.name = "view", .type = Type::kInt, .about = "Only the tasks that this tab shows."},
};

constexpr Member kFormatMembers[] = {
    {.name = "title", .about = "Its name for people."},
    {.name = "description", .about = "What the file holds."},
    {.name = "link", .about = "Where it is described."},
    {.name = "tags",
     .type = Type::kList,
     .about = "What it is for.",
     .optional = true,
     .items = Type::kText},
    {.name = "name", .about = "What exportType takes.", .choices = kExportKindChoices},
    {.name = "disabled",
     .type = Type::kBool,
     .about = "True where it does not fit the label config.",
     .optional = true},
};
constexpr Member kAuthMembers[] = {{.name = "detail", .about = "\"auth ok\"."}};

Result<bool> ReadFlag(Call& call, std::string_view name, bool fallback = false) {
  const auto text = call.Query(name);
  if (!text.has_value() || text->empty()) return fallback;
  if (const auto flag = ParseBool(*text)) return *flag;
  return FailField(std::string(name), "Must be a valid boolean.");
}

// ?ids[]=1&ids[]=2 or ?ids[]=1,2, ascending; nothing if none is given.
Result<std::optional<std::vector<int64_t>>> ReadIds(const Call& call) {
  std::vector<int64_t> ids;
  for (const auto& [name, value] : net::ParseQuery(call.request.query)) {
    if (name != "ids[]") continue;
    for (const std::string& part : Split(value, ',')) {
      const auto id = ParseInt(part);
      if (!id.has_value())
        return FailField("ids[]", "\"" + Printable(part, 40) + "\" is not the number of a task.");
      ids.push_back(*id);
    }
  }
  if (ids.empty()) return std::optional<std::vector<int64_t>>();
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  return std::optional(std::move(ids));
}

void Append(JsonWriter& json, const labeling::ExportKind& kind, bool fits) {
  json.BeginObject();
  json.Member("title", kind.title);
  json.Member("description", kind.about);
  json.Member("link", "/docs/api");
  if (!kind.tags.empty()) {
    json.Key("tags");
    json.BeginArray();
    for (const std::string& tag : Split(kind.tags, '|')) json.String(tag);
    json.EndArray();
  }
  json.Member("name", kind.name);
  if (!fits) json.Member("disabled", true);
  json.EndObject();
}

}  // namespace

constinit const Shape kExportFormatShape{.name = "ExportFormat", .members = kFormatMembers};
constinit const Shape kExportAuthShape{.name = "ExportFileAccess", .members = kAuthMembers};
std::span<const Member> ExportQuery() { return kQuery; }

Result<const labeling::ExportKind*> ExportKindOf(std::string_view name, const char* field) {
  if (const auto* kind = labeling::FindExportKind(name); kind != nullptr) return kind;
  return FailField(field, "\"" + Printable(name, 40) + "\" is not an export format. Use one of: " +
                              labeling::ExportKindNames(", ") + ".");
}

Outcome ExportProject(Service& service, Call& call) {
  std::string format = call.Query("exportType").value_or("");
  if (format.empty()) format = call.Query("export_type").value_or("");
  ExportWish wish;
  ASSIGN_OR_RETURN(wish.kind, ExportKindOf(format.empty() ? "JSON" : format, "exportType"));
  ExportChoice choice;
  ASSIGN_OR_RETURN(choice.all_tasks, ReadFlag(call, "download_all_tasks"));
  ASSIGN_OR_RETURN(wish.frames, ReadFlag(call, "interpolate_key_frames"));
  ASSIGN_OR_RETURN(wish.media, ReadFlag(call, "download_resources", true));
  ASSIGN_OR_RETURN(choice.ids, ReadIds(call));
  ASSIGN_OR_RETURN(const std::optional<int64_t> view, call.QueryInt("view"));
  ASSIGN_OR_RETURN(const labeling::Project project, service.db().Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, call.id());
  }));
  if (view.has_value()) RETURN_IF_ERROR(ChooseView(service, project.id, *view, choice));
  ASSIGN_OR_RETURN(auto run, RunOfProject(service, project, wish, std::move(choice)));
  const std::string name = "project-" + std::to_string(project.id) + "-at-" +
                           FormatBasic(service.clock().Now()) + "-" + RandomHex(4) +
                           std::string(wish.kind->extension);
  net::Response response = EmptyAnswer(200);
  response.headers.Add("Content-Type", std::string(wish.kind->type));
  response.headers.Add("Content-Disposition", "attachment; filename=\"" + name + "\"");
  response.headers.Add("filename", name);
  response.source = MakeExportBody(service, std::move(run), FetchesMedia(wish));
  return response;
}

Outcome ListExportFormats(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const labeling::Project project, service.db().Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, call.id());
  }));
  const auto parsed = labeling::ParseLabelConfig(project.label_config);
  const labeling::LabelConfig config = parsed.has_value() ? *parsed : labeling::LabelConfig();
  JsonWriter json;
  json.BeginArray();
  for (const bool fits : {true, false}) {  // those that do not fit come last
    for (const labeling::ExportKind& kind : labeling::ExportKinds()) {
      if (labeling::FitsConfig(kind.name, config) == fits) Append(json, kind, fits);
    }
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

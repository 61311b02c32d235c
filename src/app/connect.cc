#include "app/connect.h"

#include <algorithm>

#include "app/job_text.h"
#include "app/json_access.h"
#include "base/text.h"

namespace millrace::app {
namespace {

namespace json = boost::json;

Result<json::object> AddStorage(CommandContext& context, int64_t project,
                                const StorageRequest& given) {
  json::object body{{"project", project},
                    {"role", given.role},
                    {"kind", given.kind},
                    {"params", given.params},
                    {"reuse", true}};
  if (!given.title.empty()) body["title"] = given.title;
  return CallObject(context.client, "POST", "/api/v1/storages", &body);
}

// Takes back what a command made that cannot be finished. What was there before stays.
void TakeBack(CommandContext& context, const Project& project,
              const std::vector<int64_t>& storages) {
  for (const int64_t id : storages)
    (void)context.client.Call("DELETE", "/api/v1/storages/" + std::to_string(id), "");
  if (project.created)
    (void)context.client.Call("DELETE", "/api/projects/" + std::to_string(project.id), "");
}

Result<Project> OpenByTitle(CommandContext& context, const std::string& title, bool init) {
  json::object body{{"title", title}, {"init", init}};
  if (!context.arguments.label_config_file.empty()) {
    ASSIGN_OR_RETURN(const std::string config, ReadTextFile(context.arguments.label_config_file));
    body["label_config"] = config;
  }
  ASSIGN_OR_RETURN(const json::object answer,
                   CallObject(context.client, "POST", "/api/v1/projects/open", &body));
  return Project{.id = IntOf(answer, "id"),
                 .title = TextOf(answer, "title"),
                 .created = BoolOf(answer, "created")};
}

}  // namespace

Result<Project> OpenProject(CommandContext& context) {
  const std::string& name = context.arguments.project;
  auto opened = OpenByTitle(context, name, context.arguments.init);
  if (opened || opened.error().kind != ErrorKind::kNotFound) return opened;
  const auto id = ParseInt(name);
  if (!id || *id <= 0) return opened;
  auto by_id = CallObject(context.client, "GET", "/api/projects/" + std::to_string(*id));
  if (!by_id) return opened;
  return Project{.id = *id, .title = TextOf(*by_id, "title")};
}

Result<Connected> Connect(CommandContext& context, const StorageRequests& requests) {
  Connected out;
  out.warnings = requests.warnings;
  ASSIGN_OR_RETURN(out.project, OpenProject(context));
  std::vector<int64_t> created;
  for (const StorageRequest& request : requests.storages) {
    auto added = AddStorage(context, out.project.id, request);
    if (!added) {
      TakeBack(context, out.project, created);
      return std::unexpected(std::move(added).error());
    }
    out.storages.push_back(ObjectOf(*added, "storage"));
    if (BoolOf(*added, "created")) created.push_back(IntOf(out.storages.back(), "id"));
    for (std::string& warning : TextsOf(*added, "warnings"))
      out.warnings.push_back(std::move(warning));
  }
  return out;
}

Result<std::vector<json::object>> ListStorages(Client& client, int64_t project) {
  const std::string query = project == 0 ? "" : "?project=" + std::to_string(project);
  ASSIGN_OR_RETURN(const json::object answer,
                   CallObject(client, "GET", "/api/v1/storages" + query));
  std::vector<json::object> storages = ObjectsOf(answer, "results");
  std::ranges::stable_sort(storages, {}, [](const json::object& storage) {
    return std::pair(IntOf(storage, "project"), TextOf(storage, "role") == "target");
  });
  return storages;
}

Result<json::object> FindStorage(CommandContext& context) {
  const std::string& wanted = context.arguments.storage;
  if (const auto id = ParseInt(wanted); id && *id > 0)
    return CallObject(context.client, "GET", "/api/v1/storages/" + std::to_string(*id));
  ASSIGN_OR_RETURN(const std::vector<json::object> storages, ListStorages(context.client, 0));
  std::vector<json::object> found;
  for (const json::object& storage : storages)
    if (TextOf(storage, "uri") == wanted || StorageName(storage, context.directory) == wanted ||
        StorageName(storage, "") == wanted)
      found.push_back(storage);
  if (found.size() == 1) return found.front();
  if (found.empty())
    return Fail(ErrorKind::kNotFound, "There is no storage \"" + Printable(wanted) + "\".",
                "millrace storage list shows the ids and names of all.");
  return Fail(ErrorKind::kConflict,
              Plural(static_cast<int64_t>(found.size()), "storage") + " are called \"" +
                  Printable(wanted) + "\".",
              "Give the id that millrace storage list shows.");
}

}  // namespace millrace::app

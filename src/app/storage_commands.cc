#include <boost/json.hpp>

#include "app/commands.h"
#include "app/connect.h"
#include "app/job_text.h"
#include "app/json_access.h"
#include "app/shell_word.h"
#include "app/sync_jobs.h"
#include "base/text.h"

namespace millrace::app {
namespace {

namespace json = boost::json;

std::string PathOf(const json::object& storage) {
  return "/api/v1/storages/" + std::to_string(IntOf(storage, "id"));
}

// What a list says about one storage, behind its name.
std::string State(const json::object& storage) {
  std::string text = TextOf(storage, "status");
  if (TextOf(storage, "role") == "source") {
    const int64_t failures = IntOf(storage, "failures");
    text += " · " + Plural(IntOf(storage, "objects") - failures, "object") + " in";
    if (const json::object counts = ObjectOf(storage, "counts"); !counts.empty()) {
      text += " · " + WithThousands(IntOf(counts, "new_tasks")) + " new at the last sync";
      for (const char* name : {"changed", "gone"})
        if (const int64_t count = IntOf(counts, name); count > 0)
          text += " · " + WithThousands(count) + " " + name;
      if (const int64_t skipped = IntOf(counts, "skipped_regex"); skipped > 0)
        text += " · " + WithThousands(skipped) + " skipped by the regex";
    }
    if (failures > 0) text += " · " + WithThousands(failures) + " failed";
    return text;
  }
  const json::object outbox = ObjectOf(storage, "outbox");
  text += " · " + WithThousands(IntOf(outbox, "written")) + " written";
  for (const char* name : {"pending", "failed", "conflicts", "kept"})
    if (const int64_t count = IntOf(outbox, name); count > 0)
      text += " · " + WithThousands(count) + " " + name;
  return text;
}

Result<int> RunJob(CommandContext& context, const std::string& action, json::object options) {
  ASSIGN_OR_RETURN(json::object storage, FindStorage(context));
  std::string project = std::to_string(IntOf(storage, "project"));
  json::array results;
  ASSIGN_OR_RETURN(const int status, RunJobs(context,
                                             {{.storage = std::move(storage),
                                               .project = std::move(project),
                                               .action = action,
                                               .options = std::move(options)}},
                                             results));
  context.console.JsonResult(json::serialize(json::object{{"results", results}}));
  return status;
}

json::object SyncOptions(const Arguments& arguments) {
  return {{"dry_run", arguments.dry_run},
          {"failed", arguments.failed},
          {"confirm_deletions", arguments.confirm_deletions}};
}

}  // namespace

Result<int> RunStorageAdd(CommandContext& context, const StorageRequests& requests) {
  ASSIGN_OR_RETURN(const Connected connected, Connect(context, requests));
  for (const std::string& warning : connected.warnings) context.console.Warning(warning);

  int status = kExitOk;
  json::array results;
  if (context.arguments.add_then_sync) {
    std::vector<JobRequest> jobs;
    for (const json::object& storage : connected.storages)
      jobs.push_back({.storage = storage, .project = ShellWord(connected.project.title)});
    ASSIGN_OR_RETURN(status, RunJobs(context, jobs, results));
  } else {
    for (const json::object& storage : connected.storages) {
      context.console.Line("  " + StorageLabel(storage, context.directory) + "  connected");
      results.push_back(json::object{{"storage", storage}});
    }
  }
  context.console.JsonResult(json::serialize(
      json::object{{"project", {{"id", connected.project.id}, {"title", connected.project.title}}},
                   {"results", results},
                   {"warnings", json::value_from(connected.warnings)}}));
  return status;
}

Result<int> RunStorageList(CommandContext& context) {
  int64_t project = 0;
  if (!context.arguments.project.empty()) {
    ASSIGN_OR_RETURN(const Project opened, OpenProject(context));
    project = opened.id;
  }
  ASSIGN_OR_RETURN(const std::vector<json::object> storages, ListStorages(context.client, project));
  json::array list;
  for (const json::object& storage : storages) {
    context.console.Line(std::to_string(IntOf(storage, "id")) + "  project " +
                         std::to_string(IntOf(storage, "project")) + "  " +
                         StorageLabel(storage, context.directory) + "  " + State(storage));
    for (const std::string& warning : TextsOf(storage, "warnings"))
      context.console.Line("    " + warning);
    list.push_back(storage);
  }
  if (storages.empty())
    context.console.Line(
        "No storage is connected yet. millrace storage add --help shows how to connect one.");
  context.console.JsonResult(json::serialize(json::object{{"storages", list}}));
  return kExitOk;
}

Result<int> RunStorageSync(CommandContext& context) {
  return RunJob(context, "sync", SyncOptions(context.arguments));
}

Result<int> RunStorageVerify(CommandContext& context) {
  return RunJob(context, "verify", {{"repair", context.arguments.repair}});
}

Result<int> RunSync(CommandContext& context) {
  std::vector<json::object> storages;
  std::string title;
  if (context.arguments.project.empty()) {
    ASSIGN_OR_RETURN(storages, ListStorages(context.client, 0));
  } else {
    ASSIGN_OR_RETURN(const Project project, OpenProject(context));
    title = ShellWord(project.title);
    ASSIGN_OR_RETURN(storages, ListStorages(context.client, project.id));
  }
  if (storages.empty())
    context.console.Line(
        "No storage is connected yet. millrace storage add --help shows how to connect one.");
  std::vector<JobRequest> jobs;
  for (json::object& storage : storages) {
    const json::value* synchronizable = storage.if_contains("synchronizable");
    if (synchronizable != nullptr && *synchronizable == false) continue;
    std::string project = title.empty() ? std::to_string(IntOf(storage, "project")) : title;
    jobs.push_back({.storage = std::move(storage),
                    .project = std::move(project),
                    .options = SyncOptions(context.arguments)});
  }
  json::array results;
  ASSIGN_OR_RETURN(const int status, RunJobs(context, jobs, results));
  context.console.JsonResult(json::serialize(json::object{{"results", results}}));
  return status;
}

Result<int> RunStorageConflicts(CommandContext& context) {
  const Arguments& arguments = context.arguments;
  ASSIGN_OR_RETURN(const json::object storage, FindStorage(context));
  const std::string path = PathOf(storage) + "/conflicts";
  if (arguments.decision.empty() && !arguments.subject) {
    ASSIGN_OR_RETURN(const json::object answer, CallObject(context.client, "GET", path));
    const std::vector<json::object> rows = ObjectsOf(answer, "results");
    for (const json::object& row : rows)
      context.console.Line("  " + std::to_string(IntOf(row, "subject")) + "  " +
                           Printable(TextOf(row, "key")) + "  " + TextOf(row, "error"));
    context.console.Line(
        rows.empty() ? "No conflicts: every object in the target is this project's."
                     : "Nothing was overwritten. Compare with --subject N, then decide with "
                       "--decide adopt, overwrite or keep.");
    context.console.JsonResult(json::serialize(answer));
    return kExitOk;
  }
  if (!arguments.subject) {
    const json::object body{{"decision", arguments.decision}};
    ASSIGN_OR_RETURN(const json::object answer,
                     CallObject(context.client, "POST", path + "/resolve", &body));
    const std::vector<json::object> failures = ObjectsOf(answer, "left");
    context.console.Line("  " + Plural(IntOf(answer, "resolved"), "conflict") + " decided");
    for (const json::object& failure : failures)
      context.console.Line("  " + std::to_string(IntOf(failure, "subject")) + "  " +
                           TextOf(failure, "error"));
    context.console.JsonResult(json::serialize(answer));
    return failures.empty() ? kExitOk : kExitWithErrors;
  }
  const std::string one = path + "/" + std::to_string(*arguments.subject);
  ASSIGN_OR_RETURN(const json::object conflict, CallObject(context.client, "GET", one));
  if (arguments.decision.empty()) {
    context.console.Line("ours:\n" + TextOf(conflict, "ours") + "\ntheirs:\n" +
                         TextOf(conflict, "theirs"));
    context.console.JsonResult(json::serialize(conflict));
    return kExitOk;
  }
  const json::object body{{"decision", arguments.decision},
                          {"foreign_token", TextOf(conflict, "theirs_token")}};
  ASSIGN_OR_RETURN(const json::value answer,
                   CallJson(context.client, "POST", one + "/resolve", &body));
  context.console.Line("  " + std::to_string(*arguments.subject) +
                       "  decided: " + arguments.decision);
  context.console.JsonResult(json::serialize(answer));
  return kExitOk;
}

}  // namespace millrace::app

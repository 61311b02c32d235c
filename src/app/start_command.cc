#include "app/start_command.h"

#include <boost/json.hpp>
#include <filesystem>

#include "api/server.h"
#include "app/browser.h"
#include "app/connect.h"
#include "app/json_access.h"
#include "app/services.h"
#include "app/shell_word.h"
#include "app/sign_in.h"
#include "app/sync_jobs.h"
#include "app/version.h"

namespace millrace::app {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

// A path as the person sees it: relative to where they are, when it lies below.
std::string Shown(const fs::path& path, const std::string& directory) {
  const std::string below = directory + "/";
  const std::string text = path.string();
  return text.starts_with(below) ? "./" + text.substr(below.size()) : text;
}

Result<json::array> ConnectAndSync(CommandContext& context, const StorageRequests& requests) {
  ASSIGN_OR_RETURN(const Connected connected, Connect(context, requests));
  for (const std::string& warning : connected.warnings) context.console.Warning(warning);
  std::vector<JobRequest> jobs;
  for (const json::object& storage : connected.storages)
    jobs.push_back({.storage = storage, .project = ShellWord(connected.project.title)});
  json::array results;
  RETURN_IF_ERROR(RunJobs(context, jobs, results));
  if (jobs.empty())
    context.console.Line("  project  " + connected.project.title +
                         (connected.project.created ? "  new" : ""));
  return results;
}

std::string NextStep(const Arguments& arguments) {
  if (arguments.project.empty())
    return "Next: connect a bucket   millrace storage add my_project --init --source s3 "
           "--source-path my-bucket";
  return "Next: look for new objects   millrace sync " + ShellWord(arguments.project) +
         "      stop   Ctrl-C";
}

}  // namespace

Result<int> RunStart(const Arguments& arguments, const Config& config,
                     const StorageRequests& requests, DataLock lock, const StopSignals& signals,
                     Console& console) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Services> services,
                   Services::Open(config, std::move(lock), {.serve = true}));
  const auto client = MakeInProcessClient(
      [&services](net::Request& request) { return services->api().Answer(request); });
  // Before the port opens, so that nobody else is the first to sign up.
  ASSIGN_OR_RETURN(const std::string sign_in, PrepareSignIn(config, *client, services->db()));
  ASSIGN_OR_RETURN(const std::unique_ptr<net::HttpServer> server, Serve(config, *services));

  std::error_code ignored;
  CommandContext context{.arguments = arguments,
                         .client = *client,
                         .console = console,
                         .stop = signals.token(),
                         .directory = fs::current_path(ignored).string()};
  const std::string url = config.LocalUrl(server->port());
  services->lock().Announce("start", url);
  console.Line("Millrace " + std::string(kVersion) + " · data in " +
               Shown(config.data_dir, context.directory) + " (SQLite) · " + url);

  if (config.open_signup && !config.OnLoopback()) {
    console.Warning("Anybody who reaches " + config.internal_host + " may sign up as " +
                    std::string(labeling::RoleName(config.signup_role)) +
                    ". MILLRACE_DISABLE_SIGNUP_WITHOUT_LINK=true closes sign-up without an "
                    "invitation.");
  }

  json::array results;
  if (!arguments.project.empty()) {
    ASSIGN_OR_RETURN(results, ConnectAndSync(context, requests));
  }
  if (!signals.token().stop_requested()) {
    const std::string& address = config.public_url.empty() ? url : config.public_url;
    console.Line("  sign in  " + address + (sign_in.empty() ? "" : "   " + sign_in));
    console.Line(NextStep(arguments));
    console.JsonResult(json::serialize(json::object{{"address", address}, {"results", results}}));
    if (!arguments.no_browser && !console.json()) OpenBrowser(address);
    signals.Wait();
  }
  console.Line("Stopping.");
  return kExitOk;
}

}  // namespace millrace::app

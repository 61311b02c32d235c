#include "app/sync_jobs.h"

#include <algorithm>
#include <optional>

#include "app/job_text.h"
#include "app/json_access.h"
#include "base/clock.h"
#include "net/url.h"

namespace millrace::app {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds kFirstLook{20}, kLookEvery{250};

// Follows the job to its end, or until a stop leaves it to the server: nothing then.
Result<std::optional<json::object>> Watch(CommandContext& context, const std::string& label,
                                          const std::string& handle) {
  const std::string target = "/api/v1/jobs/" + net::PercentEncode(handle);
  std::chrono::milliseconds pause = kFirstLook;
  bool cancelled = false;
  for (;;) {
    ASSIGN_OR_RETURN(json::object job, CallObject(context.client, "GET", target));
    if (Ended(job)) {
      context.console.EndProgress();
      return job;
    }
    context.console.Progress(label, JobBars(job), JobProgress(job));
    if (context.stop.stop_requested() && !cancelled) {
      if (context.client.beside_server()) return std::nullopt;
      RETURN_IF_ERROR(CallJson(context.client, "POST", target + "/cancel"));
      cancelled = true;
    }
    // After the stop there is nothing left to be woken by.
    SystemClock().Sleep(pause, cancelled ? std::stop_token() : context.stop);
    pause = std::min(pause * 2, kLookEvery);
  }
}

int StatusOf(const json::object& job) {
  const std::string state = TextOf(job, "state");
  if (state == "completed") return kExitOk;
  return state == "completed_with_errors" ? kExitWithErrors : kExitFailed;
}

int Worse(int a, int b) {
  if (a == kExitFailed || b == kExitFailed) return kExitFailed;
  return std::max(a, b);
}

}  // namespace

Result<int> RunJobs(CommandContext& context, const std::vector<JobRequest>& requests,
                    json::array& results) {
  int status = kExitOk;
  for (const JobRequest& request : requests) {
    const std::string label = StorageLabel(request.storage, context.directory);
    const std::string target =
        "/api/v1/storages/" + std::to_string(IntOf(request.storage, "id")) + "/" + request.action;
    auto started = CallObject(context.client, "POST", target, &request.options);
    if (!started) {  // a storage that cannot even be opened does not hide the others
      context.console.Line("  " + label + "  failed");
      context.console.Warning(started.error().Sentence());
      results.push_back(
          json::object{{"storage", request.storage}, {"error", started.error().Sentence()}});
      status = kExitFailed;
      continue;
    }
    ASSIGN_OR_RETURN(const std::optional<json::object> job,
                     Watch(context, label, TextOf(*started, "job")));
    if (!job) {
      context.console.Line("  " + label + "  goes on in the server: millrace storage list");
      return kExitFailed;
    }
    context.console.Line("  " + label + "  " + JobSummary(*job));
    for (const std::string& note : JobNotes(*job, request.project))
      context.console.Line("    " + note);
    results.push_back(json::object{{"storage", request.storage}, {"job", *job}});
    status = Worse(status, StatusOf(*job));
    if (context.stop.stop_requested()) return kExitFailed;
  }
  return status;
}

}  // namespace millrace::app

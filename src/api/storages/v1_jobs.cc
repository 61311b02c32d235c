#include "api/storages/v1_jobs.h"

#include "api/service.h"
#include "api/storages/job_json.h"
#include "api/storages/v1_job_shapes.h"
#include "labeling/storages/storages.h"
#include "net/url.h"

namespace millrace::api {
namespace {

constexpr int64_t kMaxWait = 60;                       // seconds
constexpr std::chrono::milliseconds kEventPause{500};  // between two progress events

net::Response Started(const std::string& handle) {
  JsonWriter json;
  json.BeginObject();
  json.Member("job", handle);
  json.EndObject();
  return JsonAnswer(202, std::move(json).Take());
}

Result<void> CheckStorage(Service& service, int64_t id) {
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return labeling::GetStorage(tx, id); }));
  return {};
}

std::string HandleOf(const Call& call) { return net::PercentDecode(call.words[0]); }

// Server-sent events (HTML Living Standard §9.2): progress until the job ends, then `done`.
class JobEvents final : public net::BodySource, public std::enable_shared_from_this<JobEvents> {
 public:
  JobEvents(sync::Engine& engine, std::string handle)
      : engine_(engine), handle_(std::move(handle)) {}

  void Next(Done done) override {
    if (ended_) {
      done(std::string());
      return;
    }
    if (first_) {
      first_ = false;
      auto status = engine_.Status(handle_);
      if (status.has_value())
        done(Event(*status));
      else
        done(std::unexpected(status.error()));
      return;
    }
    engine_.WhenDone(handle_, kEventPause,
                     [self = shared_from_this(), done = std::move(done)](
                         const sync::JobStatus& status) { done(self->Event(status)); });
  }

 private:
  std::string Event(const sync::JobStatus& status) {
    ended_ = Ended(status);
    return "event: " + std::string(ended_ ? "done" : "progress") +
           "\ndata: " + JobJson(handle_, status) + "\n\n";
  }

  sync::Engine& engine_;
  const std::string handle_;
  bool first_ = true, ended_ = false;
};

}  // namespace

Outcome StartSyncV1(Service& service, Call& call) {
  RETURN_IF_ERROR(CheckStorage(service, call.id()));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kSyncOptionsV1);
  sync::JobOptions options{.started_by = call.who.name()};
  options.dry_run = form.Bool("dry_run").value_or(false);
  options.retry_failed = form.Bool("failed").value_or(false);
  options.confirm_deletions = form.Bool("confirm_deletions").value_or(false);
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(const std::string handle, service.engine.StartSync(call.id(), options));
  return Started(handle);
}

Outcome StartVerifyV1(Service& service, Call& call) {
  RETURN_IF_ERROR(CheckStorage(service, call.id()));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kVerifyOptionsV1);
  sync::JobOptions options{.started_by = call.who.name()};
  options.repair = form.Bool("repair").value_or(false);
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(const std::string handle, service.engine.StartVerify(call.id(), options));
  return Started(handle);
}

Outcome GetJobV1(Service& service, Call& call) {
  const std::string handle = HandleOf(call);
  ASSIGN_OR_RETURN(const std::optional<int64_t> wait, call.QueryInt("wait"));
  ASSIGN_OR_RETURN(const sync::JobStatus status, service.engine.Status(handle));
  if (wait.value_or(0) <= 0 || Ended(status)) return JsonAnswer(200, JobJson(handle, status));
  return call.Later([&](Call::Respond respond) {
    service.engine.WhenDone(handle, std::chrono::seconds(std::min(*wait, kMaxWait)),
                            [handle, respond](const sync::JobStatus& now) {
                              respond(JsonAnswer(200, JobJson(handle, now)));
                            });
  });
}

Outcome CancelJobV1(Service& service, Call& call) {
  const std::string handle = HandleOf(call);
  RETURN_IF_ERROR(service.engine.Cancel(handle));
  ASSIGN_OR_RETURN(const sync::JobStatus status, service.engine.Status(handle));
  return JsonAnswer(200, JobJson(handle, status));
}

Outcome JobEventsV1(Service& service, Call& call) {
  const std::string handle = HandleOf(call);
  RETURN_IF_ERROR(service.engine.Status(handle));
  return EventAnswer(std::make_shared<JobEvents>(service.engine, handle));
}

}  // namespace millrace::api

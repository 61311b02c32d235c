#include "api/storages/check_events.h"

#include "api/storages/storage_probe.h"
#include "base/json_writer.h"

namespace millrace::api {
namespace {

std::string Event(std::string_view name, const std::string& data) {
  return "event: " + std::string(name) + "\ndata: " + data + "\n\n";
}

std::string StartedJson(const sync::Probe& probe) {
  JsonWriter json;
  json.BeginObject();
  json.Member("number", probe.number);
  json.Member("name", probe.name);
  json.Member("title", probe.title);
  json.EndObject();
  return std::move(json).Take();
}

// From the thread of the run to the session. Thread-safe.
class EventQueue {
 public:
  void Push(std::string event, bool last) {
    std::unique_lock lock(mutex_);
    events_ += event;
    ended_ = last;
    if (!waiting_) return;
    const auto done = std::exchange(waiting_, nullptr);
    std::string events = std::exchange(events_, "");
    lock.unlock();
    done(std::move(events));
  }

  void Next(net::BodySource::Done done) {
    std::unique_lock lock(mutex_);
    if (events_.empty() && !ended_) {
      waiting_ = std::move(done);
      return;
    }
    std::string events = std::exchange(events_, "");  // nothing: this was the end
    lock.unlock();
    done(std::move(events));
  }

 private:
  std::mutex mutex_;
  std::string events_;
  bool ended_ = false;
  net::BodySource::Done waiting_;
};

class CheckEvents final : public net::BodySource {
 public:
  CheckEvents(std::shared_ptr<EventQueue> queue, std::stop_source run)
      : queue_(std::move(queue)), run_(std::move(run)) {}
  ~CheckEvents() override { run_.request_stop(); }

  void Next(Done done) override { queue_->Next(std::move(done)); }

 private:
  const std::shared_ptr<EventQueue> queue_;
  std::stop_source run_;
};

}  // namespace

bool WantsEvents(const net::Request& request) {
  return request.headers.Get("Accept").find(kEventStream) != std::string_view::npos;
}

Outcome AnswerCheckEvents(Service& service, sync::ConnectionSpec spec, sync::DoctorOptions options,
                          std::string place) {
  const auto queue = std::make_shared<EventQueue>();
  options.progress = [queue](const sync::Probe& probe, bool ended) {
    queue->Push(ended ? Event("probe", ProbeJson(probe)) : Event("started", StartedJson(probe)),
                false);
  };
  ASSIGN_OR_RETURN(
      std::stop_source run,
      service.engine.Examine(std::move(spec), std::move(options),
                             [queue, place = std::move(place)](const sync::Diagnosis& diagnosis) {
                               queue->Push(Event("done", DiagnosisJson(diagnosis, place)), true);
                             }));
  return EventAnswer(std::make_shared<CheckEvents>(queue, std::move(run)));
}

}  // namespace millrace::api

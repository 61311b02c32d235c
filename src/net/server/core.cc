#include "net/server/core.h"

#include <algorithm>

#include "net/server/session.h"

namespace millrace::net {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Core::Core(HttpServer::Options server_options, Handler request_handler)
    : options(std::move(server_options)),
      handler(std::move(request_handler)),
      workers(options.workers) {}

Core::~Core() = default;

void Core::RunOnWorker(WorkerPool::Job job) {
  jobs_.push_back(std::move(job));
  // Runs behind what is ready now, which may add more.
  if (jobs_.size() == 1) asio::post(io, [this] { workers.Add(jobs_); });
}

void Core::Deliver(std::weak_ptr<Session> session, Answer answer) {
  bool wake;
  {
    std::lock_guard lock(mutex_);
    wake = deliveries_.empty();
    deliveries_.push_back({std::move(session), std::move(answer)});
  }
  if (wake) asio::post(io, [this] { TakeDeliveries(); });
}

void Core::TakeDeliveries() {
  {
    std::lock_guard lock(mutex_);
    taken_.swap(deliveries_);
  }
  for (Delivery& delivery : taken_) {
    const auto session = delivery.session.lock();
    if (session == nullptr) continue;
    if (auto* response = std::get_if<Response>(&delivery.answer)) {
      session->OnResponse(std::move(*response));
    } else if (auto* admission = std::get_if<Admission>(&delivery.answer)) {
      session->OnAdmission(std::move(*admission));
    } else if (auto* spooled = std::get_if<Spooled>(&delivery.answer)) {
      session->OnSpooled(std::move(spooled->outcome));
    } else {
      session->OnPiece(std::get<Result<std::string>>(std::move(delivery.answer)));
    }
  }
  taken_.clear();
}

void Core::Add(std::shared_ptr<Session> session) {
  Session& added = *session;
  sessions_.insert(std::move(session));
  added.Start();
}

void Core::StartClock() {
  const auto shortest = std::min<milliseconds>(options.idle_timeout, options.io_timeout) / 4;
  clock_.expires_after(std::clamp(shortest, milliseconds(20), milliseconds(1000)));
  clock_.async_wait([this](AsioError error) {
    if (error || stopping_) return;
    Tick();
    StartClock();
  });
}

void Core::Tick() {
  const auto now = steady_clock::now();
  std::vector<std::shared_ptr<Session>> late;  // they remove themselves
  for (const auto& session : sessions_) {
    if (session->deadline() <= now) late.push_back(session);
  }
  for (const auto& session : late) session->OnDeadline();
}

void Core::BeginStop() {
  stopping_ = true;
  clock_.cancel();
  const std::vector<std::shared_ptr<Session>> all(sessions_.begin(), sessions_.end());
  for (const auto& session : all) session->BeginStop();
}

void Core::FinishStop(milliseconds grace) {
  const std::vector<std::shared_ptr<Session>> all(sessions_.begin(), sessions_.end());
  for (const auto& session : all) session->FinishStop();
  AwaitSessions(steady_clock::now() + grace);
}

void Core::AwaitSessions(steady_clock::time_point deadline) {
  if (sessions_.empty()) return;
  if (steady_clock::now() >= deadline) {
    const std::vector<std::shared_ptr<Session>> all(sessions_.begin(), sessions_.end());
    for (const auto& session : all) session->Close();
    return;
  }
  clock_.expires_after(milliseconds(5));
  clock_.async_wait([this, deadline](AsioError) { AwaitSessions(deadline); });
}

}  // namespace millrace::net

// What the sessions of one server share.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <variant>
#include <vector>

#include "net/http_server.h"
#include "net/server/asio.h"
#include "net/server/worker_pool.h"

namespace millrace::net {

class Session;

// Lives on the I/O thread, but for Deliver. Owned by the server; whoever answers later, from
// another thread, holds a weak pointer, so that an answer may come when the server is gone.
class Core : public std::enable_shared_from_this<Core> {
 public:
  Core(HttpServer::Options server_options, Handler request_handler);
  ~Core();

  const HttpServer::Options options;
  const Handler handler;
  asio::io_context io{1};
  WorkerPool workers;

  // Runs on a worker. The jobs of one turn of the I/O loop go to the workers together.
  void RunOnWorker(WorkerPool::Job job);

  // From any thread: hands the session an answer, a piece of its body, or what became of a
  // request's body, on the I/O thread.
  struct Spooled {
    Result<void> outcome;
  };
  using Answer = std::variant<Response, Result<std::string>, Admission, Spooled>;
  void Deliver(std::weak_ptr<Session> session, Answer answer);

  void Add(std::shared_ptr<Session> session);
  void Remove(const std::shared_ptr<Session>& session) { sessions_.erase(session); }

  // Looks at all sessions' time limits again and again, until StopSessions.
  void StartClock();
  bool stopping() const { return stopping_; }
  // The first step of the end: sessions without a running handler close, others do after their
  // answer.
  void BeginStop();
  // The last step, once no handler runs: answers being written get `grace` to reach their clients.
  void FinishStop(std::chrono::milliseconds grace);

 private:
  struct Delivery {
    std::weak_ptr<Session> session;
    Answer answer;
  };
  void Tick();
  void TakeDeliveries();
  void AwaitSessions(std::chrono::steady_clock::time_point deadline);

  bool stopping_ = false;
  asio::steady_timer clock_{io};
  std::vector<WorkerPool::Job> jobs_;
  std::unordered_set<std::shared_ptr<Session>> sessions_;

  std::mutex mutex_;  // guards this one
  std::vector<Delivery> deliveries_;
  std::vector<Delivery> taken_;
};

}  // namespace millrace::net

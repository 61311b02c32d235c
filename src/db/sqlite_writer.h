// Group commit: write bodies that wait together share one transaction and one fsync.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "db/sqlite_connection.h"

namespace millrace::db {

// Owns the only connection that writes, and the thread that uses it. Thread-safe.
class SqliteWriter {
 public:
  using Body = std::function<Result<void>(Connection&)>;

  // A transaction that ran for `group_time` takes up no further body, so that one long body does
  // not add to the wait of all others.
  explicit SqliteWriter(std::unique_ptr<SqliteConnection> connection,
                        std::chrono::milliseconds group_time = std::chrono::milliseconds(50));
  ~SqliteWriter();  // no thread may be inside Run any more
  SqliteWriter(const SqliteWriter&) = delete;
  SqliteWriter& operator=(const SqliteWriter&) = delete;

  // Runs `body` on the writer's thread; returns when it is committed or undone.
  Result<void> Run(Durability durability, const Body& body);
  bool OnWriterThread() const { return std::this_thread::get_id() == thread_.get_id(); }
  // Bodies that no transaction has taken up yet.
  size_t waiting() const;

 private:
  struct Request {
    Durability durability;
    const Body* body;
    Result<void> outcome;
    bool done = false;
    std::condition_variable wake;
  };
  void Loop();
  // Runs the first requests of `group` in one transaction; returns how many it settled.
  size_t RunGroup(std::span<Request* const> group);
  Result<void> RunBody(Request& request, bool alone);
  Result<void> Begin(Durability durability);

  std::unique_ptr<SqliteConnection> connection_;
  const std::chrono::milliseconds group_time_;
  std::optional<Durability> synchronous_;  // what the connection is set to
  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::deque<Request*> waiting_;
  bool stop_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace millrace::db

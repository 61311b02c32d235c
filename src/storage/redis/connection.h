// Signed-in connections to a Redis, and the pool that keeps them.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/secret.h"
#include "net/stream.h"
#include "storage/redis/errors.h"
#include "storage/redis/resp.h"

namespace millrace::storage::redis {

struct ConnectionOptions {
  net::StreamOptions stream;
  std::string username;
  Secret password;
  int64_t db = 0;
  std::chrono::milliseconds patience{30'000};  // for the next byte, either way

  Place place() const;
};

// One thread at a time.
class Connection {
 public:
  // Connects, signs in, selects the database, and asks for the run id.
  static Result<std::unique_ptr<Connection>> Open(const ConnectionOptions& options);
  // Over a stream that stands already; for tests.
  static Result<std::unique_ptr<Connection>> SignIn(std::unique_ptr<net::Stream> stream,
                                                    const ConnectionOptions& options);

  // Asks `count` questions: `ask` appends the one command of question i, and `answer` gets its
  // answer; both in order. Many are under way at a time; how many depends on the size of what
  // comes, so that what waits in the server stays small. An Error is that of the connection, which
  // is of no use any more; the questions that `answer` was not called for are open. Error replies
  // are answers.
  using Ask = std::function<void(size_t, Commands&)>;
  using Answer = std::function<void(size_t, Reply)>;
  Result<void> Pipeline(size_t count, const Ask& ask, const Answer& answer);
  // One question. An error reply is an answer here too.
  Result<Reply> One(std::initializer_list<std::string_view> words);

  // Differs after each start of the server, which ends all cursors. "" if the server did not tell.
  const std::string& run_id() const { return run_id_; }
  bool broken() const { return broken_; }
  bool Quiet() { return stream_->Quiet(); }

 private:
  Connection(std::unique_ptr<net::Stream> stream, const ConnectionOptions& options);
  Result<void> Begin();
  Result<void> Send();
  // Reads once, at least one byte.
  Result<void> Receive();
  std::unexpected<Error> Broken(Error error);

  const std::unique_ptr<net::Stream> stream_;
  const ConnectionOptions& options_;
  const Place place_;
  ReplyReader reader_;
  Commands commands_;
  std::vector<char> received_;
  std::string run_id_;
  bool answered_ = false;  // it spoke RESP once
  bool broken_ = false;
};

// Thread-safe.
class Pool {
 public:
  explicit Pool(ConnectionOptions options);

  // A connection for one thread; it goes back when this dies, unless it broke.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection)
        : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    Connection* operator->() const { return connection_.get(); }
    Connection& operator*() const { return *connection_; }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };
  // A kept one that still stands, else a new one. An error names `operation` and `key`.
  Result<Lease> Take(std::string_view operation, std::string_view key);

  // By what cursors know the run of the server: its id; without one, a name that changes whenever a
  // connection of this pool broke.
  std::string RunId(const Connection& connection);

  const ConnectionOptions& options() const { return options_; }
  const Place& place() const { return place_; }

 private:
  void GiveBack(std::unique_ptr<Connection> connection);
  void NewEpoch();  // with mutex_

  const ConnectionOptions options_;
  const Place place_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::string epoch_;
};

}  // namespace millrace::storage::redis

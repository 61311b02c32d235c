// The connections that read: opened when needed, at most so many.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "db/sqlite_connection.h"

namespace millrace::db {

// Thread-safe.
class SqliteReaders {
 public:
  SqliteReaders(std::string path, int limit);

  // A connection for the caller alone; goes back when the lease dies. Waits while all are taken.
  class Lease {
   public:
    Lease(SqliteReaders* pool, std::unique_ptr<SqliteConnection> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_ != nullptr) pool_->Return(std::move(connection_));
    }
    SqliteConnection& connection() { return *connection_; }

   private:
    SqliteReaders* pool_;
    std::unique_ptr<SqliteConnection> connection_;
  };
  Result<Lease> Take();

 private:
  void Return(std::unique_ptr<SqliteConnection> connection);

  const std::string path_;
  const int limit_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<SqliteConnection>> free_;
  int open_ = 0;  // free and taken
};

}  // namespace millrace::db

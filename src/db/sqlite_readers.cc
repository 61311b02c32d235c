#include "db/sqlite_readers.h"

#include <algorithm>

namespace millrace::db {
namespace {

constexpr int kCacheMib = 8;

}  // namespace

SqliteReaders::SqliteReaders(std::string path, int limit)
    : path_(std::move(path)), limit_(std::max(limit, 1)) {}

Result<SqliteReaders::Lease> SqliteReaders::Take() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] { return !free_.empty() || open_ < limit_; });
  if (!free_.empty()) {
    // The one used last has the warmest cache.
    std::unique_ptr<SqliteConnection> connection = std::move(free_.back());
    free_.pop_back();
    return Lease(this, std::move(connection));
  }
  ++open_;
  lock.unlock();
  auto opened = SqliteConnection::Open(path_, SqliteConnection::Use::kRead, kCacheMib);
  if (!opened.has_value()) {
    lock.lock();
    --open_;
    lock.unlock();
    returned_.notify_one();
    return std::unexpected(std::move(opened).error());
  }
  return Lease(this, *std::move(opened));
}

void SqliteReaders::Return(std::unique_ptr<SqliteConnection> connection) {
  {
    std::lock_guard lock(mutex_);
    free_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

}  // namespace millrace::db

#include "db/sqlite_writer.h"

#include <algorithm>
#include <exception>

namespace millrace::db {
namespace {

constexpr size_t kMaxGroup = 512;

}  // namespace

SqliteWriter::SqliteWriter(std::unique_ptr<SqliteConnection> connection,
                           std::chrono::milliseconds group_time)
    : connection_(std::move(connection)), group_time_(group_time), thread_([this] { Loop(); }) {}

SqliteWriter::~SqliteWriter() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  work_.notify_one();
  thread_.join();
}

Result<void> SqliteWriter::Run(Durability durability, const Body& body) {
  Request request{.durability = durability, .body = &body};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&request);
  work_.notify_one();
  request.wake.wait(lock, [&] { return request.done; });
  return std::move(request.outcome);
}

size_t SqliteWriter::waiting() const {
  std::lock_guard lock(mutex_);
  return waiting_.size();
}

void SqliteWriter::Loop() {
  std::vector<Request*> group;
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const size_t size = std::min(waiting_.size(), kMaxGroup);
    group.assign(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(size));
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(size));
    lock.unlock();
    const size_t settled = RunGroup(group);
    lock.lock();
    waiting_.insert(waiting_.begin(), group.begin() + static_cast<ptrdiff_t>(settled), group.end());
    for (Request* request : std::span(group).first(settled)) {
      request->done = true;
      // Under the lock: the request lies on its caller's stack and dies once that wakes.
      request->wake.notify_one();
    }
  }
}

Result<void> SqliteWriter::Begin(Durability durability) {
  // SQLite ignores this pragma inside a transaction.
  if (synchronous_ != durability) {
    RETURN_IF_ERROR(connection_->Execute(durability == Durability::kFull
                                             ? "PRAGMA synchronous = FULL"
                                             : "PRAGMA synchronous = NORMAL"));
    synchronous_ = durability;
  }
  RETURN_IF_ERROR(connection_->Execute("BEGIN IMMEDIATE"));
  return {};
}

size_t SqliteWriter::RunGroup(std::span<Request* const> group) {
  const bool full = std::ranges::any_of(
      group, [](const Request* request) { return request->durability == Durability::kFull; });
  const auto fail_all = [&](size_t count, const Error& error) {
    for (Request* request : group.first(count)) {
      if (request->outcome.has_value()) request->outcome = std::unexpected(error);
    }
    if (connection_->in_transaction()) (void)connection_->Execute("ROLLBACK");
    return count;
  };
  if (auto begun = Begin(full ? Durability::kFull : Durability::kNormal); !begun.has_value()) {
    return fail_all(group.size(), begun.error());
  }
  const auto deadline = std::chrono::steady_clock::now() + group_time_;
  const bool alone = group.size() == 1;
  size_t ran = 0;
  while (ran < group.size()) {
    Request& request = *group[ran++];
    request.outcome = RunBody(request, alone);
    if (!connection_->in_transaction() && !alone) {
      // SQLite undid the whole transaction, the work of the bodies before included.
      return fail_all(ran, request.outcome.has_value()
                               ? Error{.message = "A write body ended the transaction."}
                               : request.outcome.error());
    }
    if (std::chrono::steady_clock::now() >= deadline) break;
  }
  if (alone && !group[0]->outcome.has_value()) {
    if (connection_->in_transaction()) (void)connection_->Execute("ROLLBACK");
    return 1;
  }
  if (auto committed = connection_->Execute("COMMIT"); !committed.has_value()) {
    return fail_all(ran, committed.error());
  }
  return ran;
}

Result<void> SqliteWriter::RunBody(Request& request, bool alone) {
  if (!alone) RETURN_IF_ERROR(connection_->Execute("SAVEPOINT body"));
  Result<void> outcome;
  try {
    outcome = (*request.body)(*connection_);
  } catch (const std::exception& exception) {
    outcome = Fail(ErrorKind::kInternal, std::string("A write failed: ") + exception.what());
  }
  if (alone || !connection_->in_transaction()) return outcome;
  if (!outcome.has_value()) RETURN_IF_ERROR(connection_->Execute("ROLLBACK TO body"));
  RETURN_IF_ERROR(connection_->Execute("RELEASE body"));
  return outcome;
}

}  // namespace millrace::db

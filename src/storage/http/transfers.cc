#include "storage/http/transfers.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace millrace::storage::http {
namespace {

constexpr size_t kMaxErrorBody = 64 << 10;

bool IsSuccess(int status) { return status >= 200 && status < 300; }

}  // namespace

// Shared by the caller of RunTransfers and the transfers.
class Batch : public std::enable_shared_from_this<Batch> {
 public:
  Batch(Bucket& bucket, size_t count, size_t concurrency,
        std::function<std::shared_ptr<Transfer>(size_t)> make)
      : bucket_(bucket),
        count_(count),
        concurrency_(std::max<size_t>(concurrency, 1)),
        make_(std::move(make)),
        left_(count) {}

  void Run();
  // A transfer in flight ended.
  void Done();
  // It has to be prepared and sent again.
  void Repeat(std::shared_ptr<Transfer> transfer);

 private:
  using Queue = std::deque<std::shared_ptr<Transfer>>;

  bool Prepare(Transfer& transfer);
  void Start(const std::shared_ptr<Transfer>& transfer);

  // These are called with the mutex held.
  // Half of a round is left when the next one is prepared, so that the two threads seldom wait.
  bool WantsMore() const {
    return !again_.empty() || (next_ < count_ && ready_.size() <= concurrency_ / 2);
  }
  Queue TakeWork();
  std::shared_ptr<Transfer> TakeReady();

  Bucket& bucket_;
  const size_t count_, concurrency_;
  const std::function<std::shared_ptr<Transfer>(size_t)> make_;
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t next_ = 0;  // first index without a transfer
  size_t in_flight_ = 0;
  size_t left_;  // not ended yet
  Queue again_;  // to prepare once more
  Queue ready_;  // prepared
};

bool Transfer::OnHead(int answered, const net::Headers& headers) {
  status = answered;
  if (IsSuccess(answered)) return OnSuccess(headers);
  refusal = headers;
  return true;
}

bool Transfer::OnData(std::string_view bytes) {
  if (IsSuccess(status)) return OnBytes(bytes);
  body_.append(bytes.substr(0, kMaxErrorBody - std::min(kMaxErrorBody, body_.size())));
  return true;
}

void Transfer::OnDone(Result<void> outcome) {
  outcome = Judge(std::move(outcome));
  if (outcome.has_value() && !IsSuccess(status)) {
    if (!repeated_ && attempt_->Learn(status, refusal, body_)) {
      repeated_ = true;
      body_.clear();
      batch_->Repeat(shared_from_this());
      return;
    }
    outcome = std::unexpected(attempt_->Refused(status, refusal, body_));
  }
  Finish(std::move(outcome));
  // The batch holds its transfers, they hold it; this one is done with it.
  const std::shared_ptr<Batch> batch = std::move(batch_);
  batch->Done();
}

bool Batch::Prepare(Transfer& transfer) {
  transfer.batch_ = shared_from_this();
  auto attempt = bucket_.Prepare(transfer.MakeCall());
  if (attempt.has_value()) {
    transfer.attempt_ = *std::move(attempt);
    return true;
  }
  transfer.Finish(std::unexpected(std::move(attempt).error()));
  transfer.batch_ = nullptr;
  return false;
}

void Batch::Start(const std::shared_ptr<Transfer>& transfer) {
  bucket_.client().Start(std::move(transfer->attempt_->request), transfer);
}

Batch::Queue Batch::TakeWork() {
  Queue work;
  work.swap(again_);
  while (next_ < count_ && work.size() < concurrency_) work.push_back(make_(next_++));
  return work;
}

std::shared_ptr<Transfer> Batch::TakeReady() {
  if (ready_.empty() || in_flight_ >= concurrency_) return nullptr;
  std::shared_ptr<Transfer> transfer = std::move(ready_.front());
  ready_.pop_front();
  ++in_flight_;
  return transfer;
}

void Batch::Run() {
  std::unique_lock lock(mutex_);
  while (left_ > 0) {
    changed_.wait(lock, [&] { return left_ == 0 || WantsMore(); });
    Queue work = TakeWork();
    lock.unlock();
    size_t failed = 0;
    for (auto& transfer : work) {
      if (Prepare(*transfer)) continue;
      transfer = nullptr;
      ++failed;
    }
    lock.lock();
    left_ -= failed;
    for (auto& transfer : work)
      if (transfer != nullptr) ready_.push_back(std::move(transfer));
    while (const auto transfer = TakeReady()) {
      lock.unlock();
      Start(transfer);
      lock.lock();
    }
  }
}

void Batch::Done() {
  std::unique_lock lock(mutex_);
  --in_flight_;
  --left_;
  const auto next = TakeReady();
  if (left_ == 0 || WantsMore()) changed_.notify_one();
  lock.unlock();
  if (next != nullptr) Start(next);
}

void Batch::Repeat(std::shared_ptr<Transfer> transfer) {
  std::lock_guard lock(mutex_);
  --in_flight_;
  again_.push_back(std::move(transfer));
  changed_.notify_one();
}

void RunTransfers(Bucket& bucket, size_t count, size_t concurrency,
                  std::function<std::shared_ptr<Transfer>(size_t)> make) {
  if (count == 0) return;
  std::make_shared<Batch>(bucket, count, concurrency, std::move(make))->Run();
}

}  // namespace millrace::storage::http

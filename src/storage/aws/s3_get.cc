#include "storage/aws/s3_get.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <limits>
#include <memory>
#include <mutex>

#include "base/text.h"
#include "storage/aws/list_xml.h"

namespace millrace::storage::aws {
namespace {

constexpr size_t kMaxErrorBody = 64 << 10;

class Transfer;

// Shared by the caller of GetObjects and the transfers. The caller's thread prepares requests
// ahead, since signing them, and getting credentials all the more, would hold up all transfers on
// the client's thread; that one only starts the next prepared request when one ends.
class Batch : public std::enable_shared_from_this<Batch> {
 public:
  Batch(Connection& connection, std::span<const GetRequest> requests, GetSink& sink,
        size_t concurrency)
      : connection_(connection),
        requests_(requests),
        sink_(sink),
        concurrency_(std::max<size_t>(concurrency, 1)),
        left_(requests.size()) {}

  // Returns when every request ended.
  void Run();

  Connection& connection() { return connection_; }
  const GetRequest& request(size_t index) const { return requests_[index]; }
  GetSink& sink() { return sink_; }

  // A transfer in flight ended.
  void Done(size_t index, Result<void> outcome);
  // It has to be prepared and sent again.
  void Repeat(std::shared_ptr<Transfer> transfer);

 private:
  using Transfers = std::deque<std::shared_ptr<Transfer>>;

  // These are called with the mutex held.
  // Half of a round is left when the next one is prepared, so that the two threads seldom wait.
  bool WantsMore() const {
    return !again_.empty() || (next_ < requests_.size() && ready_.size() <= concurrency_ / 2);
  }
  Transfers TakeWork();
  std::shared_ptr<Transfer> TakeReady();

  Connection& connection_;
  const std::span<const GetRequest> requests_;
  GetSink& sink_;
  const size_t concurrency_;
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t next_ = 0;  // first request without a transfer
  size_t in_flight_ = 0;
  size_t left_;      // not ended yet
  Transfers again_;  // to prepare once more
  Transfers ready_;  // prepared
};

// One GET. After a wrong region it is sent once more.
class Transfer final : public net::HttpSink, public std::enable_shared_from_this<Transfer> {
 public:
  Transfer(std::shared_ptr<Batch> batch, size_t index) : batch_(std::move(batch)), index_(index) {}

  size_t index() const { return index_; }

  Result<void> Prepare() {
    ASSIGN_OR_RETURN(prepared_, batch_->connection().Prepare(MakeCall()));
    return {};
  }

  void Start() {
    batch_->connection().http().Start(std::move(prepared_.request), shared_from_this());
  }

  bool OnHead(int status, const net::Headers& headers) override {
    status_ = status;
    if (status != 200 && status != 206) {
      headers_ = headers;
      return true;
    }
    const GetRequest& request = batch_->request(index_);
    const ObjectInfo info = InfoFromHeaders(request.key, headers);
    if (request.length != 0) keep_ = request.length;
    if (const std::string_view range = headers.Get("Content-Range"); !range.empty()) {
      // The status does not tell: some servers send a part with 200.
      if (!range.starts_with("bytes " + std::to_string(request.offset) + "-")) {
        wrong_part_ = range;
        return false;
      }
    } else if (status == 200) {
      // A server that ignores Range sends everything.
      skip_ = request.offset;
      if (request.offset > 0 && request.offset >= info.size) {
        status_ = 416;
        return true;
      }
    }
    return batch_->sink().Start(index_, info);
  }

  bool OnData(std::string_view bytes) override {
    if (status_ != 200 && status_ != 206) {
      body_.append(bytes.substr(0, kMaxErrorBody - std::min(kMaxErrorBody, body_.size())));
      return true;
    }
    const size_t skipped = std::min<uint64_t>(skip_, bytes.size());
    skip_ -= skipped;
    bytes.remove_prefix(skipped);
    bytes = bytes.substr(0, std::min<uint64_t>(keep_, bytes.size()));
    keep_ -= bytes.size();
    return bytes.empty() || batch_->sink().Data(index_, bytes);
  }

  void OnDone(Result<void> outcome) override {
    const GetRequest& request = batch_->request(index_);
    if (!wrong_part_.empty()) {
      outcome = FailForNow(ErrorKind::kCorrupt,
                           prepared_.endpoint->host + " sent \"" + Printable(wrong_part_, 60) +
                               "\" of \"" + Printable(request.key) + "\", which is not the part " +
                               "that was asked for.",
                           "It is tried again.");
    }
    if (!outcome.has_value()) {
      outcome.error().operation = "get";
      outcome.error().key = request.key;
    } else if (status_ == 416 && request.offset == 0) {
      // No byte range fits an empty object (RFC 9110 §15.5.17).
      outcome = StartEmpty();
    } else if (status_ != 200 && status_ != 206) {
      if (!retried_ && batch_->connection().Learn(prepared_, status_, headers_, body_)) {
        retried_ = true;
        body_.clear();
        batch_->Repeat(shared_from_this());
        return;
      }
      outcome = std::unexpected(
          batch_->connection().Refused(prepared_, MakeCall(), status_, headers_, body_));
    }
    batch_->Done(index_, std::move(outcome));
  }

 private:
  Call MakeCall() const {
    const GetRequest& request = batch_->request(index_);
    Call call{.operation = Operation::kGet, .key = request.key, .about = request.key};
    if (std::string range = RangeHeader(request); !range.empty()) {
      call.headers.Add("Range", std::move(range));
    }
    if (!request.if_match.empty()) {
      call.headers.Add("If-Match", request.if_match);
      call.precondition = Precondition::kMatches;
    }
    return call;
  }

  Result<void> StartEmpty() {
    ObjectInfo info = InfoFromHeaders(batch_->request(index_).key, headers_);
    info.size = 0;
    // The answer describes no object; what was asked for still names its version.
    if (info.token.empty()) info.token = batch_->request(index_).if_match;
    if (batch_->sink().Start(index_, info)) return {};
    return Fail(ErrorKind::kCancelled, "The transfer was dropped by its receiver.");
  }

  const std::shared_ptr<Batch> batch_;
  const size_t index_;
  Connection::Prepared prepared_;
  int status_ = 0;
  net::Headers headers_;  // of an answer that is no object
  std::string body_;
  uint64_t skip_ = 0;
  uint64_t keep_ = std::numeric_limits<uint64_t>::max();
  std::string wrong_part_;  // the Content-Range, if it is another one
  bool retried_ = false;
};

Batch::Transfers Batch::TakeWork() {
  Transfers work;
  work.swap(again_);
  while (next_ < requests_.size() && work.size() < concurrency_) {
    work.push_back(std::make_shared<Transfer>(shared_from_this(), next_++));
  }
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
    Transfers work = TakeWork();
    lock.unlock();
    size_t failed = 0;
    for (auto& transfer : work) {
      if (auto prepared = transfer->Prepare(); !prepared.has_value()) {
        sink_.Done(transfer->index(), std::move(prepared));
        transfer = nullptr;
        ++failed;
      }
    }
    lock.lock();
    left_ -= failed;
    for (auto& transfer : work) {
      if (transfer != nullptr) ready_.push_back(std::move(transfer));
    }
    while (const auto transfer = TakeReady()) {
      lock.unlock();
      transfer->Start();
      lock.lock();
    }
  }
}

void Batch::Done(size_t index, Result<void> outcome) {
  sink_.Done(index, std::move(outcome));
  std::unique_lock lock(mutex_);
  --in_flight_;
  --left_;
  const auto next = TakeReady();
  if (left_ == 0 || WantsMore()) changed_.notify_one();
  lock.unlock();
  if (next != nullptr) next->Start();
}

void Batch::Repeat(std::shared_ptr<Transfer> transfer) {
  std::lock_guard lock(mutex_);
  --in_flight_;
  again_.push_back(std::move(transfer));
  changed_.notify_one();
}

}  // namespace

void GetObjects(Connection& connection, std::span<const GetRequest> requests, GetSink& sink,
                size_t concurrency) {
  if (requests.empty()) return;
  std::make_shared<Batch>(connection, requests, sink, concurrency)->Run();
}

std::string RangeHeader(const GetRequest& request) {
  if (request.offset == 0 && request.length == 0) return "";
  std::string out = "bytes=" + std::to_string(request.offset) + "-";
  if (request.length != 0) out += std::to_string(request.offset + request.length - 1);
  return out;
}

ObjectInfo InfoFromHeaders(std::string_view key, const net::Headers& headers) {
  ObjectInfo info{.key = std::string(key), .token = NormalizeEtag(headers.Get("ETag"))};
  std::string_view size = headers.Get("Content-Length");
  if (const std::string_view range = headers.Get("Content-Range"); !range.empty()) {
    const size_t slash = range.rfind('/');
    if (slash != std::string_view::npos && range.substr(slash) != "/*")
      size = range.substr(slash + 1);
  }
  info.size = static_cast<uint64_t>(std::max<int64_t>(0, ParseInt(size).value_or(0)));
  info.modified = ParseHttpDate(headers.Get("Last-Modified")).value_or(Time{});
  return info;
}

}  // namespace millrace::storage::aws

#include "storage/aws/s3_get.h"

#include <algorithm>
#include <condition_variable>
#include <limits>

#include "base/text.h"
#include "storage/aws/list_xml.h"

namespace millrace::storage::aws {
namespace {

constexpr size_t kMaxErrorBody = 64 << 10;

// Shared by the caller of GetObjects, who waits, and the transfers.
class Batch : public std::enable_shared_from_this<Batch> {
 public:
  Batch(Connection& connection, std::span<const GetRequest> requests, GetSink& sink)
      : connection_(connection), requests_(requests), sink_(sink), left_(requests.size()) {}

  void Run(size_t concurrency) {
    StartMore(std::clamp<size_t>(concurrency, 1, requests_.size()));
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return left_ == 0; });
  }

  Connection& connection() { return connection_; }
  const GetRequest& request(size_t index) const { return requests_[index]; }
  GetSink& sink() { return sink_; }

  Result<Connection::Prepared> Prepare(size_t index) const {
    const GetRequest& request = requests_[index];
    Call call{.operation = Operation::kGet, .key = request.key, .about = request.key};
    if (std::string range = RangeHeader(request); !range.empty()) {
      call.headers.Add("Range", std::move(range));
    }
    if (!request.if_match.empty()) {
      call.headers.Add("If-Match", request.if_match);
      call.precondition = Precondition::kMatches;
    }
    return connection_.Prepare(call);
  }

  void Done(size_t index, Result<void> outcome) {
    sink_.Done(index, std::move(outcome));
    StartMore(1);
    std::lock_guard lock(mutex_);
    if (--left_ == 0) done_.notify_all();
  }

 private:
  // Begins `count` more transfers. Only one thread does so at a time: whoever comes meanwhile, also
  // from within Begin, leaves its share to that one, so that failures at once do not nest.
  void StartMore(size_t count) {
    if (wanted_.fetch_add(count) > 0) return;
    size_t left = count;
    do {
      const size_t index = next_++;
      if (index < requests_.size()) Begin(index);
      left = wanted_.fetch_sub(1) - 1;
    } while (left > 0);
  }
  void Begin(size_t index);

  Connection& connection_;
  const std::span<const GetRequest> requests_;
  GetSink& sink_;
  std::atomic<size_t> wanted_ = 0;
  size_t next_ = 0;  // guarded by the turn that wanted_ gives
  std::mutex mutex_;
  std::condition_variable done_;
  size_t left_;
};

// One GET. After a wrong region it is sent once more.
class Transfer final : public net::HttpSink, public std::enable_shared_from_this<Transfer> {
 public:
  Transfer(std::shared_ptr<Batch> batch, size_t index) : batch_(std::move(batch)), index_(index) {}

  void Send() {
    auto prepared = batch_->Prepare(index_);
    if (!prepared.has_value()) {
      batch_->Done(index_, std::unexpected(std::move(prepared).error()));
      return;
    }
    prepared_ = *std::move(prepared);
    batch_->connection().http().Start(std::move(prepared_.request), shared_from_this());
  }

  bool OnHead(int status, const net::Headers& headers) override {
    status_ = status;
    if (status != 200 && status != 206) {
      headers_ = headers;
      return true;
    }
    const GetRequest& request = batch_->request(index_);
    ObjectInfo info = InfoFromHeaders(request.key, headers);
    // A server that ignores Range sends everything.
    if (status == 200) {
      skip_ = request.offset;
      if (request.length != 0) keep_ = request.length;
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
        Send();
        return;
      }
      outcome = std::unexpected(S3Error(prepared_.context, status_, headers_, body_));
    }
    batch_->Done(index_, std::move(outcome));
  }

 private:
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
  bool retried_ = false;
};

void Batch::Begin(size_t index) { std::make_shared<Transfer>(shared_from_this(), index)->Send(); }

}  // namespace

void GetObjects(Connection& connection, std::span<const GetRequest> requests, GetSink& sink,
                size_t concurrency) {
  if (requests.empty()) return;
  std::make_shared<Batch>(connection, requests, sink)->Run(concurrency);
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

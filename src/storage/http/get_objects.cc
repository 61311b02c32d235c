#include <limits>

#include "base/text.h"
#include "storage/http/transfers.h"

namespace millrace::storage::http {
namespace {

class Get final : public Transfer {
 public:
  Get(Bucket& bucket, const GetRequest& request, GetSink& sink, size_t index)
      : bucket_(bucket), request_(request), sink_(sink), index_(index) {}

 private:
  Call MakeCall() const override { return bucket_.GetCall(request_); }

  bool OnSuccess(const net::Headers& headers) override {
    const ObjectInfo info = bucket_.InfoOf(request_.key, headers);
    if (request_.length != 0) keep_ = request_.length;
    if (const std::string_view range = headers.Get("Content-Range"); !range.empty()) {
      // The status does not tell: some servers send a part with 200.
      if (!range.starts_with("bytes " + std::to_string(request_.offset) + "-")) {
        wrong_part_ = range;
        return false;
      }
    } else if (status == 200) {
      // A server that ignores Range sends everything.
      skip_ = request_.offset;
    }
    // Some say "bytes 10-9/10" to a range behind the end.
    if (request_.offset > 0 && request_.offset >= info.size &&
        !headers.Get("Content-Range").ends_with("/*")) {
      status = 416;
      return true;
    }
    return sink_.Start(index_, info);
  }

  bool OnBytes(std::string_view bytes) override {
    const size_t skipped = std::min<uint64_t>(skip_, bytes.size());
    skip_ -= skipped;
    bytes.remove_prefix(skipped);
    bytes = bytes.substr(0, std::min<uint64_t>(keep_, bytes.size()));
    keep_ -= bytes.size();
    return bytes.empty() || sink_.Data(index_, bytes);
  }

  Result<void> Judge(Result<void> outcome) override {
    if (!wrong_part_.empty()) {
      return FailForNow(ErrorKind::kCorrupt,
                        "The storage sent \"" + Printable(wrong_part_, 60) + "\" of \"" +
                            Printable(request_.key) +
                            "\", which is not the part that was asked for.",
                        "It is tried again.");
    }
    // No byte range fits an empty object (RFC 9110 §15.5.17).
    if (outcome.has_value() && status == 416 && request_.offset == 0) return StartEmpty();
    return outcome;
  }

  Result<void> StartEmpty() {
    status = 200;
    ObjectInfo info = bucket_.InfoOf(request_.key, refusal);
    info.size = 0;
    // The answer describes no object; what was asked for still names its version.
    if (info.token.empty()) info.token = request_.if_match;
    if (sink_.Start(index_, info)) return {};
    return Fail(ErrorKind::kCancelled, "The transfer was dropped by its receiver.");
  }

  void Finish(Result<void> outcome) override {
    if (!outcome.has_value()) {
      outcome.error().operation = OperationName(Operation::kGet);
      outcome.error().key = request_.key;
    }
    sink_.Done(index_, std::move(outcome));
  }

  Bucket& bucket_;
  const GetRequest& request_;
  GetSink& sink_;
  const size_t index_;
  uint64_t skip_ = 0;
  uint64_t keep_ = std::numeric_limits<uint64_t>::max();
  std::string wrong_part_;  // the Content-Range, if it is another one
};

}  // namespace

void GetObjects(Bucket& bucket, std::span<const GetRequest> requests, GetSink& sink,
                size_t concurrency) {
  RunTransfers(bucket, requests.size(), concurrency, [&](size_t index) {
    return std::make_shared<Get>(bucket, requests[index], sink, index);
  });
}

}  // namespace millrace::storage::http

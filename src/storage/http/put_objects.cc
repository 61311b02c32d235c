#include "storage/http/transfers.h"

namespace millrace::storage::http {
namespace {

constexpr size_t kMaxAnswer = 1 << 20;

class Put final : public Transfer {
 public:
  Put(Bucket& bucket, const PutRequest& request, PutSink& sink, size_t index)
      : bucket_(bucket), request_(request), sink_(sink), index_(index) {}

 private:
  Call MakeCall() const override { return bucket_.PutCall(request_); }

  bool OnSuccess(const net::Headers& headers) override {
    answer_.status = status;
    answer_.headers = headers;
    return true;
  }
  bool OnBytes(std::string_view bytes) override {
    if (bytes.size() > kMaxAnswer - answer_.body.size()) return false;
    answer_.body += bytes;
    return true;
  }

  void Finish(Result<void> outcome) override {
    Result<ObjectInfo> info = outcome.has_value() ? bucket_.PutInfo(request_, answer_)
                                                  : std::unexpected(std::move(outcome).error());
    if (!info.has_value()) {
      info.error().operation = OperationName(Operation::kPut);
      info.error().key = request_.key;
    }
    sink_.Done(index_, std::move(info));
  }

  Bucket& bucket_;
  const PutRequest& request_;
  PutSink& sink_;
  const size_t index_;
  net::HttpResponse answer_;
};

}  // namespace

void PutObjects(Bucket& bucket, std::span<const PutRequest> requests, PutSink& sink,
                size_t concurrency) {
  RunTransfers(bucket, requests.size(), concurrency, [&](size_t index) {
    return std::make_shared<Put>(bucket, requests[index], sink, index);
  });
}

}  // namespace millrace::storage::http

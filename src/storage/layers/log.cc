#include "base/log.h"

#include <atomic>
#include <type_traits>

#include "base/text.h"
#include "storage/layers/layer.h"
#include "storage/layers/layers.h"

namespace millrace::storage {
namespace {

// What a caller asked to be told, not a fault of the store.
bool Expected(const Error& error) {
  return error.kind == ErrorKind::kNotFound || error.kind == ErrorKind::kConflict ||
         error.kind == ErrorKind::kCancelled || error.kind == ErrorKind::kUnsupported;
}

class LoggingSink final : public SinkLayer {
 public:
  LoggingSink(GetSink& outer, std::span<const GetRequest> requests, const std::string& store)
      : SinkLayer(outer), requests_(requests), store_(store) {}

  void Done(size_t index, Result<void> outcome) override {
    if (!outcome.has_value()) {
      ++failed_;
      const Error& error = outcome.error();
      const auto log = Expected(error) ? LogDebug : LogWarning;
      log("storage get failed",
          {{"store", store_}, {"key", Printable(requests_[index].key)}, {"error", error}});
    }
    outer().Done(index, std::move(outcome));
  }
  int64_t failed() const { return failed_; }

 private:
  std::span<const GetRequest> requests_;
  const std::string& store_;
  std::atomic<int64_t> failed_{0};
};

class LogLayer final : public Layer {
 public:
  LogLayer(std::unique_ptr<ObjectStore> inner, std::string name, Clock& clock)
      : Layer(std::move(inner)), name_(std::move(name)), clock_(clock) {}

  Result<ListPage> List(const ListRequest& request) override {
    return Logged("list", request.prefix, [&] { return inner().List(request); });
  }
  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override {
    LoggingSink logging(sink, requests, name_);
    const auto start = clock_.Steady();
    inner().GetMany(requests, logging);
    LogDebug("storage get", {{"store", name_},
                             {"objects", static_cast<int64_t>(requests.size())},
                             {"failed", logging.failed()},
                             {"ms", Since(start)}});
  }
  Result<ObjectInfo> Head(std::string_view key) override {
    return Logged("head", key, [&] { return inner().Head(key); });
  }
  Result<ObjectInfo> Put(const PutRequest& request) override {
    return Logged("put", request.key, [&] { return inner().Put(request); });
  }
  Result<void> Delete(std::string_view key, std::string_view version) override {
    return Logged("delete", key, [&] { return inner().Delete(key, version); });
  }
  Result<std::string> Presign(const PresignRequest& request) override {
    return Logged("presign", request.key, [&] { return inner().Presign(request); });
  }
  Result<void> Check() override {
    return Logged("check", "", [&] { return inner().Check(); });
  }

 private:
  int64_t Since(std::chrono::steady_clock::time_point start) const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock_.Steady() - start).count();
  }

  template <class Call>
  std::invoke_result_t<Call> Logged(std::string_view operation, std::string_view key, Call call) {
    const auto start = clock_.Steady();
    auto outcome = call();
    if (outcome.has_value()) {
      LogDebug("storage operation", {{"store", name_},
                                     {"operation", operation},
                                     {"key", Printable(key)},
                                     {"ms", Since(start)}});
    } else {
      const auto log = Expected(outcome.error()) ? LogDebug : LogWarning;
      log("storage operation failed", {{"store", name_},
                                       {"operation", operation},
                                       {"key", Printable(key)},
                                       {"ms", Since(start)},
                                       {"error", outcome.error()}});
    }
    return outcome;
  }

  const std::string name_;
  Clock& clock_;
};

}  // namespace

std::unique_ptr<ObjectStore> LogOperations(std::unique_ptr<ObjectStore> inner, std::string name,
                                           Clock& clock) {
  return std::make_unique<LogLayer>(std::move(inner), std::move(name), clock);
}

}  // namespace millrace::storage

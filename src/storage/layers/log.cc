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

// Logs and counts the failures of many objects. Thread-safe.
class Failures {
 public:
  Failures(const std::string& store, std::string_view message) : store_(store), message_(message) {}

  void Add(const std::string& key, const Error& error) {
    ++count_;
    const auto log = Expected(error) ? LogDebug : LogWarning;
    log(message_, {{"store", store_}, {"key", Printable(key)}, {"error", error}});
  }
  int64_t count() const { return count_; }

 private:
  const std::string& store_;
  const std::string_view message_;
  std::atomic<int64_t> count_{0};
};

class LoggingSink final : public SinkLayer {
 public:
  LoggingSink(GetSink& outer, std::span<const GetRequest> requests, Failures& failures)
      : SinkLayer(outer), requests_(requests), failures_(failures) {}

  void Done(size_t index, Result<void> outcome) override {
    if (!outcome.has_value()) failures_.Add(requests_[index].key, outcome.error());
    outer().Done(index, std::move(outcome));
  }

 private:
  std::span<const GetRequest> requests_;
  Failures& failures_;
};

class LoggingPutSink final : public PutSinkLayer {
 public:
  LoggingPutSink(PutSink& outer, std::span<const PutRequest> requests, Failures& failures)
      : PutSinkLayer(outer), requests_(requests), failures_(failures) {}

  void Done(size_t index, Result<ObjectInfo> outcome) override {
    if (!outcome.has_value()) failures_.Add(requests_[index].key, outcome.error());
    outer().Done(index, std::move(outcome));
  }

 private:
  std::span<const PutRequest> requests_;
  Failures& failures_;
};

class LogLayer final : public Layer {
 public:
  LogLayer(std::unique_ptr<ObjectStore> inner, std::string name, Clock& clock)
      : Layer(std::move(inner)), name_(std::move(name)), clock_(clock) {}

  Result<ListPage> List(const ListRequest& request) override {
    return Logged("list", request.prefix, [&] { return inner().List(request); });
  }
  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override {
    Failures failures(name_, "storage get failed");
    LoggingSink logging(sink, requests, failures);
    const auto start = clock_.Steady();
    inner().GetMany(requests, logging);
    Summary("storage get", requests.size(), failures, start);
  }
  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override {
    Failures failures(name_, "storage put failed");
    LoggingPutSink logging(sink, requests, failures);
    const auto start = clock_.Steady();
    inner().PutMany(requests, logging);
    Summary("storage put", requests.size(), failures, start);
  }
  Result<ObjectInfo> Head(std::string_view key) override {
    return Logged("head", key, [&] { return inner().Head(key); });
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

  void Summary(std::string_view message, size_t objects, const Failures& failures,
               std::chrono::steady_clock::time_point start) const {
    LogDebug(message, {{"store", name_},
                       {"objects", static_cast<int64_t>(objects)},
                       {"failed", failures.count()},
                       {"ms", Since(start)}});
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

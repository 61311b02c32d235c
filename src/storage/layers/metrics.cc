#include <atomic>
#include <type_traits>

#include "storage/layers/layer.h"
#include "storage/layers/layers.h"

namespace millrace::storage {

std::string_view OperationName(StoreOperation operation) {
  switch (operation) {
    case StoreOperation::kList: return "list";
    case StoreOperation::kGet: return "get";
    case StoreOperation::kHead: return "head";
    case StoreOperation::kPut: return "put";
    case StoreOperation::kDelete: return "delete";
    case StoreOperation::kPresign: return "presign";
    case StoreOperation::kCheck: return "check";
  }
  return "";
}

void KindMetrics::Add(StoreOperation operation, uint64_t count, uint64_t errors, uint64_t bytes,
                      double seconds) {
  Counters& counters = counters_[static_cast<size_t>(operation)];
  counters.count.fetch_add(count, std::memory_order_relaxed);
  counters.errors.fetch_add(errors, std::memory_order_relaxed);
  counters.bytes.fetch_add(bytes, std::memory_order_relaxed);
  counters.nanoseconds.fetch_add(static_cast<uint64_t>(seconds * 1e9), std::memory_order_relaxed);
}

KindMetrics::Reading KindMetrics::Read(StoreOperation operation) const {
  const Counters& counters = counters_[static_cast<size_t>(operation)];
  return {
      .count = counters.count.load(std::memory_order_relaxed),
      .errors = counters.errors.load(std::memory_order_relaxed),
      .bytes = counters.bytes.load(std::memory_order_relaxed),
      .seconds = static_cast<double>(counters.nanoseconds.load(std::memory_order_relaxed)) / 1e9};
}

KindMetrics& StoreMetrics::Of(std::string_view kind) {
  std::lock_guard lock(mutex_);
  auto it = kinds_.find(kind);
  if (it == kinds_.end())
    it = kinds_.emplace(std::string(kind), std::make_unique<KindMetrics>()).first;
  return *it->second;
}

std::map<std::string, std::map<std::string, KindMetrics::Reading>> StoreMetrics::Snapshot() const {
  std::lock_guard lock(mutex_);
  std::map<std::string, std::map<std::string, KindMetrics::Reading>> snapshot;
  for (const auto& [kind, metrics] : kinds_)
    for (size_t i = 0; i < kStoreOperations; ++i) {
      const auto operation = static_cast<StoreOperation>(i);
      snapshot[kind][std::string(OperationName(operation))] = metrics->Read(operation);
    }
  return snapshot;
}

namespace {

bool IsFault(const Error& error) { return error.kind != ErrorKind::kNotFound; }

class CountingSink final : public SinkLayer {
 public:
  using SinkLayer::SinkLayer;
  bool Data(size_t index, std::string_view bytes) override {
    bytes_.fetch_add(bytes.size(), std::memory_order_relaxed);
    return outer().Data(index, bytes);
  }
  void Done(size_t index, Result<void> outcome) override {
    if (!outcome.has_value() && IsFault(outcome.error()))
      errors_.fetch_add(1, std::memory_order_relaxed);
    outer().Done(index, std::move(outcome));
  }
  uint64_t bytes() const { return bytes_; }
  uint64_t errors() const { return errors_; }

 private:
  std::atomic<uint64_t> bytes_{0}, errors_{0};
};

class CountingPutSink final : public PutSinkLayer {
 public:
  CountingPutSink(PutSink& outer, std::span<const PutRequest> requests)
      : PutSinkLayer(outer), requests_(requests) {}
  void Done(size_t index, Result<ObjectInfo> outcome) override {
    if (outcome.has_value())
      bytes_.fetch_add(requests_[index].body.size(), std::memory_order_relaxed);
    else if (IsFault(outcome.error()))
      errors_.fetch_add(1, std::memory_order_relaxed);
    outer().Done(index, std::move(outcome));
  }
  uint64_t bytes() const { return bytes_; }
  uint64_t errors() const { return errors_; }

 private:
  std::span<const PutRequest> requests_;
  std::atomic<uint64_t> bytes_{0}, errors_{0};
};

class MetricsLayer final : public Layer {
 public:
  MetricsLayer(std::unique_ptr<ObjectStore> inner, KindMetrics& metrics, Clock& clock)
      : Layer(std::move(inner)), metrics_(metrics), clock_(clock) {}

  Result<ListPage> List(const ListRequest& request) override {
    return Counted(StoreOperation::kList, [&] { return inner().List(request); });
  }
  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override {
    CountingSink counting(sink);
    const auto start = clock_.Steady();
    inner().GetMany(requests, counting);
    metrics_.Add(StoreOperation::kGet, requests.size(), counting.errors(), counting.bytes(),
                 Since(start));
  }
  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override {
    CountingPutSink counting(sink, requests);
    const auto start = clock_.Steady();
    inner().PutMany(requests, counting);
    metrics_.Add(StoreOperation::kPut, requests.size(), counting.errors(), counting.bytes(),
                 Since(start));
  }
  Result<ObjectInfo> Head(std::string_view key) override {
    return Counted(StoreOperation::kHead, [&] { return inner().Head(key); });
  }
  Result<void> Delete(std::string_view key, std::string_view version) override {
    return Counted(StoreOperation::kDelete, [&] { return inner().Delete(key, version); });
  }
  Result<std::string> Presign(const PresignRequest& request) override {
    return Counted(StoreOperation::kPresign, [&] { return inner().Presign(request); });
  }
  Result<void> Check() override {
    return Counted(StoreOperation::kCheck, [&] { return inner().Check(); });
  }

 private:
  double Since(std::chrono::steady_clock::time_point start) const {
    return std::chrono::duration<double>(clock_.Steady() - start).count();
  }

  template <class Call>
  std::invoke_result_t<Call> Counted(StoreOperation operation, Call call) {
    const auto start = clock_.Steady();
    auto outcome = call();
    const bool failed = !outcome.has_value() && IsFault(outcome.error());
    metrics_.Add(operation, 1, failed ? 1 : 0, 0, Since(start));
    return outcome;
  }

  KindMetrics& metrics_;
  Clock& clock_;
};

}  // namespace

std::unique_ptr<ObjectStore> CountOperations(std::unique_ptr<ObjectStore> inner,
                                             KindMetrics& metrics, Clock& clock) {
  return std::make_unique<MetricsLayer>(std::move(inner), metrics, clock);
}

}  // namespace millrace::storage

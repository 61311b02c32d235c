#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "storage/layers/layer.h"
#include "storage/layers/layers.h"

namespace millrace::storage {
namespace {

// A counting semaphore that serves in the order of asking, so that a large request is not starved
// by many small ones. Thread-safe.
class Gate {
 public:
  explicit Gate(size_t capacity) : free_(capacity) {}

  void Enter(size_t permits) {
    std::unique_lock lock(mutex_);
    const uint64_t ticket = next_ticket_++;
    changed_.wait(lock, [&] { return ticket == serving_ && free_ >= permits; });
    free_ -= permits;
    ++serving_;
    lock.unlock();
    changed_.notify_all();
  }

  void Leave(size_t permits) {
    {
      std::lock_guard lock(mutex_);
      free_ += permits;
    }
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t free_;
  uint64_t next_ticket_ = 0, serving_ = 0;
};

class Pass {
 public:
  explicit Pass(Gate& gate) : gate_(gate) { gate_.Enter(1); }
  ~Pass() { gate_.Leave(1); }
  Pass(const Pass&) = delete;
  Pass& operator=(const Pass&) = delete;

 private:
  Gate& gate_;
};

// The permits of many objects; given back when fewer objects are left than permits held.
// Thread-safe.
class Passes {
 public:
  Passes(Gate& gate, size_t objects, size_t permits)
      : gate_(gate), objects_(objects), permits_(permits) {
    gate_.Enter(permits);
  }
  ~Passes() {
    if (permits_ > 0) gate_.Leave(permits_);
  }
  Passes(const Passes&) = delete;
  Passes& operator=(const Passes&) = delete;

  void OneEnded() {
    std::lock_guard lock(mutex_);
    if (objects_ > 0) --objects_;
    if (objects_ < permits_) {
      gate_.Leave(permits_ - objects_);
      permits_ = objects_;
    }
  }

 private:
  Gate& gate_;
  std::mutex mutex_;
  size_t objects_, permits_;
};

class ReleasingSink final : public SinkLayer {
 public:
  ReleasingSink(GetSink& outer, Passes& passes) : SinkLayer(outer), passes_(passes) {}

  void Done(size_t index, Result<void> outcome) override {
    outer().Done(index, std::move(outcome));
    passes_.OneEnded();
  }

 private:
  Passes& passes_;
};

class ReleasingPutSink final : public PutSinkLayer {
 public:
  ReleasingPutSink(PutSink& outer, Passes& passes) : PutSinkLayer(outer), passes_(passes) {}

  void Done(size_t index, Result<ObjectInfo> outcome) override {
    outer().Done(index, std::move(outcome));
    passes_.OneEnded();
  }

 private:
  Passes& passes_;
};

class LimitLayer final : public Layer {
 public:
  LimitLayer(std::unique_ptr<ObjectStore> inner, size_t max_requests)
      : Layer(std::move(inner)),
        max_requests_(std::max<size_t>(max_requests, 1)),
        gate_(max_requests_) {}

  Result<ListPage> List(const ListRequest& request) override {
    const Pass pass(gate_);
    return inner().List(request);
  }

  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override {
    if (requests.empty()) return;
    Passes passes(gate_, requests.size(), Permits(requests.size(), capabilities().get_concurrency));
    ReleasingSink releasing(sink, passes);
    inner().GetMany(requests, releasing);
  }

  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override {
    if (requests.empty()) return;
    Passes passes(gate_, requests.size(), Permits(requests.size(), capabilities().put_concurrency));
    ReleasingPutSink releasing(sink, passes);
    inner().PutMany(requests, releasing);
  }

  Result<ObjectInfo> Head(std::string_view key) override {
    const Pass pass(gate_);
    return inner().Head(key);
  }
  Result<void> Delete(std::string_view key, std::string_view version) override {
    const Pass pass(gate_);
    return inner().Delete(key, version);
  }
  Result<void> Check() override {
    const Pass pass(gate_);
    return inner().Check();
  }

 private:
  size_t Permits(size_t objects, size_t concurrency) const {
    return std::min({objects, max_requests_, std::max<size_t>(concurrency, 1)});
  }

  const size_t max_requests_;
  Gate gate_;
};

}  // namespace

std::unique_ptr<ObjectStore> LimitRequests(std::unique_ptr<ObjectStore> inner,
                                           size_t max_requests) {
  return std::make_unique<LimitLayer>(std::move(inner), max_requests);
}

}  // namespace millrace::storage

#include "storage/layers/chaos.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <random>

#include "storage/layers/layer.h"

namespace millrace::storage {
namespace {

Error MakeError(ErrorKind kind, std::string message, std::string_view operation,
                std::string_view key) {
  return {.kind = kind,
          .temporary = true,
          .message = std::move(message),
          .operation = std::string(operation),
          .key = std::string(key)};
}

// Ends the transfer of some objects half-way.
class TruncatingSink final : public SinkLayer {
 public:
  TruncatingSink(GetSink& outer, std::span<const GetRequest> requests,
                 std::span<const size_t> indexes, std::span<const Fault> faults)
      : SinkLayer(outer),
        requests_(requests),
        indexes_(indexes),
        left_(requests.size()),
        cut_(requests.size()) {
    for (size_t i = 0; i < indexes.size(); ++i) cut_[i] = faults[indexes[i]] == Fault::kTruncated;
  }

  bool Start(size_t index, const ObjectInfo& info) override {
    const GetRequest& request = requests_[index];
    uint64_t length = info.size > request.offset ? info.size - request.offset : 0;
    if (request.length != 0) length = std::min(length, request.length);
    left_[index] = length / 2;
    return outer().Start(indexes_[index], info);
  }
  bool Data(size_t index, std::string_view bytes) override {
    if (!cut_[index]) return outer().Data(indexes_[index], bytes);
    const auto part = bytes.substr(0, left_[index]);
    left_[index] -= part.size();
    if (!part.empty() && !outer().Data(indexes_[index], part)) {
      cut_[index] = false;  // dropped by the receiver, not by us
      return false;
    }
    return part.size() == bytes.size();
  }
  void Done(size_t index, Result<void> outcome) override {
    if (cut_[index] && (outcome.has_value() || outcome.error().kind == ErrorKind::kCancelled))
      outcome =
          std::unexpected(MakeError(ErrorKind::kUnavailable, "The connection ended in the middle.",
                                    "get", requests_[index].key));
    outer().Done(indexes_[index], std::move(outcome));
  }

 private:
  std::span<const GetRequest> requests_;
  std::span<const size_t> indexes_;
  std::vector<uint64_t> left_;
  std::vector<char> cut_;
};

// Keeps the outcomes of some writes back, as if their answers had been lost.
class DeafSink final : public PutSinkLayer {
 public:
  DeafSink(PutSink& outer, std::span<const size_t> indexes, std::span<const Fault> faults)
      : PutSinkLayer(outer), indexes_(indexes), faults_(faults) {}

  void Done(size_t index, Result<ObjectInfo> outcome) override {
    const size_t number = indexes_[index];
    if (faults_[number] == Fault::kAnswerLost && outcome.has_value()) {
      std::lock_guard lock(mutex_);
      lost_.push_back(number);
      return;
    }
    outer().Done(number, std::move(outcome));
  }
  const std::vector<size_t>& lost() const { return lost_; }

 private:
  const std::span<const size_t> indexes_;
  const std::span<const Fault> faults_;
  std::mutex mutex_;
  std::vector<size_t> lost_;
};

class ChaosLayer final : public Layer {
 public:
  ChaosLayer(std::unique_ptr<ObjectStore> inner, Clock& clock, FaultPlan plan, ChaosOptions options)
      : Layer(std::move(inner)), clock_(clock), plan_(std::move(plan)), options_(options) {}

  Result<ListPage> List(const ListRequest& request) override {
    RETURN_IF_ERROR(Before(plan_("list", request.prefix), "list", request.prefix));
    return inner().List(request);
  }
  Result<ObjectInfo> Head(std::string_view key) override {
    RETURN_IF_ERROR(Before(plan_("head", key), "head", key));
    return inner().Head(key);
  }
  Result<void> Delete(std::string_view key, std::string_view version) override {
    const Fault fault = plan_("delete", key);
    if (fault == Fault::kAnswerLost) {
      RETURN_IF_ERROR(inner().Delete(key, version));
      return std::unexpected(Stall("delete", key));
    }
    RETURN_IF_ERROR(Before(fault, "delete", key));
    return inner().Delete(key, version);
  }
  Result<void> Check() override {
    RETURN_IF_ERROR(Before(plan_("check", ""), "check", ""));
    return inner().Check();
  }

  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override {
    std::vector<Fault> faults;
    std::vector<size_t> indexes;
    std::vector<GetRequest> passed;
    for (size_t i = 0; i < requests.size(); ++i) {
      faults.push_back(plan_("get", requests[i].key));
      if (faults[i] != Fault::kNone && faults[i] != Fault::kTruncated) continue;
      indexes.push_back(i);
      passed.push_back(requests[i]);
    }
    TruncatingSink truncating(sink, passed, indexes, faults);
    if (!passed.empty()) inner().GetMany(passed, truncating);
    for (size_t i = 0; i < requests.size(); ++i)
      if (faults[i] != Fault::kNone && faults[i] != Fault::kTruncated)
        sink.Done(i, Before(faults[i], "get", requests[i].key));
  }

  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override {
    std::vector<Fault> faults;
    std::vector<size_t> indexes;
    std::vector<PutRequest> passed;
    for (size_t i = 0; i < requests.size(); ++i) {
      faults.push_back(plan_("put", requests[i].key));
      if (faults[i] != Fault::kNone && faults[i] != Fault::kAnswerLost) continue;
      indexes.push_back(i);
      passed.push_back(requests[i]);
    }
    DeafSink deaf(sink, indexes, faults);
    if (!passed.empty()) inner().PutMany(passed, deaf);
    for (const size_t i : deaf.lost()) sink.Done(i, std::unexpected(Stall("put", requests[i].key)));
    for (size_t i = 0; i < requests.size(); ++i)
      if (faults[i] != Fault::kNone && faults[i] != Fault::kAnswerLost)
        sink.Done(i, std::unexpected(Before(faults[i], "put", requests[i].key).error()));
  }

 private:
  Error Stall(std::string_view operation, std::string_view key) {
    clock_.Sleep(options_.stall);
    return MakeError(ErrorKind::kTimeout, "The storage did not answer in time.", operation, key);
  }

  Result<void> Before(Fault fault, std::string_view operation, std::string_view key) {
    switch (fault) {
      case Fault::kNone: return {};
      case Fault::kUnavailable: {
        Error error =
            MakeError(ErrorKind::kUnavailable, "The storage answered 503.", operation, key);
        error.status = 503;
        return std::unexpected(std::move(error));
      }
      case Fault::kRateLimited: {
        Error error =
            MakeError(ErrorKind::kRateLimited, "The storage asks for patience.", operation, key);
        error.status = 429;
        error.retry_after_ms = options_.retry_after_ms;
        return std::unexpected(std::move(error));
      }
      case Fault::kDropped:
      case Fault::kTruncated:
        return std::unexpected(
            MakeError(ErrorKind::kUnavailable, "The connection was closed.", operation, key));
      case Fault::kStalled:
      case Fault::kAnswerLost: return std::unexpected(Stall(operation, key));
    }
    return {};
  }

  Clock& clock_;
  const FaultPlan plan_;
  const ChaosOptions options_;
};

}  // namespace

FaultPlan RandomFaults(uint64_t seed, double probability) {
  struct State {
    std::mutex mutex;
    std::mt19937_64 random;
  };
  auto state = std::make_shared<State>();
  state->random.seed(seed);
  return [state, probability](std::string_view, std::string_view) {
    std::lock_guard lock(state->mutex);
    const bool faulty = std::bernoulli_distribution(probability)(state->random);
    const int kind =
        std::uniform_int_distribution<int>(1, static_cast<int>(Fault::kAnswerLost))(state->random);
    return faulty ? static_cast<Fault>(kind) : Fault::kNone;
  };
}

std::unique_ptr<ObjectStore> Chaos(std::unique_ptr<ObjectStore> inner, Clock& clock, FaultPlan plan,
                                   ChaosOptions options) {
  return std::make_unique<ChaosLayer>(std::move(inner), clock, std::move(plan), options);
}

}  // namespace millrace::storage

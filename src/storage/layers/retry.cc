#include <algorithm>
#include <type_traits>

#include "storage/layers/backoff.h"
#include "storage/layers/layer.h"
#include "storage/layers/resuming_sink.h"

namespace millrace::storage {
namespace {

constexpr std::chrono::milliseconds kCheckBudget{5'000};

// The store said that it did nothing, so a second try cannot meet the first one's work.
bool SurelyNotApplied(const Error& error) {
  return error.kind == ErrorKind::kRateLimited || error.kind == ErrorKind::kConflict;
}

class RetryLayer final : public Layer {
 public:
  RetryLayer(std::unique_ptr<ObjectStore> inner, Clock& clock, RetryOptions options)
      : Layer(std::move(inner)), clock_(clock), options_(options), jitter_(options.seed) {}

  Result<ListPage> List(const ListRequest& request) override {
    return Repeat([&] { return inner().List(request); });
  }
  Result<ObjectInfo> Head(std::string_view key) override {
    return Repeat([&] { return inner().Head(key); });
  }
  Result<ObjectInfo> Put(const PutRequest& request) override {
    const auto put = [&] { return inner().Put(request); };
    if (request.precondition == Precondition::kNone) return Repeat(put);
    return Repeat(put, SurelyNotApplied);
  }
  Result<void> Delete(std::string_view key, std::string_view version) override {
    return Repeat([&] { return inner().Delete(key, version); });
  }
  Result<void> Check() override {
    RetryOptions options = options_;
    options.budget = std::min(options.budget, kCheckBudget);
    return Repeat([&] { return inner().Check(); }, [](const Error&) { return true; }, options);
  }
  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override;

 private:
  template <class Call, class Allowed>
  std::invoke_result_t<Call> Repeat(Call call, Allowed allowed, const RetryOptions& options) {
    Backoff backoff(clock_, jitter_, options);
    while (true) {
      auto outcome = call();
      if (outcome.has_value()) return outcome;
      Error& error = outcome.error();
      if (!error.temporary || !allowed(error) || !backoff.Wait(error)) {
        error = backoff.Final(std::move(error));
        return outcome;
      }
    }
  }
  template <class Call, class Allowed>
  std::invoke_result_t<Call> Repeat(Call call, Allowed allowed) {
    return Repeat(std::move(call), std::move(allowed), options_);
  }
  template <class Call>
  std::invoke_result_t<Call> Repeat(Call call) {
    return Repeat(std::move(call), [](const Error&) { return true; }, options_);
  }

  Clock& clock_;
  const RetryOptions options_;
  Jitter jitter_;
};

void RetryLayer::GetMany(std::span<const GetRequest> requests, GetSink& sink) {
  if (requests.empty()) return;
  Backoff backoff(clock_, jitter_, options_);
  ResumingSink resuming(sink, requests, inner().capabilities().ranges);
  inner().GetMany(requests, resuming);
  while (true) {
    ResumingSink::Round round = resuming.TakeRound();
    if (round.requests.empty()) return;
    if (round.progress) backoff.Progress();
    if (!backoff.Wait(round.most_patient)) {
      resuming.FailAll(round, [&](Error error) { return backoff.Final(std::move(error)); });
      return;
    }
    resuming.Begin(std::move(round.indexes));
    inner().GetMany(round.requests, resuming);
  }
}

}  // namespace

std::unique_ptr<ObjectStore> Retry(std::unique_ptr<ObjectStore> inner, Clock& clock,
                                   RetryOptions options) {
  return std::make_unique<RetryLayer>(std::move(inner), clock, options);
}

}  // namespace millrace::storage

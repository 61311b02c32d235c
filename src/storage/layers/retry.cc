#include <algorithm>
#include <type_traits>

#include "storage/layers/backoff.h"
#include "storage/layers/layer.h"
#include "storage/layers/repeating_sink.h"
#include "storage/layers/resuming_sink.h"

namespace millrace::storage {
namespace {

constexpr std::chrono::milliseconds kCheckBudget{5'000};

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
  Result<void> Delete(std::string_view key, std::string_view version) override {
    return Repeat([&] { return inner().Delete(key, version); });
  }
  Result<void> Check() override {
    RetryOptions options = options_;
    options.budget = std::min(options.budget, kCheckBudget);
    return Repeat([&] { return inner().Check(); }, options);
  }
  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override;
  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override;

 private:
  template <class Call>
  std::invoke_result_t<Call> Repeat(Call call, const RetryOptions& options) {
    Backoff backoff(clock_, jitter_, options);
    while (true) {
      auto outcome = call();
      if (outcome.has_value()) return outcome;
      Error& error = outcome.error();
      if (!error.temporary || !backoff.Wait(error)) {
        error = backoff.Final(std::move(error));
        return outcome;
      }
    }
  }
  template <class Call>
  std::invoke_result_t<Call> Repeat(Call call) {
    return Repeat(std::move(call), options_);
  }

  // Sends what is left, round by round, until nothing is or the budget is spent.
  template <class Request, class Sink, class Send>
  void RepeatRounds(std::span<const Request> requests, Sink& sink, Send send) {
    if (requests.empty()) return;
    Backoff backoff(clock_, jitter_, options_);
    send(requests);
    while (true) {
      auto round = sink.TakeRound();
      if (round.requests.empty()) return;
      if (round.progress) backoff.Progress();
      if (!backoff.Wait(round.most_patient)) {
        sink.FailAll(std::move(round),
                     [&](Error error) { return backoff.Final(std::move(error)); });
        return;
      }
      sink.Begin(round);
      send(std::span<const Request>(round.requests));
    }
  }

  Clock& clock_;
  const RetryOptions options_;
  Jitter jitter_;
};

void RetryLayer::GetMany(std::span<const GetRequest> requests, GetSink& sink) {
  ResumingSink resuming(sink, requests, inner().capabilities().ranges);
  RepeatRounds(requests, resuming, [&](auto left) { inner().GetMany(left, resuming); });
}

void RetryLayer::PutMany(std::span<const PutRequest> requests, PutSink& sink) {
  RepeatingSink repeating(sink, requests);
  RepeatRounds(requests, repeating, [&](auto left) { inner().PutMany(left, repeating); });
}

}  // namespace

std::unique_ptr<ObjectStore> Retry(std::unique_ptr<ObjectStore> inner, Clock& clock,
                                   RetryOptions options) {
  return std::make_unique<RetryLayer>(std::move(inner), clock, options);
}

}  // namespace millrace::storage

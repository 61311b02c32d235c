#include "sync/limited_http.h"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

#include "base/text.h"

namespace millrace::sync {
namespace {

std::unexpected<Error> Stopped() {
  return Fail(ErrorKind::kCancelled, "The request was stopped.", "Start it again.");
}

// Stands between a transfer and its sink, so that a stop can end it early.
class Relay final : public net::HttpSink {
 public:
  explicit Relay(std::shared_ptr<net::HttpSink> outer) : outer_(std::move(outer)) {}

  bool OnHead(int status, const net::Headers& headers) override {
    std::lock_guard lock(mutex_);
    return outer_ != nullptr && outer_->OnHead(status, headers);
  }
  bool OnData(std::string_view bytes) override {
    std::lock_guard lock(mutex_);
    return outer_ != nullptr && outer_->OnData(bytes);
  }
  void OnDone(Result<void> outcome) override {
    std::shared_ptr<net::HttpSink> outer;
    {
      std::lock_guard lock(mutex_);
      outer = std::exchange(outer_, nullptr);
    }
    if (outer != nullptr) outer->OnDone(std::move(outcome));
  }

  static void Watch(const std::shared_ptr<Relay>& relay, const std::stop_token& stop) {
    relay->watch_.emplace(stop, [weak = std::weak_ptr(relay)] {
      if (const auto alive = weak.lock()) alive->OnDone(Stopped());
    });
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<net::HttpSink> outer_;  // null once it was told the end
  std::optional<std::stop_callback<std::function<void()>>> watch_;
};

// Keeps an answer: all of it, or its head alone.
class Keep final : public net::HttpSink {
 public:
  Keep(bool body, size_t max_body) : body_(body), max_body_(max_body) {}

  bool OnHead(int status, const net::Headers& headers) override {
    answer_.status = status;
    answer_.headers = headers;
    return true;
  }
  bool OnData(std::string_view bytes) override {
    dropped_ = !body_;
    too_large_ = body_ && bytes.size() > max_body_ - answer_.body.size();
    if (dropped_ || too_large_) return false;
    answer_.body += bytes;
    return true;
  }
  void OnDone(Result<void> outcome) override {
    std::lock_guard lock(mutex_);
    if (dropped_ && !outcome.has_value() && outcome.error().kind == ErrorKind::kCancelled)
      outcome = {};
    outcome_ = std::move(outcome);
    done_.notify_all();
  }

  Result<net::HttpResponse> Wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return outcome_.has_value(); });
    if (too_large_)
      return Fail(ErrorKind::kTooLarge, "The answer is longer than " + HumanBytes(max_body_) + ".",
                  "Check that the endpoint is the right service.");
    if (!outcome_->has_value()) return std::unexpected(outcome_->error());
    return std::move(answer_);
  }

 private:
  const bool body_;
  const size_t max_body_;
  net::HttpResponse answer_;
  bool dropped_ = false, too_large_ = false;
  std::mutex mutex_;
  std::condition_variable done_;
  std::optional<Result<void>> outcome_;
};

Result<net::HttpResponse> Fetch(net::HttpClient& client, net::HttpRequest request, bool body) {
  const auto sink = std::make_shared<Keep>(body, request.max_body);
  client.Start(std::move(request), sink);
  return sink->Wait();
}

}  // namespace

LimitedHttpClient::LimitedHttpClient(net::HttpClient& inner, Clock& clock,
                                     std::chrono::milliseconds request,
                                     std::chrono::steady_clock::time_point deadline,
                                     std::stop_token stop)
    : inner_(inner),
      limits_(Limits{.clock = clock, .request = request, .deadline = deadline}),
      stop_(std::move(stop)) {}

LimitedHttpClient::LimitedHttpClient(net::HttpClient& inner, std::stop_token stop)
    : inner_(inner), stop_(std::move(stop)) {}

Result<void> LimitedHttpClient::Limit(net::HttpRequest& request) const {
  if (stop_.stop_requested()) return Stopped();
  if (!limits_.has_value()) return {};
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(limits_->deadline -
                                                                          limits_->clock.Steady());
  if (left.count() <= 0)
    return Fail(ErrorKind::kTimeout, "The time for this check is over.", "Start it again.");
  const auto limit = std::min(left, limits_->request);
  request.connect_timeout = std::min(request.connect_timeout, limit);
  request.stall_timeout = std::min(request.stall_timeout, limit);
  if (request.total_timeout.count() == 0 || request.total_timeout > limit)
    request.total_timeout = limit;
  return {};
}

void LimitedHttpClient::Start(net::HttpRequest request, std::shared_ptr<net::HttpSink> sink) {
  if (Result<void> limited = Limit(request); !limited.has_value())
    return sink->OnDone(std::move(limited));
  const auto relay = std::make_shared<Relay>(std::move(sink));
  // Before the start: a transfer may end at once, and then nothing watches it any more.
  Relay::Watch(relay, stop_);
  inner_.Start(std::move(request), relay);
}

Result<net::HttpResponse> LimitedHttpClient::Send(net::HttpRequest request) {
  return Fetch(*this, std::move(request), true);
}

Result<net::HttpResponse> FetchHead(net::HttpClient& client, net::HttpRequest request) {
  return Fetch(client, std::move(request), false);
}

}  // namespace millrace::sync

#include "webhooks/attempt.h"

#include <algorithm>

namespace millrace::webhooks {
namespace {

using labeling::DeliveryState;
using std::chrono::seconds;

constexpr size_t kMostAnswer = 64 << 10;  // bytes of an answer that are read, so that the
                                          // connection can be used again

// At most so long after the first try, the second, …
constexpr seconds kWaits[] = {seconds(1),     seconds(2),          seconds(5),
                              seconds(30),    seconds(120),        seconds(600),
                              seconds(3'600), seconds(12 * 3'600), seconds(34 * 3'600)};
constexpr int kTries = std::size(kWaits) + 1;
constexpr std::chrono::hours kWaitsAtMost{48};

std::string SentenceOf(int status) {
  std::string sentence = "The receiver answered " + std::to_string(status);
  if (status >= 300 && status < 400)
    return sentence +
           " and names another address, which is not followed. Give that one to the "
           "webhook.";
  if (status == 401 || status == 403)
    return sentence + ". Look at the headers that the webhook sends.";
  if (status == 404 || status == 405 || status == 410)
    return sentence + ". Look at the webhook's address.";
  return sentence + ".";
}

class AttemptSink final : public net::HttpSink {
 public:
  explicit AttemptSink(std::function<void(Attempt)> done) : done_(std::move(done)) {}

  bool OnHead(int status, const net::Headers& headers) override {
    attempt_.status = status;
    attempt_.retry_after_ms = net::RetryAfterMs(headers);
    return true;
  }
  bool OnData(std::string_view bytes) override { return (read_ += bytes.size()) <= kMostAnswer; }
  void OnDone(Result<void> outcome) override {
    if (!attempt_.status.has_value())
      attempt_.error =
          outcome.has_value() ? "The receiver gave no answer." : outcome.error().Sentence();
    else if (*attempt_.status < 200 || *attempt_.status > 299)
      attempt_.error = SentenceOf(*attempt_.status);
    done_(std::move(attempt_));
  }

 private:
  const std::function<void(Attempt)> done_;
  Attempt attempt_;
  size_t read_ = 0;
};

}  // namespace

void Try(net::HttpClient& http, net::HttpRequest request, std::function<void(Attempt)> done) {
  http.Start(std::move(request), std::make_shared<AttemptSink>(std::move(done)));
}

labeling::Delivery AfterTry(labeling::Delivery delivery, const Attempt& attempt, Time now,
                            double chance) {
  ++delivery.tries;
  delivery.tried_at = now;
  delivery.status = attempt.status;
  delivery.error = attempt.error;
  if (attempt.delivered()) {
    delivery.state = DeliveryState::kDelivered;
  } else if (delivery.tries >= kTries || now - delivery.queued_at >= kWaitsAtMost) {
    delivery.state = DeliveryState::kFailed;
  } else {
    const auto most = std::chrono::duration<double, std::micro>(kWaits[delivery.tries - 1]);
    const auto wait = std::chrono::microseconds(static_cast<int64_t>(most.count() * chance));
    delivery.not_before = now + std::max<std::chrono::microseconds>(
                                    wait, std::chrono::milliseconds(attempt.retry_after_ms));
  }
  return delivery;
}

}  // namespace millrace::webhooks

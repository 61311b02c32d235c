#include "webhooks/sender.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "base/ids.h"
#include "base/json_writer.h"
#include "base/log.h"
#include "labeling/webhooks/deliveries.h"
#include "webhooks/envelope.h"

namespace millrace::webhooks {
namespace {

using labeling::Delivery;
using labeling::DeliveryState;
using labeling::Webhook;
using std::chrono::microseconds;
using std::chrono::seconds;

constexpr seconds kLookAtLeast{60};
constexpr seconds kLookWhileSomebodyListens{1};
constexpr std::chrono::minutes kPruneEach{10};
constexpr seconds kGrace{1};  // for what is under way at the end

// In [0, 1).
double Chance() {
  uint64_t bits = 0;
  for (const char c : RandomBytes(8)) bits = bits << 8 | static_cast<uint8_t>(c);
  return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

struct Finished {
  Delivery delivery;
  Attempt attempt;
};

// What reaches the thread from outside. Transfers may end after the Sender.
struct Inbox {
  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false, woken = false;
  std::vector<Finished> finished;

  void Finish(Finished one) {
    {
      std::lock_guard lock(mutex);
      finished.push_back(std::move(one));
    }
    changed.notify_all();
  }
};

class RealSender final : public Sender {
 public:
  RealSender(Context context, Options options) : context_(context), options_(options) {
    if (options_.deliver) thread_ = std::thread([this] { Run(); });
  }
  ~RealSender() override {
    {
      std::lock_guard lock(inbox_->mutex);
      inbox_->stopping = true;
    }
    inbox_->changed.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  void Wake() override {
    {
      std::lock_guard lock(inbox_->mutex);
      inbox_->woken = true;
    }
    inbox_->changed.notify_all();
  }

  void Ping(const Webhook& webhook, std::function<void(Attempt)> done) override {
    JsonWriter json;
    json.BeginObject();
    json.Member("action", labeling::kPing);
    json.Key("webhook");
    json.BeginObject();
    json.Member("id", webhook.id);
    json.EndObject();
    json.EndObject();
    auto request = MakeRequest(*context_.sealer, webhook, RandomUuid(), std::move(json).Take(),
                               context_.clock->Now());
    if (!request.has_value()) return done({.error = request.error().Sentence()});
    Try(*context_.http, *std::move(request), std::move(done));
  }

 private:
  struct Outgoing {
    Delivery delivery;
    Webhook webhook;
    std::string body;
  };
  struct Look {
    std::vector<Outgoing> due;
    std::optional<Time> next;  // when the next one is due
    bool anybody_listens = false;
  };

  void Run() {
    for (;;) {
      Prune();
      const microseconds rest = Send();
      std::unique_lock lock(inbox_->mutex);
      inbox_->changed.wait_for(lock, rest, [&] {
        return inbox_->stopping || inbox_->woken || !inbox_->finished.empty();
      });
      inbox_->woken = false;
      if (inbox_->stopping) break;
      TakeFinished();
      lock.unlock();
      Settle();
    }
    WaitForTheLast();
  }

  // With the inbox locked.
  void TakeFinished() {
    for (Finished& one : inbox_->finished) finished_.push_back(std::move(one));
    inbox_->finished.clear();
  }

  // Notes what came back. What cannot be noted now is noted later; until then its webhook rests.
  void Settle() {
    if (finished_.empty()) return;
    const Time now = context_.clock->Now();
    std::vector<Delivery> settled;
    for (const Finished& one : finished_)
      settled.push_back(AfterTry(one.delivery, one.attempt, now, Chance()));
    const Result<void> saved =
        context_.db->Write(db::Durability::kNormal, [&](db::Connection& tx) -> Result<void> {
          for (const Delivery& delivery : settled)
            RETURN_IF_ERROR(labeling::UpdateDelivery(tx, delivery));
          return {};
        });
    if (!saved.has_value()) {
      LogError("what webhooks answered cannot be saved", {{"cause", saved.error()}});
      return;
    }
    for (const Delivery& delivery : settled) {
      bytes_ -= under_way_[delivery.webhook_id];
      under_way_.erase(delivery.webhook_id);
      Report(delivery);
    }
    finished_.clear();
  }

  static void Report(const Delivery& delivery) {
    if (delivery.state == DeliveryState::kFailed) {
      LogWarning("a webhook was not told", {{"webhook", delivery.webhook_id},
                                            {"event", delivery.event_uuid},
                                            {"action", delivery.action},
                                            {"cause", delivery.error}});
    } else if (delivery.state == DeliveryState::kWaiting && delivery.tries == 1) {
      LogInfo("a webhook is to be told again",
              {{"webhook", delivery.webhook_id}, {"cause", delivery.error}});
    }
  }

  // Sends what is due; how long nothing else will be, as far as is known.
  microseconds Send() {
    if (!finished_.empty()) return kLookWhileSomebodyListens;
    const Time now = context_.clock->Now();
    Result<Look> look = context_.db->Read([&](db::Connection& tx) { return LookForWork(tx, now); });
    if (!look.has_value()) {
      LogError("what webhooks are to be told cannot be read", {{"cause", look.error()}});
      return kLookAtLeast;
    }
    for (Outgoing& one : look->due) SendOne(std::move(one), now);
    microseconds rest = look->anybody_listens ? kLookWhileSomebodyListens : kLookAtLeast;
    if (look->next.has_value()) rest = std::min(rest, std::max(*look->next - now, microseconds(0)));
    return rest;
  }

  Result<Look> LookForWork(db::Connection& tx, Time now) {
    Look look;
    ASSIGN_OR_RETURN(look.anybody_listens, labeling::AnyActiveWebhook(tx));
    if (!look.anybody_listens) return look;
    ASSIGN_OR_RETURN(const std::vector<Delivery> first, labeling::FirstWaiting(tx));
    size_t count = under_way_.size(), bytes = bytes_;
    for (const Delivery& delivery : first) {
      if (under_way_.contains(delivery.webhook_id)) continue;
      if (delivery.not_before > now) {
        look.next = std::min(look.next.value_or(delivery.not_before), delivery.not_before);
        continue;
      }
      // The others come up when one of these has ended.
      if (count >= options_.most_at_once || bytes >= options_.most_bytes) break;
      Outgoing one{.delivery = delivery};
      ASSIGN_OR_RETURN(one.webhook, labeling::GetWebhook(tx, delivery.webhook_id));
      ASSIGN_OR_RETURN(one.body, labeling::BodyOf(tx, delivery, one.webhook.send_payload));
      if (bytes > 0 && bytes + one.body.size() > options_.most_bytes) break;
      ++count;
      bytes += one.body.size();
      look.due.push_back(std::move(one));
    }
    return look;
  }

  void SendOne(Outgoing one, Time now) {
    under_way_[one.delivery.webhook_id] = one.body.size();
    bytes_ += one.body.size();
    auto request = MakeRequest(*context_.sealer, one.webhook, one.delivery.event_uuid,
                               std::move(one.body), now);
    if (!request.has_value()) {
      inbox_->Finish({one.delivery, {.error = request.error().Sentence()}});
      return;
    }
    Try(*context_.http, *std::move(request),
        [inbox = inbox_, delivery = std::move(one.delivery)](Attempt attempt) {
          inbox->Finish({delivery, std::move(attempt)});
        });
  }

  void Prune() {
    const auto now = context_.clock->Steady();
    if (pruned_.has_value() && now - *pruned_ < kPruneEach) return;
    pruned_ = now;
    for (;;) {
      const Result<int64_t> gone = context_.db->Write(
          db::Durability::kNormal,
          [&](db::Connection& tx) { return labeling::PruneDeliveries(tx, context_.clock->Now()); });
      if (!gone.has_value()) {
        LogError("old deliveries of webhooks cannot be taken away", {{"cause", gone.error()}});
        return;
      }
      if (*gone == 0) return;
      std::lock_guard lock(inbox_->mutex);
      if (inbox_->stopping) return;
    }
  }

  // What is answered in time need not be sent again by the next process.
  void WaitForTheLast() {
    const auto end = std::chrono::steady_clock::now() + kGrace;
    while (!under_way_.empty()) {
      std::unique_lock lock(inbox_->mutex);
      const bool more =
          inbox_->changed.wait_until(lock, end, [&] { return !inbox_->finished.empty(); });
      if (!more) return;
      TakeFinished();
      lock.unlock();
      Settle();
      if (!finished_.empty()) return;
    }
  }

  const Context context_;
  const Options options_;
  const std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  // Of the thread alone.
  std::map<int64_t, size_t> under_way_;  // webhook → bytes of the body
  size_t bytes_ = 0;                     // their sum
  std::vector<Finished> finished_;       // not noted yet
  std::optional<std::chrono::steady_clock::time_point> pruned_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace

std::unique_ptr<Sender> Sender::Start(Context context, Options options) {
  return std::make_unique<RealSender>(context, options);
}

}  // namespace millrace::webhooks

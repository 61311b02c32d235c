#include "webhooks/sender.h"

#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <set>

#include "labeling/testing.h"
#include "labeling/webhooks/announce.h"
#include "labeling/webhooks/deliveries.h"
#include "net/http_server.h"
#include "webhooks/envelope.h"

namespace millrace::webhooks {
namespace {

using db::Connection;
using labeling::Delivery;
using labeling::DeliveryState;
using labeling::Webhook;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

// What receivers got and answer, by path; a path without an answer hangs until the test ends.
class Receivers {
 public:
  Receivers() {
    auto server = net::HttpServer::Start(
        {.port = 0, .workers = 8},
        [this](net::Request& request) -> net::Reply { return Take(request); });
    EXPECT_TRUE(db::Ok(server));
    server_ = *std::move(server);
  }
  ~Receivers() {
    {
      std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
  }

  std::string Url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + path;
  }
  // The next answers of this path; then 200.
  void Answer(const std::string& path, std::deque<int> statuses) {
    std::lock_guard lock(mutex_);
    answers_[path] = std::move(statuses);
  }
  void Hang(const std::string& path) {
    std::lock_guard lock(mutex_);
    hanging_.insert(path);
  }
  // Waits for so many requests to a path, or long enough to give up.
  std::vector<net::Request> Got(const std::string& path, size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(20), [&] { return got_[path].size() >= count; });
    return got_[path];
  }

 private:
  net::Reply Take(net::Request& request) {
    std::unique_lock lock(mutex_);
    got_[request.path].push_back(
        {.path = request.path, .headers = request.headers, .body = request.body});
    changed_.notify_all();
    if (hanging_.contains(request.path)) changed_.wait(lock, [&] { return ending_; });
    std::deque<int>& answers = answers_[request.path];
    net::Response response;
    if (!answers.empty()) {
      response.status = answers.front();
      answers.pop_front();
    }
    return response;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool ending_ = false;
  std::map<std::string, std::deque<int>> answers_;
  std::set<std::string> hanging_;
  std::map<std::string, std::vector<net::Request>> got_;
  std::unique_ptr<net::HttpServer> server_;
};

class SenderTest : public labeling::LabelingTest {
 protected:
  void SetUp() override {
    LabelingTest::SetUp();
    project_ = AddProject();
  }
  void TearDown() override { sender_.reset(); }

  Webhook Listen(const std::string& path, bool send_payload = true) {
    return Do([&](Connection& tx) {
      return labeling::CreateWebhook(tx,
                                     {.project_id = project_.id,
                                      .url = receivers_.Url(path),
                                      .headers = SealHeaders(sealer_, {{"X-Own", "mine"}}),
                                      .secret = SealNewSecret(sealer_),
                                      .send_payload = send_payload},
                                     kNow);
    });
  }
  void Happen(int times = 1) {
    for (int i = 0; i < times; ++i)
      Do([&](Connection& tx) {
        return labeling::AnnounceProject(tx, labeling::Action::kProjectUpdated, project_.id,
                                         clock_.Now());
      });
    if (sender_ != nullptr) sender_->Wake();
  }
  void Start(Sender::Options options = {}) {
    sender_ = Sender::Start(
        {.db = database_.get(), .http = http_.get(), .sealer = &sealer_, .clock = &clock_},
        options);
  }
  std::vector<Delivery> Deliveries(const Webhook& webhook) {
    return Do(
        [&](Connection& tx) { return labeling::ListDeliveries(tx, {.webhook_id = webhook.id}); });
  }
  // Waits until all of a webhook's deliveries are in this state.
  bool Settled(const Webhook& webhook, DeliveryState state) {
    for (int i = 0; i < 2'000; ++i) {
      if (std::ranges::all_of(Deliveries(webhook),
                              [&](const Delivery& d) { return d.state == state; }))
        return true;
      SystemClock().Sleep(std::chrono::milliseconds(10));
    }
    return false;
  }
  static std::vector<std::string> IdsOf(const std::vector<net::Request>& requests) {
    std::vector<std::string> ids;
    for (const auto& request : requests) ids.emplace_back(request.headers.Get(kEventIdHeader));
    return ids;
  }

  labeling::Project project_;
  FakeClock clock_{kNow};
  const crypto::Sealer sealer_ =
      *crypto::Sealer::FromSecret(Secret("a key that only this test knows"));
  std::unique_ptr<net::HttpClient> http_ = net::HttpClient::Make({});
  Receivers receivers_;
  std::unique_ptr<Sender> sender_;  // last: it uses the others
};

TEST_F(SenderTest, TellsWhatHappened) {
  const Webhook webhook = Listen("/a");
  const Webhook bare = Listen("/bare", false);
  Start();
  Happen();
  const auto got = receivers_.Got("/a", 1);
  ASSERT_THAT(got, SizeIs(1));
  EXPECT_EQ(got[0].headers.Get("X-Own"), "mine");
  EXPECT_EQ(got[0].headers.Get(kSignatureHeader),
            Sign(*OpenSecret(sealer_, webhook), clock_.Now(), got[0].body));
  EXPECT_THAT(got[0].body, HasSubstr(R"({"action":"PROJECT_UPDATED","project":{"id":)"));
  ASSERT_THAT(receivers_.Got("/bare", 1), SizeIs(1));
  EXPECT_EQ(receivers_.Got("/bare", 1)[0].body, R"({"action":"PROJECT_UPDATED"})");
  ASSERT_TRUE(Settled(webhook, DeliveryState::kDelivered));
  const auto deliveries = Deliveries(webhook);
  EXPECT_EQ(deliveries[0].tries, 1);
  EXPECT_EQ(deliveries[0].status, 200);
  EXPECT_EQ(deliveries[0].event_uuid, got[0].headers.Get(kEventIdHeader));
}

TEST_F(SenderTest, InOrderWhateverFails) {
  const Webhook webhook = Listen("/a");
  receivers_.Answer("/a", {500, 200, 503, 302, 200});
  Happen(3);
  Start();
  for (size_t tries = 1; tries < 6; ++tries) {
    receivers_.Got("/a", tries);
    // Past whatever it waits for; a delivery that is due is not sent twice for it.
    for (int i = 0; i < 20; ++i) {
      clock_.Advance(std::chrono::seconds(30));
      sender_->Wake();
      SystemClock().Sleep(std::chrono::milliseconds(5));
    }
  }
  ASSERT_TRUE(Settled(webhook, DeliveryState::kDelivered));
  const auto ids = IdsOf(receivers_.Got("/a", 6));
  ASSERT_THAT(ids, SizeIs(6));
  EXPECT_EQ(ids[0], ids[1]);
  EXPECT_EQ(ids[2], ids[3]);
  EXPECT_EQ(ids[3], ids[4]);
  EXPECT_NE(ids[1], ids[2]);
  EXPECT_NE(ids[4], ids[5]);
}

TEST_F(SenderTest, ADeadReceiverHoldsUpNoOther) {
  const Webhook dead = Listen("/dead");
  const Webhook alive = Listen("/alive");
  receivers_.Hang("/dead");
  Start();
  Happen(5);
  EXPECT_TRUE(Settled(alive, DeliveryState::kDelivered));
  EXPECT_THAT(receivers_.Got("/alive", 5), SizeIs(5));
  EXPECT_THAT(receivers_.Got("/dead", 1), SizeIs(1));
}

TEST_F(SenderTest, MoreThanCanBeUnderWayAtATime) {
  std::vector<Webhook> webhooks;
  for (int i = 0; i < 5; ++i) webhooks.push_back(Listen("/" + std::to_string(i)));
  Happen(2);
  Start({.most_at_once = 2, .most_bytes = 10});
  for (const Webhook& webhook : webhooks) EXPECT_TRUE(Settled(webhook, DeliveryState::kDelivered));
}

TEST_F(SenderTest, WhatWasUnderWayIsSentAgainUnderItsId) {
  const Webhook webhook = Listen("/a");
  receivers_.Hang("/a");
  Start();
  Happen();
  const auto first = receivers_.Got("/a", 1);
  ASSERT_THAT(first, SizeIs(1));
  sender_.reset();  // within its grace
  Start();
  const auto again = receivers_.Got("/a", 2);
  ASSERT_THAT(again, SizeIs(2));
  EXPECT_EQ(IdsOf(again)[0], IdsOf(again)[1]);
}

TEST_F(SenderTest, AWebhookWhoseSecretsCannotBeOpenedSaysSo) {
  const Webhook webhook = Listen("/a");
  Do([&](Connection& tx) { return tx.Execute("UPDATE webhook SET secret = x'00'"); });
  Start();
  Happen();
  for (int i = 0; i < 1'000 && Deliveries(webhook)[0].tries == 0; ++i)
    SystemClock().Sleep(std::chrono::milliseconds(10));
  EXPECT_NE(Deliveries(webhook)[0].error, "");
  EXPECT_EQ(Deliveries(webhook)[0].state, DeliveryState::kWaiting);
}

TEST_F(SenderTest, APingIsNoDelivery) {
  const Webhook webhook = Listen("/a");
  receivers_.Answer("/a", {418});
  Start({.deliver = false});
  std::promise<Attempt> promise;
  sender_->Ping(webhook, [&](Attempt attempt) { promise.set_value(std::move(attempt)); });
  const Attempt attempt = promise.get_future().get();
  EXPECT_EQ(attempt.status, 418);
  EXPECT_EQ(attempt.error, "The receiver answered 418.");
  const auto got = receivers_.Got("/a", 1);
  ASSERT_THAT(got, SizeIs(1));
  EXPECT_THAT(got[0].body, HasSubstr(R"({"action":"PING")"));
  EXPECT_EQ(got[0].headers.Get(kSignatureHeader),
            Sign(*OpenSecret(sealer_, webhook), clock_.Now(), got[0].body));
  EXPECT_THAT(Deliveries(webhook), SizeIs(0));
}

}  // namespace
}  // namespace millrace::webhooks

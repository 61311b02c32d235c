// What the layers do to the writing of many objects.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <map>
#include <thread>

#include "storage/layers/chaos.h"
#include "storage/layers/layer.h"
#include "storage/layers/layers.h"
#include "storage/providers/memory.h"

namespace millrace::storage {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Remembers what came, and that the calls kept the contract of PutSink.
class Outcomes final : public PutSink {
 public:
  void Done(size_t index, Result<ObjectInfo> outcome) override {
    std::lock_guard lock(mutex_);
    ++dones[index];
    outcomes[index] = std::move(outcome);
  }
  std::map<size_t, Result<ObjectInfo>> outcomes;
  std::map<size_t, int> dones;

 private:
  std::mutex mutex_;
};

// A fault for a key as often as given, then none.
class Plan {
 public:
  void Add(const std::string& key, Fault fault, int times = 1) { faults_[key] = {fault, times}; }
  FaultPlan Get() const {
    struct State {
      std::mutex mutex;
      std::map<std::string, std::pair<Fault, int>, std::less<>> faults;
    };
    auto state = std::make_shared<State>();
    state->faults = faults_;
    return [state](std::string_view, std::string_view key) {
      std::lock_guard lock(state->mutex);
      const auto it = state->faults.find(key);
      if (it == state->faults.end() || it->second.second-- <= 0) return Fault::kNone;
      return it->second.first;
    };
  }

 private:
  std::map<std::string, std::pair<Fault, int>, std::less<>> faults_;
};

// Notes the keys of each call that reaches the bucket.
class CallLog final : public Layer {
 public:
  using Calls = std::vector<std::vector<std::string>>;
  CallLog(std::unique_ptr<ObjectStore> inner, Calls& calls)
      : Layer(std::move(inner)), calls_(calls) {}
  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override {
    std::vector<std::string>& keys = calls_.emplace_back();
    for (const PutRequest& request : requests) keys.push_back(request.key);
    inner().PutMany(requests, sink);
  }

 private:
  Calls& calls_;
};

class PutManyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    MakeMemoryBucket("many");
    direct_ = Bucket();
  }
  std::unique_ptr<ObjectStore> Bucket() {
    Values values;
    values.Set(kMemoryBucket, "many");
    Environment environment;
    environment.clock = &clock_;
    return *kMemory.open(values, environment, net::AddressPolicy::kTrusted);
  }
  std::unique_ptr<ObjectStore> Faulty(const Plan& plan) {
    auto logged = std::make_unique<CallLog>(Bucket(), calls_);
    return Retry(Chaos(std::move(logged), clock_, plan.Get()), clock_,
                 {.base = milliseconds(100), .budget = milliseconds(10'000), .seed = 1});
  }
  static std::vector<PutRequest> Requests(std::initializer_list<const char*> keys,
                                          Precondition precondition = Precondition::kNone) {
    std::vector<PutRequest> requests;
    for (const char* key : keys)
      requests.push_back(
          {.key = key, .body = std::string("body of ") + key, .precondition = precondition});
    return requests;
  }
  std::string Body(const std::string& key) {
    const auto object = GetObject(*direct_, {.key = key}, 1 << 20);
    return object.has_value() ? object->body : "none";
  }

  FakeClock clock_;
  std::unique_ptr<ObjectStore> direct_;
  CallLog::Calls calls_;
};

TEST_F(PutManyTest, OnlyWhatFailedIsSentAgain) {
  Plan plan;
  plan.Add("b", Fault::kUnavailable, 2);
  plan.Add("c", Fault::kAnswerLost);
  const auto store = Faulty(plan);
  Outcomes sink;
  store->PutMany(Requests({"a", "b", "c"}), sink);
  for (const size_t i : {0, 1, 2}) {
    EXPECT_EQ(sink.dones[i], 1) << i;
    EXPECT_TRUE(sink.outcomes[i]) << i;
    EXPECT_EQ(sink.outcomes[i]->key, std::string(1, static_cast<char>('a' + i)));
  }
  EXPECT_THAT(calls_, ElementsAre(ElementsAre("a", "c"), ElementsAre("c"), ElementsAre("b")));
  EXPECT_EQ(Body("b"), "body of b");
}

TEST_F(PutManyTest, EachObjectIsRepeatedAsItsOwnPreconditionAllows) {
  Plan plan;
  plan.Add("plain", Fault::kAnswerLost);
  plan.Add("lost", Fault::kAnswerLost);
  plan.Add("refused", Fault::kRateLimited);
  const auto store = Faulty(plan);
  std::vector<PutRequest> requests = Requests({"lost", "refused"}, Precondition::kAbsent);
  requests.push_back({.key = "plain", .body = "x"});
  Outcomes sink;
  store->PutMany(requests, sink);
  ASSERT_FALSE(sink.outcomes[0]);
  EXPECT_EQ(sink.outcomes[0].error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(Body("lost"), "body of lost") << "it was written all the same";
  EXPECT_TRUE(sink.outcomes[1]);
  EXPECT_TRUE(sink.outcomes[2]);
  EXPECT_THAT(calls_, ElementsAre(ElementsAre("lost", "plain"), ElementsAre("refused", "plain")));
}

TEST_F(PutManyTest, AConflictAmongManyConcernsOnlyItself) {
  ASSERT_TRUE(direct_->Put({.key = "b", .body = "theirs"}));
  const auto store = Faulty({});
  Outcomes sink;
  store->PutMany(Requests({"a", "b", "c"}, Precondition::kAbsent), sink);
  EXPECT_TRUE(sink.outcomes[0]);
  ASSERT_FALSE(sink.outcomes[1]);
  EXPECT_EQ(sink.outcomes[1].error().kind, ErrorKind::kConflict);
  EXPECT_TRUE(sink.outcomes[2]);
  EXPECT_EQ(Body("b"), "theirs");
  EXPECT_EQ(calls_.size(), 1u) << "a conflict for good is not tried again";
}

TEST_F(PutManyTest, WhatStaysBrokenIsReportedOnceWhenTheBudgetIsSpent) {
  Plan plan;
  plan.Add("b", Fault::kUnavailable, 1'000'000);
  const auto store = Faulty(plan);
  Outcomes sink;
  store->PutMany(Requests({"a", "b"}), sink);
  EXPECT_TRUE(sink.outcomes[0]);
  ASSERT_FALSE(sink.outcomes[1]);
  EXPECT_EQ(sink.dones[1], 1);
  EXPECT_THAT(sink.outcomes[1].error().message, HasSubstr("(tried "));
  EXPECT_LE(clock_.slept(), milliseconds(20'000)) << "a and b have one budget each at most";
}

TEST_F(PutManyTest, ManyUnderRandomFaultsAreAllWritten) {
  std::vector<PutRequest> requests;
  for (int i = 0; i < 300; ++i)
    requests.push_back({.key = "k" + std::to_string(i), .body = std::to_string(i)});
  const auto store = Retry(Chaos(Bucket(), clock_, RandomFaults(11, 0.4)), clock_, {.seed = 1});
  Outcomes sink;
  store->PutMany(requests, sink);
  for (size_t i = 0; i < requests.size(); ++i) {
    EXPECT_EQ(sink.dones[i], 1) << i;
    EXPECT_TRUE(sink.outcomes[i]) << i;
    EXPECT_EQ(Body(requests[i].key), requests[i].body);
  }
}

// Ends its objects one by one, when told.
class SteppingStore final : public Layer {
 public:
  SteppingStore(std::unique_ptr<ObjectStore> inner, std::vector<std::promise<void>>& steps)
      : Layer(std::move(inner)), steps_(steps) {}
  Capabilities capabilities() const override { return {.put_concurrency = 2}; }
  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override {
    for (size_t i = 0; i < requests.size(); ++i) {
      steps_[i].get_future().wait();
      sink.Done(i, ObjectInfo{});
    }
  }

 private:
  std::vector<std::promise<void>>& steps_;
};

TEST_F(PutManyTest, PermitsComeBackAsTheLastObjectsEnd) {
  std::vector<std::promise<void>> steps(3);
  const auto store = LimitRequests(std::make_unique<SteppingStore>(Bucket(), steps), 2);
  Outcomes sink;
  const std::vector<PutRequest> requests = Requests({"a", "b", "c"});
  std::jthread writer([&] { store->PutMany(requests, sink); });
  steps[0].set_value();
  steps[1].set_value();
  // One object is left, so one of the two permits is free: this returns.
  EXPECT_FALSE(store->Head("none"));
  steps[2].set_value();
  writer.join();
  EXPECT_EQ(sink.outcomes.size(), 3u);
  EXPECT_FALSE(store->Head("none"));
}

TEST_F(PutManyTest, MetricsCountEachObject) {
  ASSERT_TRUE(direct_->Put({.key = "b", .body = "theirs"}));
  StoreMetrics metrics;
  const auto store = CountOperations(Bucket(), metrics.Of("memory"), clock_);
  Outcomes sink;
  std::vector<PutRequest> requests{
      {.key = "a", .body = "12345"},
      {.key = "b", .body = "12345", .precondition = Precondition::kAbsent}};
  store->PutMany(requests, sink);
  const auto counts = metrics.Snapshot()["memory"]["put"];
  EXPECT_EQ(counts.count, 2u);
  EXPECT_EQ(counts.errors, 1u);
  EXPECT_EQ(counts.bytes, 5u);
}

TEST_F(PutManyTest, NothingToWriteIsDoneAtOnce) {
  Environment environment;
  environment.clock = &clock_;
  const auto store = WrapStore(Bucket(), "memory", "memory:many", environment);
  Outcomes sink;
  store->PutMany({}, sink);
  EXPECT_TRUE(sink.outcomes.empty());
}

}  // namespace
}  // namespace millrace::storage

#include "storage/layers/layers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>
#include <thread>

#include "storage/layers/chaos.h"
#include "storage/layers/layer.h"
#include "storage/providers/memory.h"

namespace millrace::storage {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A bucket in memory, faults in front of it as `plan` says, and the retry layer around both.
class LayerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    MakeMemoryBucket("layers");
    Values values;
    values.Set(kMemoryBucket, "layers");
    environment_.clock = &clock_;
    bare_ = *kMemory.open(values, environment_, net::AddressPolicy::kTrusted);
    direct_ = *kMemory.open(values, environment_, net::AddressPolicy::kTrusted);
  }
  std::unique_ptr<ObjectStore> Faulty(FaultPlan plan) {
    return Retry(Chaos(std::move(bare_), clock_, std::move(plan)), clock_,
                 {.base = milliseconds(100), .budget = milliseconds(10'000), .seed = 1});
  }
  void Fill(const std::string& key, std::string body) {
    ASSERT_TRUE(direct_->Put({.key = key, .body = std::move(body)}));
  }

  FakeClock clock_;
  Environment environment_;
  std::unique_ptr<ObjectStore> bare_, direct_;
};

// The given faults for the first calls, then none.
FaultPlan Script(std::vector<Fault> faults) {
  auto next = std::make_shared<std::atomic<size_t>>(0);
  return [next, faults = std::move(faults)](std::string_view, std::string_view) {
    const size_t i = next->fetch_add(1);
    return i < faults.size() ? faults[i] : Fault::kNone;
  };
}

TEST_F(LayerTest, RepeatsWhatFailedForNow) {
  Fill("a", "x");
  auto store = Faulty(Script({Fault::kUnavailable, Fault::kDropped, Fault::kStalled}));
  EXPECT_EQ(store->Head("a")->size, 1u);
}

TEST_F(LayerTest, DoesNotRepeatWhatIsFinal) {
  auto calls = std::make_shared<std::atomic<int>>(0);
  auto store = Faulty([calls](std::string_view, std::string_view) {
    ++*calls;
    return Fault::kNone;
  });
  EXPECT_EQ(store->Head("none").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(*calls, 1);
  EXPECT_EQ(clock_.slept().count(), 0);
}

TEST_F(LayerTest, GivesUpWithinTheBudgetAndSaysSo) {
  auto store = Faulty([](std::string_view, std::string_view) { return Fault::kUnavailable; });
  const auto outcome = store->List({});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(outcome.error().message, HasSubstr("(tried "));
  EXPECT_LE(clock_.slept(), milliseconds(10'000));
  EXPECT_GT(clock_.slept(), milliseconds(1'000));
}

TEST_F(LayerTest, AStopEndsTheTries) {
  std::stop_source stop;
  auto calls = std::make_shared<std::atomic<int>>(0);
  auto store = Retry(Chaos(std::move(bare_), clock_,
                           [calls, stop](std::string_view, std::string_view) mutable {
                             if (++*calls == 2) stop.request_stop();
                             return Fault::kUnavailable;
                           }),
                     clock_, {.base = milliseconds(100), .stop = stop.get_token()});
  EXPECT_EQ(store->Head("a").error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(*calls, 2);
  EXPECT_EQ(GetObject(*store, {.key = "a"}, 10).error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(store->Put({.key = "a", .body = "x"}).error().kind, ErrorKind::kCancelled);
}

TEST_F(LayerTest, WaitsAtLeastAsLongAsAsked) {
  auto store = Faulty(Script({Fault::kRateLimited}));
  EXPECT_TRUE(store->List({}));
  EXPECT_EQ(clock_.slept(), milliseconds(1'000));
}

TEST_F(LayerTest, RetryAfterBeyondTheBudgetEndsAtOnce) {
  auto store = Retry(
      Chaos(std::move(bare_), clock_, Script({Fault::kRateLimited}), {.retry_after_ms = 3'600'000}),
      clock_, {.budget = milliseconds(10'000)});
  const auto outcome = store->List({});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().retry_after_ms, 3'600'000);
  EXPECT_EQ(clock_.slept().count(), 0);
}

TEST_F(LayerTest, CheckWaitsForAPersonOnly) {
  auto store = Faulty([](std::string_view, std::string_view) { return Fault::kUnavailable; });
  EXPECT_FALSE(store->Check());
  EXPECT_LE(clock_.slept(), milliseconds(5'000));
}

TEST_F(LayerTest, PlainPutIsRepeatedAfterALostAnswer) {
  auto store = Faulty(Script({Fault::kAnswerLost}));
  EXPECT_TRUE(store->Put({.key = "a", .body = "1"}));
  EXPECT_TRUE(direct_->Head("a"));
}

TEST_F(LayerTest, ConditionalPutWithALostAnswerIsLeftToTheCaller) {
  auto calls = std::make_shared<std::atomic<int>>(0);
  auto store = Faulty([calls](std::string_view, std::string_view) {
    ++*calls;
    return Fault::kAnswerLost;
  });
  const auto outcome = store->Put({.key = "a", .body = "1", .precondition = Precondition::kAbsent});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(*calls, 1);
  EXPECT_TRUE(direct_->Head("a")) << "it was written all the same";
}

TEST_F(LayerTest, ConditionalPutThatWasRefusedIsRepeated) {
  auto store = Faulty(Script({Fault::kRateLimited, Fault::kRateLimited}));
  EXPECT_TRUE(store->Put({.key = "a", .body = "1", .precondition = Precondition::kAbsent}));
}

TEST_F(LayerTest, DeleteIsRepeatedAfterALostAnswer) {
  Fill("a", "1");
  const std::string version = direct_->Head("a")->condition();
  auto store = Faulty(Script({Fault::kAnswerLost}));
  EXPECT_TRUE(store->Delete("a", version));
  EXPECT_FALSE(direct_->Head("a"));
}

// Remembers what came, and that the calls kept the contract of GetSink.
class Recorder final : public GetSink {
 public:
  struct Object {
    int starts = 0, dones = 0;
    std::string body;
    Result<void> outcome;
  };
  bool Start(size_t index, const ObjectInfo&) override {
    ++objects[index].starts;
    return true;
  }
  bool Data(size_t index, std::string_view bytes) override {
    objects[index].body += bytes;
    return true;
  }
  void Done(size_t index, Result<void> outcome) override {
    ++objects[index].dones;
    objects[index].outcome = std::move(outcome);
  }
  std::map<size_t, Object> objects;
};

TEST_F(LayerTest, GetManyContinuesATruncatedObjectWithoutGapOrRepetition) {
  const std::string body = "0123456789abcdef";
  Fill("a", body);
  Fill("b", "whole");
  auto store =
      Faulty(Script({Fault::kTruncated, Fault::kNone, Fault::kTruncated, Fault::kDropped}));
  Recorder recorder;
  const std::vector<GetRequest> requests{{.key = "a", .offset = 2}, {.key = "b"}};
  store->GetMany(requests, recorder);
  EXPECT_TRUE(recorder.objects[0].outcome);
  EXPECT_EQ(recorder.objects[0].body, body.substr(2));
  EXPECT_EQ(recorder.objects[0].starts, 1);
  EXPECT_EQ(recorder.objects[0].dones, 1);
  EXPECT_EQ(recorder.objects[1].body, "whole");
  EXPECT_EQ(recorder.objects[1].dones, 1);
}

TEST_F(LayerTest, GetManyDoesNotMixTwoVersions) {
  Fill("a", "old old old old");
  auto calls = std::make_shared<std::atomic<int>>(0);
  auto store = Faulty([this, calls](std::string_view, std::string_view) {
    if (calls->fetch_add(1) == 0) return Fault::kTruncated;
    Fill("a", "new new new new");
    return Fault::kNone;
  });
  Recorder recorder;
  const std::vector<GetRequest> requests{{.key = "a"}};
  store->GetMany(requests, recorder);
  EXPECT_EQ(recorder.objects[0].outcome.error().kind, ErrorKind::kConflict);
  EXPECT_EQ(recorder.objects[0].body, "old old");
}

// As a server that ignores If-Match.
class CarelessStore final : public Layer {
 public:
  using Layer::Layer;
  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override {
    std::vector<GetRequest> sent(requests.begin(), requests.end());
    for (GetRequest& request : sent) request.if_match.clear();
    inner().GetMany(sent, sink);
  }
};

TEST_F(LayerTest, GetManyRefusesAnotherVersionThanAskedFor) {
  Fill("a", "old");
  const std::string version = direct_->Head("a")->condition();
  auto store = Retry(std::make_unique<CarelessStore>(std::move(bare_)), clock_);
  const std::vector<GetRequest> requests{{.key = "a", .if_match = version}};
  Recorder same, other;
  store->GetMany(requests, same);
  EXPECT_EQ(same.objects[0].body, "old");
  Fill("a", "new");
  store->GetMany(requests, other);
  ASSERT_FALSE(other.objects[0].outcome);
  EXPECT_EQ(other.objects[0].outcome.error().kind, ErrorKind::kConflict);
  EXPECT_EQ(other.objects[0].starts, 0);
  EXPECT_EQ(other.objects[0].body, "");
}

TEST_F(LayerTest, GetManyReportsEveryObjectOnceWhenTheBudgetIsSpent) {
  Fill("a", "1");
  Fill("b", "2");
  auto store = Faulty([](std::string_view, std::string_view key) {
    return key == "a" ? Fault::kUnavailable : Fault::kNone;
  });
  Recorder recorder;
  const std::vector<GetRequest> requests{{.key = "a"}, {.key = "b"}, {.key = "none"}};
  store->GetMany(requests, recorder);
  ASSERT_EQ(recorder.objects.size(), 3u);
  for (const auto& [index, object] : recorder.objects) EXPECT_EQ(object.dones, 1) << index;
  EXPECT_THAT(recorder.objects[0].outcome.error().message, HasSubstr("(tried "));
  EXPECT_TRUE(recorder.objects[1].outcome);
  EXPECT_EQ(recorder.objects[2].outcome.error().kind, ErrorKind::kNotFound);
}

TEST_F(LayerTest, GetManyUnderRandomFaultsGivesTheSameBytes) {
  std::vector<GetRequest> requests;
  for (int i = 0; i < 100; ++i) {
    requests.push_back({.key = "k" + std::to_string(i)});
    Fill(requests.back().key,
         std::string(static_cast<size_t>(i) * 7, static_cast<char>('a' + i % 26)));
  }
  auto store = Faulty(RandomFaults(7, 0.4));
  Recorder recorder;
  store->GetMany(requests, recorder);
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(recorder.objects[i].outcome) << i;
    EXPECT_EQ(recorder.objects[i].body,
              std::string(static_cast<size_t>(i) * 7, static_cast<char>('a' + i % 26)));
    EXPECT_EQ(recorder.objects[i].starts, 1);
  }
}

// Sends three pieces and lets the clock run between them.
class SlowStore final : public Layer {
 public:
  SlowStore(std::unique_ptr<ObjectStore> inner, FakeClock& clock, milliseconds pause)
      : Layer(std::move(inner)), clock_(clock), pause_(pause) {}
  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override {
    for (size_t i = 0; i < requests.size(); ++i) {
      bool wanted = sink.Start(i, {.key = requests[i].key, .size = 3, .token = "t"});
      for (int piece = 0; piece < 3 && wanted; ++piece) {
        clock_.Advance(pause_);
        wanted = sink.Data(i, "x");
      }
      sink.Done(i, wanted ? Result<void>() : Fail(ErrorKind::kCancelled, "dropped"));
    }
  }

 private:
  FakeClock& clock_;
  const milliseconds pause_;
};

TEST_F(LayerTest, TimeoutEndsACrawlingTransfer) {
  auto store =
      LimitTime(std::make_unique<SlowStore>(std::move(bare_), clock_, milliseconds(40'000)), clock_,
                {.patience = milliseconds(60'000)});
  Recorder recorder;
  const std::vector<GetRequest> requests{{.key = "a"}};
  store->GetMany(requests, recorder);
  EXPECT_EQ(recorder.objects[0].body, "x");
  ASSERT_FALSE(recorder.objects[0].outcome);
  EXPECT_EQ(recorder.objects[0].outcome.error().kind, ErrorKind::kTimeout);
  EXPECT_TRUE(recorder.objects[0].outcome.error().temporary);
}

TEST_F(LayerTest, TimeoutLetsASteadyTransferPass) {
  auto store =
      LimitTime(std::make_unique<SlowStore>(std::move(bare_), clock_, milliseconds(10'000)), clock_,
                {.patience = milliseconds(60'000)});
  Recorder recorder;
  const std::vector<GetRequest> requests{{.key = "a"}, {.key = "b"}};
  store->GetMany(requests, recorder);
  EXPECT_TRUE(recorder.objects[0].outcome);
  EXPECT_TRUE(recorder.objects[1].outcome) << "each object has its own time";
}

// Counts how many calls are inside at once; they leave together when told.
class CrowdedStore final : public Layer {
 public:
  CrowdedStore(std::unique_ptr<ObjectStore> inner, std::atomic<int>& inside, std::atomic<int>& most,
               std::shared_future<void> go)
      : Layer(std::move(inner)), inside_(inside), most_(most), go_(std::move(go)) {}
  Result<ObjectInfo> Head(std::string_view) override {
    const int now = ++inside_;
    for (int seen = most_; seen < now && !most_.compare_exchange_weak(seen, now);) {
    }
    go_.wait();
    --inside_;
    return ObjectInfo{};
  }

 private:
  std::atomic<int>&inside_, &most_;
  std::shared_future<void> go_;
};

TEST_F(LayerTest, LimitLetsOnlySoManyIn) {
  std::atomic<int> inside = 0, most = 0;
  std::promise<void> go;
  auto store = LimitRequests(
      std::make_unique<CrowdedStore>(std::move(bare_), inside, most, go.get_future().share()), 3);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { (void)store->Head("a"); });
  while (inside < 3) std::this_thread::yield();
  go.set_value();
  threads.clear();
  EXPECT_EQ(most, 3);
}

TEST_F(LayerTest, LimitGivesPermitsBackAfterGetMany) {
  Fill("a", "1");
  auto store = LimitRequests(std::move(bare_), 2);
  const std::vector<GetRequest> requests(5, GetRequest{.key = "a"});
  for (int i = 0; i < 3; ++i) {
    Recorder recorder;
    store->GetMany(requests, recorder);
    EXPECT_EQ(recorder.objects.size(), 5u);
  }
  EXPECT_TRUE(store->Head("a"));
}

TEST_F(LayerTest, MetricsCountWhatHappened) {
  StoreMetrics metrics;
  auto store = CountOperations(std::move(bare_), metrics.Of("memory"), clock_);
  ASSERT_TRUE(store->Put({.key = "a", .body = "12345"}));
  EXPECT_FALSE(store->Put({.key = "a", .body = "12345", .precondition = Precondition::kAbsent}));
  EXPECT_FALSE(store->Head("none"));
  Recorder recorder;
  const std::vector<GetRequest> requests{{.key = "a"}, {.key = "none"}};
  store->GetMany(requests, recorder);
  auto counts = metrics.Snapshot()["memory"];
  EXPECT_EQ(counts["put"].count, 2u);
  EXPECT_EQ(counts["put"].errors, 1u);
  EXPECT_EQ(counts["put"].bytes, 5u);
  EXPECT_EQ(counts["head"].errors, 0u) << "nothing there is an answer, not a fault";
  EXPECT_EQ(counts["get"].count, 2u);
  EXPECT_EQ(counts["get"].bytes, 5u);
}

TEST_F(LayerTest, OpenStoreHasTheLayers) {
  StoreMetrics metrics;
  environment_.metrics = &metrics;
  Values values;
  values.Set(kMemoryBucket, "layers");
  const auto store = OpenStore(kMemory, values, environment_, net::AddressPolicy::kTrusted);
  ASSERT_TRUE(store);
  EXPECT_TRUE((*store)->Check());
  EXPECT_EQ(metrics.Snapshot()["memory"]["check"].count, 1u);
}

}  // namespace
}  // namespace millrace::storage

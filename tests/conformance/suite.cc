#include "tests/conformance/suite.h"

#include <algorithm>
#include <cstdlib>

#include "base/log.h"
#include "base/text.h"

namespace millrace::conformance {

using namespace storage;

namespace {

class Collector final : public GetSink {
 public:
  explicit Collector(std::vector<Received>& received) : received_(received) {}
  bool Start(size_t index, const ObjectInfo& info) override {
    ++received_[index].starts;
    received_[index].info = info;
    return true;
  }
  bool Data(size_t index, std::string_view bytes) override {
    received_[index].body += bytes;
    return true;
  }
  void Done(size_t index, Result<void> outcome) override {
    ++received_[index].dones;
    received_[index].outcome = std::move(outcome);
  }

 private:
  std::vector<Received>& received_;
};

class Outcomes final : public PutSink {
 public:
  explicit Outcomes(size_t count) : outcomes_(count), dones_(count) {}
  void Done(size_t index, Result<ObjectInfo> outcome) override {
    outcomes_[index] = std::move(outcome);
    ++dones_[index];
  }
  std::vector<Result<ObjectInfo>> Take() {
    EXPECT_THAT(dones_, ::testing::Each(1));
    return std::move(outcomes_);
  }

 private:
  std::vector<Result<ObjectInfo>> outcomes_;
  std::vector<int> dones_;
};

// How often an unsettled write is tried; a fault on each try would be a broken store.
constexpr int kTries = 50;

// The answer was lost: the write may have been applied or not.
bool IsOpen(const PutRequest& request, const Result<ObjectInfo>& outcome) {
  return !outcome.has_value() && request.precondition != Precondition::kNone &&
         (outcome.error().kind == ErrorKind::kTimeout ||
          outcome.error().kind == ErrorKind::kUnavailable);
}

}  // namespace

void Conformance::SetUp() {
  SetLogLevel(LogLevel::kOff);  // faults are the point here
  auto made = GetParam().make();
  if (!made.has_value() && made.error().kind == ErrorKind::kUnsupported) {
    if (getenv("MILLRACE_NO_SKIP") != nullptr)
      FAIL() << "skipped, which is forbidden: " << made.error().message;
    GTEST_SKIP() << made.error().message;
  }
  ASSERT_TRUE(made.has_value()) << made.error().Sentence();
  instance_ = std::move(*made);
}

Result<ObjectInfo> Conformance::Put(const PutRequest& request) {
  auto outcome = store().Put(request);
  return IsOpen(request, outcome) ? Settle(request) : outcome;
}

Result<ObjectInfo> Conformance::Settle(const PutRequest& request) {
  for (int i = 0; i < kTries; ++i) {
    const auto present = GetObject(store(), {.key = request.key}, 64 << 20);
    if (present.has_value() && present->body == request.body) return present->info;
    auto outcome = store().Put(request);
    if (!IsOpen(request, outcome)) return outcome;
  }
  return Fail(ErrorKind::kUnavailable, "never settled");
}

std::vector<Result<ObjectInfo>> Conformance::PutMany(const std::vector<PutRequest>& requests) {
  Outcomes sink(requests.size());
  store().PutMany(requests, sink);
  auto outcomes = sink.Take();
  for (size_t i = 0; i < requests.size(); ++i)
    if (IsOpen(requests[i], outcomes[i])) outcomes[i] = Settle(requests[i]);
  return outcomes;
}

ObjectInfo Conformance::Write(const std::string& key, const std::string& body) {
  auto outcome = Put({.key = key, .body = body});
  EXPECT_TRUE(outcome.has_value())
      << Printable(key) << ": " << (outcome.has_value() ? "" : outcome.error().Sentence());
  return outcome.has_value() ? *outcome : ObjectInfo{};
}

std::string Conformance::Read(const std::string& key) {
  auto object = GetObject(store(), {.key = key}, 64 << 20);
  EXPECT_TRUE(object.has_value()) << Printable(key) << ": "
                                  << (object.has_value() ? "" : object.error().Sentence());
  return object.has_value() ? object->body : "";
}

std::vector<Received> Conformance::Fetch(const std::vector<GetRequest>& requests) {
  std::vector<Received> received(requests.size());
  Collector collector(received);
  store().GetMany(requests, collector);
  for (size_t i = 0; i < received.size(); ++i) {
    EXPECT_EQ(received[i].dones, 1) << i;
    EXPECT_LE(received[i].starts, 1) << i;
  }
  return received;
}

std::vector<std::string> Conformance::ListAll(ListRequest request) {
  std::vector<std::string> keys;
  while (true) {
    const auto page = store().List(request);
    if (!page.has_value()) {
      ADD_FAILURE() << page.error().Sentence();
      return keys;
    }
    EXPECT_LE(page->objects.size(), request.limit);
    for (const ObjectInfo& object : page->objects) keys.push_back(object.key);
    if (page->next.empty()) break;
    EXPECT_NE(page->next, request.position) << "a page that leads to itself";
    if (page->next == request.position || keys.size() > 100'000) break;
    request.position = page->next;
  }
  if (store().capabilities().order == Order::kBytes) {
    EXPECT_TRUE(std::ranges::is_sorted(keys)) << ::testing::PrintToString(keys);
  }
  return keys;
}

ConditionSupport Conformance::Conditions() {
  for (int i = 0; i < kTries; ++i) {
    const auto support = ProbeConditions(store(), "");
    if (support.has_value()) return *support;
    EXPECT_TRUE(support.error().temporary) << support.error().Sentence();
    if (!support.error().temporary) break;
  }
  ADD_FAILURE() << "the probe never ended";
  return {};
}

}  // namespace millrace::conformance

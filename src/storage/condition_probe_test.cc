#include "storage/condition_probe.h"

#include <gtest/gtest.h>

#include "storage/layers/layer.h"
#include "storage/providers/memory.h"

namespace millrace::storage {
namespace {

enum class Habit { kObeys, kIgnores, kRefuses, kAlwaysConflicts };

// A server whose support is not known, and what it does with each kind of condition.
class Server final : public Layer {
 public:
  Server(std::unique_ptr<ObjectStore> inner, Habit absent, Habit match, Habit remove)
      : Layer(std::move(inner)), absent_(absent), match_(match), remove_(remove) {}

  Capabilities capabilities() const override {
    Capabilities capabilities = Layer::capabilities();
    capabilities.put_if_absent = capabilities.put_if_match = capabilities.delete_if_match =
        Support::kUnknown;
    return capabilities;
  }
  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override {
    for (size_t i = 0; i < requests.size(); ++i) sink.Done(i, PutOne(requests[i]));
  }
  Result<ObjectInfo> PutOne(const PutRequest& request) {
    if (failure.has_value() && ++puts_ == fail_at) return std::unexpected(*failure);
    PutRequest sent = request;
    if (request.precondition != Precondition::kNone) {
      const Habit habit = request.precondition == Precondition::kAbsent ? absent_ : match_;
      if (habit == Habit::kIgnores) sent.precondition = Precondition::kNone;
      if (habit == Habit::kRefuses) return Fail(ErrorKind::kUnsupported, "501");
      if (habit == Habit::kAlwaysConflicts) return Fail(ErrorKind::kConflict, "412");
    }
    return inner().Put(sent);
  }
  Result<void> Delete(std::string_view key, std::string_view version) override {
    if (version.empty() || remove_ == Habit::kObeys) return inner().Delete(key, version);
    if (remove_ == Habit::kIgnores) return inner().Delete(key, "");
    return Fail(ErrorKind::kUnsupported, "501");
  }

  std::optional<Error> failure;
  int fail_at = 0;

 private:
  const Habit absent_, match_, remove_;
  int puts_ = 0;
};

class ConditionProbeTest : public ::testing::Test {
 protected:
  void SetUp() override { MakeMemoryBucket("probe"); }
  static std::unique_ptr<ObjectStore> Bucket() {
    Values values;
    values.Set(kMemoryBucket, "probe");
    return *kMemory.open(values, {}, net::AddressPolicy::kTrusted);
  }
  static void ExpectEmpty() {
    EXPECT_TRUE(Bucket()->List({})->objects.empty()) << "the probe is left";
  }
};

TEST_F(ConditionProbeTest, TellsWhatEachOperationIsWorth) {
  const struct {
    Habit absent, match, remove;
    Support put_if_absent, put_if_match, delete_if_match;
  } cases[] = {
      {Habit::kObeys, Habit::kObeys, Habit::kObeys, Support::kYes, Support::kYes, Support::kYes},
      {Habit::kIgnores, Habit::kIgnores, Habit::kIgnores, Support::kNo, Support::kNo, Support::kNo},
      {Habit::kRefuses, Habit::kRefuses, Habit::kRefuses, Support::kNo, Support::kNo, Support::kNo},
      {Habit::kObeys, Habit::kIgnores, Habit::kRefuses, Support::kYes, Support::kNo, Support::kNo},
      {Habit::kIgnores, Habit::kObeys, Habit::kObeys, Support::kNo, Support::kYes, Support::kYes},
      {Habit::kObeys, Habit::kAlwaysConflicts, Habit::kObeys, Support::kYes, Support::kNo,
       Support::kYes},
  };
  int number = 0;
  for (const auto& c : cases) {
    SCOPED_TRACE(number++);
    Server server(Bucket(), c.absent, c.match, c.remove);
    const auto support = ProbeConditions(server, "out/");
    ASSERT_TRUE(support) << support.error().Sentence();
    EXPECT_EQ(support->put_if_absent, c.put_if_absent);
    EXPECT_EQ(support->put_if_match, c.put_if_match);
    EXPECT_EQ(support->delete_if_match, c.delete_if_match);
    ExpectEmpty();
  }
}

TEST_F(ConditionProbeTest, RefusedProbeIsAnErrorAndLeavesNothing) {
  for (const ErrorKind kind : {ErrorKind::kDenied, ErrorKind::kUnavailable})
    for (int fail_at = 1; fail_at <= 6; ++fail_at) {
      Server server(Bucket(), Habit::kObeys, Habit::kObeys, Habit::kObeys);
      server.failure = Error{.kind = kind, .message = "refused"};
      server.fail_at = fail_at;
      const auto support = ProbeConditions(server, "");
      ASSERT_FALSE(support) << fail_at;
      EXPECT_EQ(support.error().kind, kind);
      ExpectEmpty();
    }
}

TEST_F(ConditionProbeTest, NothingIsWrittenWhereTheProviderIsSure) {
  auto store = Bucket();
  const auto before = Bucket()->Put({.key = "x", .body = ""})->token;
  const auto support = ProbeConditions(*store, "");
  ASSERT_TRUE(support);
  EXPECT_EQ(support->put_if_absent, Support::kYes);
  EXPECT_EQ(before, "v1");
  EXPECT_EQ(Bucket()->Put({.key = "x", .body = ""})->token, "v2") << "no write in between";
}

TEST(ProbeKey, IsKnownBehindAnyPrefix) {
  for (const char* prefix : {"", "labels/", "labels:"})
    EXPECT_TRUE(IsProbeKey(NewProbeKey(prefix)));
  EXPECT_FALSE(IsProbeKey("cats.millrace-probe-of-mine.jpg"));
  EXPECT_FALSE(IsProbeKey(NewProbeKey("") + "/1.json"));
  EXPECT_FALSE(IsProbeKey(""));
}

}  // namespace
}  // namespace millrace::storage

#include "sync/target_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/ids.h"
#include "crypto/digest.h"
#include "storage/layers/layer.h"
#include "storage/providers/memory.h"

namespace millrace::sync {
namespace {

using storage::Precondition;
using storage::PutRequest;
using storage::Support;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = TargetOutcome::Kind;

// A bucket that can lose answers.
class Bucket final : public storage::Layer {
 public:
  using Layer::Layer;

  void PutMany(std::span<const PutRequest> requests, storage::PutSink& sink) override {
    std::vector<std::string>& keys = calls.emplace_back();
    for (const PutRequest& request : requests) keys.push_back(request.key);
    struct Sink final : storage::PutSink {
      Sink(PutSink& outer, std::map<std::string, Error>& lost, std::span<const PutRequest> requests)
          : outer(outer), lost(lost), requests(requests) {}
      void Done(size_t index, Result<storage::ObjectInfo> outcome) override {
        const auto it = lost.find(requests[index].key);
        if (it != lost.end()) outcome = std::unexpected(lost.extract(it).mapped());
        outer.Done(index, std::move(outcome));
      }
      PutSink& outer;
      std::map<std::string, Error>& lost;
      std::span<const PutRequest> requests;
    } losing(sink, lost, requests);
    inner().PutMany(requests, losing);
  }
  std::vector<std::vector<std::string>> calls;  // the keys of each PutMany
  std::map<std::string, Error> lost;            // answers that are replaced, once each
};

class TargetWriterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    storage::MakeMemoryBucket(name_);
    Values values;
    values.Set(storage::kMemoryBucket, name_);
    bucket_ = std::make_unique<Bucket>(
        storage::kMemory.open(values, {}, net::AddressPolicy::kTrusted).value());
  }
  void TearDown() override { storage::DropMemoryBucket(name_); }

  TargetWriter Writer(Support support) {
    return TargetWriter(
        *bucket_, {.put_if_absent = support, .put_if_match = support, .delete_if_match = support});
  }
  static TargetWrite Write(const std::string& key, const std::string& body) {
    return {.key = key, .body = body, .digest = crypto::Sha256(body)};
  }
  // What we wrote under the key before.
  labeling::ExportObject Ours(const std::string& key, const std::string& body) {
    const auto info = bucket_->Put({.key = key, .body = body}).value();
    bucket_->calls.clear();
    return {.key = key, .version = info.condition(), .digest = crypto::Sha256(body)};
  }
  void Theirs(const std::string& key, const std::string& body) { Ours(key, body); }
  std::string Body(const std::string& key) {
    const auto object = storage::GetObject(*bucket_, {.key = key}, 1 << 20);
    return object.has_value() ? object->body : "none";
  }
  static Error Timeout() { return {.kind = ErrorKind::kTimeout, .temporary = true}; }

  const std::string name_ = "target-" + RandomHex(6);
  std::unique_ptr<Bucket> bucket_;
};

TEST_F(TargetWriterTest, AllThatConditionsProtectGoesAtOnce) {
  TargetWrite changed = Write("changed", "new");
  changed.last = Ours("changed", "old");
  Theirs("taken", "theirs");
  Theirs("equal", "same");
  std::vector<TargetWrite> writes{Write("fresh", "1"), changed, Write("taken", "ours"),
                                  Write("equal", "same")};
  bucket_->calls.clear();
  Writer(Support::kYes).PutMany(writes, 4);
  EXPECT_THAT(bucket_->calls, ElementsAre(ElementsAre("fresh", "changed", "taken", "equal")));
  EXPECT_EQ(writes[0].outcome.kind, Kind::kWritten);
  EXPECT_EQ(writes[1].outcome.kind, Kind::kWritten);
  EXPECT_EQ(writes[2].outcome.kind, Kind::kConflict);
  EXPECT_EQ(writes[2].outcome.body, "theirs");
  EXPECT_EQ(writes[3].outcome.kind, Kind::kAdopted);
  EXPECT_EQ(writes[1].outcome.object.condition(), bucket_->Head("changed")->condition());
  EXPECT_EQ(Body("changed"), "new");
  EXPECT_EQ(Body("taken"), "theirs");
  for (const TargetWrite& write : writes)
    EXPECT_EQ(crypto::Sha256(write.body), write.digest) << write.key << " kept its body";
}

TEST_F(TargetWriterTest, ALostAnswerIsSettledByReading) {
  std::vector<TargetWrite> writes{Write("a", "1"), Write("b", "2")};
  bucket_->lost["a"] = Timeout();
  Writer(Support::kYes).PutMany(writes, 4);
  EXPECT_EQ(writes[0].outcome.kind, Kind::kWritten) << "it was this write";
  EXPECT_EQ(writes[0].outcome.object.condition(), bucket_->Head("a")->condition());
  EXPECT_EQ(writes[1].outcome.kind, Kind::kWritten);
  EXPECT_EQ(bucket_->calls.size(), 1u) << "nothing is written twice";
}

TEST_F(TargetWriterTest, WhatSomeoneDeletedIsWrittenAnew) {
  TargetWrite write = Write("a", "new");
  write.last = Ours("a", "old");
  ASSERT_TRUE(bucket_->Delete("a", ""));
  std::vector<TargetWrite> writes{write};
  Writer(Support::kYes).PutMany(writes, 4);
  EXPECT_EQ(writes[0].outcome.kind, Kind::kWritten);
  EXPECT_EQ(Body("a"), "new");
}

TEST_F(TargetWriterTest, OurOwnObjectUnderANewVersionIsReplaced) {
  TargetWrite write = Write("a", "new");
  write.last = Ours("a", "old");
  Theirs("a", "old");  // copied over itself, as a change of its storage class does
  std::vector<TargetWrite> writes{write};
  Writer(Support::kYes).PutMany(writes, 4);
  EXPECT_EQ(writes[0].outcome.kind, Kind::kWritten);
  EXPECT_EQ(Body("a"), "new");
}

TEST_F(TargetWriterTest, ARefusalForGoodConcernsItsKeyOnly) {
  std::vector<TargetWrite> writes{Write("a", "1"), Write("b", "2")};
  bucket_->lost["a"] = Error{.kind = ErrorKind::kDenied, .message = "no"};
  Writer(Support::kYes).PutMany(writes, 4);
  ASSERT_EQ(writes[0].outcome.kind, Kind::kFailed);
  EXPECT_EQ(writes[0].outcome.error->kind, ErrorKind::kDenied);
  EXPECT_EQ(writes[1].outcome.kind, Kind::kWritten);
}

TEST_F(TargetWriterTest, WithoutConditionsEachKeyIsLookedAtFirst) {
  TargetWrite changed = Write("changed", "new");
  changed.last = Ours("changed", "old");
  Theirs("taken", "theirs");
  for (const Support support : {Support::kNo, Support::kUnknown}) {
    SCOPED_TRACE(static_cast<int>(support));
    if (support == Support::kUnknown) changed.last = Ours("changed", "old");
    ASSERT_TRUE(bucket_->Delete("fresh", ""));
    bucket_->calls.clear();
    std::vector<TargetWrite> writes{Write("fresh", "1"), changed, Write("taken", "ours")};
    Writer(support).PutMany(writes, 1);
    EXPECT_THAT(bucket_->calls, ElementsAre(ElementsAre("fresh"), ElementsAre("changed")))
        << "what is taken is not even tried";
    EXPECT_EQ(writes[0].outcome.kind, Kind::kWritten);
    EXPECT_EQ(writes[1].outcome.kind, Kind::kWritten);
    EXPECT_EQ(writes[2].outcome.kind, Kind::kConflict);
    EXPECT_EQ(Body("taken"), "theirs");
  }
}

TEST_F(TargetWriterTest, MixedSupportSplitsAWave) {
  TargetWrite changed = Write("changed", "new");
  changed.last = Ours("changed", "old");
  std::vector<TargetWrite> writes{Write("fresh", "1"), changed, Write("other", "2")};
  const TargetWriter writer(*bucket_, {.put_if_absent = Support::kYes,
                                       .put_if_match = Support::kNo,
                                       .delete_if_match = Support::kNo});
  writer.PutMany(writes, 4);
  EXPECT_THAT(bucket_->calls, ElementsAre(ElementsAre("fresh", "other"), ElementsAre("changed")));
  for (const TargetWrite& write : writes) EXPECT_EQ(write.outcome.kind, Kind::kWritten);
}

TEST_F(TargetWriterTest, NothingToWriteAsksNobody) {
  Writer(Support::kYes).PutMany({}, 4);
  EXPECT_THAT(bucket_->calls, IsEmpty());
}

}  // namespace
}  // namespace millrace::sync

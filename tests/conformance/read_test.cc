// Reading, listing, presigning: what every storage must do alike.
#include <algorithm>
#include <atomic>

#include "base/text.h"
#include "crypto/digest.h"
#include "tests/conformance/suite.h"

namespace millrace::conformance {
namespace {

using namespace storage;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

INSTANTIATE_TEST_SUITE_P(Storages, Conformance, ::testing::ValuesIn(Candidates()),
                         [](const auto& info) { return info.param.name; });

TEST_P(Conformance, GivesBackWhatWasPut) {
  const ObjectInfo put = Write("dir/a.json", "{\"text\": 1}");
  EXPECT_FALSE(put.token.empty());
  EXPECT_EQ(put.size, 11u);
  EXPECT_EQ(Read("dir/a.json"), "{\"text\": 1}");
  const auto head = store().Head("dir/a.json");
  ASSERT_TRUE(head) << head.error().Sentence();
  EXPECT_EQ(head->key, "dir/a.json");
  EXPECT_EQ(head->size, 11u);
  EXPECT_EQ(head->token, put.token);
  EXPECT_GT(head->modified, Time(std::chrono::seconds(1'500'000'000)));
  const auto page = store().List({});
  ASSERT_TRUE(page);
  ASSERT_EQ(page->objects.size(), 1u);
  EXPECT_EQ(page->objects[0].token, put.token) << "list, head and put name one version alike";
  EXPECT_EQ(page->objects[0].size, 11u);
}

TEST_P(Conformance, TokenChangesWithTheContent) {
  const ObjectInfo first = Write("a", "one");
  const ObjectInfo second = Write("a", "two");
  EXPECT_NE(first.token, second.token);
  EXPECT_EQ(Read("a"), "two");
}

TEST_P(Conformance, EmptyObject) {
  Write("empty", "");
  const auto received = Fetch({{.key = "empty"}});
  ASSERT_TRUE(received[0].outcome) << received[0].outcome.error().Sentence();
  EXPECT_EQ(received[0].starts, 1);
  EXPECT_EQ(received[0].info.size, 0u);
  EXPECT_EQ(received[0].body, "");
  EXPECT_EQ(store().Head("empty")->size, 0u);
}

TEST_P(Conformance, MissingObject) {
  EXPECT_EQ(store().Head("none").error().kind, ErrorKind::kNotFound);
  const auto received = Fetch({{.key = "none"}});
  ASSERT_FALSE(received[0].outcome);
  EXPECT_EQ(received[0].outcome.error().kind, ErrorKind::kNotFound);
  EXPECT_FALSE(received[0].outcome.error().temporary);
  EXPECT_THAT(received[0].outcome.error().message, HasSubstr("none"));
  EXPECT_EQ(received[0].starts, 0);
}

TEST_P(Conformance, Ranges) {
  const ObjectInfo put = Write("r", "0123456789");
  const auto received =
      Fetch({{.key = "r", .offset = 3, .length = 4},
             {.key = "r", .offset = 8},
             {.key = "r", .length = 2},
             {.key = "r", .offset = 7, .length = 100},
             {.key = "r", .offset = 9, .length = 1, .if_match = put.condition()}});
  const std::vector<std::string> bodies{"3456", "89", "01", "789", "9"};
  for (size_t i = 0; i < bodies.size(); ++i) {
    ASSERT_TRUE(received[i].outcome) << i << received[i].outcome.error().Sentence();
    EXPECT_EQ(received[i].body, bodies[i]) << i;
    EXPECT_EQ(received[i].info.size, 10u) << "the whole object's size";
    EXPECT_EQ(received[i].info.token, put.token);
  }
}

TEST_P(Conformance, RangePastTheEnd) {
  Write("r", "0123456789");
  for (const uint64_t offset : {10u, 1000u}) {
    const auto received = Fetch({{.key = "r", .offset = offset, .length = 5}});
    ASSERT_FALSE(received[0].outcome);
    EXPECT_EQ(received[0].outcome.error().kind, ErrorKind::kInvalid);
    EXPECT_EQ(received[0].body, "");
  }
}

TEST_P(Conformance, IfMatchReadsOnlyThatVersion) {
  const ObjectInfo old = Write("m", "first");
  EXPECT_EQ(Fetch({{.key = "m", .if_match = old.condition()}})[0].body, "first");
  Write("m", "second");
  const auto received = Fetch({{.key = "m", .if_match = old.condition()}});
  ASSERT_FALSE(received[0].outcome);
  EXPECT_EQ(received[0].outcome.error().kind, ErrorKind::kConflict);
  EXPECT_EQ(received[0].body, "");
}

TEST_P(Conformance, ManyObjectsWithMissingOnes) {
  constexpr size_t kStored = 40, kAsked = 500;
  for (size_t i = 0; i < kStored; ++i)
    Write("many/" + std::to_string(i), "body " + std::to_string(i));
  std::vector<GetRequest> requests;
  for (size_t i = 0; i < kAsked; ++i) requests.push_back({.key = "many/" + std::to_string(i % 50)});
  const auto received = Fetch(requests);
  for (size_t i = 0; i < kAsked; ++i) {
    const size_t number = i % 50;
    if (number < kStored) {
      ASSERT_TRUE(received[i].outcome) << received[i].outcome.error().Sentence();
      EXPECT_EQ(received[i].body, "body " + std::to_string(number));
    } else {
      ASSERT_FALSE(received[i].outcome);
      EXPECT_EQ(received[i].outcome.error().kind, ErrorKind::kNotFound);
      EXPECT_EQ(received[i].outcome.error().key, requests[i].key);
    }
  }
}

// Digests what comes, and sees how much comes at once.
class StreamCheck final : public GetSink {
 public:
  bool Start(size_t, const ObjectInfo&) override { return true; }
  bool Data(size_t, std::string_view bytes) override {
    largest_ = std::max(largest_, bytes.size());
    digest_.Update(bytes);
    return true;
  }
  void Done(size_t, Result<void> outcome) override { outcome_ = std::move(outcome); }
  const Result<void>& outcome() const { return outcome_; }
  size_t largest() const { return largest_; }
  std::string Digest() { return digest_.Finish(); }

 private:
  crypto::Sha256Stream digest_;
  size_t largest_ = 0;
  Result<void> outcome_ = Fail(ErrorKind::kInternal, "never done");
};

TEST_P(Conformance, BigObjectStreams) {
  std::string body(20 << 20, '\0');
  uint32_t state = 1;
  for (char& c : body) c = static_cast<char>((state = state * 1664525u + 1013904223u) >> 24);
  Write("big", body);
  StreamCheck sink;
  const std::vector<GetRequest> requests{{.key = "big"}};
  store().GetMany(requests, sink);
  ASSERT_TRUE(sink.outcome()) << sink.outcome().error().Sentence();
  EXPECT_EQ(sink.Digest(), crypto::Sha256(body));
  EXPECT_LE(sink.largest(), 4u << 20);
  EXPECT_EQ(GetObject(store(), {.key = "big"}, 1 << 20).error().kind, ErrorKind::kTooLarge);
}

// Drops objects at Start (even indexes) or at their first bytes (odd ones), but not the last.
class Dropper final : public GetSink {
 public:
  explicit Dropper(size_t count) : outcomes(count), bodies(count) {}
  bool Start(size_t index, const ObjectInfo&) override { return Last(index) || index % 2 == 1; }
  bool Data(size_t index, std::string_view bytes) override {
    bodies[index] += bytes;
    return Last(index);
  }
  void Done(size_t index, Result<void> outcome) override { outcomes[index] = std::move(outcome); }
  bool Last(size_t index) const { return index + 1 == outcomes.size(); }
  std::vector<Result<void>> outcomes;
  std::vector<std::string> bodies;
};

TEST_P(Conformance, DroppedTransfersHarmNoOther) {
  Write("d", std::string(100'000, 'x'));
  const std::vector<GetRequest> requests(7, GetRequest{.key = "d"});
  Dropper sink(requests.size());
  store().GetMany(requests, sink);
  for (size_t i = 0; i + 1 < requests.size(); ++i) {
    ASSERT_FALSE(sink.outcomes[i]) << i;
    EXPECT_EQ(sink.outcomes[i].error().kind, ErrorKind::kCancelled) << i;
  }
  EXPECT_TRUE(sink.outcomes.back());
  EXPECT_EQ(sink.bodies.back().size(), 100'000u);
}

TEST_P(Conformance, ListsInPagesOfAnySize) {
  std::vector<std::string> keys{"B/x", "a.txt", "a/b", "a/c/d", "a/c/e",
                                "a0",  "b",     "z/1", "z/10",  "z/2"};
  for (const std::string& key : keys) Write(key, key);
  std::ranges::sort(keys);
  for (const size_t limit : {1u, 2u, 3u, 7u, 1000u})
    EXPECT_THAT(ListAll({.limit = limit}), ::testing::UnorderedElementsAreArray(keys)) << limit;
  EXPECT_THAT(ListAll({.prefix = "nothing/"}), IsEmpty());
}

TEST_P(Conformance, PrefixIsLiteral) {
  for (const char* key : {"raw/1", "raw/2", "rawfoo/1", "ra", "x/raw/1"}) Write(key, "x");
  EXPECT_THAT(ListAll({.prefix = "raw/", .limit = 1}), UnorderedElementsAre("raw/1", "raw/2"));
  EXPECT_THAT(ListAll({.prefix = "raw"}), UnorderedElementsAre("raw/1", "raw/2", "rawfoo/1"));
  EXPECT_THAT(ListAll({.prefix = "raw/2"}), UnorderedElementsAre("raw/2"));
  EXPECT_THAT(ListAll({.prefix = "RAW/"}), IsEmpty());
}

TEST_P(Conformance, NonRecursiveStopsAtTheNextSlash) {
  for (const char* key : {"p/1", "p/2", "p/sub/3", "p/sub/deep/4", "p0", "q"}) Write(key, "x");
  for (const size_t limit : {1u, 1000u}) {
    EXPECT_THAT(ListAll({.prefix = "p/", .limit = limit, .recursive = false}),
                UnorderedElementsAre("p/1", "p/2"));
    EXPECT_THAT(ListAll({.limit = limit, .recursive = false}), UnorderedElementsAre("p0", "q"));
  }
}

TEST_P(Conformance, StartAfterIsExclusive) {
  const Capabilities capabilities = store().capabilities();
  if (!capabilities.start_after) {
    EXPECT_EQ(capabilities.order, Order::kNone);
    return;
  }
  for (const char* key : {"a", "b/1", "b/2", "c"}) Write(key, "x");
  EXPECT_THAT(ListAll({.start_after = "b/1", .limit = 1}), ElementsAre("b/2", "c"));
  EXPECT_THAT(ListAll({.start_after = "b"}), ElementsAre("b/1", "b/2", "c"));
  EXPECT_THAT(ListAll({.start_after = "b/1x"}), ElementsAre("b/2", "c"));
  EXPECT_THAT(ListAll({.prefix = "b/", .start_after = "b/1"}), ElementsAre("b/2"));
  EXPECT_THAT(ListAll({.prefix = "b/", .start_after = "a"}), ElementsAre("b/1", "b/2"));
  EXPECT_THAT(ListAll({.start_after = "c"}), IsEmpty());
}

TEST_P(Conformance, PresignedUrlGivesTheObjectWithoutCredentials) {
  Write("dir/a b+c.json", "signed");
  const auto url = store().Presign({.key = "dir/a b+c.json", .ttl = std::chrono::seconds(60)});
  if (!store().capabilities().presign) {
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().kind, ErrorKind::kUnsupported);
    return;
  }
  ASSERT_TRUE(url) << url.error().Sentence();
  for (int tries = 0; tries < 50;
       ++tries) {  // nothing between us and a faulty peer repeats this one
    const auto answer = Http().Send({.url = *url});
    if (!answer.has_value() || answer->status >= 500) continue;
    EXPECT_EQ(answer->status, 200) << answer->body;
    EXPECT_EQ(answer->body, "signed");
    return;
  }
  FAIL() << "no answer to " << *url;
}

TEST_P(Conformance, CheckSaysWhatIsWrong) {
  EXPECT_TRUE(store().Check());
  if (instance().wrong_bucket != nullptr) {
    const auto outcome = instance().wrong_bucket->Check();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::kNotFound) << outcome.error().Sentence();
    EXPECT_THAT(outcome.error().message, HasSubstr("missing"));
    EXPECT_FALSE(instance().wrong_bucket->List({}));
  }
  if (instance().wrong_credentials != nullptr) {
    const auto outcome = instance().wrong_credentials->Check();
    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().kind,
                ::testing::AnyOf(ErrorKind::kUnauthenticated, ErrorKind::kDenied));
    EXPECT_THAT(outcome.error().Sentence(), ::testing::Not(HasSubstr("another-secret")));
  }
}

}  // namespace
}  // namespace millrace::conformance

// Writing, deleting, conditions and awkward keys: what every storage must do alike.
#include <algorithm>
#include <atomic>
#include <thread>

#include "base/text.h"
#include "tests/conformance/suite.h"

namespace millrace::conformance {
namespace {

using namespace storage;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_P(Conformance, DeleteTakesAwayAndRepeats) {
  Write("a", "x");
  Write("b", "y");
  EXPECT_TRUE(store().Delete("a", ""));
  EXPECT_EQ(store().Head("a").error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(store().Delete("a", "")) << "what is not there counts as deleted";
  EXPECT_TRUE(store().Delete("dir/never", ""));
  EXPECT_THAT(ListAll({}), ElementsAre("b"));
}

TEST_P(Conformance, PutIfAbsentKeepsWhatIsThere) {
  const ConditionSupport support = Conditions();
  ASSERT_NE(support.put_if_absent, Support::kUnknown);
  EXPECT_THAT(ListAll({}), IsEmpty()) << "the probe leaves nothing behind";
  ASSERT_TRUE(Put({.key = "a", .body = "ours", .precondition = Precondition::kAbsent}));
  const auto second = Put({.key = "a", .body = "other", .precondition = Precondition::kAbsent});
  if (support.put_if_absent == Support::kNo) {
    EXPECT_EQ(Read("a"), second.has_value() ? "other" : "ours");
    return;
  }
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kConflict);
  EXPECT_THAT(second.error().message, HasSubstr("\"a\""));
  EXPECT_EQ(Read("a"), "ours");
}

TEST_P(Conformance, PutIfMatchReplacesOnlyThatVersion) {
  const ConditionSupport support = Conditions();
  ASSERT_NE(support.put_if_match, Support::kUnknown);
  const ObjectInfo first = Write("a", "one");
  const auto second = Put({.key = "a",
                           .body = "two",
                           .precondition = Precondition::kMatches,
                           .version = first.condition()});
  ASSERT_TRUE(second) << second.error().Sentence();
  EXPECT_EQ(Read("a"), "two");
  const auto stale = Put({.key = "a",
                          .body = "three",
                          .precondition = Precondition::kMatches,
                          .version = first.condition()});
  if (support.put_if_match == Support::kNo) {
    EXPECT_EQ(Read("a"), stale.has_value() ? "three" : "two");
    return;
  }
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().kind, ErrorKind::kConflict);
  EXPECT_EQ(Read("a"), "two");
  EXPECT_TRUE(Put({.key = "a",
                   .body = "four",
                   .precondition = Precondition::kMatches,
                   .version = second->condition()}));
  EXPECT_EQ(Read("a"), "four");
}

TEST_P(Conformance, PutIfMatchDoesNotBringBackWhatIsGone) {
  if (Conditions().put_if_match != Support::kYes) return;
  const ObjectInfo first = Write("a", "one");
  ASSERT_TRUE(store().Delete("a", ""));
  const auto outcome = Put({.key = "a",
                            .body = "two",
                            .precondition = Precondition::kMatches,
                            .version = first.condition()});
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().kind, ::testing::AnyOf(ErrorKind::kConflict, ErrorKind::kNotFound));
  EXPECT_THAT(ListAll({}), IsEmpty());
}

TEST_P(Conformance, DeleteIfMatchSparesAnotherVersion) {
  const ConditionSupport support = Conditions();
  ASSERT_NE(support.delete_if_match, Support::kUnknown);
  const ObjectInfo first = Write("a", "one");
  const ObjectInfo second = Write("a", "two");
  const auto stale = store().Delete("a", first.condition());
  if (support.delete_if_match == Support::kNo) return;
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().kind, ErrorKind::kConflict);
  EXPECT_EQ(Read("a"), "two");
  EXPECT_TRUE(store().Delete("a", second.condition()));
  EXPECT_THAT(ListAll({}), IsEmpty());
}

TEST_P(Conformance, OneOfManyWritersMakesTheObject) {
  if (Conditions().put_if_absent != Support::kYes) return;
  std::atomic<int> made = 0;
  std::vector<std::jthread> writers;
  for (int i = 0; i < 4; ++i)
    writers.emplace_back([&, i] {
      const auto outcome = Put({.key = "race",
                                .body = "writer " + std::to_string(i),
                                .precondition = Precondition::kAbsent});
      if (outcome.has_value())
        ++made;
      else
        EXPECT_EQ(outcome.error().kind, ErrorKind::kConflict) << outcome.error().Sentence();
    });
  writers.clear();
  EXPECT_EQ(made, 1);
  EXPECT_THAT(Read("race"), HasSubstr("writer "));
}

TEST_P(Conformance, PutManyWritesEachObject) {
  std::vector<PutRequest> requests;
  for (int i = 0; i < 150; ++i)
    requests.push_back({.key = "many/" + std::to_string(i % 3) + "/" + std::to_string(i),
                        .body = std::string(static_cast<size_t>(i) * 31, 'x')});
  const auto outcomes = PutMany(requests);
  for (size_t i = 0; i < requests.size(); ++i) {
    SCOPED_TRACE(requests[i].key);
    ASSERT_TRUE(outcomes[i]) << outcomes[i].error().Sentence();
    const auto head = store().Head(requests[i].key);
    ASSERT_TRUE(head) << head.error().Sentence();
    EXPECT_EQ(outcomes[i]->key, requests[i].key);
    EXPECT_EQ(outcomes[i]->token, head->token) << "as a later look says it";
    EXPECT_EQ(outcomes[i]->condition(), head->condition());
    EXPECT_EQ(head->size, requests[i].body.size());
    EXPECT_EQ(Read(requests[i].key), requests[i].body);
  }
  EXPECT_EQ(ListAll({.prefix = "many/"}).size(), requests.size());
}

TEST_P(Conformance, PutManyTellsApartWhatSucceedsAndWhatConflicts) {
  const ConditionSupport support = Conditions();
  if (support.put_if_absent != Support::kYes || support.put_if_match != Support::kYes) return;
  const ObjectInfo stale = Write("stale", "one");
  Write("stale", "two");
  const ObjectInfo current = Write("current", "one");
  Write("taken", "theirs");
  std::vector<PutRequest> requests;
  for (int i = 0; i < 40; ++i)
    requests.push_back(
        {.key = "new" + std::to_string(i), .body = "ours", .precondition = Precondition::kAbsent});
  requests[7].key = "taken";
  requests[19] = {.key = "stale",
                  .body = "ours",
                  .precondition = Precondition::kMatches,
                  .version = stale.condition()};
  requests[23] = {.key = "current",
                  .body = "ours",
                  .precondition = Precondition::kMatches,
                  .version = current.condition()};
  requests[31] = {.key = "plain", .body = "ours"};
  requests[38].key = "";
  const auto outcomes = PutMany(requests);
  for (size_t i = 0; i < requests.size(); ++i) {
    SCOPED_TRACE(requests[i].key);
    if (i == 38) {
      ASSERT_FALSE(outcomes[i]);
      EXPECT_EQ(outcomes[i].error().kind, ErrorKind::kInvalid);
      continue;
    }
    const bool conflicts = i == 7 || i == 19;
    ASSERT_EQ(outcomes[i].has_value(), !conflicts)
        << (conflicts ? "" : outcomes[i].error().Sentence());
    if (conflicts) {
      EXPECT_EQ(outcomes[i].error().kind, ErrorKind::kConflict);
      EXPECT_EQ(outcomes[i].error().key, requests[i].key);
    }
  }
  EXPECT_EQ(Read("taken"), "theirs");
  EXPECT_EQ(Read("stale"), "two");
  for (const char* key : {"new0", "new39", "current", "plain"}) EXPECT_EQ(Read(key), "ours");
}

}  // namespace
}  // namespace millrace::conformance

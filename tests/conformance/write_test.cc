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

std::vector<std::string> AwkwardKeys() {
  return {"with space.json",
          " leading space",
          "trailing space ",
          "a+b",
          "100%",
          "a%2Fb",
          "%zz",
          "q?x=1&y=2",
          "hash#1",
          "quote\"s'.json",
          "<xml>&amp;",
          "a\\b",
          "semi;colon,comma",
          "~tilde!'()*",
          "@at:colon",
          "=equals&amp",
          "emoji-\xF0\x9F\x90\xB1.jpg",
          "\xC3\xBC"
          "ber/\xC3\xB1",
          "cafe\xCC\x81",
          "new\nline",
          "tab\there",
          "bell\x07",
          "del\x7F",
          ".hidden",
          "dots...",
          "/leading",
          "double//slash",
          "trailing/",
          "..",
          "a/../b",
          "./x",
          "a/.",
          std::string("nul\0byte", 8),
          "\xFF\xFE-not-utf8",
          "latin1-\xE9",
          std::string(255, 's'),
          std::string(300, 't'),
          std::string(1100, 'u'),
          "deep/" + ReplaceAll(std::string(20, '-'), "-", "d/") + "x"};
}

TEST_P(Conformance, AwkwardKeysWorkOrAreRefusedByName) {
  size_t held = 0;
  for (const std::string& key : AwkwardKeys()) {
    SCOPED_TRACE(Printable(key));
    const auto allowed = store().CheckKey(key);
    if (!allowed.has_value()) {
      EXPECT_EQ(allowed.error().kind, ErrorKind::kInvalid);
      EXPECT_EQ(allowed.error().key, key);
      EXPECT_THAT(allowed.error().message, HasSubstr(Printable(key).substr(0, 50)));
      EXPECT_EQ(Put({.key = key, .body = "x"}).error().kind, ErrorKind::kInvalid);
      EXPECT_FALSE(Fetch({{.key = key}})[0].outcome);
      continue;
    }
    if (instance().peer_cannot(key)) continue;
    ++held;
    const std::string body = "body of " + key;
    Write(key, body);
    EXPECT_EQ(Read(key), body);
    EXPECT_TRUE(store().Head(key));
    EXPECT_THAT(ListAll({}), ElementsAre(key));
    EXPECT_THAT(ListAll({.prefix = key}), ElementsAre(key));
    EXPECT_TRUE(store().Delete(key, ""));
    EXPECT_THAT(ListAll({}), IsEmpty());
  }
  EXPECT_GE(held, 20u);
}

TEST_P(Conformance, EmptyKeyIsRefused) {
  EXPECT_EQ(store().CheckKey("").error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(Put({.key = "", .body = "x"}).error().kind, ErrorKind::kInvalid);
}

}  // namespace
}  // namespace millrace::conformance

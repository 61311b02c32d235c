#include "sync/record_matcher.h"

#include <gtest/gtest.h>

namespace millrace::sync {
namespace {

labeling::SourceRecord Old(int64_t position, const std::string& digest, int64_t task) {
  return {.position = position, .digest = digest, .task_id = task};
}

// Digests stand for themselves here; real ones have 32 bytes.
TEST(RecordMatcher, SameContentWinsOverSamePlace) {
  RecordMatcher matcher({Old(0, "aaaaaaaa", 1), Old(1, "bbbbbbbb", 2)},
                        {"new00000", "aaaaaaaa", "bbbbbbbb"});
  EXPECT_EQ(matcher.Find(0, "new00000").old, nullptr);  // a is still to come
  const auto a = matcher.Find(1, "aaaaaaaa");
  ASSERT_NE(a.old, nullptr);
  EXPECT_EQ(a.old->task_id, 1);
  EXPECT_TRUE(a.same_content);
  EXPECT_EQ(matcher.Find(2, "bbbbbbbb").old->task_id, 2);
  EXPECT_TRUE(matcher.Unmatched().empty());
}

TEST(RecordMatcher, AChangedRecordIsTheOneInItsPlace) {
  RecordMatcher matcher({Old(0, "aaaaaaaa", 1), Old(1, "bbbbbbbb", 2)}, {"aaaaaaaa", "changed0"});
  EXPECT_TRUE(matcher.Find(0, "aaaaaaaa").same_content);
  const auto changed = matcher.Find(1, "changed0");
  ASSERT_NE(changed.old, nullptr);
  EXPECT_EQ(changed.old->task_id, 2);
  EXPECT_FALSE(changed.same_content);
}

TEST(RecordMatcher, EqualRecordsAreMatchedOnceEach) {
  RecordMatcher matcher({Old(0, "twin0000", 1), Old(1, "twin0000", 2)},
                        {"twin0000", "twin0000", "twin0000"});
  EXPECT_EQ(matcher.Find(0, "twin0000").old->task_id, 1);
  EXPECT_EQ(matcher.Find(1, "twin0000").old->task_id, 2);
  EXPECT_EQ(matcher.Find(2, "twin0000").old, nullptr);
}

TEST(RecordMatcher, WhatNobodyAskedForIsLeft) {
  RecordMatcher matcher({Old(0, "aaaaaaaa", 1), Old(1, "bbbbbbbb", 2), Old(2, "cccccccc", 3)},
                        {"bbbbbbbb"});
  matcher.AlreadyMatched({3});
  matcher.Find(0, "bbbbbbbb");
  ASSERT_EQ(matcher.Unmatched().size(), 1u);
  EXPECT_EQ(matcher.Unmatched()[0]->task_id, 1);
}

}  // namespace
}  // namespace millrace::sync

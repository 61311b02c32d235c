#include "sync/job_words.h"

#include <gtest/gtest.h>

namespace millrace::sync {
namespace {

TEST(JobWords, FirstSync) {
  EXPECT_EQ(JobSummary({.counts = {.listed = 24, .matched = 24, .new_tasks = 24}}),
            "24 objects → 24 tasks");
}

TEST(JobWords, LaterSyncWithTrouble) {
  EXPECT_EQ(JobSummary({.counts = {.listed = 1'204'118,
                                   .new_tasks = 12,
                                   .known = 1'203'956,
                                   .skipped_regex = 141,
                                   .failed = 9,
                                   .ignored = 2}}),
            "1,204,118 objects · 141 skipped by the regex → 12 new tasks · 1,203,956 known · "
            "9 failed · 2 ignored");
}

TEST(JobWords, ExportsAndVerifications) {
  EXPECT_EQ(JobSummary({.kind = JobKind::kExport}), "ready, nothing to write");
  EXPECT_EQ(JobSummary({.kind = JobKind::kExport, .counts = {.written = 10, .conflicts = 3}}),
            "10 written · 3 conflicts");
  EXPECT_EQ(JobSummary({.kind = JobKind::kVerify, .counts = {.unchanged = 1, .missing = 2}}),
            "1 object as written · 2 missing");
}

TEST(JobWords, ADryRunSaysWhatItWouldDo) {
  EXPECT_EQ(JobSummary({.dry_run = true, .counts = {.listed = 2, .new_tasks = 1, .failed = 1}}),
            "2 objects → would make 1 task · 1 failed");
}

TEST(JobWords, TheListingCountsAgainstWhatTheLastOneSaw) {
  JobStatus status{.state = JobState::kInProgress,
                   .counts = {.listed = 100, .matched = 80, .new_tasks = 20},
                   .seconds = 50,
                   .per_second = 10,
                   .expected = 200};
  const JobProgress listing = ProgressOf(status);
  EXPECT_EQ(listing.phase, "listing");
  EXPECT_EQ(listing.done, 100);
  EXPECT_EQ(listing.total, 200);
  EXPECT_EQ(listing.per_second, 10);
  EXPECT_EQ(listing.seconds_left, 10);
  status.listed_all = true;
  const JobProgress tasks = ProgressOf(status);
  EXPECT_EQ(tasks.phase, "tasks");
  EXPECT_EQ(tasks.done, 20);
  EXPECT_EQ(tasks.total, 80);
}

TEST(JobWords, WhatIsNotKnownIsNotPromised) {
  JobStatus status{.state = JobState::kQueued};
  EXPECT_EQ(ProgressOf(status).phase, "waiting");
  status.state = JobState::kInProgress;
  status.counts.listed = 300;
  EXPECT_EQ(ProgressOf(status).total, std::nullopt);
  EXPECT_EQ(ProgressOf(status).seconds_left, std::nullopt) << "it does not move";
  status.expected = 200;
  EXPECT_EQ(ProgressOf(status).total, std::nullopt) << "the bucket grew";
  status.state = JobState::kCompleted;
  EXPECT_EQ(ProgressOf(status).phase, "ended");
}

TEST(JobWords, AnEndedJobSaysHowFastItWasInAll) {
  const JobProgress ended = ProgressOf(
      {.state = JobState::kCompleted, .counts = {.listed = 500}, .seconds = 10, .per_second = 3});
  EXPECT_EQ(ended.per_second, 50);
}

TEST(JobWords, ExportsCountWhatIsSettled) {
  const JobProgress writing = ProgressOf({.kind = JobKind::kExport,
                                          .state = JobState::kInProgress,
                                          .counts = {.written = 3, .conflicts = 1},
                                          .per_second = 2,
                                          .expected = 8});
  EXPECT_EQ(writing.phase, "writing");
  EXPECT_EQ(writing.done, 4);
  EXPECT_EQ(writing.total, 8);
  EXPECT_EQ(writing.seconds_left, 2);
}

}  // namespace
}  // namespace millrace::sync

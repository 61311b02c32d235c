#include "app/job_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/text.h"

namespace millrace::app {
namespace {

namespace json = boost::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

json::object Job(std::string_view text) { return json::parse(text).as_object(); }

TEST(JobText, SummaryIsTheServersWithTheTime) {
  const auto job = Job(R"({"kind": "import", "state": "completed", "seconds": 0.02,
                           "summary": "24 objects → 24 tasks", "counts": {}})");
  EXPECT_EQ(JobSummary(job), "24 objects → 24 tasks   0.02 s");
  EXPECT_THAT(JobNotes(job, "cats"), IsEmpty());
}

TEST(JobText, LaterSyncWithTrouble) {
  const auto job = Job(R"({"kind": "import", "state": "completed_with_errors", "seconds": 61.2,
      "storage": 4, "problems": ["a", "b", "c", "d", "e", "f", "g"],
      "counts": {"listed": 1204118, "matched": 1203977, "new_tasks": 12, "known": 1203956,
                 "skipped_regex": 141, "failed": 9}})");
  const auto notes = JobNotes(job, "cats");
  ASSERT_THAT(notes, SizeIs(7));
  EXPECT_EQ(notes[5], "… and 2 more.");
  EXPECT_EQ(notes[6], "9 objects could not be read: millrace sync --failed cats");
}

TEST(JobText, TheEnginesWarningsAreShown) {
  EXPECT_THAT(JobNotes(Job(R"({"kind": "import", "state": "completed", "counts": {},
                               "warnings": ["Nothing is there."]})"),
                       "cats"),
              ElementsAre("Nothing is there."));
}

TEST(JobText, Exports) {
  const auto job = Job(R"({"kind": "export", "state": "completed_with_errors", "seconds": 2,
                           "storage": 7, "counts": {"written": 10, "conflicts": 3}})");
  EXPECT_THAT(JobNotes(job, "cats"), ElementsAre(HasSubstr("millrace storage conflicts 7")));
}

TEST(JobText, DryRunShowsSamplesAndNoRetry) {
  const auto job = Job(R"({"kind": "import", "state": "completed", "dry_run": true, "seconds": 1,
      "sample_new": ["a.jpg"], "sample_bad": ["b\nc"], "counts": {"listed": 2, "new_tasks": 1, "failed": 1}})");
  EXPECT_THAT(JobNotes(job, "cats"), ElementsAre("new       a.jpg", "bad       b\\x0ac"));
}

TEST(JobText, FailedJobSaysSo) {
  EXPECT_THAT(JobSummary(Job(R"({"kind": "import", "state": "failed", "seconds": 0,
                         "summary": "0 objects", "counts": {}})")),
              HasSubstr("failed · 0 objects"));
}

TEST(JobText, AStoppedJobSaysSo) {
  EXPECT_THAT(JobSummary(Job(R"({"kind": "import", "state": "stopped", "seconds": 0,
                         "summary": "9 objects → 4 tasks", "counts": {}})")),
              HasSubstr("stopped · 9 objects → 4 tasks"));
}

TEST(JobText, BarsShowKnownFractions) {
  const auto bars = JobBars(Job(R"({"kind": "import", "state": "in_progress", "seconds": 10,
      "expected": 200, "counts": {"listed": 100, "matched": 80, "new_tasks": 20},
      "progress": {"phase": "listing", "per_second": 12.5}})"));
  ASSERT_THAT(bars, SizeIs(2));
  EXPECT_THAT(bars[0], HasSubstr("▕██████      ▏ 100 objects · 80 match · 12/s"));
  EXPECT_THAT(bars[1], HasSubstr("▕███         ▏ 20 · 10 s"));
  EXPECT_EQ(Bar(-1, 3), "▕   ▏");
}

TEST(JobText, NamesOfStorages) {
  const auto s3 = Job(R"({"kind": "s3", "role": "source", "uri": "s3://cats/raw/"})");
  EXPECT_EQ(StorageLabel(s3, "/home/me"), "source  s3://cats/raw/");
  const auto local =
      Job(R"({"kind": "local", "role": "target", "params": {"path": "/home/me/out"}})");
  EXPECT_EQ(StorageLabel(local, "/home/me"), "target  local files  out");
  EXPECT_EQ(StorageLabel(local, "/home/m"), "target  local files  /home/me/out");
}

TEST(JobText, CutsByCharacters) {
  EXPECT_EQ(CutToColumns("a→b→c", 3), "a→b");
  EXPECT_EQ(CutToColumns("ab", 3), "ab");
  EXPECT_EQ(CutToColumns("ab", 0), "");
}

}  // namespace
}  // namespace millrace::app

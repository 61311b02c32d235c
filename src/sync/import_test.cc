#include <gmock/gmock.h>

#include "sync/test_world.h"

namespace millrace::sync {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

Values Blobs(const TestWorld& world) {
  Values values = world.Settings();
  values.Set(storage::kUseBlobUrls, true);
  return values;
}

std::string Uri(const TestWorld& world, const std::string& key) {
  return "memory://" + world.bucket_name() + "/" + key;
}
std::string BlobData(const TestWorld& world, const std::string& key) {
  return "{\"image\":\"" + Uri(world, key) + "\"}";
}

TEST(Import, BlobsBecomeTasksInKeyOrder) {
  TestWorld world;
  for (const char* key : {"b.jpg", "a.jpg", "dir/", "dir/c.jpg", "notes.txt"})
    world.Put(key, std::string(key).ends_with('/') ? "" : "x");
  Values values = Blobs(world);
  values.Set(storage::kRegexFilter, std::string(".*jpg"));
  const int64_t source = world.AddSource(values);
  const JobStatus first = world.Sync(source);
  EXPECT_EQ(first.state, JobState::kCompleted);
  EXPECT_EQ(first.counts.listed, 5);
  EXPECT_EQ(first.counts.matched, 3);
  EXPECT_EQ(first.counts.new_tasks, 3);
  EXPECT_EQ(first.counts.skipped_regex, 1);
  EXPECT_EQ(first.counts.skipped_directory, 1);
  EXPECT_THAT(world.TaskData(), ElementsAre(BlobData(world, "a.jpg"), BlobData(world, "b.jpg"),
                                            BlobData(world, "dir/c.jpg")));
  const JobStatus second = world.Sync(source);
  EXPECT_EQ(second.counts.new_tasks, 0);
  EXPECT_EQ(second.counts.known, 3);
  EXPECT_EQ(second.expected, 5);
  EXPECT_THAT(world.TaskData(), SizeIs(3));
  EXPECT_EQ(world.Row(source).status, "completed");
  EXPECT_EQ(world.Row(source).last_sync_count, 0);
}

TEST(Import, PrefixIsAFolderAndDepthCounts) {
  TestWorld world;
  for (const char* key : {"raw/a", "raw/deep/b", "rawfoo/c", "d"}) world.Put(key, "x");
  Values values = Blobs(world);
  values.Set(storage::kPrefix, std::string("raw"));
  values.Set(storage::kRecursiveScan, false);
  const int64_t source = world.AddSource(values);
  world.Sync(source);
  EXPECT_THAT(world.TaskData(), ElementsAre(BlobData(world, "raw/a")));
}

TEST(Import, JsonObjectsListsAndLines) {
  TestWorld world;
  world.Put("1.json", R"({"data": {"image": "one"}})");
  world.Put("2.json", R"([{"image": "two"}, {"data": {"image": "three"}}])");
  world.Put("3.jsonl", "{\"image\": \"four\"}\n\n{\"data\": {\"image\": \"five\"}}\n");
  const int64_t source = world.AddSource(world.Settings());
  const JobStatus status = world.Sync(source);
  EXPECT_EQ(status.state, JobState::kCompleted) << status.problems.size();
  EXPECT_THAT(world.TaskData(),
              ElementsAre(R"({"image": "one"})", R"({"image": "two"})", R"({"image": "three"})",
                          R"({"image": "four"})", R"({"image": "five"})"));
  EXPECT_EQ(world.Sync(source).counts.known, 3);
  EXPECT_THAT(world.TaskData(), SizeIs(5));
}

TEST(Import, BadObjectsAreNamedAndTheOthersGoOn) {
  TestWorld world;
  world.Put("a.json", R"({"image": "a"})");
  world.Put("b.json", "{\"image\": ");
  world.Put("c.json", "42");
  world.Put("d.jpg", "\xFF\xD8\xFF\xE0 picture");
  world.Put("e.json", "");
  world.Put("f.jsonl", "{\"image\": \"f1\"}\n{broken\n{\"image\": \"f3\"}\n");
  world.Put("g.json", std::string("\xFF\xFE{\0}\0", 6));
  world.Put("h.json", R"({"image": "\xFF"})");
  world.Put("i.json", std::string(2'000'000, '['));
  world.Put("z.json", R"({"image": "z"})");
  const int64_t source = world.AddSource(world.Settings());
  const JobStatus status = world.Sync(source);
  EXPECT_EQ(status.state, JobState::kCompletedWithErrors);
  EXPECT_THAT(world.TaskData(), ElementsAre(R"({"image": "a"})", R"({"image": "f1"})",
                                            R"({"image": "f3"})", R"({"image": "z"})"));
  EXPECT_EQ(status.counts.failed, 8);
  const auto trouble = world.db()
                           .Read([&](db::Connection& tx) {
                             return labeling::ListTrouble(tx, source, false, 100, 0);
                           })
                           .value();
  ASSERT_THAT(trouble, SizeIs(8));
  EXPECT_THAT(trouble[0].error, HasSubstr("\"b.json\" is not a task"));
  EXPECT_THAT(trouble[1].error, HasSubstr("neither"));
  EXPECT_THAT(trouble[2].error, HasSubstr("looks like a JPEG image"));
  EXPECT_THAT(trouble[2].error, HasSubstr("Treat every bucket object as a source file"));
  EXPECT_THAT(trouble[3].error, HasSubstr("empty"));
  EXPECT_EQ(trouble[4].position, 1);
  EXPECT_THAT(trouble[4].error, HasSubstr("Record 2 of \"f.jsonl\" (line 2)"));
  EXPECT_THAT(trouble[5].error, HasSubstr("UTF-16"));
  EXPECT_THAT(trouble[7].error, HasSubstr("nested deeper"));

  // The next sync names them again, reads none of them, and finds nothing new.
  const JobStatus again = world.Sync(source);
  EXPECT_EQ(again.counts.new_tasks, 0);
  EXPECT_EQ(again.counts.bytes, 0);
  EXPECT_EQ(again.state, JobState::kCompletedWithErrors);

  // Repaired, they come in; what was a task already stays one.
  world.Put("b.json", R"({"image": "b"})");
  world.Put("f.jsonl", "{\"image\": \"f1\"}\n{\"image\": \"f2\"}\n{\"image\": \"f3\"}\n");
  EXPECT_EQ(world.Sync(source).counts.new_tasks, 2);
  EXPECT_THAT(world.TaskData(), SizeIs(6));
}

TEST(Import, OnlyNothingButTroubleIsAFailure) {
  TestWorld world;
  world.Put("a.json", "nonsense");
  EXPECT_EQ(world.Sync(world.AddSource(world.Settings())).state, JobState::kFailed);
}

TEST(Import, ChangedObjectsFollowThePolicy) {
  for (const std::string policy : {"keep", "update", "new"}) {
    TestWorld world;
    world.Put("a.json", R"([{"image": "1"}, {"image": "2"}, {"image": "3"}])");
    Values values = world.Settings();
    values.Set(storage::kOnChange, policy);
    const int64_t source = world.AddSource(values);
    world.Sync(source);
    const std::vector<labeling::Task> before = world.Tasks();
    world.Annotate(before[2].id);
    // A new first record moves the others; 2 and 3 change.
    world.Put("a.json", R"([{"image": "0"}, {"image": "1"}, {"image": "2b"}, {"image": "3b"}])");
    const JobStatus status = world.Sync(source);
    EXPECT_EQ(status.counts.changed, 1);
    const std::vector<std::string> data = world.TaskData();
    if (policy == "keep") {
      EXPECT_THAT(
          data, UnorderedElementsAre(R"({"image": "1"})", R"({"image": "2"})", R"({"image": "3"})",
                                     R"({"image": "0"})", R"({"image": "3b"})"));
    } else if (policy == "update") {
      // Record 0 stands where 1 was, but 1 is still there: 0 is new. Position 2 was 3, which is
      // annotated.
      EXPECT_EQ(status.counts.flagged_tasks, 1);
      EXPECT_EQ(world.Tasks()[2].data, R"({"image": "3"})");
      EXPECT_EQ(world.Tasks()[2].source_state, 1);
    } else {
      EXPECT_EQ(data.size(), 6u);
    }
    EXPECT_EQ(world.Sync(source).counts.new_tasks, 0);
  }
}

TEST(Import, VanishedObjectsFollowThePolicy) {
  for (const std::string policy : {"keep", "mark", "delete"}) {
    TestWorld world;
    for (const char* key : {"a", "b", "c"}) world.Put(key, "x");
    Values values = Blobs(world);
    values.Set(storage::kOnDelete, policy);
    const int64_t source = world.AddSource(values);
    world.Sync(source);
    world.Annotate(world.Tasks()[1].id);
    world.Remove("a");
    world.Remove("b");
    const JobStatus status = world.Sync(source);
    EXPECT_EQ(status.counts.gone, 2);
    const std::vector<labeling::Task> tasks = world.Tasks();
    if (policy == "keep") {
      EXPECT_THAT(tasks, SizeIs(3));
    } else if (policy == "mark") {
      ASSERT_THAT(tasks, SizeIs(3));
      EXPECT_EQ(tasks[0].source_state, 2);
      EXPECT_EQ(tasks[2].source_state, 0);
    } else {
      ASSERT_THAT(tasks, SizeIs(2));  // the annotated one stays
      EXPECT_EQ(tasks[0].source_state, 2);
    }
    EXPECT_EQ(world.Sync(source).counts.gone, 0);
    // Back again: the same task, or a new one where it was deleted.
    world.Put("a", "x");
    world.Sync(source);
    EXPECT_THAT(world.Tasks(), SizeIs(3)) << policy;
  }
}

TEST(Import, ManyVanishedAtOnceWaitForConfirmation) {
  TestWorld world;
  for (int i = 0; i < 300; ++i) world.Put("k" + std::to_string(1000 + i), "x");
  Values values = Blobs(world);
  values.Set(storage::kOnDelete, std::string("delete"));
  const int64_t source = world.AddSource(values);
  world.Sync(source);
  for (int i = 0; i < 150; ++i) world.Remove("k" + std::to_string(1000 + i));
  const JobStatus held = world.Sync(source);
  EXPECT_EQ(held.counts.held_back, 150);
  EXPECT_THAT(held.warnings, ElementsAre(HasSubstr("150 objects of 300")));
  EXPECT_THAT(world.Tasks(), SizeIs(300));
  const JobStatus done = world.Sync(source, {.confirm_deletions = true});
  EXPECT_EQ(done.counts.deleted_tasks, 150);
  EXPECT_THAT(world.Tasks(), SizeIs(150));
}

TEST(Import, AnotherPrefixOrRegexIsNoDeletion) {
  TestWorld world;
  for (const char* key : {"a/1", "a/2", "b/1"}) world.Put(key, "x");
  Values values = Blobs(world);
  values.Set(storage::kOnDelete, std::string("delete"));
  const int64_t source = world.AddSource(values);
  world.Sync(source);
  const auto change = [&](auto&& edit) {
    Values changed = values;
    edit(changed);
    ASSERT_TRUE(world.engine()
                    .connections()
                    .Change(source, world.Spec(labeling::StorageRole::kSource, changed))
                    .has_value());
    EXPECT_EQ(world.Sync(source).counts.gone, 0);
    EXPECT_THAT(world.Tasks(), SizeIs(3));
  };
  change([](Values& v) { v.Set(storage::kPrefix, std::string("b")); });
  change([](Values& v) { v.Set(storage::kRegexFilter, std::string("nothing")); });
  change([](Values& v) { v.Set(storage::kRecursiveScan, false); });
}

TEST(Import, WhatAUserDeletedDoesNotComeBack) {
  TestWorld world;
  world.Put("a.json", R"([{"image": "1"}, {"image": "2"}])");
  world.Put("b.json", R"({"image": "3"})");
  const int64_t source = world.AddSource(world.Settings());
  world.Sync(source);
  const std::vector<labeling::Task> tasks = world.Tasks();
  const int64_t gone[] = {tasks[0].id, tasks[2].id};
  ASSERT_TRUE(world.db()
                  .Write(db::Durability::kFull,
                         [&](db::Connection& tx) {
                           return labeling::DeleteTasks(tx, gone, labeling::DeleteReason::kUser,
                                                        world.clock.Now());
                         })
                  .has_value());
  EXPECT_EQ(world.Sync(source).counts.new_tasks, 0);
  world.Put("a.json", R"([{"image": "1"}, {"image": "2"}, {"image": "4"}])");
  EXPECT_EQ(world.Sync(source).counts.new_tasks, 1);
  EXPECT_THAT(world.TaskData(), ElementsAre(R"({"image": "2"})", R"({"image": "4"})"));
}

TEST(Import, DryRunWritesNothing) {
  TestWorld world;
  world.Put("a.json", R"([{"image": "1"}, {"image": "2"}])");
  world.Put("b.json", "oops");
  const int64_t source = world.AddSource(world.Settings());
  const JobStatus preview = world.Sync(source, {.dry_run = true});
  EXPECT_EQ(preview.counts.new_tasks, 2);
  EXPECT_EQ(preview.counts.failed, 1);
  EXPECT_THAT(preview.sample_bad, ElementsAre("b.json"));
  EXPECT_THAT(world.Tasks(), IsEmpty());
  EXPECT_EQ(world.Row(source).status, "initialized");
  EXPECT_EQ(world.Sync(source).counts.new_tasks, 2);
}

TEST(Import, RetryReadsOnlyWhatFailed) {
  TestWorld world;
  world.Put("a.json", R"({"image": "1"})");
  world.Put("b.json", "oops");
  const int64_t source = world.AddSource(world.Settings());
  world.Sync(source);
  world.Put("b.json", R"({"image": "2"})");
  world.Put("c.json", R"({"image": "3"})");
  const JobStatus retried = world.Sync(source, {.retry_failed = true});
  EXPECT_EQ(retried.counts.listed, 1);
  EXPECT_EQ(retried.counts.new_tasks, 1);
  EXPECT_EQ(world.Sync(source).counts.new_tasks, 1);
}

TEST(Import, StopsAndGoesOn) {
  TestWorld world;
  for (int i = 0; i < 5'000; ++i) world.Put("k" + std::to_string(10'000 + i), "x");
  const int64_t source = world.AddSource(Blobs(world));
  for (int round = 0; round < 50; ++round) {
    const std::string handle = world.engine().StartSync(source, {}).value();
    EXPECT_EQ(world.engine().StartSync(source, {}).value(), handle);  // joins
    if (round % 2 == 0) {
      ASSERT_TRUE(world.engine().Cancel(handle).has_value());
    }
    if (world.engine().Wait(handle, std::chrono::minutes(1)).value().state == JobState::kCompleted)
      break;
    world.Reopen();
  }
  EXPECT_THAT(world.Tasks(), SizeIs(5'000));
}

TEST(Import, ARegexThatDoesNotCompileIsRefused) {
  TestWorld world;
  Values values = world.Settings();
  values.Set(storage::kRegexFilter, std::string("((("));
  const auto refused = world.engine().connections().Create(
      world.Spec(labeling::StorageRole::kSource, values), false, nullptr);
  ASSERT_FALSE(refused.has_value());
  ASSERT_THAT(refused.error().fields, SizeIs(1));
  EXPECT_EQ(refused.error().fields[0].first, "regex_filter");
  EXPECT_THAT(refused.error().fields[0].second, HasSubstr("does not compile"));
}

TEST(Import, ADataKeyThatTheConfigLacksIsRefused) {
  TestWorld world;
  Values values = Blobs(world);
  values.Set(storage::kDataKey, std::string("$audio"));
  const auto refused = world.engine().connections().Create(
      world.Spec(labeling::StorageRole::kSource, values), false, nullptr);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().Sentence(), HasSubstr("Use one of: image"));
}

TEST(Import, TheSamePlaceIsReused) {
  TestWorld world;
  const int64_t first = world.AddSource(world.Settings());
  EXPECT_EQ(world.AddSource(Blobs(world)), first);
  EXPECT_TRUE(world.engine().connections().Get(first).value()->values.Bool(storage::kUseBlobUrls));
}

TEST(Import, WhereNothingComesOfItTheNextStepIsSaid) {
  TestWorld world;
  Values values = Blobs(world);
  const int64_t source = world.AddSource(values);
  EXPECT_THAT(world.Sync(source).warnings, ElementsAre(HasSubstr("check the path and the prefix")));
  world.Put("a.txt", "x");
  values.Set(storage::kRegexFilter, ".*jpg");
  ASSERT_TRUE(world.engine()
                  .connections()
                  .Change(source, world.Spec(labeling::StorageRole::kSource, values))
                  .has_value());
  EXPECT_THAT(world.Sync(source).warnings,
              ElementsAre("0 of 1 object match the regex. Use .* to collect all."));
}

TEST(Import, AMissingBucketIsSaidOnce) {
  TestWorld world;
  Values values = world.Settings();
  values.Set(storage::kMemoryBucket, std::string("no such bucket"));
  const JobStatus status = world.Sync(world.AddSource(values));
  EXPECT_EQ(status.state, JobState::kFailed);
  ASSERT_THAT(status.problems, SizeIs(1));
  EXPECT_THAT(status.problems[0], HasSubstr("no such bucket"));
}

}  // namespace
}  // namespace millrace::sync

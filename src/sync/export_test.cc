#include <gmock/gmock.h>

#include "labeling/json/task_json.h"
#include "sync/test_world.h"

namespace millrace::sync {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Export : public ::testing::Test {
 protected:
  void SetUp() override {
    world.Put("in/a.json", R"({"image": "1"})");
    world.Put("in/b.json", R"({"image": "2"})");
    Values values = world.Settings();
    values.Set(storage::kPrefix, std::string("in"));
    source = world.AddSource(values);
    world.Sync(source);
    for (const labeling::Task& task : world.Tasks()) tasks.push_back(task.id);
  }

  int64_t Target(const std::string& prefix = "out", bool can_delete = false) {
    Values values = world.Settings();
    if (!prefix.empty()) values.Set(storage::kPrefix, prefix);
    values.Set(storage::kCanDeleteObjects, can_delete);
    return world.AddTarget(values);
  }

  TestWorld world;
  int64_t source = 0;
  std::vector<int64_t> tasks;
};

TEST_F(Export, AnAnnotationBecomesAnObject) {
  const auto annotation = world.Annotate(tasks[0], R"([{"type":"choices"}])");
  const int64_t target = Target();
  const JobStatus status = world.Sync(target);
  EXPECT_EQ(status.state, JobState::kCompleted);
  EXPECT_EQ(status.counts.written, 1);
  const auto objects = world.Objects("out/");
  ASSERT_THAT(objects, SizeIs(1));
  EXPECT_EQ(objects.begin()->first, "out/" + std::to_string(annotation.id));
  const auto read = labeling::ReadExportedAnnotation(objects.begin()->second);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->task_data, R"({"image": "1"})");
  EXPECT_EQ(read->annotation.result, R"([{"type":"choices"}])");
  const JobStatus again = world.Sync(target);
  EXPECT_EQ(again.counts.written, 0);
  EXPECT_EQ(again.state, JobState::kCompleted);
}

TEST_F(Export, AChangeIsWrittenOnOurVersion) {
  const int64_t target = Target();
  const auto annotation = world.Annotate(tasks[0]);
  world.Sync(target);
  ASSERT_TRUE(world.db()
                  .Write(db::Durability::kFull,
                         [&](db::Connection& tx) {
                           return labeling::UpdateAnnotation(tx, annotation.id,
                                                             {.result = R"([{"id":"x"}])"},
                                                             std::nullopt, world.clock.Now());
                         })
                  .has_value());
  EXPECT_EQ(world.Sync(target).counts.written, 1);
  EXPECT_THAT(world.Objects("out/").begin()->second, HasSubstr(R"("id":"x")"));
}

TEST_F(Export, AForeignObjectIsNeverOverwritten) {
  const auto annotation = world.Annotate(tasks[0]);
  const std::string key = "out/" + std::to_string(annotation.id);
  world.Put(key, "somebody's");
  const int64_t target = Target();
  const JobStatus status = world.Sync(target);
  EXPECT_EQ(status.state, JobState::kCompletedWithErrors);
  EXPECT_EQ(status.counts.conflicts, 1);
  EXPECT_THAT(status.warnings,
              ElementsAre(HasSubstr("holds 1 object"), HasSubstr("0 of them hold an annotation")));
  EXPECT_EQ(world.Objects()[key], "somebody's");

  // Seen, compared, decided.
  const auto conflict = world.engine().ReadConflict(target, annotation.id).value();
  EXPECT_EQ(conflict.theirs, "somebody's");
  EXPECT_THAT(conflict.ours, HasSubstr("\"result\""));
  EXPECT_FALSE(
      world.engine().Resolve(target, annotation.id, Engine::Decision::kAdopt, "").has_value());
  world.Put(key, "changed again");
  const auto stale = world.engine().Resolve(target, annotation.id, Engine::Decision::kOverwrite,
                                            conflict.theirs_token);
  ASSERT_FALSE(stale.has_value());
  EXPECT_EQ(stale.error().kind, ErrorKind::kConflict);
  const auto fresh = world.engine().ReadConflict(target, annotation.id).value();
  ASSERT_TRUE(world.engine()
                  .Resolve(target, annotation.id, Engine::Decision::kOverwrite, fresh.theirs_token)
                  .has_value());
  EXPECT_EQ(world.Sync(target).state, JobState::kCompleted);
  EXPECT_EQ(world.Objects()[key], conflict.ours);
}

TEST_F(Export, KeepLeavesTheirsForEver) {
  const auto annotation = world.Annotate(tasks[0]);
  const std::string key = "out/" + std::to_string(annotation.id);
  world.Put(key, "theirs");
  const int64_t target = Target();
  world.Sync(target);
  ASSERT_TRUE(
      world.engine().Resolve(target, annotation.id, Engine::Decision::kKeep, "").has_value());
  EXPECT_EQ(world.Sync(target).state, JobState::kCompleted);
  EXPECT_EQ(world.Objects()[key], "theirs");
}

TEST_F(Export, AdoptTakesTheirAnnotationIn) {
  const auto annotation = world.Annotate(tasks[0]);
  const std::string key = "out/" + std::to_string(annotation.id);
  labeling::Annotation theirs = annotation;
  theirs.result = R"([{"id":"theirs"}])";
  const auto task = world.Tasks()[0];
  world.Put(key, labeling::ExportAnnotationJson(theirs, task, std::nullopt));
  const int64_t target = Target();
  world.Sync(target);
  const auto rows = world.engine().Conflicts(target, 10, 0).value();
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].foreign_match, true);
  ASSERT_TRUE(
      world.engine().Resolve(target, annotation.id, Engine::Decision::kAdopt, "").has_value());
  EXPECT_EQ(world.Sync(target).state, JobState::kCompleted);
  const auto objects = world.Objects("out/");
  ASSERT_THAT(objects,
              SizeIs(2));  // theirs is an annotation of this project now, exported under its id
  EXPECT_THAT(objects.rbegin()->second, HasSubstr("theirs"));
}

TEST_F(Export, AnEqualObjectIsAdoptedSilently) {
  const int64_t target = Target();
  const auto annotation = world.Annotate(tasks[0]);
  world.Sync(target);
  // A second target at the same place, as after a lost database row.
  ASSERT_TRUE(world.db()
                  .Write(db::Durability::kFull,
                         [&](db::Connection& tx) -> Result<void> {
                           RETURN_IF_ERROR(labeling::DropExportObject(
                               tx, target, "out/" + std::to_string(annotation.id)));
                           return labeling::EnqueueSubject(tx, target, annotation.id);
                         })
                  .has_value());
  const JobStatus status = world.Sync(target);
  EXPECT_EQ(status.counts.adopted, 1);
  EXPECT_EQ(status.state, JobState::kCompleted);
}

TEST_F(Export, ACrashAfterTheWriteMakesNoConflict) {
  const int64_t target = Target();
  const auto annotation = world.Annotate(tasks[0]);
  world.Sync(target);
  const std::string key = "out/" + std::to_string(annotation.id);
  const auto written =
      world.db()
          .Read([&](db::Connection& tx) { return labeling::GetExportObject(tx, target, key); })
          .value()
          .value();
  // As if the server had died between the PUT and its record, and the annotation was changed since.
  ASSERT_TRUE(world.db()
                  .Write(db::Durability::kFull,
                         [&](db::Connection& tx) -> Result<void> {
                           RETURN_IF_ERROR(labeling::DropExportObject(tx, target, key));
                           RETURN_IF_ERROR(labeling::UpdateAnnotation(
                               tx, annotation.id, {.result = R"([{"id":"newer"}])"}, std::nullopt,
                               world.clock.Now()));
                           labeling::OutboxRow row{.storage_id = target,
                                                   .subject_id = annotation.id,
                                                   .key = key,
                                                   .digest = written.digest};
                           return labeling::PrepareRows(tx, std::span(&row, 1));
                         })
                  .has_value());
  world.Reopen();
  const JobStatus status = world.Sync(target);
  EXPECT_EQ(status.counts.conflicts, 0);
  EXPECT_EQ(status.state, JobState::kCompleted);
  EXPECT_THAT(world.Objects()[key], HasSubstr("newer"));
}

TEST_F(Export, DeletionReachesTheBucketOnlyIfAllowed) {
  for (const bool allowed : {false, true}) {
    const std::string prefix = allowed ? "yes" : "no";
    const int64_t target = Target(prefix, allowed);
    const auto annotation = world.Annotate(tasks[0]);
    world.Sync(target);
    ASSERT_TRUE(world.db()
                    .Write(db::Durability::kFull,
                           [&](db::Connection& tx) {
                             return labeling::DeleteAnnotation(tx, annotation.id, std::nullopt,
                                                               world.clock.Now());
                           })
                    .has_value());
    EXPECT_EQ(world.Sync(target).state, JobState::kCompleted);
    EXPECT_EQ(world.Objects(prefix + "/").contains(prefix + "/" + std::to_string(annotation.id)),
              !allowed);
    ASSERT_TRUE(world.engine().connections().Remove(target).has_value());
  }
}

TEST_F(Export, OneBucketDoesNotFeedItself) {
  Values all = world.Settings();
  const int64_t everything = world.AddSource(all);  // the whole bucket, JSON mode
  world.Sync(everything);
  const size_t before = world.Tasks().size();
  const int64_t target = Target("");
  world.Annotate(tasks[0]);
  world.Annotate(tasks[1]);
  EXPECT_EQ(world.Sync(target).counts.written, 2);
  for (int i = 0; i < 2; ++i) {
    const JobStatus status = world.Sync(everything);
    EXPECT_EQ(status.counts.new_tasks, 0);
    EXPECT_EQ(status.counts.skipped_own, 2);
  }
  // Also when the target is no longer connected.
  ASSERT_TRUE(world.engine().connections().Remove(target).has_value());
  EXPECT_EQ(world.Sync(everything).counts.skipped_own, 2);
  EXPECT_THAT(world.Tasks(), SizeIs(before));
}

TEST_F(Export, VerifyFindsAndRepairs) {
  const int64_t target = Target();
  const auto first = world.Annotate(tasks[0]);
  const auto second = world.Annotate(tasks[1]);
  world.Sync(target);
  EXPECT_EQ(world.Verify(target).state, JobState::kCompleted);
  world.Remove("out/" + std::to_string(first.id));
  world.Put("out/" + std::to_string(second.id), "changed");
  const JobStatus found = world.Verify(target);
  EXPECT_EQ(found.counts.missing, 1);
  EXPECT_EQ(found.counts.differs, 1);
  ASSERT_THAT(found.differences, SizeIs(2));
  world.Verify(target, true);
  const JobStatus repaired = world.Sync(target);
  EXPECT_EQ(repaired.counts.written, 1);
  EXPECT_EQ(repaired.counts.conflicts, 1);
  EXPECT_EQ(world.Objects()["out/" + std::to_string(second.id)], "changed");
}

TEST_F(Export, ContentTaskHasAllAnnotationsOfATask) {
  Values values = world.Settings();
  values.Set(storage::kPrefix, std::string("tasks"));
  values.Set(storage::kContent, std::string("task"));
  const int64_t target = world.AddTarget(values);
  world.Annotate(tasks[0]);
  world.Annotate(tasks[0]);
  EXPECT_EQ(world.Sync(target).counts.written, 1);
  const auto objects = world.Objects("tasks/");
  ASSERT_THAT(objects, SizeIs(1));
  EXPECT_EQ(objects.begin()->first, "tasks/" + std::to_string(tasks[0]) + ".json");
  EXPECT_THAT(objects.begin()->second, HasSubstr("\"annotations\":["));
}

TEST_F(Export, AMissingTargetKeepsEverythingPending) {
  Values values = world.Settings();
  values.Set(storage::kMemoryBucket, std::string("nowhere"));
  const int64_t target = world.AddTarget(values);
  world.Annotate(tasks[0]);
  const JobStatus status = world.Sync(target);
  EXPECT_EQ(status.state, JobState::kFailed);
  const auto counts =
      world.db()
          .Read([&](db::Connection& tx) { return labeling::CountOutbox(tx, target); })
          .value();
  EXPECT_EQ(counts.pending + counts.failed, 1);
  EXPECT_EQ(counts.written, 0);
}

class LiveExport : public ::testing::Test {
 protected:
  LiveExport() : world({.live_exports = true}) {
    world.Put("in/a.json", R"({"image": "1"})");
    Values values = world.Settings();
    values.Set(storage::kPrefix, std::string("in"));
    world.Sync(world.AddSource(values));
    values.Set(storage::kPrefix, std::string("out"));
    target = world.AddTarget(values);
    const auto annotation = world.Annotate(world.Tasks()[0].id);
    world.engine().ExportsChanged();
    key = "out/" + std::to_string(annotation.id);
  }

  bool Arrives() {
    for (int i = 0; i < 1'000 && !world.Objects().contains(key); ++i)
      SystemClock().Sleep(std::chrono::milliseconds(10));
    return world.Objects().contains(key);
  }

  int64_t Written() {
    return world.db()
        .Read([&](db::Connection& tx) { return labeling::CountOutbox(tx, target); })
        .value()
        .written;
  }

  TestWorld world;
  int64_t target = 0;
  std::string key;
};

TEST_F(LiveExport, AnAnnotationArrivesByItself) { EXPECT_TRUE(Arrives()); }

TEST_F(LiveExport, ARepairArrivesByItself) {
  ASSERT_TRUE(Arrives());
  // The object is there before the outbox knows of it.
  for (int i = 0; i < 1'000 && Written() == 0; ++i)
    SystemClock().Sleep(std::chrono::milliseconds(10));
  world.Remove(key);
  EXPECT_EQ(world.Verify(target, true).counts.missing, 1);
  EXPECT_TRUE(Arrives());
}

}  // namespace
}  // namespace millrace::sync

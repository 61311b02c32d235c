#include "labeling/storages/storages.h"

#include <gmock/gmock.h>

#include "labeling/storages/export_outbox.h"
#include "labeling/storages/source_objects.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using db::Connection;
using ::testing::ElementsAre;

class StoragesTest : public LabelingTest {
 protected:
  Storage Get(int64_t id) {
    return Do([&](Connection& tx) { return GetStorage(tx, id); });
  }
  size_t Count(const StorageQuery& query) {
    return Do([&](Connection& tx) { return ListStorages(tx, query); }).size();
  }
  void Delete(int64_t id) {
    Write([&](Connection& tx) { return DeleteStorage(tx, id, kLater); });
  }
  std::vector<std::string> OwnKeys(const std::string& bucket) {
    return Do([&](Connection& tx) { return OwnKeysInRange(tx, "memory", "", bucket, "", "\xFF"); });
  }
};

TEST_F(StoragesTest, EveryMemberIsKept) {
  const Project project = AddProject();
  const std::string sealed("\x01\0\xFF", 3);
  Storage given{.project_id = project.id,
                .role = StorageRole::kTarget,
                .kind = "s3",
                .title = "t",
                .description = "d",
                .parameters = R"({"a":1})",
                .secrets = sealed,
                .trusted = true,
                .endpoint = "https://e",
                .bucket = "b",
                .prefix = "p\xFF/",
                .synchronizable = false};
  const int64_t id = Do([&](Connection& tx) { return CreateStorage(tx, given, kNow); }).id;
  const Storage read = Get(id);
  EXPECT_EQ(read.role, StorageRole::kTarget);
  EXPECT_EQ(read.kind, "s3");
  EXPECT_EQ(read.title, "t");
  EXPECT_EQ(read.description, "d");
  EXPECT_EQ(read.parameters, R"({"a":1})");
  EXPECT_EQ(read.secrets, sealed);
  EXPECT_TRUE(read.trusted);
  EXPECT_EQ(read.endpoint, "https://e");
  EXPECT_EQ(read.prefix, "p\xFF/");
  EXPECT_FALSE(read.synchronizable);
  EXPECT_EQ(read.status, "initialized");
  EXPECT_EQ(read.created_at, kNow);
  EXPECT_EQ(read.put_if_absent, std::nullopt);
  const auto same = Do([&](Connection& tx) { return FindSameStorage(tx, given); });
  ASSERT_TRUE(same.has_value());
  EXPECT_EQ(same->id, id);
  given.prefix = "other/";
  EXPECT_FALSE(Do([&](Connection& tx) { return FindSameStorage(tx, given); }).has_value());
}

TEST_F(StoragesTest, Lists) {
  const Project a = AddProject(), b = AddProject();
  AddStorage(a, StorageRole::kSource);
  AddStorage(a, StorageRole::kTarget);
  AddStorage(b, StorageRole::kSource);
  EXPECT_EQ(Count({}), 3U);
  EXPECT_EQ(Count({.project_id = a.id}), 2U);
  EXPECT_EQ(Count({.project_id = a.id, .role = StorageRole::kSource}), 1U);
  EXPECT_EQ(Count({.role = StorageRole::kSource, .kind = "memory"}), 2U);
  EXPECT_EQ(Count({.kind = "s3"}), 0U);
}

TEST_F(StoragesTest, ANewTargetGetsWhatIsThere) {
  const Project project = AddProject();
  Annotate(AddTask(project), {.result = "[]"});
  const Storage target = AddStorage(project, StorageRole::kTarget);
  EXPECT_EQ(Do([&](Connection& tx) { return CountOutbox(tx, target.id); }).pending, 1);
  EXPECT_EQ(Refused([](Connection& tx) {
              return CreateStorage(tx, {.project_id = 99, .kind = "s3"}, kNow);
            }).kind,
            ErrorKind::kNotFound);
}

TEST_F(StoragesTest, ATargetOfTasksIsToldOfTasks) {
  const Project project = AddProject();
  AddTask(project);
  const int64_t task = AddTask(project);
  for (int i = 0; i < 2; ++i) Annotate(task, {.result = "[]"});
  Storage target = Do([&](Connection& tx) {
    return CreateStorage(tx,
                         {.project_id = project.id,
                          .role = StorageRole::kTarget,
                          .kind = "memory",
                          .bucket = "b",
                          .content_task = true,
                          .can_delete = true},
                         kNow);
  });
  EXPECT_TRUE(Get(target.id).content_task);
  EXPECT_TRUE(Get(target.id).can_delete);
  const auto subjects = [&] {
    std::vector<int64_t> ids;
    for (const OutboxRow& row :
         Do([&](Connection& tx) { return DueRows(tx, target.id, 0, kLater, true, 100); }))
      ids.push_back(row.subject_id);
    return ids;
  };
  EXPECT_THAT(subjects(), ElementsAre(task));

  // Rows that name a task would be taken for annotations.
  target.content_task = false;
  target.parameters = R"({"content":"annotation"})";
  Write([&](Connection& tx) { return UpdateStorage(tx, target); });
  EXPECT_FALSE(Get(target.id).content_task);
  EXPECT_EQ(subjects().size(), 2U);
}

TEST_F(StoragesTest, TheProbesLessonIsBoundToTheBucket) {
  Storage target = AddStorage(AddProject(), StorageRole::kTarget);
  target.put_if_absent = true;
  target.put_if_match = false;
  target.status = "completed";
  target.last_sync = kLater;
  target.last_sync_count = 4;
  target.traceback = "lines";
  Write([&](Connection& tx) { return UpdateOutcome(tx, target); });
  target.title = "renamed";
  Write([&](Connection& tx) { return UpdateStorage(tx, target); });
  EXPECT_EQ(Get(target.id).put_if_absent, true);
  EXPECT_EQ(Get(target.id).put_if_match, false);
  EXPECT_EQ(Get(target.id).title, "renamed");
  EXPECT_EQ(Get(target.id).status, "completed");
  EXPECT_EQ(Get(target.id).last_sync, kLater);
  EXPECT_EQ(Get(target.id).last_sync_count, 4);
  EXPECT_EQ(Get(target.id).traceback, "lines");
  target.bucket = "another";
  target.status = "failed";  // not UpdateStorage's to change
  Write([&](Connection& tx) { return UpdateStorage(tx, target); });
  EXPECT_EQ(Get(target.id).put_if_absent, std::nullopt);
  EXPECT_EQ(Get(target.id).status, "completed");
}

TEST_F(StoragesTest, AChangedSourceReadsFailedObjectsAgain) {
  const Storage source = AddStorage(AddProject(), StorageRole::kSource);
  Write([&](Connection& tx) {
    const SourceObject objects[] = {{.key = "k", .token = "t", .state = ObjectState::kFailed}};
    return SaveObjects(tx, source.id, objects);
  });
  Write([&](Connection& tx) { return UpdateStorage(tx, source); });
  const std::string_view keys[] = {"k"};
  const auto objects = Do([&](Connection& tx) { return FindObjects(tx, source.id, keys); });
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(objects[0].state, ObjectState::kRetry);
}

TEST_F(StoragesTest, ADeletedSourceForgetsAndKeepsItsTasks) {
  const Project project = AddProject();
  const Storage source = AddStorage(project, StorageRole::kSource);
  AddTasks(project, {{.data = "{}", .source_id = source.id, .source_key = "k"}});
  Write([&](Connection& tx) {
    const SourceObject objects[] = {{.key = "k", .token = "t"}};
    return SaveObjects(tx, source.id, objects);
  });
  Delete(source.id);
  EXPECT_EQ(Count({}), 0U);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM source_object"), 0);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM storage"), 0);
  EXPECT_EQ(Reload(project).task_number, 1);
  EXPECT_EQ(Refused([&](Connection& tx) { return DeleteStorage(tx, source.id, kLater); }).kind,
            ErrorKind::kNotFound);
}

TEST_F(StoragesTest, ADeletedTargetIsRememberedByWhatItWrote) {
  const Project project = AddProject();
  Annotate(AddTask(project), {.result = "[]"});
  const Storage quiet = AddStorage(project, StorageRole::kTarget, "quiet");
  const Storage wrote = AddStorage(project, StorageRole::kTarget, "wrote");
  const Storage writing = AddStorage(project, StorageRole::kTarget, "writing");
  Write([&](Connection& tx) -> Result<void> {
    RETURN_IF_ERROR(SaveExportObject(tx, wrote.id, {.key = "done", .subject_id = 1}));
    ASSIGN_OR_RETURN(auto rows, DueRows(tx, writing.id, 0, kLater, false, 10));
    rows.at(0).key = "under way";
    rows.at(0).digest = "d";
    return PrepareRows(tx, rows);
  });
  for (const Storage& storage : {quiet, wrote, writing}) Delete(storage.id);
  EXPECT_EQ(Count({}), 0U);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM storage"), 2);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM storage WHERE secrets IS NOT NULL"), 0);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM export_outbox"), 0);
  EXPECT_EQ(OwnKeys("wrote"), std::vector<std::string>{"done"});
  EXPECT_EQ(OwnKeys("writing"), std::vector<std::string>{"under way"});
  EXPECT_EQ(Refused([&](Connection& tx) { return GetStorage(tx, wrote.id); }).kind,
            ErrorKind::kNotFound);
}

}  // namespace
}  // namespace millrace::labeling

#include "labeling/storages/export_outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using db::Connection;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ExportOutbox : public LabelingTest {
 protected:
  void SetUp() override {
    LabelingTest::SetUp();
    project_ = AddProject();
    target_ = AddStorage(project_, StorageRole::kTarget).id;
  }
  void Enqueue(int64_t subject) {
    Do([&](Connection& tx) -> Result<bool> {
      RETURN_IF_ERROR(EnqueueSubject(tx, target_, subject));
      return true;
    });
  }
  std::vector<OutboxRow> Rows() {
    return Do([&](Connection& tx) { return DueRows(tx, target_, 0, kLater, true, 10'000); });
  }
  void Settle(const std::vector<OutboxRow>& rows) {
    Do([&](Connection& tx) -> Result<bool> {
      RETURN_IF_ERROR(SettleRows(tx, target_, rows));
      return true;
    });
  }
  void Save(const std::vector<ExportObject>& objects) {
    Do([&](Connection& tx) -> Result<bool> {
      RETURN_IF_ERROR(SaveExportObjects(tx, target_, objects));
      return true;
    });
  }
  std::map<std::string, ExportObject> At(const std::vector<std::string>& keys) {
    std::map<std::string, ExportObject> found;
    for (ExportObject& object :
         Do([&](Connection& tx) { return ExportObjectsAt(tx, target_, keys); }))
      EXPECT_TRUE(found.emplace(object.key, object).second) << object.key << " came twice";
    return found;
  }

  Project project_;
  int64_t target_ = 0;
};

TEST_F(ExportOutbox, SettlingSparesWhatChangedMeanwhile) {
  // Some rows were changed often before they were sent, and some of all kinds meanwhile.
  for (int64_t subject = 1; subject <= 700; ++subject)
    for (int64_t change = 0; change < 1 + subject % 3; ++change) Enqueue(subject);
  std::vector<OutboxRow> sent = Rows();
  ASSERT_THAT(sent, SizeIs(700));
  for (OutboxRow& row : sent) {
    row.key = std::to_string(row.subject_id);
    row.digest = "digest";
  }
  Do([&](Connection& tx) -> Result<bool> {
    RETURN_IF_ERROR(PrepareRows(tx, sent));
    return true;
  });
  for (int64_t subject = 7; subject <= 700; subject += 70) Enqueue(subject);
  Settle(sent);
  const std::vector<OutboxRow> left = Rows();
  ASSERT_THAT(left, SizeIs(10));
  for (const OutboxRow& row : left) {
    EXPECT_EQ(row.subject_id % 70, 7);
    EXPECT_EQ(row.state, OutboxState::kPending);
    EXPECT_EQ(row.digest, "") << "its PUT is settled";
  }
  Settle(left);
  EXPECT_THAT(Rows(), IsEmpty());
}

TEST_F(ExportOutbox, SettlingOneTargetLeavesTheOthers) {
  const int64_t other = AddStorage(project_, StorageRole::kTarget, "c").id;
  Enqueue(1);
  Do([&](Connection& tx) -> Result<bool> {
    RETURN_IF_ERROR(EnqueueSubject(tx, other, 1));
    return true;
  });
  Settle(Rows());
  EXPECT_THAT(Rows(), IsEmpty());
  EXPECT_THAT(Do([&](Connection& tx) { return DueRows(tx, other, 0, kLater, true, 10); }),
              SizeIs(1));
}

TEST_F(ExportOutbox, ObjectsAreSavedAndFoundByTheHundred) {
  std::vector<ExportObject> objects;
  std::vector<std::string> keys;
  for (int64_t i = 0; i < 600; ++i) {
    keys.push_back("out/" + std::to_string(i) + std::string("\0\xFF", 2));
    objects.push_back({.key = keys.back(),
                       .subject_id = i,
                       .token = "t",
                       .version = "v1",
                       .digest = "d",
                       .written_at = kNow});
  }
  Save(objects);
  for (size_t i = 0; i < objects.size(); i += 2) objects[i].version = "v2";
  Save(objects);
  keys.push_back("out/none");
  const auto found = At(keys);
  ASSERT_THAT(found, SizeIs(600));
  for (const ExportObject& object : objects) {
    const ExportObject& read = found.at(object.key);
    EXPECT_EQ(read.subject_id, object.subject_id);
    EXPECT_EQ(read.version, object.version);
    EXPECT_EQ(read.written_at, kNow);
  }
  EXPECT_THAT(At({}), IsEmpty());
}

TEST_F(ExportOutbox, TasksAndAnnotationsComeByIdWithoutThoseThatAreGone) {
  const int64_t first = AddTasks(project_, std::vector<NewTask>(300, {.data = "{}"}));
  std::vector<int64_t> tasks, annotations;
  for (int64_t i = 0; i < 300; ++i) {
    tasks.push_back(first + i);
    annotations.push_back(Annotate(first + i, {.result = "[]"}).id);
  }
  tasks.push_back(first + 1'000'000);
  annotations.push_back(annotations.back() + 1'000'000);
  const auto read_tasks = Do([&](Connection& tx) { return TasksById(tx, tasks); });
  const auto read = Do([&](Connection& tx) { return AnnotationsById(tx, annotations); });
  ASSERT_THAT(read_tasks, SizeIs(300));
  ASSERT_THAT(read, SizeIs(300));
  for (size_t i = 0; i < 300; ++i) {
    EXPECT_EQ(read_tasks[i].id, tasks[i]);
    EXPECT_EQ(read[i].id, annotations[i]);
    EXPECT_EQ(read[i].task_id, tasks[i]);
  }
}

}  // namespace
}  // namespace millrace::labeling

#include "labeling/data_manager/bulk.h"

#include <gmock/gmock.h>

#include "labeling/tasks/drafts.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using testing::ElementsAre;

class BulkTest : public LabelingTest {
 protected:
  void SetUp() override {
    LabelingTest::SetUp();
    ann_ = AddAccount("ann@example.com");
    bob_ = AddAccount("bob@example.com");
    project_ = AddProject();
    Storage target = AddStorage(project_, StorageRole::kTarget);
    target.can_delete = true;
    Do([&](db::Connection& tx) { return UpdateStorage(tx, target); });
    target_ = target.id;
    first_ = AddTasks(project_, {{.data = "{}",
                                  .annotations = {{.result = "[1]", .completed_by = ann_},
                                                  {.result = "[2]", .completed_by = bob_}},
                                  .predictions = {{.result = "[3]", .model_version = "v1"}}},
                                 {.data = "{}",
                                  .annotations = {{.result = "[4]", .completed_by = ann_}},
                                  .predictions = {{.result = "[5]", .model_version = "v1"},
                                                  {.result = "[6]", .model_version = "v2"}}},
                                 {.data = "{}", .annotations = {{.result = "[7]"}}}});
    ids_ = {first_, first_ + 1};
  }
  int64_t AddAccount(const std::string& email) {
    return Number("INSERT INTO account (email, password_hash, role, created_at) VALUES ('" + email +
                  "', '', 'annotator', 0) RETURNING id");
  }
  int64_t Retracted() {
    return Number("SELECT COUNT(*) FROM export_outbox WHERE deleted = 1 AND storage_id = " +
                  std::to_string(target_));
  }

  int64_t ann_ = 0, bob_ = 0, target_ = 0, first_ = 0;
  Project project_;
  std::vector<int64_t> ids_;
};

TEST_F(BulkTest, TasksBehindAnother) {
  const auto after = [&](int64_t id, int64_t limit) {
    return Do([&](db::Connection& tx) { return TaskIdsAfter(tx, project_.id, id, limit); });
  };
  EXPECT_THAT(after(0, 2), ElementsAre(first_, first_ + 1));
  EXPECT_THAT(after(first_ + 1, 2), ElementsAre(first_ + 2));
}

TEST_F(BulkTest, DeletesAnnotationsOfSomebodyOrOfEverybody) {
  for (const int64_t account : {ann_, bob_}) {
    Do([&](db::Connection& tx) {
      return CreateDraft(tx, {.task_id = first_, .account_id = account, .result = "[]"}, kNow);
    });
  }
  const auto remove = [&](std::optional<int64_t> annotator) {
    return Do([&](db::Connection& tx) {
      return DeleteAnnotationsOfTasks(tx, ids_, annotator, std::nullopt, kLater);
    });
  };
  EXPECT_EQ(remove(bob_), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM draft"), 1);
  EXPECT_EQ(remove(std::nullopt), 2);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM draft"), 0);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM annotation"), 1) << "of a task that was not chosen";
  EXPECT_EQ(Retracted(), 3);
  ExpectExactCounters();
}

TEST_F(BulkTest, ADeletionCountsEachTaskOnce) {
  for (const char* sql : {"CREATE TABLE counted (task_id INTEGER)",
                          "CREATE TRIGGER note AFTER UPDATE OF total_annotations ON task "
                          "BEGIN INSERT INTO counted VALUES (new.id); END"})
    Do([&](db::Connection& tx) { return tx.Execute(sql); });
  EXPECT_EQ(Do([&](db::Connection& tx) {
              return DeleteAnnotationsOfTasks(tx, ids_, std::nullopt, std::nullopt, kLater);
            }),
            3);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM counted"), 2);
  EXPECT_EQ(Do([&](db::Connection& tx) {
              return DeletePredictionsOfTasks(tx, ids_, std::nullopt, kLater);
            }),
            3);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM counted"), 4);
  ExpectExactCounters();
}

TEST_F(BulkTest, DeletesPredictions) {
  EXPECT_EQ(Do([&](db::Connection& tx) {
              return DeletePredictionsOfTasks(tx, ids_, std::nullopt, kLater);
            }),
            3);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM prediction"), 0);
  ExpectExactCounters();
}

TEST_F(BulkTest, PredictionsBecomeAnnotationsOnce) {
  const auto annotate = [&](std::vector<std::string> versions) {
    return Do([&](db::Connection& tx) {
      return AnnotateByPredictions(tx, ids_, versions, ann_, kLater);
    });
  };
  EXPECT_EQ(annotate({"v2"}), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM annotation WHERE result = '[6]' AND completed_by = " +
                   std::to_string(ann_)),
            1);
  EXPECT_EQ(annotate({}), 2);
  EXPECT_EQ(annotate({}), 0);
  EXPECT_EQ(Reload(first_ + 1).total_annotations, 3);
  ExpectExactCounters();
}

}  // namespace
}  // namespace millrace::labeling

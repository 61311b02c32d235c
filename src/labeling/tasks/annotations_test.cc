#include "labeling/tasks/annotations.h"

#include <gmock/gmock.h>

#include <random>

#include "labeling/storages/export_outbox.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using db::Connection;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AnnotationsTest : public LabelingTest {
 protected:
  void SetUp() override {
    LabelingTest::SetUp();
    project_ = AddProject();
    task_ = AddTask(project_);
  }
  Annotation Update(int64_t id, const AnnotationPatch& patch, std::optional<int64_t> by = {}) {
    return Do([&](Connection& tx) { return UpdateAnnotation(tx, id, patch, by, kLater); });
  }
  void Delete(int64_t id) {
    Write([&](Connection& tx) { return DeleteAnnotation(tx, id, std::nullopt, kLater); });
  }
  std::vector<int64_t> Due(const Storage& target) {
    std::vector<int64_t> subjects;
    for (const auto& row :
         Do([&](Connection& tx) { return DueRows(tx, target.id, 0, kLater, true, 100); })) {
      subjects.push_back(row.subject_id);
    }
    return subjects;
  }

  Project project_;
  int64_t task_ = 0;
};

TEST_F(AnnotationsTest, CreatedAsGiven) {
  const Annotation made = Annotate(task_,
                                   {.result = "[1]",
                                    .ground_truth = true,
                                    .lead_time = 2.5,
                                    .created_at = kLater,
                                    .import_id = 12,
                                    .unique_id = "u",
                                    .last_action = "submitted"},
                                   7);
  const Annotation read = Do([&](Connection& tx) { return GetAnnotation(tx, made.id); });
  EXPECT_EQ(read.task_id, task_);
  EXPECT_EQ(read.project_id, project_.id);
  EXPECT_EQ(read.completed_by, 7);
  EXPECT_EQ(read.updated_by, 7);
  EXPECT_EQ(read.result, "[1]");
  EXPECT_TRUE(read.ground_truth);
  EXPECT_EQ(read.lead_time, 2.5);
  EXPECT_EQ(read.created_at, kLater);
  EXPECT_EQ(read.updated_at, kLater);
  EXPECT_EQ(read.import_id, 12);
  EXPECT_EQ(read.unique_id, "u");
  EXPECT_EQ(read.last_action, "submitted");
  EXPECT_EQ(Reload(task_).updated_by, 7);
  EXPECT_TRUE(Reload(task_).is_labeled);
  ExpectExactCounters();
}

TEST_F(AnnotationsTest, ARepeatedUniqueIdIsRefused) {
  const Annotation first = Annotate(task_, {.result = "[]", .unique_id = "u"});
  const Error error = Refused([&](Connection& tx) {
    return CreateAnnotation(tx, task_, {.result = "[]", .unique_id = "u"}, std::nullopt, kNow);
  });
  EXPECT_EQ(error.kind, ErrorKind::kConflict);
  EXPECT_THAT(error.message, HasSubstr("annotation " + std::to_string(first.id)));
  ExpectExactCounters();
}

TEST_F(AnnotationsTest, UnknownIdsAreNotFound) {
  EXPECT_EQ(Refused([&](Connection& tx) {
              return CreateAnnotation(tx, 999, {.result = "[]"}, std::nullopt, kNow);
            }).kind,
            ErrorKind::kNotFound);
  EXPECT_EQ(Refused([&](Connection& tx) {
              return UpdateAnnotation(tx, 999, {}, std::nullopt, kNow);
            }).kind,
            ErrorKind::kNotFound);
  EXPECT_EQ(
      Refused([&](Connection& tx) { return DeleteAnnotation(tx, 999, std::nullopt, kNow); }).kind,
      ErrorKind::kNotFound);
}

TEST_F(AnnotationsTest, CancellingReopensTheTask) {
  const int64_t id = Annotate(task_, {.result = "[]"}, 1).id;
  EXPECT_TRUE(Reload(task_).is_labeled);
  Update(id, {.was_cancelled = true}, 2);
  EXPECT_FALSE(Reload(task_).is_labeled);
  EXPECT_EQ(Reload(project_).skipped_annotations_number, 1);
  EXPECT_EQ(Reload(project_).finished_task_number, 0);
  ExpectExactCounters();
  const Annotation back = Update(id, {.result = "[2]", .was_cancelled = false}, 2);
  EXPECT_EQ(back.result, "[2]");
  EXPECT_EQ(back.completed_by, 1);
  EXPECT_EQ(back.updated_by, 2);
  EXPECT_EQ(back.updated_at, kLater);
  EXPECT_TRUE(Reload(task_).is_labeled);
  ExpectExactCounters();
}

TEST_F(AnnotationsTest, OverlapCountsAccountsNotAnnotations) {
  Do([&](Connection& tx) { return UpdateTask(tx, task_, {.overlap = 2}, std::nullopt, kNow); });
  Annotate(task_, {.result = "[]"}, 1);
  Annotate(task_, {.result = "[]"}, 1);
  EXPECT_FALSE(Reload(task_).is_labeled);
  const int64_t last = Annotate(task_, {.result = "[]"}, 2).id;
  EXPECT_TRUE(Reload(task_).is_labeled);
  Delete(last);
  EXPECT_FALSE(Reload(task_).is_labeled);
  ExpectExactCounters();
}

TEST_F(AnnotationsTest, ATaskHasOneGroundTruth) {
  const int64_t first = Annotate(task_, {.result = "[]", .ground_truth = true}).id;
  const int64_t second = Annotate(task_, {.result = "[]"}).id;
  Update(second, {.ground_truth = true});
  EXPECT_FALSE(Do([&](Connection& tx) { return GetAnnotation(tx, first); }).ground_truth);
  EXPECT_EQ(Reload(project_).ground_truth_number, 1);
  ExpectExactCounters();
}

TEST_F(AnnotationsTest, SavingDropsItsDraft) {
  const int64_t id = Annotate(task_, {.result = "[]"}, 1).id;
  Write([&](Connection& tx) {
    return tx.Execute(
        "INSERT INTO draft (id, task_id, annotation_id, account_id, result, created_at, "
        "updated_at) VALUES (1, $1, $2, 1, '[]', 0, 0), (2, $1, NULL, 1, '[]', 0, 0)",
        {task_, id});
  });
  Update(id, {.result = "[1]"}, 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM draft"), 1);
  EXPECT_EQ(Number("SELECT id FROM draft"), 2);
}

TEST_F(AnnotationsTest, UniqueIdsAreUniqueEverywhereAndMayChange) {
  const int64_t other = AddTask(project_);
  Annotate(task_, {.result = "[]", .unique_id = "u"});
  EXPECT_EQ(Refused([&](Connection& tx) {
              return CreateAnnotation(tx, other, {.result = "[]", .unique_id = "u"}, 1, kNow);
            }).kind,
            ErrorKind::kConflict);
  const int64_t id = Annotate(other, {.result = "[]", .unique_id = "v"}).id;
  Update(id, {.unique_id = "v"});
  Update(id, {.unique_id = "w"});
  EXPECT_EQ(Refused([&](Connection& tx) {
              return UpdateAnnotation(tx, id, {.unique_id = "u"}, 1, kNow);
            }).kind,
            ErrorKind::kConflict);
}

TEST_F(AnnotationsTest, WithoutAResultNothingIsLabeled) {
  Annotate(task_, {.result = ""}, 1);
  EXPECT_FALSE(Reload(task_).is_labeled);
  EXPECT_EQ(Reload(task_).total_annotations, 1);
}

TEST_F(AnnotationsTest, AParentThatGoesIsForgotten) {
  const int64_t parent = Annotate(task_, {.result = "[]"}, 1).id;
  const Storage target = AddStorage(project_, StorageRole::kTarget);
  const int64_t child = Annotate(task_, {.result = "[]", .parent_annotation = parent}, 1).id;
  Write([&](Connection& tx) { return tx.Execute("DELETE FROM export_outbox"); });
  Delete(parent);
  EXPECT_EQ(Do([&](Connection& tx) { return GetAnnotation(tx, child); }).parent_annotation,
            std::nullopt);
  EXPECT_THAT(Due(target), ElementsAre(child));
}

TEST_F(AnnotationsTest, EveryChangeIsEnqueuedForTheTargets) {
  const Storage target = AddStorage(project_, StorageRole::kTarget);
  const int64_t id = Annotate(task_, {.result = "[]"}).id;
  EXPECT_THAT(Due(target), ElementsAre(id));
  const auto change = [&] {
    return Do([&](Connection& tx) { return GetRow(tx, target.id, id); })->change;
  };
  const int64_t before = change();
  Update(id, {.result = "[1]"});
  EXPECT_EQ(change(), before + 1);
  Do([&](Connection& tx) {
    return UpdateTask(tx, task_, {.data = R"({"new":1})"}, std::nullopt, kLater);
  });
  EXPECT_EQ(change(), before + 2);
  Delete(id);
  EXPECT_THAT(Due(target), IsEmpty());  // this target may not delete objects
}

TEST_F(AnnotationsTest, ImportedAndDeletedTasksReachTheTargets) {
  Storage target = AddStorage(project_, StorageRole::kTarget);
  target.can_delete = true;
  Write([&](Connection& tx) { return UpdateStorage(tx, target); });
  NewTask task{.data = "{}"};
  task.annotations = {{.result = "[]"}, {.result = "[]"}};
  const int64_t first = AddTasks(project_, {task, {.data = "{}"}, task});
  EXPECT_EQ(Due(target).size(), 4U);
  const int64_t ids[] = {first};
  Do([&](Connection& tx) { return DeleteTasks(tx, ids, DeleteReason::kUser, kLater); });
  EXPECT_EQ(Number("SELECT COUNT(*) FROM export_outbox WHERE deleted = 1"), 2);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM export_outbox WHERE deleted = 0"), 2);
}

TEST_F(AnnotationsTest, TargetsHearOfAllTasksBeingDeleted) {
  Storage target = AddStorage(project_, StorageRole::kTarget);
  target.can_delete = true;
  Write([&](Connection& tx) { return UpdateStorage(tx, target); });
  Annotate(task_, {.result = "[]"});
  Annotate(AddTask(project_), {.result = "[]"});
  Do([&](Connection& tx) { return DeleteTasksOfProject(tx, project_.id, kLater); });
  EXPECT_EQ(Number("SELECT COUNT(*) FROM export_outbox WHERE deleted = 1"), 2);
  ExpectExactCounters();
}

// Any sequence of operations leaves every counter exact.
TEST_F(AnnotationsTest, CountersSurviveAnySequence) {
  std::mt19937 random(7);
  const auto below = [&](int n) { return static_cast<int>(random() % n); };
  std::vector<int64_t> tasks = {task_};
  for (int step = 0; step < 300; ++step) {
    const int64_t task = tasks[below(static_cast<int>(tasks.size()))];
    const int64_t annotation =
        Number("SELECT id FROM annotation ORDER BY (id * 7919) % 101 LIMIT 1");
    switch (below(7)) {
      case 0: tasks.push_back(AddTask(project_)); break;
      case 1:
      case 2:
        Annotate(task,
                 {.result = "[]", .was_cancelled = below(3) == 0, .ground_truth = below(4) == 0},
                 below(3));
        break;
      case 3:
        if (annotation != 0) {
          Update(annotation, {.was_cancelled = below(2) == 0, .ground_truth = below(2) == 0});
        }
        break;
      case 4:
        if (annotation != 0) Delete(annotation);
        break;
      case 5:
        Do([&](Connection& tx) {
          return UpdateTask(tx, task, {.overlap = 1 + below(3)}, std::nullopt, kLater);
        });
        break;
      default:
        if (tasks.size() > 1) {
          const int64_t ids[] = {task};
          Do([&](Connection& tx) { return DeleteTasks(tx, ids, DeleteReason::kUser, kLater); });
          std::erase(tasks, task);
        }
    }
  }
  ExpectExactCounters();
}

}  // namespace
}  // namespace millrace::labeling

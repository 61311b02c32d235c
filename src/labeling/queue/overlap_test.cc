#include "labeling/queue/overlap.h"

#include <gmock/gmock.h>

#include "labeling/projects/counters.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using db::Connection;
using testing::ElementsAre;

class OverlapTest : public LabelingTest {
 protected:
  void Set(const Project& project, const std::string& settings) {
    Do([&](Connection& tx) {
      return UpdateProject(tx, project.id, {.settings = settings}, kLater);
    });
    ExpectExactCounters();
  }
  std::vector<int64_t> Overlaps(const Project& project) {
    std::vector<int64_t> overlaps;
    Do([&](Connection& tx) -> Result<int64_t> {
      RETURN_IF_ERROR(tx.Query("SELECT overlap FROM task WHERE project_id = $1 ORDER BY id",
                               {project.id},
                               [&](const db::Row& row) { overlaps.push_back(row.Int(0)); }));
      return 0;
    });
    return overlaps;
  }
};

TEST_F(OverlapTest, TheCohortIsWhatWasLabeledMost) {
  const Project project = AddProject();
  const int64_t first = AddTasks(project, std::vector<NewTask>(4, {.data = "{}"}));
  Annotate(first + 2, {.result = "[]"}, 1);
  Set(project, R"({"maximum_annotations":2,"overlap_cohort_percentage":50})");
  EXPECT_THAT(Overlaps(project), ElementsAre(2, 1, 2, 1));
  // Only the maximum: the cohort stays.
  Set(project, R"({"maximum_annotations":3,"overlap_cohort_percentage":50})");
  EXPECT_THAT(Overlaps(project), ElementsAre(3, 1, 3, 1));
  Set(project, R"({"maximum_annotations":3,"overlap_cohort_percentage":100})");
  EXPECT_THAT(Overlaps(project), ElementsAre(3, 3, 3, 3));
  Set(project, R"({"maximum_annotations":1,"overlap_cohort_percentage":100})");
  EXPECT_THAT(Overlaps(project), ElementsAre(1, 1, 1, 1));
  EXPECT_EQ(Reload(project).finished_task_number, 1);
}

TEST_F(OverlapTest, NewTasksAndDeletedOnesKeepTheShare) {
  const Project project = AddProject(R"({"maximum_annotations":2,"overlap_cohort_percentage":50})");
  const int64_t first = AddTasks(project, std::vector<NewTask>(3, {.data = "{}"}));
  AddTasks(project, std::vector<NewTask>(3, {.data = "{}"}));
  EXPECT_THAT(Overlaps(project), ElementsAre(2, 1, 2, 1, 2, 1));
  const int64_t doomed[] = {first, first + 2};
  Do([&](Connection& tx) { return DeleteTasks(tx, doomed, DeleteReason::kUser, kLater); });
  EXPECT_THAT(Overlaps(project), ElementsAre(2, 2, 1, 1));
  ExpectExactCounters();
}

TEST_F(OverlapTest, ACancelledAnnotationFinishesATaskWhereTheProjectSaysSo) {
  const Project project = AddProject();
  const int64_t task = AddTask(project);
  Annotate(task, {.result = "[]", .was_cancelled = true}, 1);
  EXPECT_FALSE(Reload(task).is_labeled);
  Do([&](Connection& tx) {
    return UpdateProject(tx, project.id, {.settings = R"({"skip_queue":"IGNORE_SKIPPED"})"},
                         kLater);
  });
  EXPECT_TRUE(Reload(task).is_labeled);
  EXPECT_EQ(Reload(project).finished_task_number, 1);
  const int64_t next = AddTask(project);
  Annotate(next, {.result = "[]", .was_cancelled = true}, 1);
  EXPECT_EQ(Reload(project).finished_task_number, 2);
}

TEST_F(OverlapTest, UsefulAnnotationsAreCountedByTask) {
  const Project project = AddProject();
  const int64_t first = AddTasks(
      project,
      {{.data = "{}", .annotations = {{.result = "[]"}, {.result = "[]", .ground_truth = true}}},
       {.data = "{}"}});
  EXPECT_EQ(Reload(project).useful_annotations_number, 1);
  EXPECT_EQ(Reload(project).tasks_with_annotations, 1);
  const Annotation second = Annotate(first + 1, {.result = "[]"}, 1);
  EXPECT_EQ(Reload(project).tasks_with_annotations, 2);
  Do([&](Connection& tx) {
    return UpdateAnnotation(tx, second.id, {.ground_truth = true}, 1, kLater);
  });
  EXPECT_EQ(Reload(project).useful_annotations_number, 1);
  EXPECT_EQ(Reload(project).tasks_with_annotations, 1);
  Do([&](Connection& tx) { return DeleteTasks(tx, {&first, 1}, DeleteReason::kUser, kLater); });
  EXPECT_EQ(Reload(project).useful_annotations_number, 0);
  EXPECT_EQ(Reload(project).tasks_with_annotations, 0);
}

TEST_F(OverlapTest, TheQueueOfAnAccount) {
  const Project project = AddProject(R"({"maximum_annotations":2})");
  const int64_t first = AddTasks(project, std::vector<NewTask>(3, {.data = "{}"}));
  Annotate(first, {.result = "[]"}, 1);
  Annotate(first, {.result = "[]"}, 2);
  Annotate(first + 1, {.result = "[]", .was_cancelled = true}, 1);
  const auto queue = [&](std::optional<int64_t> account) {
    const Project now = Reload(project);
    const QueueNumbers numbers = Do([&](Connection& tx) { return QueueOf(tx, now, account); });
    return std::pair(numbers.total, numbers.done);
  };
  EXPECT_EQ(queue(1), std::pair(int64_t{3}, int64_t{2}));
  EXPECT_EQ(queue(2), std::pair(int64_t{3}, int64_t{1}));
  EXPECT_EQ(queue(3), std::pair(int64_t{2}, int64_t{0}));
  EXPECT_EQ(queue(std::nullopt), std::pair(int64_t{2}, int64_t{0}));
  Do([&](Connection& tx) {
    return UpdateProject(tx, project.id,
                         {.settings = R"({"maximum_annotations":2,"skip_queue":"REQUEUE_FOR_ME"})"},
                         kLater);
  });
  EXPECT_EQ(queue(1), std::pair(int64_t{3}, int64_t{1}));
}

}  // namespace
}  // namespace millrace::labeling

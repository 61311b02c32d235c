#include "labeling/queue/queue.h"

#include <gmock/gmock.h>

#include <set>

#include "labeling/projects/label_history.h"
#include "labeling/queue/queue_positions.h"
#include "labeling/tasks/drafts.h"
#include "labeling/tasks/predictions.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using db::Connection;
using testing::AnyOf;
using testing::ElementsAre;
using testing::IsEmpty;

class QueueTest : public LabelingTest {
 protected:
  void SetUp() override {
    LabelingTest::SetUp();
    for (int64_t id = 1; id <= 3; ++id) {
      Write([&](Connection& tx) {
        return tx.Execute(
            "INSERT INTO account (id, email, password_hash, role, created_at) "
            "VALUES ($1, $2, '', 'annotator', 0)",
            {id, "a" + std::to_string(id) + "@b.co"});
      });
    }
  }

  std::optional<NextTask> Take(const Project& project, int64_t account, Time now = kNow) {
    return Do([&](Connection& tx) {
      return TakeNextTask(tx, Reload(tx, project), account, options_, now);
    });
  }
  // The task's place among those added, from 0; -1 for none.
  int64_t Next(const Project& project, int64_t account, Time now = kNow) {
    const auto next = Take(project, account, now);
    if (!next.has_value()) return -1;
    queue_ = next->queue;
    return next->task.id - first_;
  }
  // The same, of these places alone.
  int64_t NextOf(const Project& project, int64_t account, std::vector<int64_t> fresh,
                 std::vector<int64_t> again = {}) {
    for (int64_t& place : fresh) place += first_;
    for (int64_t& place : again) place += first_;
    const auto next = Do([&](Connection& tx) {
      return TakeNextTask(tx, Reload(tx, project), account, options_, kNow,
                          ChosenTasks{.fresh = fresh, .again = again});
    });
    if (!next.has_value()) return -1;
    queue_ = next->queue;
    return next->task.id - first_;
  }
  void Fill(const Project& project, size_t count, int64_t overlap = 1) {
    first_ = AddTasks(project, std::vector<NewTask>(count, {.data = "{}", .overlap = overlap}));
  }
  int64_t Label(int64_t place, int64_t account, bool skip = false) {
    return Annotate(first_ + place, {.result = "[]", .was_cancelled = skip}, account).id;
  }
  void Predict(int64_t place, double score, const std::string& version) {
    Write([&](Connection& tx) {
      return CreatePrediction(
          tx, {.task_id = first_ + place, .result = "[]", .score = score, .model_version = version},
          std::nullopt, kNow);
    });
  }
  static Result<Project> Load(Connection& tx, const Project& project) {
    return GetProject(tx, project.id);
  }
  static Project Reload(Connection& tx, const Project& project) {
    return Load(tx, project).value_or(project);
  }

  QueueOptions options_{.lock_time = std::chrono::seconds(60), .history_limit = 3};
  int64_t first_ = 0;
  std::string queue_;
};

TEST_F(QueueTest, ATaskStaysWithWhoHasIt) {
  const Project project = AddProject();
  Fill(project, 2);
  const auto taken = Take(project, 1);
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->task.id, first_);
  EXPECT_EQ(taken->queue, "Sequence queue");
  EXPECT_EQ(taken->lock_id.size(), 36U);
  EXPECT_EQ(Next(project, 2), 1);
  EXPECT_EQ(Next(project, 3), -1);
  const auto again = Take(project, 1);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->task.id, first_);
  EXPECT_EQ(again->queue, "Task lock");
  EXPECT_EQ(again->lock_id, taken->lock_id);
}

TEST_F(QueueTest, ALockEndsWithTheAnnotationAndWithItsTime) {
  const Project project = AddProject();
  Fill(project, 2);
  EXPECT_EQ(Next(project, 1), 0);
  Label(0, 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM task_lock"), 0);
  EXPECT_EQ(Next(project, 1), 1);
  EXPECT_EQ(Next(project, 2, kNow + std::chrono::seconds(59)), -1);
  EXPECT_EQ(Next(project, 2, kNow + std::chrono::seconds(60)), 1);
  EXPECT_EQ(Next(project, 1, kNow + std::chrono::seconds(61)), -1);
}

TEST_F(QueueTest, NeverMoreAccountsThanTheOverlap) {
  const Project project = AddProject(R"({"maximum_annotations":2})");
  Fill(project, 1, 2);
  EXPECT_EQ(Next(project, 1), 0);
  EXPECT_EQ(Next(project, 2), 0);
  EXPECT_EQ(Next(project, 3), -1);
  Label(0, 1);
  EXPECT_EQ(Next(project, 3), -1);
  EXPECT_EQ(Next(project, 1), -1);
  Label(0, 2);
  EXPECT_TRUE(LabelingTest::Reload(first_).is_labeled);
}

TEST_F(QueueTest, BegunTasksComeFirst) {
  const Project project = AddProject(R"({"maximum_annotations":2})");
  Fill(project, 4, 2);
  Label(2, 1);
  EXPECT_EQ(Next(project, 2), 2);
  EXPECT_EQ(queue_, "Breadth first queue");
  EXPECT_EQ(Next(project, 3), 0);
  EXPECT_EQ(queue_, "Sequence queue");
}

TEST_F(QueueTest, ASkippedTaskGoesToOthersAsTheProjectSays) {
  for (const auto& [rule, mine, others] :
       {std::tuple("REQUEUE_FOR_OTHERS", -1, 0), std::tuple("REQUEUE_FOR_ME", 0, -1),
        std::tuple("IGNORE_SKIPPED", -1, -1)}) {
    const Project project = AddProject(R"({"skip_queue":")" + std::string(rule) + "\"}");
    Fill(project, 1);
    EXPECT_EQ(Next(project, 1), 0) << rule;
    Label(0, 1, true);
    EXPECT_EQ(LabelingTest::Reload(first_).is_labeled, std::string(rule) == "IGNORE_SKIPPED");
    EXPECT_EQ(Next(project, 2), others) << rule;
    EXPECT_EQ(Next(project, 1), mine) << rule;
    if (mine == 0) {
      EXPECT_EQ(queue_, "Skipped queue");
      EXPECT_EQ(Next(project, 1), mine) << rule;
    }
  }
}

TEST_F(QueueTest, AnotherSkipRuleDecidesAnewWhatIsLabeled) {
  const Project project = AddProject();
  Fill(project, 1);
  Label(0, 1, true);
  Do([&](Connection& tx) {
    return UpdateProject(tx, project.id, {.settings = R"({"skip_queue":"IGNORE_SKIPPED"})"}, kNow);
  });
  EXPECT_TRUE(LabelingTest::Reload(first_).is_labeled);
  EXPECT_EQ(LabelingTest::Reload(project).finished_task_number, 1);
}

TEST_F(QueueTest, PostponedDraftsComeAfterAllOthers) {
  const Project project = AddProject();
  Fill(project, 2);
  EXPECT_EQ(Next(project, 1), 0);
  Do([&](Connection& tx) {
    return CreateDraft(
        tx, {.task_id = first_, .account_id = 1, .result = "[]", .was_postponed = true}, kNow);
  });
  EXPECT_EQ(Next(project, 1), 1);
  EXPECT_EQ(Next(project, 2), -1);  // the lock on the postponed one stays
  Label(1, 1);
  EXPECT_EQ(Next(project, 1), 0);
  EXPECT_EQ(queue_, "Postponed draft queue");
}

// Chosen tasks in their own order, whoever began others and whatever the project's sampling.
TEST_F(QueueTest, ChosenTasksAreGivenInTheirOrderAndNoOthers) {
  const Project project = AddProject(R"({"maximum_annotations":2,"sampling":"Uniform sampling"})");
  Fill(project, 60, 2);
  Label(5, 2);
  EXPECT_EQ(NextOf(project, 1, {40, 30, 10}), 40);
  EXPECT_EQ(queue_, "Data manager queue");
  Label(40, 1);
  EXPECT_EQ(NextOf(project, 1, {40, 30, 10}), 30) << "not what it has annotated";
  EXPECT_EQ(NextOf(project, 2, {40, 30, 10}), 40);
  EXPECT_EQ(NextOf(project, 3, {40, 30, 10}), 30) << "two have 40";
  EXPECT_EQ(NextOf(project, 2, {30, 10}), 10) << "two have 30";
  EXPECT_EQ(NextOf(project, 1, {10, 30}), 10) << "its own lock is no reason to begin elsewhere";
  std::vector<int64_t> places;
  for (int64_t place = 59; place >= 0; --place) places.push_back(place);
  for (int64_t place = 20; place < 60; ++place) {
    Label(place, 2);
    if (place != 40) Label(place, 3);
  }
  EXPECT_EQ(NextOf(project, 2, places), 19) << "behind many that are done";
  EXPECT_EQ(NextOf(project, 1, {}), -1);
}

TEST_F(QueueTest, ChosenOnesThatWerePostponedOrSkippedComeLast) {
  const Project project = AddProject(R"({"skip_queue":"REQUEUE_FOR_ME"})");
  Fill(project, 4);
  Label(0, 1, true);
  Label(1, 1, true);
  Do([&](Connection& tx) {
    return CreateDraft(
        tx, {.task_id = first_ + 2, .account_id = 1, .result = "[]", .was_postponed = true}, kNow);
  });
  EXPECT_EQ(NextOf(project, 1, {3, 2}, {1}), 3);
  Label(3, 1);
  EXPECT_EQ(NextOf(project, 1, {2}, {1}), 2);
  EXPECT_EQ(queue_, "Postponed draft queue");
  EXPECT_EQ(NextOf(project, 1, {}, {1}), 1) << "0 was skipped before, and is not meant";
  EXPECT_EQ(queue_, "Skipped queue");
  EXPECT_EQ(NextOf(project, 1, {}, {}), -1);
}

TEST_F(QueueTest, AnEndedPostponementGivesTheTaskBack) {
  const Project project = AddProject();
  Fill(project, 200);
  const Draft draft = Do([&](Connection& tx) {
    return CreateDraft(
        tx, {.task_id = first_, .account_id = 1, .result = "[]", .was_postponed = true}, kNow);
  });
  for (int64_t place = 1; place < 150; ++place) Label(place, 1);
  EXPECT_EQ(Next(project, 1), 150);
  EXPECT_GT(Do([&](Connection& tx) { return QueuePosition(tx, project.id, 1); }), first_);
  Label(150, 1);
  Write([&](Connection& tx) { return DeleteDraft(tx, draft); });
  EXPECT_EQ(Next(project, 1), 0);
}

TEST_F(QueueTest, UniformSamplingGivesEveryFreeTaskOnce) {
  const Project project = AddProject(R"({"sampling":"Uniform sampling"})");
  Fill(project, 40);
  std::set<int64_t> given;
  std::vector<int64_t> order;
  for (int i = 0; i < 40; ++i) {
    const int64_t place = Next(project, 1);
    EXPECT_EQ(queue_, "Uniform random queue");
    EXPECT_TRUE(given.insert(place).second);
    order.push_back(place);
    Label(place, 1);
  }
  EXPECT_EQ(Next(project, 1), -1);
  EXPECT_FALSE(std::ranges::is_sorted(order));  // one chance in 40!
}

TEST_F(QueueTest, TheLowestScoreOfTheProjectsModelComesFirst) {
  const Project project = AddProject(R"({"sampling":"Uncertainty sampling","model_version":"m"})");
  Fill(project, 5);
  Predict(0, 0.4, "m");
  Predict(1, 0.1, "m");
  Predict(2, 0.9, "m");
  Predict(3, 0.01, "older");
  EXPECT_EQ(Next(project, 1), 1);
  EXPECT_EQ(queue_, "Active learning or random queue");
  EXPECT_EQ(Next(project, 2), 0);
  const int64_t made = Label(1, 1);
  EXPECT_EQ(Next(project, 1), 2);
  Label(2, 1);
  EXPECT_THAT(Next(project, 1), AnyOf(3, 4));  // those without a prediction, by chance
  Write([&](Connection& tx) { return DeleteAnnotation(tx, made, 1, kNow); });
  EXPECT_EQ(Next(project, 3), 1);
}

TEST_F(QueueTest, TasksWithOverlapOrGroundTruthFirstWhereTheProjectSaysSo) {
  const Project overlap = AddProject(R"({"show_overlap_first":true})");
  Fill(overlap, 3);
  Do([&](Connection& tx) { return UpdateTask(tx, first_ + 1, {.overlap = 2}, 1, kNow); });
  EXPECT_EQ(Next(overlap, 1), 1);
  Label(1, 1);
  EXPECT_EQ(Next(overlap, 1), 0);

  const Project truth =
      AddProject(R"({"annotator_evaluation_enabled":true,"maximum_annotations":2})");
  Fill(truth, 3, 2);
  Annotate(first_ + 2, {.result = "[]", .ground_truth = true}, 1);
  EXPECT_EQ(Next(truth, 2), 2);
  EXPECT_EQ(queue_, "Onboarding ground truth queue");
}

// Whoever is far ahead starts where he was, and nothing that becomes free behind him is forgotten.
TEST_F(QueueTest, ThePositionFollowsWhatBecomesFree) {
  const Project project = AddProject();
  Fill(project, 300, 2);
  std::vector<int64_t> made;
  for (int64_t place = 0; place < 200; ++place) made.push_back(Label(place, 1));
  EXPECT_EQ(Next(project, 1), 200);
  EXPECT_EQ(Do([&](Connection& tx) { return QueuePosition(tx, project.id, 1); }), first_ + 199);
  Label(200, 1);
  Write([&](Connection& tx) { return DeleteAnnotation(tx, made[7], 1, kNow); });
  EXPECT_EQ(Next(project, 1), 7);
  Label(7, 1);
  EXPECT_EQ(Next(project, 1), 201);

  // Reopened by a larger overlap.
  Label(3, 2);
  EXPECT_EQ(Next(project, 3), 0);
  Label(0, 3);
  for (int64_t place = 1; place < 120; ++place) {
    if (place != 3) Label(place, 3);
  }
  EXPECT_EQ(Next(project, 3), 120);
  Do([&](Connection& tx) { return UpdateTask(tx, first_ + 3, {.overlap = 3}, 1, kNow); });
  Label(120, 3);
  EXPECT_EQ(Next(project, 3), 3);
}

TEST_F(QueueTest, AnEndedLockGivesTheTaskBackToWhoPassedIt) {
  const Project project = AddProject();
  Fill(project, 200);
  EXPECT_EQ(Next(project, 1), 0);
  for (int64_t place = 1; place < 150; ++place) Label(place, 2, true);
  EXPECT_EQ(Next(project, 2), 150);
  Label(150, 2);
  EXPECT_EQ(Next(project, 2, kNow + std::chrono::seconds(60)), 0);
}

TEST_F(QueueTest, TheHistoryHoldsTheLastTasksAndTheirAnnotations) {
  const Project project = AddProject();
  Fill(project, 4);
  const auto history = [&] {
    std::vector<std::pair<int64_t, int64_t>> items;
    for (const HistoryItem& item :
         Do([&](Connection& tx) { return ReadHistory(tx, 1, project.id); })) {
      items.emplace_back(item.task_id - first_, item.annotation_id.value_or(0));
    }
    return items;
  };
  EXPECT_THAT(history(), IsEmpty());
  Next(project, 1);
  Next(project, 1);
  EXPECT_THAT(history(), ElementsAre(std::pair(0, 0)));
  std::vector<int64_t> made;
  for (int64_t place = 0; place < 3; ++place) {
    made.push_back(Label(place, 1));
    Next(project, 1);
  }
  EXPECT_THAT(history(), ElementsAre(std::pair<int64_t, int64_t>(1, made[1]),
                                     std::pair<int64_t, int64_t>(2, made[2]), std::pair(3, 0)));
  Write([&](Connection& tx) { return DeleteAnnotation(tx, made[1], 1, kNow); });
  const int64_t gone[] = {first_ + 2};
  Do([&](Connection& tx) { return DeleteTasks(tx, gone, DeleteReason::kUser, kNow); });
  EXPECT_THAT(history(), ElementsAre(std::pair(1, 0), std::pair(3, 0)));
}

}  // namespace
}  // namespace millrace::labeling

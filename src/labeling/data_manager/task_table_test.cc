#include "labeling/data_manager/task_table.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <cmath>

#include "labeling/data_manager/model_versions.h"
#include "labeling/data_manager/quick_match.h"
#include "labeling/data_manager/task_order.h"
#include "labeling/tasks/drafts.h"
#include "labeling/tasks/predictions.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

class TaskTableTest : public LabelingTest {
 protected:
  void SetUp() override {
    LabelingTest::SetUp();
    project_ = AddProject();
    first_ = AddTasks(project_, {{.data = "{}"}, {.data = "{}"}, {.data = "{}"}, {.data = "{}"}});
    AddTask(AddProject());  // of another project: in no table
    kept_ = std::make_unique<TaskTable>(project_.id);
    ExpectFresh("at first");
  }

  static TaskRelation ByAccount(int64_t account) {
    return {.name = "account " + std::to_string(account),
            .select = "SELECT task_id, 1 FROM annotation WHERE",
            .more = " AND completed_by = $2",
            .numbers = {account},
            .texts = {}};
  }

  // All that a table says, as text.
  std::string Told(db::Connection& tx, TaskTable& table) {
    std::string out;
    EXPECT_TRUE(db::Ok(table.Refresh(tx)));
    for (size_t row = 0; row < table.size(); ++row) {
      out += "\n" + std::to_string(table.ids()[row] - first_) + ":";
      for (const TaskColumn column :
           {TaskColumn::kId, TaskColumn::kIsLabeled, TaskColumn::kAnnotations,
            TaskColumn::kCancelled, TaskColumn::kPredictions, TaskColumn::kUpdatedAt,
            TaskColumn::kCompletedAt})
        table.WithNumbers(column, [&](auto&& of) { out += " " + std::to_string(of(row)); });
    }
    for (const TaskColumn column : {TaskColumn::kScore, TaskColumn::kLeadTime,
                                    TaskColumn::kUpdatedBy, TaskColumn::kFileUpload}) {
      const auto means = table.Means(tx, NumbersOf(column));
      EXPECT_TRUE(db::Ok(means));
      out += "\nmeans";
      for (const double mean : **means) out += " " + std::to_string(mean);
    }
    for (const TaskRelation& relation : {ByAccount(1), ByAccount(2), TasksWithDrafts()}) {
      const auto set = table.Set(tx, relation);
      EXPECT_TRUE(db::Ok(set));
      out += "\nset";
      for (const uint8_t in : **set) out += " " + std::to_string(in);
    }
    return out + TextsTold(tx, table);
  }
  // What lists find in texts.
  static std::string TextsTold(db::Connection& tx, TaskTable& table) {
    std::string out;
    for (const auto& [column, op, value] :
         {std::tuple("data.a", "equal", "1"), std::tuple("data.a", "empty", "false"),
          std::tuple("annotations_results", "contains", "\"1\""),
          std::tuple("predictions_results", "not_contains", "\"x\""),
          std::tuple("storage_filename", "contains", "\"in\""), std::tuple("id", "less", "0")}) {
      const auto filter = ReadTaskFilter(boost::json::parse(
          R"({"conjunction":"or","items":[{"filter":"filter:tasks:)" + std::string(column) +
          R"(","operator":")" + op + R"(","type":"Number","value":)" + value + "}]}"));
      EXPECT_TRUE(db::Ok(filter)) << column;
      for (const char* order : {"data.a", "-data.a", "storage_filename", "annotations_results"}) {
        const TaskSearch search = {.order = *ReadTaskOrder(order),
                                   .filter = std::string(column) == "id" ? TaskFilter{} : *filter};
        const auto listed = SequenceTasks(tx, table, search, {.few = 0});
        EXPECT_TRUE(db::Ok(listed)) << column << " " << order;
        out += "\n" + std::string(column) + " by " + order;
        for (const int64_t id : listed->ids) out += " " + std::to_string(id);
      }
    }
    const auto found =
        SequenceTasks(tx, table, {.order = {}, .filter = {}, .text = "1"}, {.few = 0});
    EXPECT_TRUE(db::Ok(found));
    for (const int64_t id : found->ids) out += " " + std::to_string(id);
    return out;
  }

  // A table that follows the changes says what one that reads everything says.
  void ExpectFresh(const std::string& after) {
    Do([&](db::Connection& tx) -> Result<void> {
      TaskTable fresh(project_.id);
      EXPECT_EQ(Told(tx, *kept_), Told(tx, fresh)) << after;
      return {};
    });
  }
  template <class F>
  void Change(const std::string& what, F&& fn) {
    TasksState before = kept_->state();
    Do(std::forward<F>(fn));
    ExpectFresh(what);
    EXPECT_NE(kept_->state(), before) << what;
  }

  Project project_;
  int64_t first_ = 0;
  std::unique_ptr<TaskTable> kept_;
};

TEST_F(TaskTableTest, FollowsEveryChange) {
  using std::chrono::microseconds;
  int64_t annotation = 0, prediction = 0, draft = 0;
  Change("an annotation", [&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(const Annotation made,
                     CreateAnnotation(tx, first_, {.result = "[1]", .lead_time = 3}, 1, kLater));
    annotation = made.id;
    return {};
  });
  Change("another one's", [&](db::Connection& tx) {
    return CreateAnnotation(tx, first_, {.result = "[1]", .lead_time = 2}, 2, kLater);
  });
  Change("a skip", [&](db::Connection& tx) {
    return CreateAnnotation(tx, first_ + 1, {.was_cancelled = true}, 1, kLater);
  });
  Change("another author", [&](db::Connection& tx) {
    return UpdateAnnotation(tx, annotation, {.completed_by = 2, .lead_time = std::optional(7.0)}, 1,
                            kLater);
  });
  Change("no annotation",
         [&](db::Connection& tx) { return DeleteAnnotation(tx, annotation, 1, kLater); });
  Change("a prediction", [&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(
        const Prediction made,
        CreatePrediction(
            tx, {.task_id = first_ + 2, .result = "[]", .score = 0.5, .model_version = "v"}, 1,
            kLater));
    prediction = made.id;
    return {};
  });
  Change("predictions", [&](db::Connection& tx) {
    const TaskPrediction some[] = {
        {.task_id = first_ + 2, .prediction = {.result = "[]", .score = 1, .model_version = "w"}},
        {.task_id = first_ + 3, .prediction = {.result = "[]", .score = {}, .model_version = "w"}}};
    return CreatePredictions(tx, project_.id, some, kLater);
  });
  Change("a prediction of another task", [&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(Prediction moved, GetPrediction(tx, prediction));
    moved.task_id = first_;
    RETURN_IF_ERROR(UpdatePrediction(tx, moved, 2, kLater));
    return {};
  });
  Change("no prediction",
         [&](db::Connection& tx) { return DeletePrediction(tx, prediction, 1, kLater); });
  Change("no version",
         [&](db::Connection& tx) { return DeleteModelVersion(tx, project_.id, "w"); });
  Change("a draft", [&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(const Draft made,
                     CreateDraft(tx, {.task_id = first_, .account_id = 1, .result = "[]"}, kLater));
    draft = made.id;
    return {};
  });
  Change("no draft", [&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(const Draft given, GetDraft(tx, draft));
    return DeleteDraft(tx, given);
  });
  Change("data", [&](db::Connection& tx) {
    return UpdateTask(tx, first_ + 1, {.data = R"({"a":1})"}, 2, kLater + microseconds(1));
  });
  Change("data of the same task that sorts elsewhere", [&](db::Connection& tx) {
    return UpdateTask(tx, first_ + 1, {.data = R"({"a":"z1"})"}, 2, kLater + microseconds(2));
  });
  Change("overlap", [&](db::Connection& tx) {
    return UpdateProject(tx, project_.id, {.settings = R"({"maximum_annotations":2})"}, kLater);
  });
  Change("new tasks and a change of one of them", [&](db::Connection& tx) -> Result<void> {
    const std::vector<NewTask> some = {{.data = R"({"a":0})", .source_id = 7, .source_key = "in/a"},
                                       {.data = R"({"a":1})"}};
    ASSIGN_OR_RETURN(const int64_t added, InsertTasks(tx, project_.id, some, kLater));
    RETURN_IF_ERROR(CreateAnnotation(tx, added + 1, {.result = "[]"}, 1, kLater));
    return {};
  });
  Change("tasks that go", [&](db::Connection& tx) {
    const int64_t ids[] = {first_ + 1, first_ + 3};
    return DeleteTasks(tx, ids, DeleteReason::kUser, kLater);
  });
  Change("all tasks that go",
         [&](db::Connection& tx) { return DeleteTasksOfProject(tx, project_.id, kLater); });
  EXPECT_EQ(kept_->size(), 0U);
}

TEST_F(TaskTableTest, NothingIsReadWhereNothingChanged) {
  const TasksState before = kept_->state();
  AddTask(AddProject());
  ExpectFresh("a task of another project");
  EXPECT_EQ(kept_->state(), before);
}

TEST_F(TaskTableTest, HoldsNoMoreThanItMay) {
  Do([&](db::Connection& tx) -> Result<void> {
    TaskTable small(project_.id, 2);
    RETURN_IF_ERROR(small.Refresh(tx));
    EXPECT_EQ(small.size(), 2U);
    EXPECT_FALSE(small.complete());
    return {};
  });
}

TEST_F(TaskTableTest, RowsBelowAValueThatGrowsWithTheId) {
  Do([&](db::Connection& tx) -> Result<void> {
    for (const auto& [bound, above, expected] : {std::tuple(0.0, false, 0U),
                                                 {1.0, false, 0U},
                                                 {1.0, true, 1U},
                                                 {2.5, false, 2U},
                                                 {4.0, false, 3U},
                                                 {4.0, true, 4U},
                                                 {99.0, false, 4U}}) {
      ASSIGN_OR_RETURN(const size_t rows, kept_->RowsBelow(tx, TaskColumn::kInnerId, bound, above));
      EXPECT_EQ(rows, expected) << bound;
    }
    return {};
  });
}

}  // namespace
}  // namespace millrace::labeling

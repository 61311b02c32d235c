#include "labeling/data_manager/task_order.h"

#include <gmock/gmock.h>

#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TaskOrderTest : public LabelingTest {
 protected:
  void SetUp() override {
    LabelingTest::SetUp();
    project_ = AddProject();
    first_ = AddTasks(
        project_, {{.data = R"({"n":10,"text":"beta"})", .predictions = {{.result = "[]"}}},
                   {.data = R"({"n":9,"text":"Alpha"})",
                    .annotations = {{.result = "[1]"}, {.result = "[2]"}}},
                   {.data = R"({"n":"9","text":null})", .annotations = {{.was_cancelled = true}}},
                   {.data = R"({"other":[1],"text":"alpha"})"}});
    AddTask(AddProject());  // of another project: never in a list
  }

  TaskSequence Sequence(std::string_view order, const std::string& text = "",
                        const SequenceBounds& bounds = {}) {
    return Do([&](db::Connection& tx) {
      TaskTable table(project_.id);
      return SequenceTasks(tx, table, {.order = *ReadTaskOrder(order), .filter = {}, .text = text},
                           bounds);
    });
  }
  // The tasks as 1, 2, …
  std::vector<int64_t> Order(std::string_view order, const std::string& text = "") {
    std::vector<int64_t> ids = Sequence(order, text).ids;
    for (int64_t& id : ids) id -= first_ - 1;
    return ids;
  }

  Project project_;
  int64_t first_ = 0;
};

TEST_F(TaskOrderTest, NamesAreThoseOfLabelStudio) {
  for (const char* name :
       {"-tasks:total_annotations", "tasks:-total_annotations", "-total_annotations"}) {
    const auto order = ReadTaskOrder(name);
    ASSERT_TRUE(order.has_value()) << name;
    EXPECT_EQ(order->column, TaskColumn::kAnnotations);
    EXPECT_TRUE(order->descending);
  }
  EXPECT_EQ(ReadTaskOrder("tasks:data.a.b")->key, "a.b");
  for (const char* wrong :
       {"", "-", "tasks:", "data.", "data", "project_id", "id; DROP TABLE task", "--id"}) {
    EXPECT_FALSE(ReadTaskOrder(wrong).has_value()) << wrong;
  }
}

TEST_F(TaskOrderTest, ByCountersEqualOnesStandInOrderOfTheirIds) {
  EXPECT_THAT(Order("total_annotations"), ElementsAre(1, 3, 4, 2));
  EXPECT_THAT(Order("-total_annotations"), ElementsAre(2, 1, 3, 4));
  EXPECT_THAT(Order("-cancelled_annotations"), ElementsAre(3, 1, 2, 4));
  EXPECT_THAT(Order("total_predictions"), ElementsAre(2, 3, 4, 1));
  EXPECT_THAT(Order("-id"), ElementsAre(4, 3, 2, 1));
  EXPECT_THAT(Order("created_at"), ElementsAre(1, 2, 3, 4));
}

TEST_F(TaskOrderTest, TasksWithoutAValueComeLastEitherWay) {
  EXPECT_THAT(Order("completed_at"), ElementsAre(2, 1, 3, 4));
  EXPECT_THAT(Order("-completed_at"), ElementsAre(2, 1, 3, 4));
  EXPECT_THAT(Order("data.n"), ElementsAre(2, 1, 3, 4)) << "numbers as numbers, before texts";
  EXPECT_THAT(Order("-data.n"), ElementsAre(3, 1, 2, 4));
  EXPECT_THAT(Order("data.text"), ElementsAre(2, 4, 1, 3));
  EXPECT_THAT(Order("data.nowhere"), ElementsAre(1, 2, 3, 4));
}

TEST_F(TaskOrderTest, ByTheLastChange) {
  Do([&](db::Connection& tx) { return UpdateTask(tx, first_ + 1, {.meta = "{}"}, 1, kLater); });
  EXPECT_THAT(Order("updated_at"), ElementsAre(1, 3, 4, 2));
  EXPECT_THAT(Order("-updated_at"), ElementsAre(2, 1, 3, 4));
}

TEST_F(TaskOrderTest, BlobTasksOfBeforeTheConfigHaveItsFirstKey) {
  const Project blobs = AddProject();
  const int64_t first =
      AddTasks(blobs, {{.data = R"({"$undefined$":"b"})"}, {.data = R"({"$undefined$":"a"})"}});
  const auto ids = [&](const char* order) {
    return Do([&](db::Connection& tx) {
             TaskTable table(blobs.id);
             return SequenceTasks(tx, table, {.order = *ReadTaskOrder(order), .filter = {}});
           })
        .ids;
  };
  EXPECT_THAT(ids("data.data"), ElementsAre(first + 1, first));
  EXPECT_THAT(ids("data.image"), ElementsAre(first, first + 1));
}

TEST_F(TaskOrderTest, SearchesKeepTheOrderAndSayHowFarTheyWent) {
  EXPECT_THAT(Order("-id", "ALPHA"), ElementsAre(4, 2));
  EXPECT_THAT(Order("data.n", "a"), ElementsAre(2, 1, 4));
  EXPECT_THAT(Order("id", "nothing like it"), IsEmpty());
  const TaskSequence whole = Sequence("id", "alpha");
  EXPECT_EQ(whole.looked_at, 4);
  EXPECT_TRUE(whole.complete);
  std::vector<NewTask> many(10'000, NewTask{.data = R"({"text":"alpha"})"});
  AddTasks(project_, many);
  const TaskSequence cut = Sequence("id", "alpha", {.searched = 1000});
  EXPECT_EQ(cut.looked_at, 10'000);
  EXPECT_FALSE(cut.complete);
}

TEST_F(TaskOrderTest, ValuesThatAreTooLongAreRefused) {
  const Error error = Refused([&](db::Connection& tx) {
    TaskTable table(project_.id);
    return SequenceTasks(tx, table, {.order = *ReadTaskOrder("data.text"), .filter = {}},
                         {.sort_keys = 8});
  });
  ASSERT_EQ(error.fields.size(), 1U);
  EXPECT_EQ(error.fields[0].first, "ordering");
}

TEST_F(TaskOrderTest, AnOrderThatIsKeptIsTheSame) {
  TaskTable table(project_.id);
  const auto kept = [&](std::string_view order) {
    return Do([&](db::Connection& tx) {
             return SequenceTasks(tx, table, {.order = *ReadTaskOrder(order), .filter = {}},
                                  {.few = 0});
           })
        .ids;
  };
  for (const char* order : {"data.text", "-data.text", "data.n", "-data.n", "data.nowhere",
                            "-storage_filename", "data.text"})
    EXPECT_EQ(kept(order), Sequence(order).ids) << order;
  Annotate(first_, {.result = "[]"}, 1);
  EXPECT_EQ(kept("data.text"), Sequence("data.text").ids);
  Do([&](db::Connection& tx) {
    return UpdateTask(tx, first_, {.data = R"({"text":"aaa"})"}, 1, kLater);
  });
  EXPECT_EQ(kept("data.text"), Sequence("data.text").ids);
  const Error error = Refused([&](db::Connection& tx) {
    TaskTable fresh(project_.id);
    return SequenceTasks(tx, fresh, {.order = *ReadTaskOrder("data.text"), .filter = {}},
                         {.sort_keys = 8, .few = 0});
  });
  EXPECT_EQ(error.fields.size(), 1U);
}

TEST_F(TaskOrderTest, ByWhatHangsOnTheTasks) {
  Annotate(first_, {.result = "[]", .lead_time = 3}, 2);
  Annotate(first_ + 2, {.result = "[]", .lead_time = 1}, 1);
  EXPECT_THAT(Order("avg_lead_time"), ElementsAre(3, 1, 2, 4));
  EXPECT_THAT(Order("-avg_lead_time"), ElementsAre(1, 3, 2, 4));
  EXPECT_THAT(Order("updated_by"), ElementsAre(3, 1, 2, 4));
  EXPECT_THAT(Order("annotators"), ElementsAre(2, 4, 3, 1)) << "texts; nobody is the first";
  EXPECT_THAT(Order("predictions_model_versions"), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(Order("-annotations_ids"), ElementsAre(1, 3, 2, 4)) << "4, 5, 1,2 and 3 as texts";
}

TEST_F(TaskOrderTest, AColumnOfTextsAsNumbers) {
  TaskOrder order = *ReadTaskOrder("data.n");
  order.as_numbers = true;
  const TaskSequence sequence = Do([&](db::Connection& tx) {
    TaskTable table(project_.id);
    return SequenceTasks(tx, table, {.order = order, .filter = {}});
  });
  EXPECT_THAT(sequence.ids, ElementsAre(first_ + 1, first_ + 2, first_, first_ + 3));
}

TEST_F(TaskOrderTest, ListsSayWhatTheirTasksAddUpTo) {
  const TaskSequence all = Sequence("id");
  EXPECT_EQ(all.annotations, 2);
  EXPECT_EQ(all.predictions, 1);
  EXPECT_EQ(Sequence("id", "beta").annotations, 0);
}

}  // namespace
}  // namespace millrace::labeling

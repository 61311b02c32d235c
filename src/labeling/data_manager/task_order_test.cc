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
      return SequenceTasks(tx, project_.id, {.order = *ReadTaskOrder(order), .text = text}, bounds);
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
             return SequenceTasks(tx, blobs.id, {.order = *ReadTaskOrder(order)});
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
    return SequenceTasks(tx, project_.id, {.order = *ReadTaskOrder("data.text")}, {.sort_keys = 8});
  });
  ASSERT_EQ(error.fields.size(), 1U);
  EXPECT_EQ(error.fields[0].first, "ordering");
}

TEST_F(TaskOrderTest, TheStampTellsOfEveryChange) {
  std::vector<std::string> stamps;
  const auto stamp = [&] {
    stamps.push_back(Do([&](db::Connection& tx) { return TasksStamp(tx, project_.id); }));
  };
  stamp();
  stamp();
  EXPECT_EQ(stamps[0], stamps[1]);
  Do([&](db::Connection& tx) {
    return UpdateTask(tx, first_, {.data = R"({"n":1})"}, 1, kNow + std::chrono::microseconds(1));
  });
  stamp();
  Annotate(first_ + 3, {.result = "[]"});
  stamp();
  AddTasks(project_, {{.data = "{}"}});
  stamp();
  Do([&](db::Connection& tx) {
    const int64_t ids[] = {first_};
    return DeleteTasks(tx, ids, DeleteReason::kUser, kLater);
  });
  stamp();
  Do([&](db::Connection& tx) {
    return UpdateProject(tx, project_.id, {.settings = R"({"maximum_annotations":2})"}, kLater);
  });
  stamp();
  for (size_t i = 2; i < stamps.size(); ++i) EXPECT_NE(stamps[i], stamps[i - 1]) << i;
}

}  // namespace
}  // namespace millrace::labeling

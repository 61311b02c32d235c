// Filters over tasks in the database: every column.
#include "labeling/data_manager/task_match.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "crypto/sealer.h"
#include "labeling/accounts/accounts.h"
#include "labeling/data_manager/task_order.h"
#include "labeling/tasks/drafts.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TaskMatchTest : public LabelingTest {
 protected:
  void SetUp() override {
    LabelingTest::SetUp();
    project_ = AddProject();
    const crypto::Sealer sealer = *crypto::Sealer::FromSecret(Secret("a secret for the tests"));
    Do([&](db::Connection& tx) -> Result<void> {
      for (const char* name : {"ann", "ben"}) {
        RETURN_IF_ERROR(
            CreateAccount(tx, {.email = std::string(name) + "@example.com"}, sealer, kNow));
      }
      return {};
    });
    first_ = AddTasks(
        project_,
        {{.data = R"({"n":1,"t":"Alpha","deep":{"a":{"b":"x"}},"l":["p","q"],"a.b":"flat"})",
          .annotations = {{.result = R"([{"value":{"choices":["good"]}}])",
                           .completed_by = 1,
                           .lead_time = 4}},
          .predictions = {{.result = "[]", .score = 0.5, .model_version = "v1"},
                          {.result = R"([{"a":"b"}])", .score = 1, .model_version = "Big"}}},
         {.data = R"({"n":"2","t":"beta","big":123456789012345678901234567890})",
          .annotations = {{.result = "[]", .completed_by = 2, .was_cancelled = true},
                          {.result = R"(["\u00e9\ud83d\ude00"])", .completed_by = 1}}},
         {.data = R"({"n":null,"t":""})", .predictions = {{.result = "[]", .model_version = "v1"}}},
         {.data = R"({"t":"gamma"})", .source_id = 7, .source_key = "in/Cat.json"}});
    AddTask(AddProject());
    Do([&](db::Connection& tx) {
      return CreateDraft(tx, {.task_id = first_ + 2, .account_id = 1, .result = "[]"}, kLater);
    });
    Do([&](db::Connection& tx) { return UpdateTask(tx, first_ + 3, {.meta = "{}"}, 2, kLater); });
  }

  static std::string Item(std::string_view column, std::string_view op, std::string_view value,
                          std::string_view type) {
    return R"({"filter":"filter:tasks:)" + std::string(column) + R"(","operator":")" +
           std::string(op) + R"(","type":")" + std::string(type) + R"(","value":)" +
           std::string(value) + "}";
  }
  // The tasks as 1, 2, …
  std::vector<int64_t> Listed(const std::string& items, std::string_view conjunction = "and",
                              const SequenceBounds& bounds = {}) {
    const std::string text =
        R"({"conjunction":")" + std::string(conjunction) + R"(","items":[)" + items + "]}";
    auto filter = ReadTaskFilter(boost::json::parse(text));
    EXPECT_TRUE(db::Ok(filter)) << text;
    if (!filter.has_value()) return {};
    last_ = Do([&](db::Connection& tx) {
      TaskTable table(project_.id);
      return SequenceTasks(tx, table, {.order = {}, .filter = *filter, .text = {}}, bounds);
    });
    std::vector<int64_t> ids = last_.ids;
    for (int64_t& id : ids) id -= first_ - 1;
    return ids;
  }
  std::vector<int64_t> Found(std::string_view column, std::string_view op, std::string_view value,
                             std::string_view type = "String") {
    return Listed(Item(column, op, value, type));
  }

  Project project_;
  int64_t first_ = 0;
  TaskSequence last_;
};

TEST_F(TaskMatchTest, NumbersOfATask) {
  const std::string second = std::to_string(first_ + 1);
  EXPECT_THAT(Found("id", "greater", second, "Number"), ElementsAre(3, 4));
  EXPECT_THAT(Found("id", "in_list", "[" + second + "]", "Number"), ElementsAre(2));
  EXPECT_THAT(Found("id", "contains", "\"" + second + "\"", "Number"), ElementsAre(2));
  EXPECT_THAT(Found("inner_id", "equal", "2", "Number"), ElementsAre(2));
  EXPECT_THAT(Found("inner_id", "not_equal", "2", "Number"), ElementsAre(1, 3, 4));
  EXPECT_THAT(Found("inner_id", "less", "2.5", "Number"), ElementsAre(1, 2));
  EXPECT_THAT(Found("inner_id", "in", R"({"min":2,"max":3})", "Number"), ElementsAre(2, 3));
  EXPECT_THAT(Found("inner_id", "not_in", R"({"min":2,"max":3})", "Number"), ElementsAre(1, 4));
  EXPECT_THAT(Found("inner_id", "in_list", "[1,4,9]", "Number"), ElementsAre(1, 4));
  EXPECT_THAT(Found("inner_id", "contains", "\"3\"", "Number"), ElementsAre(3));
  EXPECT_THAT(Found("inner_id", "empty", "true", "Number"), IsEmpty());
  EXPECT_THAT(Found("total_annotations", "greater_or_equal", "1", "Number"), ElementsAre(1, 2));
  EXPECT_THAT(Found("total_annotations", "empty", "true", "Number"), ElementsAre(3, 4));
  EXPECT_THAT(Found("cancelled_annotations", "equal", "1", "Number"), ElementsAre(2));
  EXPECT_THAT(Found("total_predictions", "empty", "false", "Number"), ElementsAre(1, 3));
  EXPECT_THAT(Found("is_labeled", "equal", "true", "Boolean"), ElementsAre(1, 2));
  EXPECT_THAT(Found("avg_lead_time", "greater", "1", "Number"), ElementsAre(1));
  EXPECT_THAT(Found("avg_lead_time", "empty", "true", "Number"), ElementsAre(2, 3, 4));
  EXPECT_THAT(Found("predictions_score", "equal", "0.75", "Number"), ElementsAre(1));
  EXPECT_THAT(Found("predictions_score", "not_equal", "0.75", "Number"), IsEmpty());
}

TEST_F(TaskMatchTest, Times) {
  const std::string now = "\"" + FormatIso(kNow) + "\"", later = "\"" + FormatIso(kLater) + "\"";
  EXPECT_THAT(Found("created_at", "equal", now, "Datetime"), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(Found("created_at", "greater", now, "Datetime"), IsEmpty());
  EXPECT_THAT(Found("updated_at", "greater_or_equal", later, "Datetime"), ElementsAre(4));
  EXPECT_THAT(Found("updated_at", "regex", "\"^2023\"", "String"), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(Found("completed_at", "empty", "true", "Datetime"), ElementsAre(3, 4));
  EXPECT_THAT(Found("completed_at", "not_equal", later, "Datetime"), ElementsAre(1, 2));
  AddTasks(project_, {{.data = "{}"}});
  Do([&](db::Connection& tx) {
    const std::vector<NewTask> one = {{.data = "{}"}};
    return InsertTasks(tx, project_.id, one, kLater);
  });
  EXPECT_EQ(Found("created_at", "greater", now, "Datetime").size(), 1U);
  // A clock that goes back does not make a task older than those before it.
  AddTasks(project_, {{.data = "{}"}});
  EXPECT_EQ(Found("created_at", "greater", now, "Datetime").size(), 2U);
}

TEST_F(TaskMatchTest, People) {
  EXPECT_THAT(Found("annotators", "contains", "1", "List"), ElementsAre(1, 2));
  EXPECT_THAT(Found("annotators", "contains", "\"2\"", "List"), ElementsAre(2));
  EXPECT_THAT(Found("annotators", "not_contains", "2", "List"), ElementsAre(1, 3, 4));
  EXPECT_THAT(Found("annotators", "empty", "true", "List"), ElementsAre(3, 4));
  EXPECT_THAT(Found("annotators", "empty", "false", "List"), ElementsAre(1, 2));
  EXPECT_THAT(Found("annotators", "equal", "\"1,2\"", "List"), ElementsAre(2));
  EXPECT_THAT(Found("updated_by", "contains", "2", "List"), ElementsAre(4));
  EXPECT_THAT(Found("updated_by", "not_contains", "2", "List"), ElementsAre(1, 2, 3));
  EXPECT_THAT(Found("updated_by", "empty", "false", "List"), ElementsAre(4));
  EXPECT_THAT(Found("draft_exists", "equal", "true", "Boolean"), ElementsAre(3));
}

TEST_F(TaskMatchTest, AnnotationsAndPredictions) {
  EXPECT_THAT(Found("annotations_results", "contains", R"("\"choices\": [\"GOOD")"),
              ElementsAre(1));
  EXPECT_THAT(Found("annotations_results", "contains", "\"é😀\""), ElementsAre(2));
  EXPECT_THAT(Found("annotations_results", "not_contains", "\"good\""), ElementsAre(2, 3, 4));
  EXPECT_THAT(Found("annotations_results", "equal", "\"[]\""), ElementsAre(2));
  EXPECT_THAT(Found("annotations_results", "not_equal", "\"[]\""), ElementsAre(1, 3, 4));
  EXPECT_THAT(Found("annotations_results", "equal", "\"no JSON\""), IsEmpty());
  EXPECT_THAT(Found("annotations_results", "empty", "true"), ElementsAre(2, 3, 4));
  EXPECT_THAT(Found("annotations_results", "empty", "false"), ElementsAre(1));
  EXPECT_THAT(Found("annotations_results", "regex", R"("go+d")"), ElementsAre(1));
  EXPECT_THAT(Found("predictions_results", "contains", R"("\"a\": \"b\"")"), ElementsAre(1));
  EXPECT_THAT(Found("predictions_results", "empty", "false"), IsEmpty());
  const std::string second = std::to_string(
      Number("SELECT MIN(id) FROM annotation WHERE task_id = " + std::to_string(first_ + 1)));
  EXPECT_THAT(Found("annotations_ids", "contains", "\"x, " + second + "\""), ElementsAre(2));
  EXPECT_THAT(Found("annotations_ids", "not_contains", "\"" + second + "\""), ElementsAre(1, 3, 4));
  EXPECT_THAT(Found("annotations_ids", "equal", "\"" + second + "\""), ElementsAre(2));
  EXPECT_THAT(Found("annotations_ids", "in_list", "[" + second + "]", "Number"), ElementsAre(2));
  EXPECT_THAT(Found("annotations_ids", "empty", "true"), ElementsAre(3, 4));
  EXPECT_THAT(Found("predictions_model_versions", "contains", R"(["V1"])", "List"),
              ElementsAre(1, 3));
  EXPECT_THAT(Found("predictions_model_versions", "not_contains", R"(["big"])", "List"),
              ElementsAre(2, 3, 4));
  EXPECT_THAT(Found("predictions_model_versions", "empty", "true", "List"), ElementsAre(2, 4));
  EXPECT_THAT(Found("predictions_model_versions", "regex", R"("^v1,Big$")"), ElementsAre(1));
}

TEST_F(TaskMatchTest, DataAndFiles) {
  EXPECT_THAT(Found("data.n", "less", "3", "Number"), ElementsAre(1, 2));
  EXPECT_THAT(Found("data.n", "empty", "true", "Unknown"), ElementsAre(3, 4));
  EXPECT_THAT(Found("data.t", "contains", "\"A\""), ElementsAre(1, 2, 4));
  EXPECT_THAT(Found("data.t", "empty", "true"), ElementsAre(3));
  EXPECT_THAT(Found("data.deep__a__b", "equal", "\"x\""), ElementsAre(1));
  EXPECT_THAT(Found("data.deep.a.b", "equal", "\"x\""), ElementsAre(1));
  EXPECT_THAT(Found("data.l__1", "equal", "\"q\""), ElementsAre(1));
  EXPECT_THAT(Found("data.l", "equal", R"("[\"p\",\"q\"]")"), ElementsAre(1));
  EXPECT_THAT(Found("data.a.b", "equal", "\"flat\""), ElementsAre(1)) << "a member of that name";
  EXPECT_THAT(Found("data.big", "greater", "1e20", "Number"), ElementsAre(2));
  EXPECT_THAT(Found("data.nowhere", "not_equal", "\"x\""), IsEmpty());
  EXPECT_THAT(Found("storage_filename", "contains", "\"cat\""), ElementsAre(4));
  EXPECT_THAT(Found("storage_filename", "not_contains", "\"cat\""), ElementsAre(1, 2, 3));
  EXPECT_THAT(Found("storage_filename", "empty", "false"), ElementsAre(4));
  EXPECT_THAT(Found("file_upload", "empty", "true"), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(Found("file_upload", "contains", "\"a\""), IsEmpty());
}

TEST_F(TaskMatchTest, LinesTogether) {
  const std::string annotated = Item("total_annotations", "greater", "0", "Number");
  const std::string gamma = Item("data.t", "equal", "\"gamma\"", "String");
  const std::string beta = Item("data.t", "contains", "\"BET\"", "String");
  EXPECT_THAT(Listed(annotated + "," + beta), ElementsAre(2));
  EXPECT_EQ(last_.looked_at, 2) << "only the texts of annotated tasks are read";
  EXPECT_EQ(last_.annotations, 1);
  EXPECT_THAT(Listed(annotated + "," + gamma, "or"), ElementsAre(1, 2, 4));
  EXPECT_EQ(last_.looked_at, 2);
  EXPECT_THAT(Listed(beta + "," + gamma, "or"), ElementsAre(2, 4));
  EXPECT_THAT(Listed(beta + "," + gamma), IsEmpty());
}

TEST_F(TaskMatchTest, TextsAreReadAgainOnlyWhereATaskChanged) {
  TaskTable table(project_.id);
  const auto filter = ReadTaskFilter(boost::json::parse(
      R"({"conjunction":"and","items":[)" + Item("data.t", "contains", "\"a\"", "String") + "]}"));
  ASSERT_TRUE(db::Ok(filter));
  const auto list = [&](size_t bytes) {
    return Do([&](db::Connection& tx) {
      return SequenceTasks(tx, table, {.order = {}, .filter = *filter}, {.searched = bytes});
    });
  };
  EXPECT_FALSE(list(0).complete);
  const TaskSequence whole = list(1000);
  EXPECT_THAT(whole.ids, ElementsAre(first_, first_ + 1, first_ + 3));
  EXPECT_EQ(list(0).ids, whole.ids);
  EXPECT_TRUE(list(0).complete) << "nothing is read";
  EXPECT_EQ(list(0).looked_at, 4);
  Annotate(first_, {.result = "[]"}, 1);
  EXPECT_FALSE(list(0).complete) << "one is";
  EXPECT_EQ(list(0).looked_at, 3);
  Do([&](db::Connection& tx) {
    return UpdateTask(tx, first_ + 2, {.data = R"({"t":"a"})"}, 1, kLater);
  });
  EXPECT_THAT(list(1000).ids, ElementsAre(first_, first_ + 1, first_ + 2, first_ + 3));
}

TEST_F(TaskMatchTest, TextsBeyondTheBoundAreLeftOutWithAReason) {
  AddTasks(project_, std::vector<NewTask>(10'000, NewTask{.data = R"({"t":"beta"})"}));
  const std::string beta = Item("data.t", "equal", "\"beta\"", "String");
  EXPECT_LT(Listed(beta, "and", {.searched = 100}).size(), 10'001U);
  EXPECT_FALSE(last_.complete);
  EXPECT_THAT(last_.reason, testing::HasSubstr("10,000 tasks were looked at"));
  EXPECT_EQ(Listed(beta).size(), 10'001U);
  EXPECT_TRUE(last_.complete);
  EXPECT_EQ(last_.reason, "");
}

}  // namespace
}  // namespace millrace::labeling

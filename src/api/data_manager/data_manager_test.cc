#include <gmock/gmock.h>

#include "api/testing.h"

namespace millrace::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;

class DataManagerTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    project_ = std::to_string(Project(kConfig));
    const Answered made =
        Do("POST", "/api/projects/" + project_ + "/import?return_task_ids=true", R"([
        {"data":{"image":"cat 1","place":"Bern"},"annotations":[{"result":[]},{"result":[]}]},
        {"data":{"image":"cat 2"},"predictions":[{"result":[],"model_version":"v1"},
                                                 {"result":[],"model_version":"v2"}]},
        {"data":{"image":"dog 3"},"annotations":[{"result":[]}]}])");
    ASSERT_EQ(made.status, 201) << made.body;
    const boost::json::value json = made.json();
    for (const auto& id : json.at("task_ids").as_array()) ids_.push_back(id.as_int64());
  }
  Answered Perform(const std::string& id, const std::string& body) {
    return Do("POST", "/api/dm/actions?id=" + id + "&project=" + project_, body);
  }
  static std::string Only(int64_t id, const std::string& more = "") {
    return R"({"selectedItems":{"all":false,"included":[)" + std::to_string(id) + "]}" + more + "}";
  }
  int64_t Count(const std::string& member) {
    return Do("GET", "/api/projects/" + project_).number(member);
  }

  std::string project_;
  std::vector<int64_t> ids_;
};

TEST_F(DataManagerTest, ColumnsAreThoseOfTheDataAndOfEveryTask) {
  const auto json = Do("GET", "/api/dm/columns?project=" + project_).json();
  std::vector<std::string> ids;
  for (const auto& column : json.at("columns").as_array())
    ids.emplace_back(column.at("id").as_string());
  ASSERT_GE(ids.size(), 5U);
  EXPECT_EQ(ids[0], "image");
  EXPECT_EQ(ids[1], "place");
  EXPECT_EQ(ids.back(), "data");
  EXPECT_THAT(ids, IsSupersetOf({"id", "annotators", "storage_filename", "updated_by"}));
  const auto& image = json.at("columns").at(0);
  EXPECT_EQ(image.at("type"), "Image");
  EXPECT_EQ(image.at("parent"), "data");
  EXPECT_EQ(image.at("visibility_defaults").at("labeling"), true);
  EXPECT_EQ(json.at("columns").at(1).at("type"), "Unknown");
  EXPECT_EQ(Do("GET", "/api/dm/columns").status, 404);
  EXPECT_EQ(Do("GET", "/api/dm/columns?project=99999").status, 404);
}

TEST_F(DataManagerTest, ActionsAreListedWithWhatTheyAskFor) {
  std::vector<std::string> ids;
  const auto json = Do("GET", "/api/dm/actions?project=" + project_).json();
  for (const auto& action : json.as_array()) ids.emplace_back(action.at("id").as_string());
  EXPECT_THAT(ids, ElementsAre("retrieve_tasks_predictions", "predictions_to_annotations",
                               "remove_duplicates", "delete_tasks", "delete_tasks_annotations",
                               "delete_tasks_predictions"));
  const auto form = [&](const std::string& id) {
    return Do("GET", "/api/dm/actions/" + id + "/form?project=" + project_).body;
  };
  EXPECT_THAT(form("delete_tasks_annotations"), HasSubstr("ann@example.com"));
  EXPECT_THAT(form("predictions_to_annotations"), HasSubstr("\"v1\""));
  EXPECT_EQ(form("delete_tasks"), "[]");
  EXPECT_EQ(Do("GET", "/api/dm/actions/x/form?project=" + project_).status, 400);
}

TEST_F(DataManagerTest, SelectedTasksAreDeleted) {
  const Answered one = Perform("delete_tasks", Only(ids_[0]));
  EXPECT_EQ(one.status, 200) << one.body;
  EXPECT_EQ(one.text("detail"), "Deleted 1 tasks");
  EXPECT_EQ(one.text("reload"), "false");
  EXPECT_EQ(Do("GET", "/api/tasks/" + std::to_string(ids_[0])).status, 404);
  const Answered rest = Perform("delete_tasks", R"({"selectedItems":{"all":true,"excluded":[]}})");
  EXPECT_EQ(rest.number("processed_items"), 2);
  EXPECT_EQ(rest.text("reload"), "true");
  EXPECT_EQ(Count("task_number"), 0);
}

TEST_F(DataManagerTest, AllButSomeAndOnlyThoseThatASearchFinds) {
  EXPECT_EQ(Perform("delete_tasks", R"({"search":"CAT","selectedItems":{"all":true,"excluded":[)" +
                                        std::to_string(ids_[0]) + "]}}")
                .number("processed_items"),
            1);
  EXPECT_EQ(Do("GET", "/api/tasks/" + std::to_string(ids_[1])).status, 404);
  EXPECT_EQ(Count("task_number"), 2);
  EXPECT_EQ(Perform("delete_tasks", R"({"selectedItems":{"all":false,"included":[]}})")
                .number("processed_items"),
            0);
}

TEST_F(DataManagerTest, OnlyThoseThatFiltersLetThrough) {
  const std::string cats =
      R"("filters":{"conjunction":"and","items":[{"filter":"filter:tasks:data.image",)"
      R"("operator":"contains","type":"Image","value":"cat"}]})";
  EXPECT_EQ(Perform("delete_tasks", "{" + cats + R"(,"selectedItems":{"all":true,"excluded":[)" +
                                        std::to_string(ids_[0]) + "]}}")
                .number("processed_items"),
            1);
  EXPECT_EQ(Do("GET", "/api/tasks/" + std::to_string(ids_[1])).status, 404);
  EXPECT_EQ(Count("task_number"), 2);
}

TEST_F(DataManagerTest, DuplicatesBecomeOneTaskWithAllAnnotations) {
  ASSERT_EQ(Do("POST", "/api/projects/" + project_ + "/import", R"([
        {"data":{"image":"dog 3"},"annotations":[{"result":[]}],"predictions":[{"result":[]}]},
        {"data":{"image":"dog 3"}}, {"data":{"image": "cat 1", "place":"Bern"}}])")
                .status,
            201);
  const Answered done = Perform("remove_duplicates", "{}");
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.number("processed_items"), 3);
  EXPECT_EQ(Count("task_number"), 3);
  const Answered dog = Do("GET", "/api/tasks/" + std::to_string(ids_[2]));
  EXPECT_EQ(dog.number("total_annotations"), 2);
  EXPECT_EQ(dog.number("total_predictions"), 0);
  EXPECT_EQ(Count("total_annotations_number"), 4);
  EXPECT_EQ(Perform("remove_duplicates", "{}").number("processed_items"), 0);
}

TEST_F(DataManagerTest, TasksOfOtherProjectsStay) {
  const std::string other = std::to_string(Project(kConfig));
  const Answered made =
      Do("POST", "/api/tasks", "{\"project\":" + other + R"(,"data":{"image":"x"}})");
  EXPECT_EQ(Perform("delete_tasks", Only(made.number("id"))).number("processed_items"), 0);
  EXPECT_EQ(Do("GET", "/api/tasks/" + made.text("id")).status, 200);
}

TEST_F(DataManagerTest, AnnotationsAndPredictionsOfTasks) {
  EXPECT_EQ(Perform("predictions_to_annotations", R"({"model_version":["v2"]})").text("detail"),
            "Created 1 annotations");
  EXPECT_EQ(Perform("predictions_to_annotations", "{}").text("detail"), "Created 1 annotations");
  EXPECT_EQ(Count("total_annotations_number"), 5);
  EXPECT_EQ(Perform("delete_tasks_predictions", "{}").text("detail"), "Deleted 2 predictions");
  EXPECT_EQ(Count("total_predictions_number"), 0);
  EXPECT_EQ(Perform("delete_tasks_annotations", R"({"annotator":"99999"})").text("detail"),
            "Deleted 0 annotations");
  EXPECT_EQ(Perform("delete_tasks_annotations", Only(ids_[0])).text("detail"),
            "Deleted 2 annotations");
  EXPECT_EQ(Perform("delete_tasks_annotations", "{}").text("detail"), "Deleted 3 annotations");
  EXPECT_EQ(Count("total_annotations_number"), 0);
}

TEST_F(DataManagerTest, WhatIsNotUnderstoodDeletesNothing) {
  for (const char* wrong :
       {R"({"selectedItems":1})", R"({"selectedItems":{"included":[1]}})",
        R"({"selectedItems":{"all":true,"excluded":["x"]}})", R"({"selectedItems":"all"})",
        R"({"filters":{"items":[{"filter":"x"}]}})", R"({"search":["x"]})", "[]", "junk"}) {
    EXPECT_EQ(Perform("delete_tasks", wrong).status, 400) << wrong;
  }
  EXPECT_EQ(Perform("delete_tasks_annotations", R"({"annotator":[1]})").status, 400);
  EXPECT_EQ(Perform("predictions_to_annotations", R"({"model_version":{"a":1}})").status, 400);
  EXPECT_EQ(Perform("nothing", "{}").status, 400);
  EXPECT_EQ(Do("POST", "/api/dm/actions?project=" + project_, "{}").status, 400);
  EXPECT_EQ(Do("POST", "/api/dm/actions?id=delete_tasks", "{}").status, 404);
  EXPECT_EQ(Count("task_number"), 3);
}

}  // namespace
}  // namespace millrace::api

#include <gmock/gmock.h>

#include "api/testing.h"

namespace millrace::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TaskViewsTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    project_ = std::to_string(Project(kConfig));
    const Answered made = Do("POST", "/api/projects/" + project_ + "/import?return_task_ids=true",
                             R"([{"image":"1"},{"image":"2"},{"image":"3"}])");
    ASSERT_EQ(made.status, 201) << made.body;
    const boost::json::value json = made.json();
    for (const auto& id : json.at("task_ids").as_array()) ids_.push_back(id.as_int64());
  }
  Answered Make(const std::string& data, const std::string& more = "") {
    return Do("POST", "/api/dm/views",
              "{\"project\":" + project_ + ",\"data\":" + data + more + "}");
  }
  static std::string Behind(int64_t id) {
    return R"({"filter":"filter:tasks:id","operator":"greater","type":"Number","value":)" +
           std::to_string(id) + "}";
  }
  static std::string Filters(const std::string& items) {
    return R"("filters":{"conjunction":"and","items":[)" + items + "]}";
  }
  std::vector<int64_t> Ids(const Answered& list) {
    EXPECT_EQ(list.status, 200) << list.body;
    std::vector<int64_t> ids;
    const auto json = list.json();
    const auto& items = json.is_array() ? json.get_array() : json.at("tasks").as_array();
    for (const auto& one : items) ids.push_back(one.at("id").as_int64());
    return ids;
  }
  std::vector<int64_t> Views() { return Ids(Do("GET", "/api/dm/views?project=" + project_)); }
  std::vector<int64_t> Tasks(const std::string& view) {
    return Ids(Do("GET", "/api/tasks?view=" + view));
  }

  std::string project_;
  std::vector<int64_t> ids_;
};

TEST_F(TaskViewsTest, KeepsWhatItIsGivenAndListsItsTasks) {
  const Answered made = Make("{\"title\":\"Late\",\"zoom\":1.50," + Filters(Behind(ids_[0])) +
                             R"(,"ordering":["-tasks:id"]})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_THAT(made.body, HasSubstr("\"zoom\":1.50"));
  EXPECT_THAT(made.body, HasSubstr("\"ordering\":[\"-tasks:id\"]"));
  EXPECT_EQ(made.text("project"), project_);
  const std::string path = "/api/dm/views/" + made.text("id");
  EXPECT_EQ(Do("GET", path).body, made.body);
  EXPECT_THAT(Tasks(made.text("id")), ElementsAre(ids_[2], ids_[1]));
  EXPECT_EQ(Do("GET", "/api/tasks?view=" + made.text("id") + "&project=99999").status, 400);
  // Filters and ordering that are not named stay; others replace them.
  EXPECT_EQ(Do("PATCH", path, R"({"data":{"title":"A"}})").status, 200);
  EXPECT_THAT(Tasks(made.text("id")), ElementsAre(ids_[2], ids_[1]));
  EXPECT_EQ(Do("PATCH", path, R"({"data":{"ordering":[]}})").status, 200);
  EXPECT_THAT(Tasks(made.text("id")), ElementsAre(ids_[1], ids_[2]));
  EXPECT_EQ(Do("PATCH", path, "{\"data\":{" + Filters("") + "}}").status, 200);
  EXPECT_EQ(Tasks(made.text("id")).size(), 3U);
  EXPECT_EQ(Do("PUT", path, R"({"data":{}})").status, 400);
  EXPECT_EQ(Do("PUT", path, "{\"project\":" + project_ + R"(,"data":{"title":"P"}})").status, 200);
  EXPECT_EQ(Do("DELETE", path).status, 204);
  EXPECT_EQ(Do("GET", path).status, 404);
  EXPECT_EQ(Do("PATCH", path, "{}").status, 404);
  EXPECT_EQ(Do("DELETE", path).status, 404);
}

TEST_F(TaskViewsTest, ItsSelectionIsThatOfTasksAndActions) {
  const Answered made =
      Make("{" + Filters(Behind(0)) + "}",
           ",\"selected_items\":{\"all\":false,\"included\":[" + std::to_string(ids_[1]) + "]}");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_THAT(made.body, HasSubstr("\"selectedItems\":{\"all\":false"));
  EXPECT_THAT(Tasks(made.text("id")), ElementsAre(ids_[1]));
  const std::string act = "/api/dm/actions?id=delete_tasks&project=";
  EXPECT_EQ(
      Do("POST", act + std::to_string(Project(kConfig)) + "&view=" + made.text("id"), "{}").status,
      400);
  EXPECT_EQ(Do("POST", act + project_ + "&view=" + made.text("id"), "{}").number("processed_items"),
            1);
  EXPECT_EQ(Do("GET", "/api/tasks/" + std::to_string(ids_[1])).status, 404);
  EXPECT_EQ(Do("GET", "/api/tasks/" + std::to_string(ids_[0])).status, 200);
}

TEST_F(TaskViewsTest, StandInAnOrderAndGoWithTheProject) {
  std::vector<int64_t> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(Make("{}").number("id"));
  EXPECT_EQ(Views(), ids);
  const auto order = [&](const std::string& list) {
    return Do("POST", "/api/dm/views/order", "{\"project\":" + project_ + ",\"ids\":" + list + "}")
        .status;
  };
  EXPECT_EQ(order("[" + std::to_string(ids[2]) + "," + std::to_string(ids[0]) + "," +
                  std::to_string(ids[1]) + ",99999]"),
            200);
  EXPECT_THAT(Views(), ElementsAre(ids[2], ids[0], ids[1]));
  EXPECT_EQ(order("[]"), 400);
  EXPECT_EQ(order("[\"x\"]"), 400);
  EXPECT_EQ(order("1"), 400);
  EXPECT_EQ(Do("POST", "/api/dm/views/order", R"({"project":99999,"ids":[1]})").status, 404);
  const std::string other = std::to_string(Project(kConfig));
  Do("POST", "/api/dm/views", "{\"project\":" + other + "}");
  EXPECT_EQ(Do("DELETE", "/api/dm/views/reset").status, 400);
  EXPECT_EQ(Do("DELETE", "/api/dm/views/reset?project=99999").status, 400);
  EXPECT_EQ(Do("DELETE", "/api/dm/views/reset?project=" + project_).status, 204);
  EXPECT_THAT(Views(), IsEmpty());
  EXPECT_EQ(Ids(Do("GET", "/api/dm/views")).size(), 1U);
  EXPECT_EQ(Do("DELETE", "/api/dm/views/reset", "{\"project\":" + other + "}").status, 204);
  Make("{}");
  EXPECT_EQ(Do("DELETE", "/api/projects/" + project_).status, 204);
  EXPECT_THAT(Ids(Do("GET", "/api/dm/views")), IsEmpty());
  EXPECT_EQ(Do("GET", "/api/dm/views?project=" + project_).status, 400);
  EXPECT_EQ(Do("GET", "/api/dm/views?project=x").status, 400);
}

TEST_F(TaskViewsTest, WhatIsNoViewIsRefused) {
  for (
      const char* data :
      {"null", "[1]", "\"x\"", "5", R"({"filters":5})", R"({"ordering":"tasks:id"})",
       R"({"ordering":[1]})", R"({"filters":{"conjunction":"xor","items":[]}})",
       R"({"filters":{"conjunction":"and","items":{}}})",
       R"({"filters":{"conjunction":"and","items":[1]}})",
       R"({"filters":{"conjunction":"and","items":[{}]}})",
       R"({"filters":{"conjunction":"and","items":[{"filter":"id","operator":"equal","type":"Number","value":1}]}})"}) {
    EXPECT_EQ(Make(data).status, 400) << data;
  }
  EXPECT_EQ(Make("{}", R"(,"selected_items":[1])").status, 400);
  EXPECT_EQ(Make("{}", R"(,"order":"x")").status, 400);
  EXPECT_EQ(Do("POST", "/api/dm/views", R"({"data":{}})").status, 400);
  EXPECT_EQ(Do("POST", "/api/dm/views", R"({"project":99999})").status, 400);
  EXPECT_THAT(Views(), IsEmpty());
  // A filter that is still being typed is kept, and told when its tasks are listed.
  const Answered half = Make(
      R"({"filters":{"conjunction":"and","items":[{"filter":"filter:tasks:id","operator":"equal","type":"Number","value":""}]}})");
  ASSERT_EQ(half.status, 201) << half.body;
  const Answered listed = Do("GET", "/api/tasks?view=" + half.text("id"));
  EXPECT_EQ(listed.status, 400);
  EXPECT_THAT(listed.body, HasSubstr("needs a number as its value"));
}

TEST_F(TaskViewsTest, AProjectSaysWhatMayBeDone) {
  const Answered state = Do("GET", "/api/dm/project?project=" + project_);
  EXPECT_EQ(state.status, 200) << state.body;
  EXPECT_EQ(state.number("task_count"), 3);
  EXPECT_EQ(state.number("annotation_count"), 0);
  EXPECT_EQ(state.text("can_delete_tasks"), "true");
  EXPECT_EQ(state.text("source_syncing"), "false");
  EXPECT_EQ(state.number("id"), std::stoll(project_));
  EXPECT_EQ(Do("GET", "/api/dm/project?project=99999").status, 404);
}

}  // namespace
}  // namespace millrace::api

#include <gmock/gmock.h>

#include "api/testing.h"
#include "labeling/tasks/tasks.h"

namespace millrace::api {
namespace {

using testing::HasSubstr;

class TaskListTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    project_ = std::to_string(Project(kConfig));
    const Answered made =
        Do("POST", "/api/projects/" + project_ + "/import?return_task_ids=true",
           R"([{"image":"1"},{"image":"2"},{"image":"3"},{"image":"4"},{"image":"5"}])");
    ASSERT_EQ(made.status, 201) << made.body;
    const boost::json::value json = made.json();
    for (const auto& id : json.at("task_ids").as_array()) ids_.push_back(id.as_int64());
  }
  Answered List(const std::string& query) {
    return Do("GET", "/api/tasks/?project=" + project_ + query);
  }
  // The pictures of the tasks of an answer: "12".
  static std::string Pictures(const Answered& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    const boost::json::value json = answer.json();
    const auto& tasks = json.is_array() ? json.get_array() : json.at("tasks").as_array();
    std::string out;
    for (const auto& task : tasks) out += task.at("data").at("image").as_string();
    return out;
  }

  std::string project_;
  std::vector<int64_t> ids_;
};

TEST_F(TaskListTest, PagesAreTheSameWithAndWithoutGaps) {
  EXPECT_EQ(Pictures(List("")), "12345");
  EXPECT_EQ(Pictures(List("&page=2&page_size=2")), "34");
  EXPECT_EQ(Pictures(List("&page=last&page_size=2")), "5");
  const std::string nested = "/api/projects/" + project_ + "/tasks/?page_size=2&page=";
  EXPECT_EQ(Pictures(Do("GET", nested + "1")), "54");
  ASSERT_EQ(Do("DELETE", "/api/tasks/" + std::to_string(ids_[1])).status, 204);
  EXPECT_EQ(Pictures(List("&page=1&page_size=2")), "13");
  EXPECT_EQ(Pictures(List("&page=2&page_size=2")), "45");
  EXPECT_EQ(Pictures(List("&page=2&page_size=3")), "5");
  EXPECT_EQ(Pictures(Do("GET", nested + "2")), "31");
  EXPECT_EQ(List("&page=2&page_size=3").number("total"), 4);
}

TEST_F(TaskListTest, PagesInTheMiddleOfManyTasksAreTheSameWithAndWithoutGaps) {
  const int64_t project = Project(kConfig);
  constexpr int64_t kMany = 30'000;
  const auto added = database_->Write(db::Durability::kNormal, [&](db::Connection& tx) {
    const std::vector<labeling::NewTask> tasks(kMany, {.data = R"({"image":"a"})"});
    return labeling::InsertTasks(tx, project, tasks, SystemClock().Now());
  });
  ASSERT_TRUE(db::Ok(added));
  const int64_t first = *added;
  const auto list = [&](int64_t page, const char* more = "") {
    const Answered answer =
        Do("GET", "/api/tasks?include=id&page_size=100&project=" + std::to_string(project) +
                      "&page=" + std::to_string(page) + more);
    const boost::json::value json = answer.json();
    EXPECT_EQ(json.at("total").as_int64(), kMany - 1) << answer.body;
    EXPECT_FALSE(json.as_object().contains("partial"));
    return json.at("tasks").at(0).at("id").as_int64() - first;
  };
  ASSERT_EQ(Do("DELETE", "/api/tasks/" + std::to_string(first + 5000)).status, 204);
  EXPECT_EQ(list(50), 4900);
  EXPECT_EQ(list(101), 10'001);
  EXPECT_EQ(list(150), 14'901);
  EXPECT_EQ(list(150, "&ordering=-id"), kMany - 1 - 14'900);
  EXPECT_EQ(list(300), 29'901);
}

TEST_F(TaskListTest, WrongPagesProjectsAndViews) {
  EXPECT_EQ(List("&page=9").status, 404);
  EXPECT_EQ(List("&page=0").status, 404);
  EXPECT_EQ(List("&page=x").text("detail"), "Invalid page.");
  EXPECT_EQ(Pictures(List("&page_size=x")), "12345");
  const std::string nested = "/api/projects/" + project_ + "/tasks";
  EXPECT_EQ(Do("GET", nested + "?page=9").status, 404);
  EXPECT_EQ(Do("GET", nested + "?page_size=0").status, 404);
  EXPECT_EQ(Do("GET", nested + "?page=x").status, 400);
  EXPECT_EQ(Do("GET", "/api/tasks").status, 404);
  EXPECT_EQ(Do("GET", "/api/tasks?project=x").status, 400);
  EXPECT_EQ(Do("GET", "/api/tasks?project=99999").status, 404);
  EXPECT_EQ(Do("GET", "/api/tasks?view=1").status, 404);
  EXPECT_EQ(Do("GET", "/api/tasks?view=x").status, 400);
}

TEST_F(TaskListTest, IncludeChoosesMembers) {
  EXPECT_THAT(
      List("&include=id,data&page_size=1").body,
      HasSubstr("\"tasks\":[{\"id\":" + std::to_string(ids_[0]) + ",\"data\":{\"image\":\"1\"}}]"));
  const Answered all = List("&fields=all&page_size=1");
  EXPECT_THAT(all.body, HasSubstr("\"annotations\":[]"));
  EXPECT_EQ(List("&fields=task_only&page_size=1").body.find("\"annotations\""), std::string::npos);
}

TEST_F(TaskListTest, QueriesSelectAndOrder) {
  const auto query = [&](const std::string& json) { return List("&query=" + json); };
  const std::string some = "{\"selectedItems\":{\"all\":false,\"included\":[" +
                           std::to_string(ids_[3]) + "," + std::to_string(ids_[0]) + ",99999]}";
  const Answered chosen = query(some + "}");
  EXPECT_EQ(Pictures(chosen), "14");
  EXPECT_EQ(chosen.number("total"), 2);
  EXPECT_EQ(Pictures(query(some + R"(,"ordering":["-tasks:id"]})")), "41");
  EXPECT_EQ(Pictures(query(R"({"selectedItems":{"all":false,"included":[]}})")), "");
  EXPECT_EQ(
      Pictures(query(R"({"selectedItems":{"all":true,"excluded":[]},"ordering":["-tasks:id"]})")),
      "54321");
  EXPECT_EQ(Pictures(query(R"({"filters":{"conjunction":"and","items":[]}})")), "12345");
  for (const char* wrong :
       {"junk", "[1]", R"({"selectedItems":1})",
        R"({"selectedItems":{"all":false,"included":["x"]}})", R"({"ordering":["tasks:nothing"]})",
        R"({"ordering":[1]})", R"({"ordering":"x"})", R"({"filters":{"items":[{"filter":"x"}]}})",
        R"({"selectedItems":{"all":true,"excluded":["1"]}})", R"({"selectedItems":"{"})",
        R"({"search":1})"}) {
    EXPECT_EQ(query(wrong).status, 400) << wrong;
  }
}

TEST_F(TaskListTest, AllButSomeAreChosen) {
  const std::string query = "&query={\"selectedItems\":{\"all\":true,\"excluded\":[" +
                            std::to_string(ids_[1]) + ",99999]}";
  EXPECT_EQ(Pictures(List(query + "}")), "1345");
  EXPECT_EQ(Pictures(List(query + R"(,"ordering":["-tasks:inner_id"]})")), "5431");
  EXPECT_EQ(Pictures(List(query + "}&page_size=2&page=2")), "45");
  EXPECT_EQ(List(query + "}").number("total"), 4);
}

TEST_F(TaskListTest, OrderedByCountersAndDataPageByPage) {
  for (const int i : {3, 1, 3}) {
    ASSERT_EQ(
        Do("POST", "/api/tasks/" + std::to_string(ids_[i]) + "/annotations", R"({"result":[]})")
            .status,
        201);
  }
  EXPECT_EQ(Pictures(List("&ordering=-total_annotations")), "42135");
  EXPECT_EQ(Pictures(List("&ordering=-total_annotations&page_size=2&page=2")), "13");
  EXPECT_EQ(Pictures(List("&ordering=-total_annotations&page_size=2&page=last")), "5");
  EXPECT_EQ(List("&ordering=-total_annotations&page_size=2&page=4").status, 404);
  EXPECT_EQ(Pictures(List("&ordering=-tasks:data.image")), "54321");
  EXPECT_EQ(Pictures(List("&query={\"ordering\":[\"tasks:-data.image\"]}")), "54321");
  EXPECT_EQ(List("&ordering=nothing").status, 400);
  // A change is in the very next answer.
  Do("PATCH", "/api/tasks/" + std::to_string(ids_[0]), R"({"data":{"image":"9"}})");
  EXPECT_EQ(Pictures(List("&ordering=-tasks:data.image")), "95432");
  Do("DELETE", "/api/tasks/" + std::to_string(ids_[4]));
  EXPECT_EQ(Pictures(List("&ordering=-tasks:data.image")), "9432");
}

TEST_F(TaskListTest, FiltersChooseAndCount) {
  ASSERT_EQ(Do("POST", "/api/tasks/" + std::to_string(ids_[2]) + "/annotations", R"({"result":[]})")
                .status,
            201);
  const auto filtered = [&](const std::string& items, const std::string& more = "") {
    return List(R"(&query={"filters":{"conjunction":"or","items":[)" + items + "]}" + more + "}");
  };
  const std::string annotated =
      R"({"filter":"filter:tasks:total_annotations","operator":"equal","type":"Number","value":1})";
  const std::string last =
      R"({"filter":"filter:tasks:data.image","operator":"in_list","type":"String","value":["5"]})";
  const Answered both = filtered(annotated + "," + last, R"(,"ordering":["-tasks:id"])");
  EXPECT_EQ(Pictures(both), "53");
  EXPECT_EQ(both.number("total"), 2);
  EXPECT_EQ(both.number("total_annotations"), 1);
  EXPECT_EQ(both.json().as_object().if_contains("partial"), nullptr);
  EXPECT_EQ(filtered(last).number("total_annotations"), 0);
  const Answered without =
      filtered(annotated + "," + last,
               ",\"selectedItems\":{\"all\":true,\"excluded\":[" + std::to_string(ids_[2]) + "]}");
  EXPECT_EQ(Pictures(without), "5");
  EXPECT_EQ(without.number("total_annotations"), 0);
  EXPECT_EQ(filtered(R"({"filter":"x"})").status, 400);
  // A change is in the very next answer.
  Do("POST", "/api/tasks/" + std::to_string(ids_[0]) + "/annotations", R"({"result":[]})");
  EXPECT_EQ(Pictures(filtered(annotated)), "13");
}

TEST_F(TaskListTest, SearchesSayWhatTheyLookedAt) {
  const Answered found = List("&search=%203&ordering=-id");
  EXPECT_EQ(Pictures(found), "3");
  EXPECT_EQ(found.number("total"), 1);
  EXPECT_EQ(found.number("searched"), 5);
  EXPECT_EQ(found.text("search_complete"), "true");
  EXPECT_EQ(Pictures(List("&search=nothing")), "");
  EXPECT_EQ(List("&search=").json().as_object().if_contains("searched"), nullptr);
  EXPECT_EQ(List("&search=" + std::string(1001, 'x')).status, 400);
}

TEST_F(TaskListTest, ATableCanLeaveTheResultsAway) {
  const std::string task = "/api/tasks/" + std::to_string(ids_[2]);
  const std::string choice = R"([{"from_name":"c","to_name":"img","type":"choices",)"
                             R"("value":{"choices":["a"]}}])";
  ASSERT_EQ(Do("POST", task + "/annotations", R"({"lead_time":4,"result":)" + choice + "}").status,
            201);
  ASSERT_EQ(Do("POST", task + "/drafts", R"({"result":)" + choice + "}").status, 201);
  const Answered table = List(
      "&fields=all&people=true&ordering=-completed_at&page_size=1"
      "&include=annotators,annotations_ids,avg_lead_time,completed_at,draft_exists,updated_by");
  EXPECT_EQ(table.body.find("choices"), std::string::npos);
  const auto json = table.json();
  const auto& row = json.at("tasks").at(0);
  EXPECT_EQ(row.at("annotators").at(0), json.at("people").at(0).at("id"));
  EXPECT_EQ(json.at("people").at(0).at("email"), "ann@example.com");
  EXPECT_EQ(row.at("avg_lead_time"), 4.0);
  EXPECT_EQ(row.at("draft_exists"), true);
  EXPECT_TRUE(row.at("completed_at").is_string());
  EXPECT_NE(List("&fields=all").body.find("choices"), std::string::npos);
  EXPECT_EQ(List("").json().as_object().if_contains("people"), nullptr);
}

TEST_F(TaskListTest, CreateChangeAgreement) {
  const Answered made = Do("POST", "/api/projects/" + project_ + "/tasks",
                           R"({"data":{"image":"6"},"meta":{"a":1},"allow_skip":false})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("project"), project_);
  EXPECT_EQ(made.number("inner_id"), 6);
  const std::string path = "/api/tasks/" + made.text("id");
  EXPECT_EQ(Do("PATCH", path, R"({"data":{"image":"7"}})").json().at("data").at("image"), "7");
  EXPECT_EQ(Do("PATCH", path, "{\"project\":" + project_ + "}").status, 200);
  const std::string other = std::to_string(Project(kConfig));
  EXPECT_EQ(Do("PATCH", path, "{\"project\":" + other + "}").status, 400);
  for (const char* wrong : {R"({"data":null})", R"({"data":[1]})", R"({"data":{}})", "[]",
                            R"({"overlap":0})", R"({"meta":"x"})", R"({"allow_skip":"x"})"}) {
    EXPECT_EQ(Do("PATCH", path, wrong).status, 400) << wrong;
  }
  EXPECT_EQ(Do("POST", "/api/tasks", R"({"data":{}})").status, 400);
  EXPECT_EQ(Do("POST", "/api/tasks", R"({"project":99999,"data":{}})").status, 404);
  const Answered agreement = Do("GET", path + "/agreement/");
  EXPECT_EQ(agreement.status, 403);
  EXPECT_EQ(agreement.text("detail"), "Feature not enabled");
  EXPECT_EQ(Do("GET", "/api/tasks/99999/agreement").status, 404);
}

}  // namespace
}  // namespace millrace::api

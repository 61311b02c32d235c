// The queue over REST, of tasks that a view or a query chooses.
#include <gmock/gmock.h>

#include "api/testing.h"
#include "net/url.h"

namespace millrace::api {
namespace {

using testing::HasSubstr;

class NextTaskTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    project_ = Project(kConfig);
    task_ = AddTask(project_);
  }

  static std::string At(int64_t project) { return "/api/projects/" + std::to_string(project); }
  std::string Next() const { return At(project_) + "/next"; }
  void Annotate(int64_t task, const std::string& more = R"("was_cancelled":false)") {
    const Answered made = Do("POST", "/api/tasks/" + std::to_string(task) + "/annotations",
                             R"({"result":[],)" + more + "}");
    EXPECT_EQ(made.status, 201) << made.body;
  }

  int64_t project_ = 0, task_ = 0;
};

TEST_F(NextTaskTest, ATabsTasksAreLabeledInItsOrder) {
  for (int i = 0; i < 4; ++i) AddTask(project_);  // task_ … task_ + 4
  const std::string project = std::to_string(project_);
  const Answered view = Do(
      "POST", "/api/dm/views",
      R"({"project":)" + project +
          R"(,"data":{"title":"A","ordering":["-tasks:id"],"filters":{"conjunction":"and","items":[
          {"filter":"filter:tasks:id","operator":"less","type":"Number","value":)" +
          std::to_string(task_ + 4) + "}]}}}");
  ASSERT_EQ(view.status, 201) << view.body;
  const std::string of_view = Next() + "?view=" + std::to_string(view.number("id"));
  for (const int64_t task : {task_ + 3, task_ + 2, task_ + 1, task_}) {
    const Answered next = Do("GET", of_view);
    ASSERT_EQ(next.status, 200) << next.body;
    EXPECT_EQ(next.number("id"), task);
    EXPECT_EQ(next.text("queue"), "Data manager queue");
    Annotate(task);
  }
  const Answered none = Do("GET", of_view);
  EXPECT_EQ(none.status, 404);
  EXPECT_THAT(none.body, HasSubstr("Those that the filters choose are labeled"));
  EXPECT_EQ(Do("GET", Next()).number("id"), task_ + 4);

  const auto query = [&](const std::string& json) {
    return Do("GET", Next() + "?query=" + net::PercentEncode(json));
  };
  const std::string last = std::to_string(task_ + 4);
  EXPECT_EQ(query(R"({"selectedItems":{"all":false,"included":[)" + last + "]}}").number("id"),
            task_ + 4);
  EXPECT_EQ(query(R"({"selectedItems":{"all":true,"excluded":[)" + last + "]}}").status, 404);
  EXPECT_EQ(query(R"({"ordering":["-tasks:id"]})").text("queue"), "Data manager queue");
  EXPECT_EQ(query("{}").text("queue"), "Task lock");
  EXPECT_EQ(query(R"({"filters":5})").status, 400);
  EXPECT_EQ(Do("GET", Next() + "?view=999").status, 404);
  const int64_t other = Project(kConfig);
  EXPECT_EQ(Do("GET", At(other) + "/next?view=" + std::to_string(view.number("id"))).status, 400);
}

TEST_F(NextTaskTest, ATabsSkippedTasksComeAgainWhereTheProjectSaysSo) {
  ASSERT_EQ(Do("PATCH", At(project_), R"({"skip_queue":"REQUEUE_FOR_ME"})").status, 200);
  const int64_t other = AddTask(project_);
  Annotate(task_, R"("was_cancelled":true)");
  Annotate(other, R"("was_cancelled":true)");
  const Answered next = Do("GET", Next() + "?ordering=-id&search=a.png");
  EXPECT_EQ(next.number("id"), task_);
  EXPECT_EQ(next.text("queue"), "Skipped queue");
}

}  // namespace
}  // namespace millrace::api

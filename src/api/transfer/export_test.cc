// Exports as files: values and bytes as Label Studio's, from tasks that were imported.
#include <gtest/gtest.h>

#include "api/testing.h"

namespace millrace::api {
namespace {

class ExportTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    project_ = Project(
        R"(<View><Image name="img" value="$image"/><Text name="t" value="$text"/>)"
        R"(<Choices name="c" toName="img"><Choice value="a"/><Choice value="b/c"/></Choices>)"
        R"(<TextArea name="text" toName="t"/>)"
        R"(<RectangleLabels name="rl" toName="img"><Label value="x"/></RectangleLabels></View>)");
    path_ = "/api/projects/" + std::to_string(project_);
    const Answered made = Do("POST", path_ + "/import", R"([
      {"data": {"image": "k.png", "text": "hi, \"q\"", "f": 1e-7, "obj": {"a": [1, "x/y"]}},
       "annotations": [
         {"created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z",
          "completed_by": 1, "lead_time": 3, "result": [
           {"from_name": "c", "to_name": "img", "type": "choices", "value": {"choices": ["a"]}},
           {"from_name": "rl", "to_name": "img", "type": "rectanglelabels",
            "value": {"x": 1.0, "rectanglelabels": ["x"]}, "original_width": 9,
            "image_rotation": 0}]},
         {"created_at": "2024-01-02T00:00:00Z", "updated_at": "2024-01-02T00:00:00Z",
          "completed_by": 1, "result": [
           {"from_name": "c", "to_name": "img", "type": "choices",
            "value": {"choices": ["a", "b/c"]}},
           {"from_name": "text", "to_name": "t", "type": "textarea", "value": {"text": ["one"]}},
           {"from_name": "gone", "to_name": "t", "type": "x", "value": {}}]},
         {"was_cancelled": true, "result": []}]},
      {"data": {"image": "z.png", "text": "nobody", "more": true}}])");
    ASSERT_EQ(made.status, 201) << made.body;
    first_ = Do("GET", "/api/tasks?project=" + std::to_string(project_)).json();
  }

  int64_t Task(size_t i) { return first_.at("tasks").at(i).at("id").as_int64(); }
  std::string Export(const std::string& query) {
    const Answered answer = Do("GET", path_ + "/export" + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }

  int64_t project_ = 0;
  std::string path_;
  boost::json::value first_;
};

TEST_F(ExportTest, JsonHasTheAnnotatedTasksOrAll) {
  auto tasks = boost::json::parse(Export("")).as_array();
  ASSERT_EQ(tasks.size(), 1u);
  const auto& annotations = tasks[0].at("annotations").as_array();
  ASSERT_EQ(annotations.size(), 3u);
  EXPECT_EQ(annotations[0].at("completed_by"), 1);
  EXPECT_EQ(annotations[1].at("result_count"), 3);
  EXPECT_EQ(tasks[0].at("data").at("obj").at("a").at(1), "x/y");
  tasks = boost::json::parse(Export("?download_all_tasks=true")).as_array();
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[1].at("data").at("more"), true);
}

TEST_F(ExportTest, IdsChooseTasks) {
  const std::string both =
      "&ids[]=" + std::to_string(Task(1)) + "&ids[]=" + std::to_string(Task(0)) + "&ids[]=999999";
  auto tasks = boost::json::parse(Export("?download_all_tasks=1" + both)).as_array();
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[0].at("id"), Task(0));
  tasks = boost::json::parse(Export("?ids%5B%5D=" + std::to_string(Task(1)))).as_array();
  EXPECT_TRUE(tasks.empty());
  const std::string list = std::to_string(Task(0)) + "," + std::to_string(Task(1));
  EXPECT_EQ(boost::json::parse(Export("?download_all_tasks=1&ids[]=" + list)).as_array().size(),
            2u);
  EXPECT_EQ(Do("GET", path_ + "/export?ids[]=x").status, 400);
  EXPECT_EQ(Do("GET", path_ + "/export?ids[]=1,x").status, 400);
}

TEST_F(ExportTest, MinimalJsonIsOneFlatObjectPerFinishedAnnotation) {
  const auto rows =
      boost::json::parse(Export("?exportType=JSON_MIN&download_all_tasks=true")).as_array();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].at("c"), boost::json::parse(R"({"choices":["a","b/c"]})"));
  EXPECT_EQ(rows[0].at("text"), "one");  // the control's, not the data's
  EXPECT_EQ(rows[0].at("lead_time"), nullptr);
  EXPECT_FALSE(rows[0].as_object().contains("gone"));
  EXPECT_EQ(rows[1].at("c"), "a");
  EXPECT_EQ(rows[1].at("text"), "hi, \"q\"");
  EXPECT_EQ(rows[1].at("rl"),
            boost::json::parse(R"([{"x":1.0,"rectanglelabels":["x"],"original_width":9}])"));
  EXPECT_EQ(rows[1].at("annotator"), 1);
  EXPECT_EQ(rows[1].at("id"), Task(0));
  EXPECT_EQ(rows[2].at("annotation_id"), nullptr);
  EXPECT_EQ(rows[2].at("text"), "nobody");
}

TEST_F(ExportTest, CsvHasTheBytesOfLabelStudio) {
  const std::string id = std::to_string(Task(0));
  const auto annotations = boost::json::parse(Export("")).at(0).at("annotations").as_array();
  const std::string old = boost::json::serialize(annotations[0].at("id"));
  const std::string fresh = boost::json::serialize(annotations[1].at("id"));
  EXPECT_EQ(
      Export("?exportType=CSV"),
      "\"_data_text\",\"annotation_id\",\"annotator\",\"c\",\"created_at\",\"f\",\"id\",\"image\","
      "\"lead_time\",\"obj\",\"rl\",\"text\",\"updated_at\"\r\n"
      "\"hi, \"\"q\"\"\"," +
          fresh +
          ",\"1\",\"{\"\"choices\"\":[\"\"a\"\",\"\"b\\/c\"\"]}\","
          "\"2024-01-02T00:00:00.000000Z\",1e-07," +
          id +
          ",\"k.png\",\"\",\"{\"\"a\"\":[1,\"\"x\\/y\"\"]}\","
          "\"\",\"one\",\"2024-01-02T00:00:00.000000Z\"\r\n"
          "\"hi, \"\"q\"\"\"," +
          old + ",\"1\",\"a\",\"2024-01-01T00:00:00.000000Z\",1e-07," + id +
          ",\"k.png\",3.0,\"{\"\"a\"\":[1,\"\"x\\/y\"\"]}\","
          "\"[{\"\"x\"\":1.0,\"\"rectanglelabels\"\":[\"\"x\"\"],\"\"original_width\"\":9}]\",\"\","
          "\"2024-01-01T00:00:00.000000Z\"\r\n");
  const std::string tsv = Export("?exportType=TSV&download_all_tasks=true");
  EXPECT_NE(tsv.find("\"nobody\"\t\"\"\t\"\"\t"), std::string::npos) << tsv;
  EXPECT_NE(tsv.find("\tTrue\t"), std::string::npos) << tsv;
}

TEST_F(ExportTest, AnEmptyProjectIsAnEmptyFile) {
  path_ = "/api/projects/" + std::to_string(Project(kConfig));
  EXPECT_EQ(Export(""), "[]");
  EXPECT_TRUE(boost::json::parse(Export("?exportType=JSON_MIN")).as_array().empty());
  EXPECT_EQ(Export("?exportType=CSV"),
            "\"annotation_id\",\"annotator\",\"created_at\",\"lead_time\",\"updated_at\"\r\n");
}

TEST_F(ExportTest, ManyTasksComeInOrderWhateverThePieces) {
  const int64_t project = Project(kConfig);
  const std::string path = "/api/projects/" + std::to_string(project);
  std::string tasks = "[";
  for (int i = 0; i < 3'000; ++i) {
    tasks += (i == 0 ? "" : ",") + std::string(R"({"data":{"image":"x","n":)") + std::to_string(i) +
             (i % 3 == 0 ? R"(},"annotations":[{"result":[]}]})" : "}}");
  }
  ASSERT_EQ(Do("POST", path + "/import", tasks + "]").status, 201);
  const auto all =
      boost::json::parse(Do("GET", path + "/export?download_all_tasks=true").body).as_array();
  ASSERT_EQ(all.size(), 3'000u);
  for (int i = 0; i < 3'000; ++i) ASSERT_EQ(all[i].at("data").at("n"), i);
  const auto annotated = boost::json::parse(Do("GET", path + "/export").body).as_array();
  ASSERT_EQ(annotated.size(), 1'000u);
  EXPECT_EQ(annotated[999].at("data").at("n"), 2'997);
}

TEST_F(ExportTest, SaysWhatIsWrongWithTheQuestion) {
  const Answered kind = Do("GET", path_ + "/export?exportType=MAGIC");
  EXPECT_EQ(kind.status, 400);
  EXPECT_NE(kind.body.find("JSON_MIN"), std::string::npos) << kind.body;
  EXPECT_EQ(Do("GET", path_ + "/export?download_all_tasks=maybe").status, 400);
  EXPECT_EQ(Do("GET", "/api/projects/99999/export").status, 404);
  EXPECT_EQ(Do("GET", path_ + "/export?exportType=").status, 200);
  const auto formats = Do("GET", path_ + "/export/formats").json().as_array();
  ASSERT_EQ(formats.size(), 18u);
  EXPECT_EQ(formats[1].at("name"), "JSON_MIN");
}

TEST_F(ExportTest, TellsProxiesWhoMayReadAFile) {
  const auto ask = [&](const std::string& uri) {
    return Do("GET", "/api/auth/export", "", {{"X-Original-URI", uri}}).status;
  };
  EXPECT_EQ(ask("/export/" + std::to_string(project_) + "-at-2024.json"), 200);
  EXPECT_EQ(ask("/export/999999-at-2024.json"), 404);
  EXPECT_EQ(ask("/export/readme"), 422);
  EXPECT_EQ(Do("GET", "/api/auth/export").status, 400);
}

TEST_F(ExportTest, TellsTheDraftsOfEverybody) {
  const int64_t project = Project(kConfig);
  const std::string path = "/api/projects/" + std::to_string(project);
  ASSERT_EQ(Do("POST", path + "/import",
               R"([{"data":{"image":"x"},"annotations":[{"result":[]}]},{"image":"y"}])")
                .status,
            201);
  const boost::json::value tasks = Do("GET", path + "/export?download_all_tasks=1").json();
  const std::string second = boost::json::serialize(tasks.at(1).at("id"));
  ASSERT_EQ(Do("POST", "/api/tasks/" + second + "/drafts", R"({"result":[{"id":"r"}]})").status,
            201);
  const boost::json::value all = Do("GET", path + "/export?download_all_tasks=1").json();
  EXPECT_EQ(all.at(0).at("drafts").as_array().size(), 0u);
  ASSERT_EQ(all.at(1).at("drafts").as_array().size(), 1u);
  EXPECT_EQ(all.at(1).at("drafts").at(0).at("user"), "ann@example.com");
  EXPECT_EQ(all.at(1).at("drafts").at(0).at("result").at(0).at("id"), "r");
}

}  // namespace
}  // namespace millrace::api

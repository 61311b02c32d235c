// Projects as scripts use them: what is written, listed, refused, counted.
#include <gmock/gmock.h>

#include "api/testing.h"
#include "labeling/storages/storages.h"

namespace millrace::api {
namespace {

using testing::HasSubstr;

class ProjectsApiTest : public ApiTest {
 protected:
  static std::string Path(int64_t id, const std::string& rest = "") {
    return "/api/projects/" + std::to_string(id) + rest;
  }
  static std::string Config(const std::string& xml) {
    return boost::json::serialize(boost::json::object{{"label_config", xml}});
  }
  // Three tasks; the first is labeled "a", the second has a prediction by "m1".
  int64_t Filled() {
    const int64_t id = Project(kConfig);
    EXPECT_EQ(
        Do("POST", Path(id, "/import"),
           R"([{"data":{"image":"1"},"annotations":[{"ground_truth":false,"result":[{"from_name":"c","to_name":"img",)"
           R"("type":"choices","value":{"choices":["a"]}}]}]},)"
           R"({"data":{"image":"2"},"predictions":[{"result":[],"model_version":"m1"}]},)"
           R"({"data":{"image":"3","more":1}}])")
            .status,
        201);
    return id;
  }
  std::string Words(const Answered& answer, std::string_view field) {
    const auto json = answer.json();
    if (answer.status != 400) return "status " + std::to_string(answer.status);
    const auto* words = json.at("validation_errors").as_object().if_contains(field);
    return words == nullptr ? answer.body : std::string(words->at(0).as_string());
  }
};

TEST_F(ProjectsApiTest, SettingsAreCheckedAndKept) {
  const int64_t id = Project();
  const struct {
    std::string body, field, words;
  } wrong[] = {
      {R"({"title":"ab"})", "title", "Ensure this field has at least 3 characters."},
      {R"({"color":"red"})", "color", "Color must be in \"#RRGGBB\" format"},
      {R"({"sampling":"x"})", "sampling", "\"x\" is not a valid choice."},
      {R"({"maximum_annotations":null})", "maximum_annotations", "This field may not be null."},
      {R"({"organization":5})", "organization", "Invalid pk \"5\" - object does not exist."},
      {R"({"model_version":"v1"})", "model_version",
       "Model version doesn't exist either as live model or as static predictions."},
      {R"({"label_config":null})", "label_config", "can only parse strings"},
      {R"({"label_config":"<View>"})", "label_config", "no element found: line 1, column 6"},
  };
  for (const auto& one : wrong)
    EXPECT_EQ(Words(Do("PATCH", Path(id), one.body), one.field), one.words) << one.body;
  const Answered changed = Do("PATCH", Path(id),
                              R"({"color":"#112233","is_draft":true,"is_published":true,)"
                              R"("start_training_on_annotation_update":true,"sampling":null})");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.text("color"), "#112233");
  EXPECT_EQ(changed.text("is_draft"), "false");
  EXPECT_EQ(changed.number("min_annotations_to_start_training"), 1);
  EXPECT_EQ(changed.text("sampling"), "null");
  EXPECT_EQ(Do("PATCH", Path(id), R"({"title":"Other"})").text("color"), "#112233");
}

TEST_F(ProjectsApiTest, ListsArePinnedFilteredAndOrdered) {
  const int64_t a = Project(), b = Project(), c = Project();
  Do("PATCH", Path(a), R"({"title":"Zebra_1","pinned_at":"2026-01-31T12:00:00Z"})");
  Do("PATCH", Path(b), R"({"title":"Ant"})");
  const auto ids = [&](const std::string& query) {
    std::vector<int64_t> found;
    const auto json = Do("GET", "/api/projects?" + query).json();
    for (const auto& project : json.at("results").as_array())
      found.push_back(project.at("id").as_int64());
    return found;
  };
  using Ids = std::vector<int64_t>;
  EXPECT_EQ(ids(""), (Ids{a, c, b}));
  EXPECT_EQ(ids("filter=pinned_only"), (Ids{a}));
  EXPECT_EQ(ids("filter=exclude_pinned"), (Ids{c, b}));
  EXPECT_EQ(Do("PATCH", Path(b), R"({"is_archived":true})").text("is_archived"), "true");
  EXPECT_EQ(ids("archived=true"), Ids{b});
  EXPECT_EQ(ids("archived=false"), (Ids{a, c}));
  EXPECT_EQ(ids(""), (Ids{a, c, b}));
  Do("PATCH", Path(b), R"({"is_archived":false})");
  EXPECT_EQ(ids("archived=true"), Ids{});
  EXPECT_EQ(ids("ordering=title"), (Ids{b, c, a}));
  EXPECT_EQ(ids("ordering=-id"), (Ids{c, b, a}));
  EXPECT_EQ(ids("title=bra_"), (Ids{a}));
  EXPECT_EQ(ids("title=%25"), Ids{});
  EXPECT_EQ(ids("ids=" + std::to_string(b) + ",99"), (Ids{b}));
  EXPECT_EQ(Do("GET", "/api/projects/counts?include=task_number&ids=" + std::to_string(b))
                .text("results"),
            R"([{"task_number":0}])");
}

TEST_F(ProjectsApiTest, FactsFollowTheRows) {
  const int64_t id = Filled();
  const Answered summary = Do("GET", Path(id, "/summary"));
  EXPECT_EQ(summary.text("all_data_columns"), R"({"image":3,"more":1})");
  EXPECT_EQ(summary.text("common_data_columns"), R"(["image"])");
  EXPECT_EQ(summary.text("created_annotations"), R"({"c|img|choices":1})");
  EXPECT_EQ(summary.text("created_labels"), R"({"c":{"a":1}})");
  EXPECT_EQ(Do("GET", Path(id, "/model-versions")).body, R"({"m1":1})");
  EXPECT_EQ(Do("PATCH", Path(id), R"({"model_version":"m1"})").text("model_version"), "m1");
  EXPECT_EQ(Do("DELETE", Path(id, "/model-versions"), R"({"model_version":"m1"})").body,
            R"({"deleted_predictions":1})");
  const Answered project = Do("GET", Path(id));
  EXPECT_EQ(project.number("total_predictions_number"), 0);
  EXPECT_EQ(project.text("model_version"), "null");
  EXPECT_EQ(project.number("useful_annotation_number"), 1);
  EXPECT_EQ(project.number("num_tasks_with_annotations"), 1);
}

TEST_F(ProjectsApiTest, AConfigThatBreaksAnnotationsIsRefused) {
  const int64_t id = Filled();
  const std::string config = kConfig;
  const std::string renamed = ReplaceAll(config, R"(name="c")", R"(name="d")");
  EXPECT_THAT(Words(Do("PATCH", Path(id), Config(renamed)), "label_config"),
              HasSubstr("1 with from_name=c, to_name=img, type=choices"));
  EXPECT_THAT(Words(Do("POST", Path(id, "/validate"), Config(renamed)), "non_field_errors"),
              HasSubstr("Created annotations are incompatible"));
  EXPECT_EQ(Do("GET", Path(id)).text("label_config"), config);
  const std::string without = ReplaceAll(config, R"(<Choice value="a"/>)", "");
  EXPECT_THAT(Words(Do("POST", Path(id, "/validate"), Config(without)), "non_field_errors"),
              HasSubstr("a (1 annotation)"));
  EXPECT_EQ(Do("PATCH", Path(id), Config(without)).status, 200);
  EXPECT_EQ(Do("POST", Path(id, "/validate"), Config(config)).body,
            R"({"config_essential_data_has_changed":null})");
}

TEST_F(ProjectsApiTest, ProjectsNameTheirAnnotatorsWhereAsked) {
  const int64_t id = Filled();
  EXPECT_EQ(Do("GET", Path(id)).body.find("\"annotators\""), std::string::npos);
  const Answered named = Do("GET", "/api/projects?include=id,annotators");
  const auto json = named.json();
  const auto& project = json.at("results").at(0).as_object();
  EXPECT_EQ(project.size(), 2U);
  EXPECT_EQ(boost::json::serialize(project.at("annotators")),
            Do("GET", Path(id, "/annotators")).body);
  EXPECT_EQ(project.at("annotators").at(0).at("email"), "ann@example.com");
}

TEST_F(ProjectsApiTest, ProjectsSayHowTheirStoragesStandWhereAsked) {
  const int64_t none = Project(), some = Project();
  const auto add = [&](const std::string& status) {
    const auto added = database_->Write(db::Durability::kNormal, [&](db::Connection& tx) {
      return labeling::CreateStorage(
          tx, {.project_id = some, .kind = "local", .bucket = "b", .status = status}, Time{});
    });
    EXPECT_TRUE(db::Ok(added));
    return added.has_value() ? added->id : 0;
  };
  for (const char* status : {"initialized", "completed", "queued", "in_progress", "failed"})
    add(status);
  const int64_t gone = add("failed");
  EXPECT_EQ(Do("DELETE", "/api/v1/storages/" + std::to_string(gone)).status, 200);
  EXPECT_EQ(Do("GET", Path(some)).body.find("\"storages\""), std::string::npos);
  const Answered listed = Do("GET", "/api/projects?include=id,storages&ordering=id");
  EXPECT_EQ(listed.text("results"),
            R"([{"id":)" + std::to_string(none) +
                R"(,"storages":{"count":0,"syncing":0,"failed":0}},{"id":)" + std::to_string(some) +
                R"(,"storages":{"count":5,"syncing":2,"failed":1}}])");
  EXPECT_EQ(Do("GET", Path(some, "?include=storages")).body,
            R"({"storages":{"count":5,"syncing":2,"failed":1}})");
}

TEST_F(ProjectsApiTest, DuplicatesHaveSettingsAndIfWantedTasks) {
  const int64_t id = Filled();
  Do("PATCH", Path(id), R"({"color":"#112233"})");
  const std::string path = "/api/v1/projects/" + std::to_string(id) + "/duplicate";
  const Answered plain = Do("POST", path, R"({"title":"Again"})");
  EXPECT_EQ(plain.status, 201);
  EXPECT_EQ(plain.text("title"), "Again");
  EXPECT_EQ(plain.text("color"), "#112233");
  EXPECT_EQ(plain.text("label_config"), kConfig);
  EXPECT_EQ(plain.number("task_number"), 0);
  const Answered full = Do("POST", path, R"({"mode":"settings,data"})");
  EXPECT_EQ(full.number("task_number"), 3);
  EXPECT_EQ(full.number("total_annotations_number"), 0);
  EXPECT_EQ(full.text("title"), "Pictures (copy)");
  Do("PATCH", Path(id), R"({"is_archived":true})");
  EXPECT_EQ(Do("POST", path, "{}").text("is_archived"), "false");
}

TEST_F(ProjectsApiTest, SampleTasksAndTemplatesFitTheirConfigs) {
  const int64_t id = Project();
  const auto json = Do("GET", "/api/templates").json();
  ASSERT_GE(json.at("templates").as_array().size(), 30U);
  for (const auto& one : json.at("templates").as_array()) {
    const std::string config(one.at("config").as_string());
    EXPECT_EQ(Do("POST", "/api/projects/" + std::to_string(Project(config)) + "/tasks",
                 boost::json::serialize(boost::json::object{{"data", one.at("sample")}}))
                  .status,
              201)
        << one.at("title");
    EXPECT_TRUE(one.at("details").as_string().ends_with("."));
    EXPECT_EQ(Do("POST", "/api/projects/validate", Config(config)).status, 204) << config;
    EXPECT_EQ(Do("POST", Path(id, "/sample-task"), Config(config)).status, 200) << config;
    EXPECT_EQ(Do("POST", "/api/v1/sample-task", Config(config)).status, 200) << config;
  }
  EXPECT_EQ(Do("POST", Path(id, "/sample-task"),
               Config(R"(<View><Repeater on="$p" indexFlag="{{i}}"><Image name="i_{{i}}" )"
                      R"(value="$p[{{i}}].url"/></Repeater></View>)"))
                .body,
            R"({"sample_task":{"p":[{"url":"/samples/harbour.svg"},)"
            R"({"url":"/samples/harbour.svg"}]}})");
}

}  // namespace
}  // namespace millrace::api

// Snapshots of exports, conversions, and the way back: what was exported is imported again whole.
#include <gmock/gmock.h>

#include "api/testing.h"
#include "labeling/tasks/export_snapshots.h"

namespace millrace::api {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

constexpr const char* kBoxes =
    R"(<View><Image name="i" value="$image"/><RectangleLabels name="r" toName="i">)"
    R"(<Label value="Cat"/></RectangleLabels></View>)";
constexpr const char* kTasks = R"([
  {"data": {"image": "pic/1.jpg", "n": 12345678901234567890}, "meta": {"k": [1, "ü"]},
   "annotations": [
    {"created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-02T00:00:00Z", "completed_by": 1,
     "lead_time": 3.25, "ground_truth": false, "unique_id": "0c8a8943-3fae-4a65-b568-fd2646e9ab84",
     "draft_created_at": "2023-12-31T00:00:00Z",
     "result": [{"id": "Ab_1", "from_name": "r", "to_name": "i", "type": "rectanglelabels",
                 "origin": "manual", "original_width": 100, "original_height": 50,
                 "meta": {"text": ["note"]}, "score": 0.5,
                 "value": {"x": 10, "y": 20.5, "width": 30, "height": 40, "rotation": 0,
                           "rectanglelabels": ["Cat"]}}]},
    {"created_at": "2024-01-03T00:00:00Z", "was_cancelled": true, "ground_truth": false,
     "result": []}],
   "predictions": [{"model_version": "m1", "score": 0.75, "result": [
     {"id": "p", "from_name": "r", "to_name": "i", "type": "rectanglelabels",
      "value": {"x": 1, "y": 2, "width": 3, "height": 4, "rectanglelabels": ["Cat"]}}]}]},
  {"data": {"image": "pic/2.jpg"}, "annotations": [{"ground_truth": true, "result": []}]},
  {"data": {"image": "pic/3.jpg"}}])";

class SnapshotsTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    project_ = Project(kBoxes);
    path_ = "/api/projects/" + std::to_string(project_);
    ASSERT_EQ(Do("POST", path_ + "/import", kTasks).status, 201);
  }

  Answered Make(const std::string& body = "{}") {
    Answered made = Do("POST", path_ + "/exports/", body);
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.text("status"), "completed") << made.body;
    return made;
  }
  std::string PathOf(const Answered& made) { return path_ + "/exports/" + made.text("id"); }
  json::array Tasks(const std::string& body) {
    const Answered file = Do("GET", PathOf(Make(body)) + "/download");
    EXPECT_EQ(file.status, 200) << file.body;
    return json::parse(file.body).as_array();
  }
  size_t Files() const {
    size_t count = 0;
    const std::string folder = directory_.File("data") + "/export";
    if (!std::filesystem::exists(folder)) return 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
      count += entry.is_regular_file();
    return count;
  }

  int64_t project_ = 0;
  std::string path_;
};

TEST_F(SnapshotsTest, AreMadeListedDownloadedAndDeleted) {
  const Answered first = Make(), second = Make(R"({"title": "mine"})");
  EXPECT_THAT(first.text("title"), testing::StartsWith("Pictures-at-20"));
  EXPECT_EQ(first.json().at("counters").at("task_number"), 3);
  EXPECT_EQ(first.json().at("created_by").at("email"), "ann@example.com");
  EXPECT_EQ(first.json().at("task_filter_options"), nullptr);
  EXPECT_EQ(first.text("md5").size(), 32u);

  const auto list = Do("GET", path_ + "/exports/").json();
  ASSERT_EQ(list.as_array().size(), 2u);
  EXPECT_EQ(list.at(0).at("title"), "mine");
  EXPECT_EQ(Do("GET", PathOf(second)).text("title"), "mine");

  const Answered file = Do("GET", PathOf(first) + "/download");
  EXPECT_EQ(file.headers.Get("Content-Type"), "application/json");
  EXPECT_THAT(std::string(file.headers.Get("Content-Disposition")), HasSubstr("attachment"));
  EXPECT_EQ(json::parse(file.body).as_array().size(), 3u);
  EXPECT_EQ(json::parse(file.body),
            json::parse(Do("GET", path_ + "/export?download_all_tasks=1").body));
  const Answered part = Do("GET", PathOf(first) + "/download", "", {{"Range", "bytes=0-4"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, file.body.substr(0, 5));

  EXPECT_EQ(Files(), 2u);
  EXPECT_EQ(Do("DELETE", PathOf(first)).status, 204);
  EXPECT_EQ(Files(), 1u);
  for (const char* what : {"", "/download"})
    EXPECT_EQ(Do("GET", PathOf(first) + what).status, 404) << what;
  EXPECT_EQ(Do("DELETE", PathOf(first)).status, 404);
  EXPECT_EQ(Do("GET", path_ + "/exports/").json().as_array().size(), 1u);
}

TEST_F(SnapshotsTest, HoldWhatWasChosen) {
  const auto count = [&](const std::string& options) {
    return Tasks(R"({"task_filter_options": )" + options + "}").size();
  };
  EXPECT_EQ(count("null"), 3u);
  EXPECT_EQ(count(R"({"skipped": "only"})"), 1u);
  EXPECT_EQ(count(R"({"skipped": "exclude"})"), 2u);
  EXPECT_EQ(count(R"({"annotated": "only"})"), 2u);
  EXPECT_EQ(count(R"({"annotated": "exclude"})"), 1u);
  EXPECT_EQ(count(R"({"annotated": null, "only_with_annotations": true})"), 2u);
  EXPECT_EQ(count(R"({"finished": "only"})") + count(R"({"finished": "exclude"})"), 3u);

  auto tasks = Tasks(R"({"annotation_filter_options": {"usual": false, "skipped": true},
                         "task_filter_options": {"only_with_annotations": true}})");
  ASSERT_EQ(tasks.size(), 1u);
  ASSERT_EQ(tasks[0].at("annotations").as_array().size(), 1u);
  EXPECT_EQ(tasks[0].at("annotations").at(0).at("was_cancelled"), true);
  tasks = Tasks(R"({"annotation_filter_options": {"ground_truth": true}})");
  EXPECT_EQ(tasks[0].at("annotations").as_array().size(), 1u);  // `usual` is the default
  EXPECT_EQ(tasks[1].at("annotations").as_array().size(), 1u);
  EXPECT_EQ(tasks[2].at("annotations").as_array().size(), 0u);
}

TEST_F(SnapshotsTest, HoldTheTasksOfAView) {
  const auto view = [&](int64_t project, const std::string& data) {
    return Do("POST", "/api/dm/views",
              R"({"project": )" + std::to_string(project) + R"(, "data": )" + data + "}")
        .text("id");
  };
  const auto count = [&](const std::string& id) {
    const size_t direct =
        json::parse(Do("GET", path_ + "/export?download_all_tasks=1&view=" + id).body)
            .as_array()
            .size();
    EXPECT_EQ(Tasks(R"({"task_filter_options": {"view": )" + id + "}}").size(), direct);
    return direct;
  };
  const std::string filtered = R"({"title": "t", "ordering": ["-tasks:id"], "filters": {
    "conjunction": "and", "items": [{"filter": "filter:tasks:data.image", "type": "String",
    "operator": "contains", "value": "pic/2"}]}})";
  EXPECT_EQ(count(view(project_, R"({"title": "t"})")), 3u);
  const std::string some = view(project_, filtered);
  EXPECT_EQ(count(some), 1u);
  EXPECT_EQ(Tasks(R"({"task_filter_options": {"annotated": "only", "view": )" + some + "}}")
                .front()
                .at("data")
                .at("image"),
            "pic/2.jpg");
  const std::string other = view(Project(kBoxes), filtered);
  const Answered refused =
      Do("POST", path_ + "/exports/", R"({"task_filter_options": {"view": )" + other + "}}");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("There is no view " + other));
  EXPECT_EQ(Do("GET", path_ + "/export?view=" + other).status, 400);
  EXPECT_EQ(Do("GET", path_ + "/export?view=99999").status, 404);
}

TEST_F(SnapshotsTest, HoldWholePartsOnRequest) {
  const int64_t task = Do("GET", "/api/tasks?project=" + std::to_string(project_))
                           .json()
                           .at("tasks")
                           .at(2)
                           .at("id")
                           .as_int64();
  ASSERT_EQ(
      Do("POST", "/api/tasks/" + std::to_string(task) + "/drafts", R"({"result": []})").status,
      201);
  auto tasks = Tasks("{}");
  EXPECT_TRUE(tasks[0].at("predictions").at(0).is_int64());
  EXPECT_TRUE(tasks[2].at("drafts").at(0).is_int64());
  EXPECT_EQ(tasks[0].at("annotations").at(0).at("completed_by"), 1);
  tasks = Tasks(R"({"serialization_options": {"predictions": {"only_id": false}, "drafts": {},
                    "annotations__completed_by": {"only_id": false}}})");
  EXPECT_EQ(tasks[0].at("predictions").at(0).at("model_version"), "m1");
  EXPECT_EQ(tasks[2].at("drafts").at(0).at("result"), json::array());
  EXPECT_EQ(tasks[0].at("annotations").at(0).at("completed_by").at("email"), "ann@example.com");
}

TEST_F(SnapshotsTest, SayWhatIsWrongWithTheOptions) {
  const Answered refused = Do("POST", path_ + "/exports/", R"({
    "task_filter_options": {"annotated": "x", "view": "z"},
    "annotation_filter_options": {"usual": 7},
    "serialization_options": {"drafts": 7}})");
  EXPECT_EQ(refused.status, 400);
  for (const char* words : {"annotated: \\\"x\\\" is not a valid choice", "view: A valid integer",
                            "usual: Must be", "drafts: "})
    EXPECT_THAT(refused.body, HasSubstr(words));
  EXPECT_EQ(Do("POST", path_ + "/exports/", R"({"task_filter_options": {"view": 99}})").status,
            400);
  EXPECT_EQ(Do("POST", path_ + "/exports/", "[]").status, 400);
  EXPECT_EQ(Do("POST", path_ + "/exports/", R"({"task_filter_options": 3})").status, 400);
  EXPECT_EQ(Do("POST", "/api/projects/999/exports/", "{}").status, 404);
  EXPECT_EQ(Do("GET", "/api/projects/999/exports/").status, 404);
}

TEST_F(SnapshotsTest, AreConvertedOnce) {
  const std::string path = PathOf(Make());
  const Answered coco = Do("GET", path + "/download?exportType=COCO");  // made on the way
  EXPECT_EQ(coco.status, 200);
  EXPECT_EQ(coco.headers.Get("Content-Type"), "application/zip");
  EXPECT_TRUE(coco.body.starts_with("PK"));

  const Answered started = Do("POST", path + "/convert", R"({"export_type": "YOLO"})");
  EXPECT_EQ(started.status, 200) << started.body;
  EXPECT_EQ(started.text("export_type"), "YOLO");
  const auto formats = Do("GET", path).json().at("converted_formats");
  ASSERT_EQ(formats.as_array().size(), 1u);
  EXPECT_EQ(formats.at(0).at("id"), started.json().at("converted_format"));
  EXPECT_EQ(formats.at(0).at("status"), "completed");
  EXPECT_EQ(Files(), 2u);
  EXPECT_TRUE(Do("GET", path + "/download?exportType=YOLO").body.starts_with("PK"));

  const Answered again = Do("POST", path + "/convert", R"({"export_type": "YOLO"})");
  EXPECT_EQ(again.status, 400);
  EXPECT_THAT(again.body, HasSubstr("Conversion to YOLO already started"));
  EXPECT_EQ(Do("POST", path + "/convert", R"({"export_type": "MAGIC"})").status, 400);
  EXPECT_EQ(Do("POST", path + "/convert", "{}").status, 400);
  EXPECT_EQ(Do("GET", path + "/download?exportType=MAGIC").status, 400);
  EXPECT_EQ(Do("GET", path + "/download?exportType=").body, Do("GET", path + "/download").body);
  EXPECT_EQ(Do("POST", path_ + "/exports/999/convert", R"({"export_type": "YOLO"})").status, 404);

  EXPECT_EQ(Do("DELETE", path).status, 204);
  EXPECT_EQ(Files(), 0u);
}

TEST_F(SnapshotsTest, AConversionThatDoesNotFitFailsWithItsReason) {
  path_ = "/api/projects/" + std::to_string(Project("<View></View>"));
  const std::string path = PathOf(Make());
  for (size_t i = 0; i < 2; ++i) {  // a failed one may be tried again
    EXPECT_EQ(Do("POST", path + "/convert", R"({"export_type": "COCO"})").status, 200);
    const auto failed = Do("GET", path).json().at("converted_formats").at(i);
    EXPECT_EQ(failed.at("status"), "failed");
    EXPECT_THAT(std::string(failed.at("traceback").as_string()), HasSubstr("does not fit"));
  }
  EXPECT_EQ(Do("GET", path + "/download?exportType=COCO").status, 400);
}

TEST_F(SnapshotsTest, ConvertedFilesHoldWhatADirectExportHolds) {
  const std::string path = PathOf(Make());
  for (const char* kind : {"JSON_MIN", "CSV", "TSV"}) {
    EXPECT_EQ(Do("GET", path + "/download?exportType=" + kind).body,
              Do("GET", path_ + "/export?download_all_tasks=1&exportType=" + kind).body)
        << kind;
  }
}

TEST_F(SnapshotsTest, BelongToTheirProject) {
  const Answered made = Make();
  const std::string other =
      "/api/projects/" + std::to_string(Project(kBoxes)) + "/exports/" + made.text("id");
  EXPECT_EQ(Do("GET", other).status, 404);
  EXPECT_EQ(Do("GET", other + "/download").status, 404);
  EXPECT_EQ(Do("POST", other + "/convert", R"({"export_type": "COCO"})").status, 404);
  EXPECT_EQ(Do("DELETE", other).status, 404);
  EXPECT_EQ(Do("DELETE", path_).status, 204);
  EXPECT_EQ(Files(), 0u);
}

TEST_F(SnapshotsTest, ThatWereInterruptedSaySo) {
  const auto left =
      database_->Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<int64_t> {
        ASSIGN_OR_RETURN(
            const auto snapshot,
            labeling::AddSnapshot(tx, {.project_id = project_, .title = "t", .choice = "{}"},
                                  SystemClock().Now()));
        ASSIGN_OR_RETURN(const bool started,
                         labeling::StartSnapshot(tx, snapshot.id, "export/1/1.json"));
        EXPECT_TRUE(started);
        return snapshot.id;
      });
  ASSERT_TRUE(db::Ok(left));
  std::filesystem::create_directories(directory_.File("data") + "/export/1");
  std::ofstream(directory_.File("data") + "/export/1/1.json") << "[";
  Restart({});
  const std::string path = path_ + "/exports/" + std::to_string(*left);
  const auto shown = Do("GET", path).json();
  EXPECT_EQ(shown.at("status"), "failed");
  EXPECT_THAT(std::string(shown.at("error").as_string()), HasSubstr("stopped meanwhile"));
  EXPECT_EQ(Do("GET", path + "/download").status, 404);
  EXPECT_EQ(Files(), 0u);
}

// Everything but the numbers that the new rows get, and the times at which they were made.
TEST_F(SnapshotsTest, AnExportIsImportedWhole) {
  const char* whole = R"({"serialization_options": {"predictions": {"only_id": false},
                          "drafts": {"only_id": false},
                          "annotations__completed_by": {"only_id": false}}})";
  const auto first = Tasks("{}").front();
  const std::string task = "/api/tasks/" + std::to_string(first.at("id").as_int64());
  const std::string annotation = std::to_string(first.at("annotations").at(0).at("id").as_int64());
  constexpr const char* kDraft = R"({"result": [{"id": "d"}], "lead_time": 2.5})";
  ASSERT_EQ(Do("POST", task + "/drafts", kDraft).status, 201);
  ASSERT_EQ(Do("POST", task + "/annotations/" + annotation + "/drafts", kDraft).status, 201);
  const json::array before = Tasks(whole);
  ASSERT_EQ(before[0].at("drafts").as_array().size(), 2u);
  path_ = "/api/projects/" + std::to_string(Project(kBoxes));
  json::array given = before;
  for (json::value& task : given) {  // one server keeps each unique_id once
    for (json::value& annotation : task.at("annotations").as_array())
      annotation.as_object()["unique_id"] =
          "1" + std::string(annotation.at("unique_id").as_string()).substr(1);
  }
  const Answered imported = Do("POST", path_ + "/import", json::serialize(given));
  ASSERT_EQ(imported.status, 201) << imported.body;
  const json::array after = Tasks(whole);
  ASSERT_EQ(after.size(), given.size());
  const auto same = [](const json::value& a, const json::value& b,
                       std::initializer_list<const char*> names) {
    for (const char* name : names) EXPECT_EQ(a.at(name), b.at(name)) << name;
  };
  for (size_t i = 0; i < after.size(); ++i) {
    same(after[i], given[i],
         {"data", "meta", "allow_skip", "inner_id", "total_annotations", "cancelled_annotations",
          "total_predictions"});
    const auto &annotations = after[i].at("annotations").as_array(),
               &given_annotations = given[i].at("annotations").as_array();
    ASSERT_EQ(annotations.size(), given_annotations.size());
    for (size_t k = 0; k < annotations.size(); ++k) {
      same(annotations[k], given_annotations[k],
           {"result", "completed_by", "was_cancelled", "ground_truth", "lead_time", "created_at",
            "updated_at", "draft_created_at", "unique_id", "last_action"});
      EXPECT_EQ(annotations[k].at("import_id"), given_annotations[k].at("id"));
    }
    const auto &predictions = after[i].at("predictions").as_array(),
               &given_predictions = given[i].at("predictions").as_array();
    ASSERT_EQ(predictions.size(), given_predictions.size());
    for (size_t k = 0; k < predictions.size(); ++k)
      same(predictions[k], given_predictions[k], {"result", "score", "model_version"});
    const auto &drafts = after[i].at("drafts").as_array(),
               &given_drafts = given[i].at("drafts").as_array();
    ASSERT_EQ(drafts.size(), given_drafts.size());
    for (size_t k = 0; k < drafts.size(); ++k) {
      same(drafts[k], given_drafts[k],
           {"user", "result", "lead_time", "was_postponed", "created_at", "updated_at"});
      EXPECT_EQ(drafts[k].at("import_id"), given_drafts[k].at("id"));
      EXPECT_EQ(drafts[k].at("annotation").is_null(), given_drafts[k].at("annotation").is_null());
    }
  }
}

// The plain export has the numbers of predictions instead of them.
TEST_F(SnapshotsTest, APlainExportIsImportedToo) {
  std::string text = Do("GET", path_ + "/export?download_all_tasks=1").body;
  text = ReplaceAll(text, "0c8a8943", "1c8a8943");
  const std::string other = "/api/projects/" + std::to_string(Project(kBoxes));
  const Answered imported = Do("POST", other + "/import", text);
  ASSERT_EQ(imported.status, 201) << imported.body;
  EXPECT_EQ(imported.number("annotation_count"), 3);
  EXPECT_EQ(imported.number("prediction_count"), 0);
}

TEST_F(SnapshotsTest, FormatsFitTheConfig) {
  const auto formats = Do("GET", path_ + "/export/formats").json().as_array();
  bool disabled = false;
  for (const json::value& format : formats) {
    const bool off = format.as_object().contains("disabled");
    EXPECT_TRUE(off || !disabled) << format.at("name");  // those that do not fit come last
    disabled = off;
    const std::string name(format.at("name").as_string());
    const Answered answer =
        Do("GET", path_ + "/export?download_resources=false&exportType=" + name);
    if (!off) {
      EXPECT_EQ(answer.status, 200) << name << answer.body;
    }
    EXPECT_THAT(answer.status, testing::AnyOf(200, 400)) << name;
  }
  EXPECT_EQ(formats[0].at("name"), "JSON");
  EXPECT_EQ(formats[4].at("name"), "COCO");
  EXPECT_EQ(formats[4].at("tags").at(0), "image segmentation");
}

TEST_F(SnapshotsTest, ArchivesHoldFilesOfStoragesAndUploads) {
  Write("pictures/cat.png", "the bytes of a cat");
  const int64_t project = Project(kBoxes);
  path_ = "/api/projects/" + std::to_string(project);
  const Answered storage = Do("POST", "/api/storages/localfiles",
                              R"({"use_blob_urls":true,"path":")" + root_ +
                                  R"(/pictures","project":)" + std::to_string(project) + "}");
  ASSERT_EQ(storage.status, 201) << storage.body;
  ASSERT_EQ(Do("POST", "/api/storages/localfiles/" + storage.text("id") + "/sync", "{}").status,
            200);
  const Answered archive =
      Do("GET", path_ + "/export?download_all_tasks=1&exportType=YOLO_WITH_IMAGES");
  ASSERT_EQ(archive.status, 200);
  EXPECT_THAT(archive.body, HasSubstr("the bytes of a cat"));
  EXPECT_THAT(archive.body, HasSubstr("__cat.png"));
  EXPECT_EQ(archive.body.find("errors.json"), std::string::npos);
  // What is gone is told in the archive; the export goes on.
  std::filesystem::remove(root_ + "/pictures/cat.png");
  const Answered without =
      Do("GET", path_ + "/export?download_all_tasks=1&exportType=COCO_WITH_IMAGES");
  EXPECT_EQ(without.status, 200);
  EXPECT_THAT(without.body, HasSubstr("errors.json"));
  EXPECT_THAT(without.body, HasSubstr("result.json"));
}

}  // namespace
}  // namespace millrace::api

#include <gmock/gmock.h>

#include "api/storages/storage_view.h"
#include "api/testing.h"

namespace millrace::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class StoragesTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    project_ = Project(kConfig);
    Write("pics/a.jpg", "aaaaaaaaaa");
    Write("pics/b c+%20.png", "bb");
    Write("pics/page.html", "<script>alert(1)</script>");
    Write("pics/empty.txt", "");
    Write("secret/other.jpg", "secret");
  }
  std::string Body(const std::string& path, const std::string& more = "") {
    return "{\"project\":" + std::to_string(project_) + ",\"path\":\"" + root_ + "/" + path + "\"" +
           more + "}";
  }
  int64_t Source(const std::string& more = R"(,"use_blob_urls":true)") {
    const Answered made = Do("POST", "/api/storages/localfiles", Body("pics", more));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.number("id");
  }
  std::string Tasks(const std::string& query = "") {
    return Do("GET", "/api/tasks?project=" + std::to_string(project_) + query).body;
  }
  int64_t project_ = 0;
};

TEST_F(StoragesTest, CreateSyncListChangeDelete) {
  const int64_t id = Source();
  const std::string path = "/api/storages/localfiles/" + std::to_string(id);
  const Answered shown = Do("GET", path);
  EXPECT_EQ(shown.text("status"), "initialized");
  EXPECT_EQ(shown.text("recursive_scan"), "false");
  EXPECT_EQ(shown.text("type"), "localfiles");
  EXPECT_EQ(shown.text("title"), "null");

  const Answered synced = Do("POST", path + "/sync");
  EXPECT_EQ(synced.status, 200);
  EXPECT_EQ(synced.text("status"), "completed") << synced.body;
  EXPECT_EQ(synced.number("last_sync_count"), 4);
  EXPECT_EQ(Do("GET", "/api/projects/" + std::to_string(project_)).number("task_number"), 4);

  const Answered renamed = Do("PATCH", path, R"({"title":"mine"})");
  EXPECT_EQ(renamed.status, 200) << renamed.body;
  EXPECT_EQ(renamed.text("title"), "mine");
  EXPECT_FALSE(renamed.json().as_object().contains("type"));
  EXPECT_EQ(renamed.text("use_blob_urls"), "true");
  EXPECT_EQ(Do("PATCH", path, R"({"regex_filter":"((("})").status, 400);
  EXPECT_EQ(Do("PATCH", path, R"({"synchronizable":false})").status, 200);
  const Answered refused = Do("POST", path + "/sync");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("is not synchronizable"));

  const std::string project = "?project=" + std::to_string(project_);
  EXPECT_EQ(Do("GET", "/api/storages/localfiles" + project).json().as_array().size(), 1u);
  EXPECT_EQ(Do("GET", "/api/storages" + project).json().as_array().size(), 1u);
  EXPECT_EQ(Do("GET", "/api/storages/export" + project).json().as_array().size(), 0u);
  EXPECT_EQ(Do("GET", "/api/storages").body, "[]");
  EXPECT_EQ(Do("GET", "/api/storages/localfiles").status, 400);
  EXPECT_EQ(Do("GET", "/api/storages/localfiles?project=999").status, 404);
  EXPECT_EQ(Do("GET", "/api/storages/export/localfiles/" + std::to_string(id)).status, 404);
  EXPECT_EQ(Do("DELETE", path).status, 204);
  EXPECT_EQ(Do("GET", path).status, 404);
}

TEST_F(StoragesTest, WrongSettingsAreNamed) {
  EXPECT_EQ(Do("POST", "/api/storages/localfiles", Body("pics", R"(,"regex_filter":"(((")")).status,
            400);
  EXPECT_EQ(Do("POST", "/api/storages/localfiles", Body("missing")).status, 400);
  EXPECT_EQ(Do("POST", "/api/storages/localfiles", Body("../..")).status, 400);
  EXPECT_EQ(Do("POST", "/api/storages/localfiles/validate", Body("missing")).status, 400);
  EXPECT_EQ(Do("POST", "/api/storages/localfiles/validate", Body("pics")).status, 200);
  const Answered two =
      Do("POST", "/api/storages/localfiles", R"({"project":999,"use_blob_urls":"maybe"})");
  EXPECT_EQ(two.status, 400);
  EXPECT_THAT(two.text("validation_errors"), HasSubstr("Must be a valid boolean."));
  EXPECT_THAT(Do("POST", "/api/storages/localfiles", "{}").text("validation_errors"),
              HasSubstr("project"));
  EXPECT_EQ(Do("POST", "/api/storages/nosuch", Body("pics")).status, 404);
  EXPECT_EQ(Do("GET", "/api/storages/localfiles?project=" + std::to_string(project_)).body, "[]");
}

TEST_F(StoragesTest, KindsAndForms) {
  EXPECT_THAT(Do("GET", "/api/storages/types").body,
              HasSubstr(R"({"name":"localfiles","title":"Local files"})"));
  EXPECT_THAT(Do("GET", "/api/storages/types").body, Not(HasSubstr("memory")));
  EXPECT_THAT(Do("GET", "/api/storages/localfiles/form").body, HasSubstr(R"("name":"path")"));
  EXPECT_THAT(Do("GET", "/api/v1/storage-kinds").body, HasSubstr(R"("kind":"local")"));
}

// What the browser's dialog is drawn from.
TEST_F(StoragesTest, FormsBeginWithThePlaceAndEndWithWhatIsRare) {
  const boost::json::value kinds = Do("GET", "/api/v1/storage-kinds").json();
  std::vector<std::string> titles;
  for (const boost::json::value& kind : kinds.as_array()) {
    titles.emplace_back(kind.at("title").as_string());
    const boost::json::array& form = kind.at("forms").at("source").as_array();
    EXPECT_EQ(form.at(0).at("name"), kind.at("path_field"));
    bool rare = false;
    for (const boost::json::value& field : form) {
      EXPECT_FALSE(rare && !field.at("advanced").as_bool()) << field;
      rare = field.at("advanced").as_bool();
    }
    for (const boost::json::value& field : kind.at("forms").at("target").as_array())
      for (const char* of_sources : {"presign", "regex_filter", "use_blob_urls"})
        EXPECT_NE(field.at("name").as_string(), of_sources) << titles.back();
  }
  EXPECT_EQ(titles, (std::vector<std::string>{"Amazon S3", "Google Cloud Storage",
                                              "Microsoft Azure", "Redis Database", "Local Files"}));
  const boost::json::array& s3 = kinds.at(0).at("forms").at("source").as_array();
  const std::vector<std::string> first = {"Bucket name", "Prefix", "Regex",
                                          "Treat every bucket object as a source file"};
  for (size_t i = 0; i < first.size(); ++i) EXPECT_EQ(s3.at(i).at("title").as_string(), first[i]);
}

TEST_F(StoragesTest, PreviewShowsWhatMatches) {
  const Answered files =
      Do("POST", "/api/storages/localfiles/files", Body("pics", R"(,"regex_filter":".*\\.jpg")"));
  EXPECT_EQ(files.status, 200) << files.body;
  ASSERT_EQ(files.json().at("files").as_array().size(), 1u);
  const Answered cut = Do("POST", "/api/storages/localfiles/files", Body("pics", R"(,"limit":2)"));
  ASSERT_EQ(cut.json().at("files").as_array().size(), 3u);
  EXPECT_TRUE(cut.json().at("files").at(2).at("key").is_null());
}

TEST_F(StoragesTest, ATargetIsFilledAtOnce) {
  ASSERT_EQ(Do("POST", "/api/projects/" + std::to_string(project_) + "/import",
               R"([{"data":{"image":"x"},"annotations":[{"result":[]}]}])")
                .status,
            201);
  std::filesystem::create_directories(root_ + "/out");
  const Answered made = Do("POST", "/api/storages/export/localfiles", Body("out"));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("status"), "queued");
  const std::string path = "/api/storages/export/localfiles/" + made.text("id");
  EXPECT_EQ(Do("POST", path + "/sync").text("status"), "completed");
  EXPECT_TRUE(std::filesystem::exists(root_ + "/out/1"));
  const Answered details = Do("GET", "/api/v1/storages/" + made.text("id"));
  EXPECT_EQ(details.json().at("outbox").at("written").as_int64(), 1) << details.body;
}

TEST_F(StoragesTest, OurOwnRoutes) {
  const Answered made =
      Operator("POST", "/api/v1/storages",
               "{\"project\":" + std::to_string(project_) +
                   R"(,"role":"source","kind":"local","params":{"path":")" + root_ +
                   R"(/pics","use_blob_urls":true,"nonsense":1},"reuse":true})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_THAT(made.text("warnings"), HasSubstr("nonsense"));
  const std::string id = std::to_string(made.json().at("storage").at("id").as_int64());
  const Answered again = Operator("POST", "/api/v1/storages",
                                  "{\"project\":" + std::to_string(project_) +
                                      R"(,"role":"source","kind":"local","params":{"path":")" +
                                      root_ + R"(/pics","use_blob_urls":true},"reuse":true})");
  EXPECT_EQ(again.status, 200);
  const std::string path = "/api/v1/storages/" + id;
  EXPECT_EQ(Operator("POST", path + "/check").text("ok"), "true");
  const Answered dry = Operator("POST", path + "/sync", R"({"dry_run":true})");
  ASSERT_EQ(dry.status, 202) << dry.body;
  const Answered planned = Operator("GET", "/api/v1/jobs/" + dry.text("job") + "?wait=20");
  EXPECT_EQ(planned.json().at("counts").at("new_tasks").as_int64(), 4) << planned.body;
  EXPECT_EQ(Do("GET", "/api/projects/" + std::to_string(project_)).number("task_number"), 0);
  const Answered real = Operator("POST", path + "/sync");
  const Answered events = Operator("GET", "/api/v1/jobs/" + real.text("job") + "/events");
  EXPECT_EQ(events.headers.Get("Content-Type"), "text/event-stream");
  EXPECT_THAT(events.body, HasSubstr("event: done\ndata: {"));
  EXPECT_EQ(Operator("GET", path + "/history").json().at("results").as_array().size(), 1u);
  EXPECT_EQ(Operator("GET", path + "/failures").number("count"), 0);
  EXPECT_EQ(Operator("GET", "/api/v1/storages?role=source").json().at("results").as_array().size(),
            1u);
  EXPECT_EQ(Operator("GET", "/api/v1/storages?role=nothing").status, 400);
  EXPECT_EQ(Operator("GET", "/api/v1/jobs/nosuch").status, 404);
  EXPECT_EQ(Operator("GET", path + "/conflicts").status, 404);
  EXPECT_EQ(Operator("DELETE", path).status, 200);
  EXPECT_EQ(Operator("GET", path).status, 404);
}

TEST_F(StoragesTest, WhatDoesNotAnswerIsNotSaved) {
  const std::string project = std::to_string(project_);
  const auto add = [&](const std::string& params, const std::string& more = "") {
    return Operator("POST", "/api/v1/storages",
                    "{\"project\":" + project +
                        R"(,"role":"source","kind":"local","params":{"path":")" + root_ +
                        "/pics\"" + params + "}" + more + "}");
  };
  const std::string reuse = R"(,"reuse":true)";
  std::filesystem::rename(root_ + "/pics", root_ + "/away");
  const Answered refused = add("");
  EXPECT_EQ(refused.status, 400) << refused.body;
  EXPECT_THAT(refused.text("detail"), HasSubstr(root_ + "/pics"));
  EXPECT_EQ(Do("GET", "/api/storages?project=" + project).body, "[]");

  std::filesystem::rename(root_ + "/away", root_ + "/pics");
  ASSERT_EQ(add("", reuse).status, 201);
  const std::string before = Do("GET", "/api/storages?project=" + project).body;
  std::filesystem::rename(root_ + "/pics", root_ + "/away");
  EXPECT_EQ(add(R"(,"use_blob_urls":true)", reuse).status, 400);
  EXPECT_EQ(Do("PATCH", "/api/storages/localfiles/1", R"({"use_blob_urls":true})").status, 400);
  EXPECT_EQ(Do("GET", "/api/storages?project=" + project).body, before);
  // The same again needs no answer; nor does a title.
  EXPECT_EQ(add("", reuse).status, 200);
  EXPECT_EQ(Do("PATCH", "/api/storages/localfiles/1", R"({"title":"mine"})").status, 200);
}

TEST_F(StoragesTest, APrefixWithoutObjectsIsTold) {
  const std::string sentence = "There is no object below " + root_ + "/pics/nothing/.";
  const Answered refused =
      Do("POST", "/api/storages/localfiles", Body("pics", R"(,"prefix":"nothing")"));
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.text("validation_errors"), HasSubstr(sentence));
  EXPECT_EQ(
      Do("POST", "/api/storages/export/localfiles", Body("pics", R"(,"prefix":"nothing")")).status,
      201);
  const Answered warned = Operator("POST", "/api/v1/storages",
                                   "{\"project\":" + std::to_string(project_) +
                                       R"(,"role":"source","kind":"local","params":{"path":")" +
                                       root_ + R"(/pics","prefix":"nothing"}})");
  EXPECT_EQ(warned.status, 201) << warned.body;
  EXPECT_THAT(warned.text("warnings"), HasSubstr(sentence));
}

class MediaTest : public StoragesTest {
 protected:
  void SetUp() override {
    StoragesTest::SetUp();
    const int64_t id = Source();
    ASSERT_EQ(Do("POST", "/api/storages/localfiles/" + std::to_string(id) + "/sync").text("status"),
              "completed");
  }
  Answered File(const std::string& path, net::Headers headers = {}) {
    return Do("GET", "/data/local-files/?d=" + path, "", std::move(headers));
  }
};

TEST_F(MediaTest, ServesFilesOfStorages) {
  const Answered picture = File("pics/a.jpg");
  EXPECT_EQ(picture.status, 200);
  EXPECT_EQ(picture.body, "aaaaaaaaaa");
  EXPECT_EQ(picture.headers.Get("Content-Type"), "image/jpeg");
  EXPECT_EQ(picture.headers.Get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(picture.headers.Get("Content-Security-Policy"), "sandbox; default-src 'none'");
  EXPECT_EQ(File("/pics/a.jpg").status, 200);
  EXPECT_EQ(File("pics/b%20c%2B%2520.png").body, "bb");
  EXPECT_THAT(std::string(File("pics/page.html").headers.Get("Content-Disposition")),
              HasSubstr("attachment"));
  EXPECT_EQ(File("pics/empty.txt").status, 200);
  for (const char* path :
       {"secret/other.jpg", "../..", "pics/../secret/other.jpg", "pics/missing.jpg", "pics",
        "pics/", "%00", "pics/a.jpg%00", "/etc/passwd", "....//"}) {
    EXPECT_EQ(File(path).status, 404) << path;
  }
  EXPECT_EQ(Do("GET", "/data/local-files/").status, 403);
  Restart({.local_serving_enabled = false});
  EXPECT_EQ(File("pics/a.jpg").status, 403);
}

TEST_F(MediaTest, RangesAndValidators) {
  const Answered part = File("pics/a.jpg", {{"Range", "bytes=2-5"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "aaaa");
  EXPECT_EQ(part.headers.Get("Content-Range"), "bytes 2-5/10");
  EXPECT_EQ(File("pics/a.jpg", {{"Range", "bytes=-3"}}).headers.Get("Content-Range"),
            "bytes 7-9/10");
  const Answered beyond = File("pics/a.jpg", {{"Range", "bytes=10-"}});
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(beyond.headers.Get("Content-Range"), "bytes */10");
  const std::string etag(part.headers.Get("ETag"));
  EXPECT_EQ(File("pics/a.jpg", {{"If-None-Match", etag}}).status, 304);
  EXPECT_EQ(File("pics/a.jpg", {{"Range", "bytes=2-5"}, {"If-Range", "\"old\""}}).status, 200);
  EXPECT_EQ(File("pics/a.jpg", {{"Range", "bytes=2-5"}, {"If-Range", etag}}).status, 206);
}

// Signing contacts nobody, so a bucket that does not exist will do.
class PresignTest : public StoragesTest {
 protected:
  void SetUp() override {
    StoragesTest::SetUp();
    // By hand, because REST asks the bucket first.
    sync::ConnectionSpec spec{.project_id = project_, .provider = storage::FindProvider("s3")};
    auto values = ParseValues(
        FieldsFor(*spec.provider, spec.role),
        boost::json::parse(
            R"({"bucket":"cats","prefix":"raw","regex_filter":".*jpg","region_name":"eu-west-1",)"
            R"("aws_access_key_id":"AKIAEXAMPLE","aws_secret_access_key":"hush-hush",)"
            R"("recursive_scan":true,"use_blob_urls":true,"presign_ttl":15})")
            .as_object());
    ASSERT_TRUE(db::Ok(values));
    spec.values = *std::move(values);
    const auto made = engine_->connections().Create(spec, false, nullptr);
    ASSERT_TRUE(db::Ok(made));
    storage_ = made->id;
    const Answered imported = Do(
        "POST", "/api/projects/" + std::to_string(project_) + "/import?return_task_ids=true",
        R"([{"image":"s3://cats/raw/a b.jpg"},{"image":"<img src='s3://cats/raw/1.jpg'>"},{"image":"s3://dogs/1.jpg"}])");
    ASSERT_EQ(imported.status, 201) << imported.body;
    task_ = imported.json().at("task_ids").at(0).as_int64();
  }
  Answered Resolve(const std::string& fileuri, const std::string& path = "resolve") {
    return Do("GET", "/tasks/" + std::to_string(task_) + "/" + path + "/?fileuri=" + fileuri);
  }
  int64_t storage_ = 0, task_ = 0;
};

TEST_F(PresignTest, RedirectsForUrisOfTheTask) {
  const Answered answer = Resolve("czM6Ly9jYXRzL3Jhdy9hIGIuanBn");
  ASSERT_EQ(answer.status, 303) << answer.body;
  EXPECT_EQ(answer.headers.Get("Cache-Control"), "no-store, max-age=900");
  EXPECT_THAT(std::string(answer.headers.Get("Location")), HasSubstr("raw/a%20b.jpg?"));
  EXPECT_THAT(std::string(answer.headers.Get("Location")), HasSubstr("X-Amz-Signature="));
  EXPECT_EQ(Resolve("s3%3A%2F%2Fcats%2Fraw%2Fa%20b.jpg").status, 303);
  EXPECT_EQ(Resolve("s3://cats/raw/a+b.jpg", "presign").status, 303);
  EXPECT_EQ(Resolve("s3://cats/raw/a%20b").status, 404);
  EXPECT_EQ(Resolve("s3://cats/raw/other.jpg").status, 404);
  EXPECT_EQ(Resolve("http://169.254.169.254/latest").status, 404);
  EXPECT_EQ(Resolve("%%%").status, 404);
  EXPECT_EQ(Resolve("").status, 400);
  EXPECT_EQ(Do("GET", "/tasks/99999/resolve?fileuri=x").status, 404);
  EXPECT_EQ(Send({.method = "GET", .path = "/tasks/1/resolve?fileuri=x"}).status, 401);
}

TEST_F(PresignTest, ManagersResolveWhatTheSourceUses) {
  const auto project = [&](const std::string& uri) {
    return Do("GET", "/projects/" + std::to_string(project_) + "/resolve?fileuri=" + uri).status;
  };
  EXPECT_EQ(project("s3://cats/raw/other.jpg"), 303);
  EXPECT_EQ(project("s3://cats/raw/other.txt"), 404);
  EXPECT_EQ(project("s3://cats/private/x.jpg"), 404);
  EXPECT_EQ(project("s3://dogs/raw/x.jpg"), 404);
}

TEST_F(PresignTest, TaskDataPointsAtTheServer) {
  const std::string tasks = Tasks();
  const std::string id = std::to_string(task_);
  EXPECT_THAT(tasks, HasSubstr("{\"image\":\"/tasks/" + id +
                               "/resolve/?fileuri=czM6Ly9jYXRzL3Jhdy9hIGIuanBn\"}"));
  EXPECT_THAT(tasks, HasSubstr("<img src='/tasks/"));
  EXPECT_THAT(tasks, HasSubstr("s3://dogs/1.jpg"));
  EXPECT_THAT(Tasks("&resolve_uri=false"), HasSubstr("s3://cats/raw/a b.jpg"));
}

TEST_F(PresignTest, SecretsStayInside) {
  const std::string path = "/api/storages/s3/" + std::to_string(storage_);
  for (const Answered& answer :
       {Do("GET", path), Do("PATCH", path, R"({"title":"t"})"), Do("GET", "/api/v1/storages"),
        Do("GET", "/api/storages?project=" + std::to_string(project_))}) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_THAT(answer.body, Not(HasSubstr("hush-hush")));
    EXPECT_THAT(answer.body, Not(HasSubstr("AKIAEXAMPLE")));
  }
  // The secret is still there: signing works after the PATCH.
  EXPECT_EQ(Resolve("s3://cats/raw/a%20b.jpg").status, 303);
}

}  // namespace
}  // namespace millrace::api

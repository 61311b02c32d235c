#include <gmock/gmock.h>

#include "api/accounts/cookies.h"
#include "api/testing.h"

namespace millrace::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class SignInTest : public ApiTest {
 protected:
  // Loads the form and sends it as a browser would.
  Answered Submit(const std::string& path, const std::string& fields, net::Headers headers = {}) {
    const Answered form = Send({.method = "GET", .path = path});
    const std::string token = form.cookie(kCsrfCookie);
    EXPECT_THAT(form.body, HasSubstr("name=\"csrfmiddlewaretoken\" value=\"" + token + "\""));
    headers.Add("Content-Type", "application/x-www-form-urlencoded");
    headers.Add("Cookie", "csrftoken=" + token);
    return Send({.method = "POST",
                 .path = path,
                 .headers = headers,
                 .body = "csrfmiddlewaretoken=" + token + "&" + fields});
  }
  Answered BySession(const std::string& session, const std::string& method, const std::string& path,
                     const std::string& body = "", net::Headers headers = {}) {
    headers.Add("Cookie", "sessionid=" + session);
    if (!body.empty()) headers.Add("Content-Type", "application/json");
    return Send({.method = method, .path = path, .headers = headers, .body = body});
  }
};

TEST_F(SignInTest, SignUpSignOutSignIn) {
  const Answered up = Submit("/user/signup/", "email=Bob%40example.com&password=long+enough");
  EXPECT_EQ(up.status, 302);
  EXPECT_EQ(up.headers.Get("Location"), "/");
  const std::string session = up.cookie(kSessionCookie);
  ASSERT_FALSE(session.empty());
  EXPECT_EQ(BySession(session, "GET", "/api/current-user/whoami").text("email"), "bob@example.com");
  EXPECT_EQ(BySession(session, "POST", "/api/projects", R"({"title":"By session"})").status, 201);

  EXPECT_EQ(BySession(session, "GET", "/logout").status, 302);
  EXPECT_EQ(BySession(session, "GET", "/api/current-user/whoami").status, 401);

  const Answered in =
      Submit("/user/login/?next=/projects/", "email=bob@example.com&password=long+enough");
  EXPECT_EQ(in.status, 302);
  EXPECT_EQ(in.headers.Get("Location"), "/projects/");
  EXPECT_EQ(Submit("/user/login?next=//evil.example/", "email=bob@example.com&password=long+enough")
                .headers.Get("Location"),
            "/");
}

TEST_F(SignInTest, WrongFormsAreRefused) {
  EXPECT_EQ(Send({.method = "POST",
                  .path = "/user/login",
                  .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                  .body = "email=ann@example.com&password=long+enough"})
                .status,
            403);
  EXPECT_EQ(Submit("/user/login", "email=ann@example.com&password=long+enough",
                   {{"Origin", "http://evil.example"}})
                .status,
            403);
  const Answered wrong = Submit("/user/login", "email=%22%3E%3Cscript%3E&password=nope");
  EXPECT_EQ(wrong.status, 200);
  EXPECT_THAT(wrong.body, HasSubstr("don&#39;t match"));
  EXPECT_THAT(wrong.body, Not(HasSubstr("<script>")));
  EXPECT_TRUE(wrong.cookie(kSessionCookie).empty());
  EXPECT_EQ(Submit("/user/signup", "email=new@example.com&password=short").status, 200);
  EXPECT_THAT(Submit("/user/signup", "email=ann@example.com&password=long+enough").body,
              HasSubstr("User with this email already exists"));
  EXPECT_EQ(Submit("/user/signup", "email=nobody&password=long+enough").status, 200);
}

TEST_F(SignInTest, SignUpCanBeClosed) {
  Restart({.allow_signup = false});
  EXPECT_EQ(Send({.method = "GET", .path = "/user/signup"}).status, 403);
  EXPECT_THAT(Send({.method = "GET", .path = "/user/login"}).body, Not(HasSubstr("signup")));
}

TEST_F(SignInTest, SessionCallsFromOtherSitesAreRefused) {
  const std::string session =
      Submit("/user/login", "email=ann@example.com&password=long+enough").cookie(kSessionCookie);
  const std::string body = R"({"title":"Foreign"})";
  EXPECT_EQ(
      BySession(session, "POST", "/api/projects", body, {{"Origin", "http://evil.example"}}).status,
      403);
  EXPECT_EQ(
      BySession(session, "POST", "/api/projects", body, {{"Sec-Fetch-Site", "cross-site"}}).status,
      403);
  EXPECT_EQ(
      BySession(session, "POST", "/api/projects", body, {{"Origin", "http://label.test:8080"}})
          .status,
      201);
  EXPECT_EQ(Do("POST", "/api/projects", body, {{"Origin", "http://evil.example"}}).status, 201);
}

TEST_F(SignInTest, ANewTokenEndsTheOldOne) {
  EXPECT_EQ(Do("GET", "/api/current-user/token").text("token"), token_);
  const Answered fresh = Do("POST", "/api/current-user/reset-token");
  EXPECT_EQ(fresh.status, 201);
  EXPECT_EQ(Do("GET", "/api/current-user/whoami").status, 401);
  EXPECT_EQ(Send({.method = "GET",
                  .path = "/api/current-user/whoami",
                  .headers = {{"Authorization", "Token " + fresh.text("token")}}})
                .status,
            200);
}

TEST_F(SignInTest, AnnotatorsSeeOnlyThemselves) {
  ASSERT_EQ(Operator("POST", "/api/v1/accounts",
                     R"({"email":"al@example.com","password":"long enough","role":"annotator"})")
                .status,
            201);
  const std::string session =
      Submit("/user/login", "email=al@example.com&password=long+enough").cookie(kSessionCookie);
  EXPECT_EQ(BySession(session, "GET", "/api/current-user/whoami").status, 200);
  for (const char* path : {"/api/storages", "/api/users", "/api/v1/storages"}) {
    EXPECT_EQ(BySession(session, "GET", path).status, 403) << path;
  }
  const std::string foreign = std::to_string(Project(kConfig));
  for (const std::string& path :
       {"/api/projects/" + foreign, "/api/projects/" + foreign + "/next",
        std::string("/data/local-files/?d=x"), std::string("/api/tasks/1")}) {
    EXPECT_EQ(BySession(session, "GET", path).status, 404) << path;
  }
  EXPECT_EQ(BySession(session, "POST", "/api/v1/accounts/ensure", "{}").status, 403);
}

using ProjectsTest = ApiTest;

TEST_F(ProjectsTest, CreateChangeListDelete) {
  const int64_t id = Project(kConfig);
  const std::string path = "/api/projects/" + std::to_string(id);
  EXPECT_EQ(
      Do("GET", path).text("parsed_label_config"),
      R"({"c":{"type":"Choices","to_name":["img"],"inputs":[{"type":"Image","valueType":null,"value":"image"}],)"
      R"("labels":["a","b"],"labels_attrs":{"a":{"value":"a"},"b":{"value":"b"}}}})");
  const Answered changed =
      Do("PATCH", path + "/",
         R"({"title":"Renamed","color":"#112233","maximum_annotations":2,"zzz":1})");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.text("title"), "Renamed");
  EXPECT_EQ(changed.text("color"), "#112233");
  EXPECT_EQ(changed.number("maximum_annotations"), 2);
  EXPECT_EQ(Do("PATCH", path, R"({"description":"d"})").text("color"), "#112233");
  EXPECT_EQ(Do("PATCH", path, R"({"maximum_annotations":"x"})").status, 400);
  EXPECT_EQ(Do("PATCH", path, R"({"label_config":"<View>"})").status, 400);
  EXPECT_EQ(Do("POST", "/api/projects", R"({"title":"ab"})").status, 400);

  Project();
  const Answered list = Do("GET", "/api/projects/?page_size=1&page=2");
  EXPECT_EQ(list.number("count"), 2);
  EXPECT_THAT(list.text("previous"), HasSubstr("http://label.test:8080/api/projects/?page_size=1"));
  EXPECT_EQ(list.text("next"), "null");
  EXPECT_EQ(Do("GET", "/api/projects?page=3").status, 404);
  EXPECT_EQ(Do("GET", "/api/projects?title=renAMED").number("count"), 1);
  EXPECT_EQ(Do("GET", "/api/projects?include=id&title=renamed").text("results"),
            "[{\"id\":" + std::to_string(id) + "}]");

  EXPECT_EQ(Do("DELETE", path).status, 204);
  EXPECT_EQ(Do("GET", path).status, 404);
  EXPECT_EQ(Do("DELETE", path).status, 404);
}

TEST_F(ProjectsTest, OpenByTitle) {
  const Answered unknown =
      Operator("POST", "/api/v1/projects/open", R"({"title":"cats","init":false})");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.text("detail"), HasSubstr("--init"));
  const Answered made =
      Operator("POST", "/api/v1/projects/open", R"({"title":"cats","init":true})");
  EXPECT_EQ(made.text("created"), "true");
  const Answered again =
      Operator("POST", "/api/v1/projects/open", R"({"title":"cats","init":true})");
  EXPECT_EQ(again.text("created"), "false");
  EXPECT_EQ(again.number("id"), made.number("id"));
}

class TasksTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    project_ = Project(kConfig);
  }
  std::string Path(const std::string& rest) {
    return "/api/projects/" + std::to_string(project_) + rest;
  }
  Answered List(const std::string& query) {
    return Do("GET", "/api/tasks?project=" + std::to_string(project_) + "&" + query);
  }
  int64_t project_ = 0;
};

TEST_F(TasksTest, ImportIsAllOrNothing) {
  const Answered good = Do(
      "POST", Path("/import?return_task_ids=true"),
      R"([{"data":{"image":"a"}},{"image":"b"},{"data":{"image":"c"},"annotations":[{"result":[]}],)"
      R"("predictions":[{"result":[],"score":0.5}]}])");
  EXPECT_EQ(good.status, 201) << good.body;
  EXPECT_EQ(good.number("task_count"), 3);
  EXPECT_EQ(good.number("annotation_count"), 1);
  EXPECT_EQ(good.number("prediction_count"), 1);
  // As in Label Studio, unlike annotations that come from a storage.
  EXPECT_THAT(Do("GET", Path("/export?exportType=JSON")).body, HasSubstr(R"("ground_truth":true)"));

  const Answered bad = Do("POST", Path("/import"), R"([{"image":"d"},{"wrong":"e"}])");
  EXPECT_EQ(bad.status, 400);
  EXPECT_THAT(bad.body, HasSubstr("Error at item 1"));
  EXPECT_THAT(bad.body, HasSubstr(R"(\"image\" key is expected in task data)"));
  for (const char* body :
       {"[]", "5", "[5]", R"({"data":5})", R"([{"data":{"image":7}}])", "[{", "null", "\"x\"",
        R"([{"data":{"image":"x"},"annotations":[{"result":[],"completed_by":999}]}])"}) {
    EXPECT_EQ(Do("POST", Path("/import"), body).status, 400) << body;
  }
  EXPECT_EQ(Do("GET", Path("")).number("task_number"), 3);

  const Answered file =
      Do("POST", Path("/import"),
         "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"t.json\"\r\n\r\n"
         "[{\"image\":\"u1\"},{\"image\":\"u2\"}]\r\n--XX--\r\n",
         {{"Content-Type", "multipart/form-data; boundary=XX"}});
  EXPECT_EQ(file.status, 201) << file.body;
  EXPECT_EQ(file.text("data_columns"), R"(["image"])");
  EXPECT_EQ(Do("GET", Path("")).number("task_number"), 5);
}

TEST_F(TasksTest, PagesOfTasks) {
  std::string body = "[";
  for (int i = 0; i < 25; ++i)
    body += (i > 0 ? "," : "") + std::string("{\"image\":\"") + std::to_string(i) + "\"}";
  ASSERT_EQ(Do("POST", Path("/import"), body + "]").status, 201);
  const Answered page = List("page=2&page_size=10&fields=all&resolve_uri=false");
  EXPECT_EQ(page.number("total"), 25);
  const boost::json::value json = page.json();
  ASSERT_EQ(json.at("tasks").as_array().size(), 10u);
  EXPECT_EQ(json.at("tasks").at(0).at("data").at("image"), "10");
  EXPECT_TRUE(json.at("tasks").at(0).at("annotations").is_array());
  EXPECT_EQ(List("page=4&page_size=10").status, 404);
  EXPECT_EQ(List("page=0").status, 404);
  EXPECT_EQ(List("page=x").status, 404);
  EXPECT_EQ(List("page=99999999999999999999").status, 404);
  EXPECT_EQ(List("page_size=99999999999999").json().at("tasks").as_array().size(), 25u);
  EXPECT_EQ(List("page=last&page_size=10").json().at("tasks").as_array().size(), 5u);
  EXPECT_EQ(Do("GET", "/api/tasks").status, 404);
  EXPECT_EQ(Do("GET", "/api/tasks?project=abc").status, 400);
  EXPECT_EQ(Do("GET", Path("/tasks?page_size=2")).json().at(0).at("data").at("image"), "24");
  EXPECT_EQ(Do("DELETE", Path("/tasks")).status, 204);
  EXPECT_EQ(List("").number("total"), 0);
}

TEST_F(TasksTest, CreateAnnotateChangeDelete) {
  const std::string project = std::to_string(project_);
  const Answered made =
      Do("POST", "/api/tasks",
         "{\"project\":" + project + R"(,"data":{"image":"n","big":12345678901234567890123}})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_THAT(made.body, HasSubstr("12345678901234567890123"));
  const std::string task = "/api/tasks/" + made.text("id");
  EXPECT_EQ(Do("POST", "/api/tasks", R"({"data":{"image":"n"}})").status, 400);
  EXPECT_EQ(Do("POST", "/api/tasks", R"({"project":9999,"data":{"image":"n"}})").status, 404);
  EXPECT_EQ(Do("POST", "/api/tasks", "{\"project\":" + project + R"(,"data":"str"})").status, 400);
  EXPECT_EQ(Do("POST", "/api/tasks", "project=" + project + "&data=%7B%22image%22%3A%22f%22%7D",
               {{"Content-Type", "application/x-www-form-urlencoded"}})
                .status,
            201);

  EXPECT_EQ(Do("GET", Path("/next")).number("id"), made.number("id"));
  const Answered annotated =
      Do("POST", task + "/annotations/",
         R"({"result":[{"from_name":"c","value":{"choices":["a"]}}],"lead_time":3.5})");
  ASSERT_EQ(annotated.status, 201) << annotated.body;
  EXPECT_EQ(annotated.text("result"), R"([{"from_name":"c","value":{"choices":["a"]}}])");
  EXPECT_THAT(annotated.text("created_username"), HasSubstr("ann@example.com"));
  EXPECT_EQ(Do("GET", Path("")).number("finished_task_number"), 1);
  EXPECT_NE(Do("GET", Path("/next")).number("id"), made.number("id"));
  const std::string annotation = "/api/annotations/" + annotated.text("id");
  EXPECT_EQ(Do("PATCH", annotation, R"({"was_cancelled":true})").text("lead_time"),
            annotated.text("lead_time"));
  EXPECT_EQ(Do("GET", Path("")).number("skipped_annotations_number"), 1);
  EXPECT_EQ(Do("PATCH", annotation, R"({"result":{"a":1}})").status, 400);
  EXPECT_EQ(Do("PATCH", annotation, R"({"result":"x"})").status, 400);
  EXPECT_EQ(Do("PATCH", annotation, R"({"result":[1]})").status, 400);
  EXPECT_EQ(Do("POST", task + "/annotations", R"({"result":[],"completed_by":999})").status, 400);
  EXPECT_EQ(Do("POST", "/api/tasks/99999/annotations", R"({"result":[]})").status, 404);

  const Answered shown = Do("GET", task);
  EXPECT_EQ(shown.json().at("annotations").at(0).at("completed_by").at("email"), "ann@example.com");
  EXPECT_EQ(Do("PATCH", task, R"({"data":{"image":"changed"},"meta":{"a":1}})")
                .json()
                .at("data")
                .at("image"),
            "changed");
  EXPECT_EQ(Do("PATCH", task, R"({"data":{"nope":"x"}})").status, 400);
  EXPECT_EQ(Do("DELETE", annotation).status, 204);
  EXPECT_EQ(Do("DELETE", annotation).status, 404);
  EXPECT_EQ(Do("DELETE", task).status, 204);
  EXPECT_EQ(Do("DELETE", task).status, 404);
}

TEST_F(TasksTest, Exports) {
  ASSERT_EQ(
      Do("POST", Path("/import"),
         R"([{"data":{"image":"x"},"annotations":[{"result":[{"from_name":"c","to_name":"img","type":"choices",)"
         R"("value":{"choices":["a"]}}]}]},{"image":"y"}])")
          .status,
      201);
  const Answered all = Do("GET", Path("/export?exportType=JSON&download_all_tasks=true"));
  EXPECT_EQ(all.json().as_array().size(), 2u);
  const Answered done = Do("GET", Path("/export"));
  ASSERT_EQ(done.json().as_array().size(), 1u);
  EXPECT_EQ(
      done.json().at(0).at("annotations").at(0).at("result").at(0).at("value").at("choices").at(0),
      "a");
  const Answered minimal = Do("GET", Path("/export?exportType=JSON_MIN"));
  ASSERT_EQ(minimal.json().as_array().size(), 1u);
  EXPECT_EQ(minimal.json().at(0).at("c"), "a");
  EXPECT_EQ(minimal.json().at(0).at("image"), "x");
  EXPECT_EQ(Do("GET", Path("/export?exportType=NOPE")).status, 400);
}

TEST_F(TasksTest, ExportOfNothingIsAnEmptyList) {
  EXPECT_EQ(Do("GET", Path("/export")).body, "[]");
}

TEST_F(TasksTest, Predictions) {
  ASSERT_EQ(Do("POST", Path("/import"), R"([{"image":"x"}])").status, 201);
  const std::string task =
      List("").json().at("tasks").at(0).at("id").is_int64()
          ? std::to_string(List("").json().at("tasks").at(0).at("id").as_int64())
          : "0";
  const Answered made =
      Do("POST", "/api/predictions",
         "{\"task\":" + task + R"(,"result":[],"score":0.25,"model_version":"v1"})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(Do("GET", "/api/predictions?task=" + task).json().as_array().size(), 1u);
  EXPECT_EQ(Do("GET", "/api/predictions").json().as_array().size(), 1u);
  EXPECT_EQ(Do("POST", "/api/predictions", R"({"result":[]})").status, 400);
  EXPECT_EQ(Do("DELETE", "/api/predictions/" + made.text("id")).status, 204);
  EXPECT_EQ(Do("GET", "/api/predictions/" + made.text("id")).status, 404);
}

TEST_F(ApiTest, AnErrorHasLabelStudiosShape) {
  const Answered missing = Send({.method = "GET", .path = "/api/projects"});
  EXPECT_EQ(missing.status, 401);
  for (const char* member : {"id", "status_code", "version", "detail", "exc_info"}) {
    EXPECT_TRUE(missing.json().as_object().contains(member)) << member;
  }
  const Answered wrong = Do("PATCH", "/api/projects");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.Get("Allow"), "GET, POST, HEAD, OPTIONS");
  EXPECT_EQ(Do("GET", "/nowhere").status, 404);
  EXPECT_EQ(Do("POST", "/api/projects", "hello", {{"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(Send({.method = "GET", .path = "/health"}).body, R"({"status": "UP"})");
  EXPECT_EQ(Send({.method = "HEAD", .path = "/health"}).status, 200);
  EXPECT_EQ(Send({.method = "GET", .path = "/api/version"}).text("release"), "0.1.0");
}

}  // namespace
}  // namespace millrace::api

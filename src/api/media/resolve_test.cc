// Who may see which object (design, promise 8): annotators, beside what storages_test.cc asks as a
// manager.
#include <gmock/gmock.h>

#include "api/testing.h"
#include "labeling/accounts/members.h"
#include "net/url.h"

namespace millrace::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class ResolveTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    Write("mine/a.jpg", "aaaaaaaaaa");
    Write("mine/unused.jpg", "unused");
    Write("mine/tasks/t.txt", "text");
    Write("theirs/b.jpg", "bb");
    mine_ = Project(kConfig);
    theirs_ = Project(kConfig);
    source_ = Source(mine_, "mine", R"(,"use_blob_urls":true,"regex_filter":"a.*")");
    Source(theirs_, "theirs", R"(,"use_blob_urls":true)");
    const Answered made =
        Operator("POST", "/api/v1/accounts",
                 R"({"email":"al@example.com","password":"long enough","role":"annotator"})");
    ASSERT_EQ(made.status, 201) << made.body;
    account_ = made.number("id");
    Join(mine_);
    SignIn();
  }

  int64_t Source(int64_t project, const std::string& folder, const std::string& more) {
    const Answered made = Do("POST", "/api/storages/localfiles",
                             "{\"project\":" + std::to_string(project) + ",\"path\":\"" + root_ +
                                 "/" + folder + "\"" + more + "}");
    EXPECT_EQ(made.status, 201) << made.body;
    const Answered synced = Do("POST", "/api/storages/localfiles/" + made.text("id") + "/sync");
    EXPECT_EQ(synced.text("status"), "completed") << synced.body;
    return made.number("id");
  }
  void Join(int64_t project) {
    ASSERT_TRUE(db::Ok(database_->Write(db::Durability::kFull, [&](db::Connection& tx) {
      return labeling::AddMember(tx, project, account_, SystemClock().Now());
    })));
  }
  void SignIn() {
    const auto cookie = [](const Answered& answer, const std::string& name) {
      for (const auto& [header, value] : answer.headers) {
        if (EqualsIgnoreCase(header, "Set-Cookie") && value.starts_with(name + "="))
          return value.substr(name.size() + 1, value.find(';') - name.size() - 1);
      }
      return std::string();
    };
    const std::string token = cookie(Send({.method = "GET", .path = "/user/login"}), "csrftoken");
    const Answered in = Send(
        {.method = "POST",
         .path = "/user/login",
         .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                     {"Cookie", "csrftoken=" + token}},
         .body = "csrfmiddlewaretoken=" + token + "&email=al@example.com&password=long+enough"});
    session_ = cookie(in, "sessionid");
    ASSERT_FALSE(session_.empty());
  }
  Answered As(const std::string& path, net::Headers headers = {}) {
    headers.Add("Cookie", "sessionid=" + session_);
    return Send({.method = "GET", .path = path, .headers = std::move(headers)});
  }
  std::string Of(int64_t project, const std::string& uri) {
    return "/projects/" + std::to_string(project) +
           "/resolve/?fileuri=" + net::PercentEncode(uri, "");
  }

  int64_t mine_ = 0, theirs_ = 0, source_ = 0, account_ = 0;
  std::string session_;
};

TEST_F(ResolveTest, AnnotatorsSeeTheFilesOfTheirProjectsTasks) {
  EXPECT_EQ(As("/data/local-files/?d=mine/a.jpg").body, "aaaaaaaaaa");
  EXPECT_EQ(As("/data/local-files/?d=mine/a.jpg", {{"Range", "bytes=-2"}}).status, 206);
  EXPECT_EQ(As("/data/local-files/?d=theirs/b.jpg").status, 404);
  EXPECT_EQ(As("/data/local-files/?d=mine/unused.jpg").status, 404);
  EXPECT_EQ(Do("GET", "/data/local-files/?d=theirs/b.jpg").status, 200);
  Join(theirs_);
  EXPECT_EQ(As("/data/local-files/?d=theirs/b.jpg").status, 200);
}

TEST_F(ResolveTest, AnnotatorsResolveOnlyKeysOfTasksByProject) {
  Write("mine/a-later.jpg", "later");  // passes prefix and regex, and is no task yet
  const std::string later = "/data/local-files/?d=mine/a-later.jpg";
  EXPECT_EQ(Do("GET", Of(mine_, later)).body, "later");
  EXPECT_EQ(As(Of(mine_, later)).status, 404);
  EXPECT_EQ(As(Of(mine_, "/data/local-files/?d=mine/a.jpg")).body, "aaaaaaaaaa");
  EXPECT_EQ(As(Of(theirs_, "/data/local-files/?d=theirs/b.jpg")).status, 404);
  EXPECT_EQ(Do("GET", Of(mine_, "/data/local-files/?d=mine/unused.jpg")).status, 404);
  ASSERT_EQ(
      Do("POST", "/api/storages/localfiles/" + std::to_string(source_) + "/sync").text("status"),
      "completed");
  EXPECT_EQ(As(Of(mine_, later)).body, "later");
}

// The data of a task shows what an annotator may see, wherever it came from.
TEST_F(ResolveTest, AnnotatorsReachLocalFilesThroughTheirTask) {
  const Answered made =
      Do("POST", "/api/tasks",
         "{\"project\":" + std::to_string(mine_) +
             R"(,"data":{"image":"/data/local-files/?d=mine/unused.jpg",)"
             R"("list":[{"html":"<img src=\"/data/local-files/?d=mine/a.jpg\">"}]}})");
  ASSERT_EQ(made.status, 201) << made.body;
  // Outside the regex, so no storage of the project holds it for its annotators by key.
  EXPECT_EQ(As("/data/local-files/?d=mine/unused.jpg").status, 404);
  const Answered task = As("/api/tasks/" + made.text("id"));
  const std::string image(task.json().at("data").at("image").as_string());
  EXPECT_THAT(image, HasSubstr("/tasks/" + made.text("id") + "/resolve/?fileuri="));
  EXPECT_EQ(As(image).body, "unused");
  EXPECT_THAT(task.body, HasSubstr("<img src=\\\"/tasks/"));
  EXPECT_EQ(As("/tasks/" + made.text("id") +
               "/resolve?fileuri=" + net::PercentEncode("/data/local-files/?d=theirs/b.jpg", ""))
                .status,
            404);
  EXPECT_THAT(Do("GET", "/api/tasks/" + made.text("id")).body,
              HasSubstr("\"/data/local-files/?d=mine/unused.jpg\""));
  Restart({.local_serving_enabled = false});
  EXPECT_EQ(As(image).status, 403);
}

TEST_F(ResolveTest, ForeignTasksAndProjectsAreNotThere) {
  const auto task = Do("GET", "/api/tasks?project=" + std::to_string(theirs_))
                        .json()
                        .at("tasks")
                        .at(0)
                        .at("id")
                        .as_int64();
  EXPECT_EQ(As("/tasks/" + std::to_string(task) + "/resolve?fileuri=x").status, 404);
  EXPECT_EQ(As("/projects/" + std::to_string(theirs_) + "/presign?fileuri=x").status, 404);
  EXPECT_EQ(Send({.method = "GET", .path = "/data/local-files/?d=mine/a.jpg"}).status, 401);
}

}  // namespace
}  // namespace millrace::api

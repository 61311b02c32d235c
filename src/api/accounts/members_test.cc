// Members of projects and their roles, as somebody who calls them sees them.
#include <gmock/gmock.h>

#include "api/testing.h"

namespace millrace::api {
namespace {

using testing::HasSubstr;

class MembersTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    project_ = Project(kConfig);
    other_ = Project(kConfig);
    lead_ = Account("lead@b.co");
    Account("al@b.co");
    task_ = AddTask(project_);
    foreign_ = AddTask(other_);
  }

  // An annotator's account with a token: its name.
  std::string Account(const std::string& email) {
    const Answered made =
        Operator("POST", "/api/v1/accounts",
                 R"({"email":")" + email + R"(","password":"long enough","role":"annotator"})");
    EXPECT_EQ(made.status, 201) << made.body;
    const std::string token(40, static_cast<char>('a' + accounts_++));
    const auto given = database_->Write(db::Durability::kNormal, [&](db::Connection& tx) {
      return labeling::SetApiToken(tx, made.number("id"), Secret(token), *sealer_);
    });
    EXPECT_TRUE(db::Ok(given));
    return token;
  }
  std::string Members(int64_t project) const {
    return "/api/v1/projects/" + std::to_string(project) + "/members";
  }
  // Makes lead@b.co a member of project_ in this role: his account.
  int64_t Join(const std::string& role) {
    const Answered added =
        Do("POST", Members(project_), R"({"email":"lead@b.co","role":")" + role + "\"}");
    EXPECT_EQ(added.status, 201) << added.body;
    EXPECT_EQ(added.text("project_role"), role);
    return added.number("id");
  }
  std::string Path(const std::string& of, int64_t id) const {
    return "/api/" + of + "/" + std::to_string(id);
  }

  int accounts_ = 0;
  int64_t project_ = 0, other_ = 0, task_ = 0, foreign_ = 0;
  std::string lead_;
};

TEST_F(MembersTest, ARoleIsGivenAndTakenBack) {
  const int64_t id = Join("annotator");
  EXPECT_EQ(As(lead_, "PATCH", Path("projects", project_), R"({"title":"Renamed"})").status, 403);
  const std::string member = Members(project_) + "/" + std::to_string(id);
  const Answered changed = Do("PATCH", member, R"({"role":"manager"})");
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("project_role"), "manager");
  EXPECT_EQ(changed.text("role"), "annotator");
  EXPECT_EQ(As(lead_, "PATCH", Path("projects", project_), R"({"title":"Renamed"})").status, 200);
  EXPECT_EQ(As(lead_, "GET", "/api/current-user/whoami").text("managed_projects"),
            "[" + std::to_string(project_) + "]");
  // Adding again takes nothing away.
  EXPECT_EQ(Do("POST", Members(project_), R"({"email":"lead@b.co"})").text("project_role"),
            "manager");
  EXPECT_EQ(Do("PATCH", member, R"({"role":"annotator"})").status, 200);
  EXPECT_EQ(As(lead_, "PATCH", Path("projects", project_), R"({"title":"Again"})").status, 403);
  EXPECT_EQ(As(lead_, "GET", "/api/current-user/whoami").text("managed_projects"), "[]");

  EXPECT_EQ(Do("PATCH", member, "{}").status, 400);
  EXPECT_EQ(Do("PATCH", member, R"({"role":"administrator"})").status, 400);
  EXPECT_EQ(Do("PATCH", Members(other_) + "/" + std::to_string(id), R"({"role":"manager"})").status,
            404);
}

TEST_F(MembersTest, AManagerOfAProjectManagesItsPeopleAndTheirWork) {
  Join("manager");
  const Answered added = As(lead_, "POST", Members(project_), R"({"email":"al@b.co"})");
  EXPECT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(As(lead_, "GET", Members(project_)).json().at("results").as_array().size(), 2u);
  const Answered annotation = Do("POST", Path("tasks", task_) + "/annotations", R"({"result":[]})");
  ASSERT_EQ(annotation.status, 201) << annotation.body;
  // Somebody else's annotation is his to mend, and a member's is not another member's.
  const std::string path = Path("annotations", annotation.number("id"));
  EXPECT_EQ(As(lead_, "PATCH", path, R"({"ground_truth":true})").status, 200);
  const int64_t of = added.number("id");
  EXPECT_EQ(As(lead_, "POST", Path("tasks", task_) + "/annotations",
               R"({"result":[],"completed_by":)" + std::to_string(of) + "}")
                .number("completed_by"),
            of);
  EXPECT_EQ(As(lead_, "POST", "/api/dm/actions?id=delete_tasks&project=" + std::to_string(project_),
               R"({"selectedItems":{"all":true,"excluded":[]}})")
                .number("processed_items"),
            1);
}

TEST_F(MembersTest, AManagerOfAProjectReachesNoOther) {
  Join("manager");
  EXPECT_EQ(As(lead_, "GET", Members(other_)).status, 403);
  EXPECT_EQ(As(lead_, "GET", Path("tasks", foreign_)).status, 404);
  EXPECT_EQ(As(lead_, "POST", "/api/projects", R"({"title":"Mine"})").status, 403);
  EXPECT_EQ(
      As(lead_, "POST", "/api/v1/projects/" + std::to_string(project_) + "/duplicate", "{}").status,
      403);
  EXPECT_EQ(As(lead_, "POST", "/api/tasks",
               R"({"data":{"image":"x"},"project":)" + std::to_string(other_) + "}")
                .status,
            403);
  EXPECT_EQ(As(lead_, "GET", "/api/v1/storages").status, 403);
  EXPECT_EQ(As(lead_, "GET", "/api/v1/storages?project=" + std::to_string(project_)).status, 200);
  EXPECT_EQ(As(lead_, "POST", "/api/labels/bulk", R"({"old_label":1,"new_label":2})").status, 403);
  // A task of another project is named by something of this one.
  const Answered prediction = As(lead_, "POST", "/api/predictions",
                                 R"({"result":[],"task":)" + std::to_string(task_) + "}");
  ASSERT_EQ(prediction.status, 201) << prediction.body;
  const Answered moved = As(lead_, "PATCH", Path("predictions", prediction.number("id")),
                            R"({"task":)" + std::to_string(foreign_) + "}");
  EXPECT_EQ(moved.status, 400) << moved.body;
  EXPECT_THAT(moved.body, HasSubstr("object does not exist"));
  // A storage of another project, by its number in the body.
  Write("pictures/a.jpg", "a");
  const Answered storage = Do("POST", "/api/storages/localfiles",
                              R"({"project":)" + std::to_string(other_) +
                                  R"(,"use_blob_urls":true,"path":")" + root_ + R"(/pictures"})");
  ASSERT_EQ(storage.status, 201) << storage.body;
  const std::string body =
      R"({"project":)" + std::to_string(project_) + R"(,"id":)" + storage.text("id") + "}";
  for (const char* path : {"/api/storages/localfiles/validate", "/api/storages/localfiles/files",
                           "/api/v1/storages/check", "/api/v1/storages/preview"}) {
    EXPECT_EQ(As(lead_, "POST", path, body).status, 403) << path;
  }
}

TEST_F(MembersTest, AnInvitationGivesARoleInItsProjects) {
  const Answered made =
      Do("POST", "/api/v1/invitations",
         R"({"project_role":"manager","projects":[)" + std::to_string(project_) + "]}");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("project_role"), "manager");
  EXPECT_EQ(made.text("role"), "annotator");
  const std::string token(64, 'c');
  const Answered up =
      Send({.method = "POST",
            .path = made.text("url"),
            .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                        {"Cookie", "csrftoken=" + token}},
            .body = "csrfmiddlewaretoken=" + token + "&email=new%40b.co&password=long+enough"});
  ASSERT_EQ(up.status, 302) << up.body;
  EXPECT_EQ(Do("GET", Members(project_)).json().at("results").at(0).at("project_role"), "manager");
}

}  // namespace
}  // namespace millrace::api

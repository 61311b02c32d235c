// Every route as everybody: who is refused, and that an annotator sees nothing of a project that is
// not his. A new route is walked without being named here.
#include <gmock/gmock.h>

#include "api/route.h"
#include "api/testing.h"
#include "labeling/accounts/members.h"
#include "labeling/labels/labels.h"
#include "labeling/ml/backends.h"
#include "labeling/projects/projects.h"
#include "labeling/projects/task_views.h"
#include "labeling/storages/storages.h"
#include "labeling/tasks/annotations.h"
#include "labeling/tasks/predictions.h"
#include "labeling/tasks/tasks.h"

namespace millrace::api {
namespace {

using labeling::Role;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

// Stands in everything of the project that only its members may read.
constexpr std::string_view kMarker = "for-members-eyes-only";

std::string Name(const Route& route) {
  return std::string(route.method) + " " + std::string(route.pattern);
}

bool HasId(const Route& route) { return route.pattern.find("{id}") != std::string_view::npos; }

class AuthorizationTest : public ApiTest {
 protected:
  // One project with one of everything, and its people; new ones for every route, because routes
  // delete and change.
  struct World {
    int64_t project = 0, task = 0, annotation = 0, prediction = 0, draft = 0, label_link = 0;
    int64_t storage = 0, upload = 0, backend = 0, view = 0;
    // Tokens. `lead` is an annotator who manages the project.
    std::string stranger, member, lead, manager, administrator;
    int64_t member_id = 0;
  };

  std::pair<int64_t, std::string> Person(db::Connection& tx, Role role) {
    const int n = ++people_;
    const std::string token = "token-" + std::to_string(n);
    const auto account = labeling::CreateAccount(
        tx, {.email = "p" + std::to_string(n) + "@example.com", .role = role}, *sealer_, kNow);
    EXPECT_TRUE(db::Ok(account));
    EXPECT_TRUE(db::Ok(labeling::SetApiToken(tx, account->id, Secret(token), *sealer_)));
    return {account->id, token};
  }

  World Make() {
    World world;
    EXPECT_TRUE(db::Ok(database_->Write(db::Durability::kNormal,
                                        [&](db::Connection& tx) { return Fill(tx, world); })));
    return world;
  }

  Result<void> Fill(db::Connection& tx, World& world) {
    const std::string marker(kMarker);
    std::tie(world.member_id, world.member) = Person(tx, Role::kAnnotator);
    world.stranger = Person(tx, Role::kAnnotator).second;
    int64_t lead_id = 0;
    std::tie(lead_id, world.lead) = Person(tx, Role::kAnnotator);
    world.manager = Person(tx, Role::kManager).second;
    world.administrator = Person(tx, Role::kAdministrator).second;
    ASSIGN_OR_RETURN(const labeling::Project project,
                     labeling::CreateProject(tx, {.title = marker, .label_config = kConfig}, kNow));
    world.project = project.id;
    RETURN_IF_ERROR(labeling::AddMember(tx, project.id, world.member_id, kNow));
    RETURN_IF_ERROR(labeling::AddMember(tx, project.id, lead_id, kNow, Role::kManager));
    const std::vector<labeling::NewTask> tasks = {{.data = R"({"image":")" + marker + "\"}"}};
    ASSIGN_OR_RETURN(world.task, labeling::InsertTasks(tx, project.id, tasks, kNow));
    const std::string result = R"([{"id":")" + marker + "\"}]";
    ASSIGN_OR_RETURN(
        const labeling::Annotation annotation,
        labeling::CreateAnnotation(tx, world.task, {.result = result}, world.member_id, kNow));
    world.annotation = annotation.id;
    ASSIGN_OR_RETURN(const labeling::Prediction prediction,
                     labeling::CreatePrediction(tx, {.task_id = world.task, .result = result},
                                                std::nullopt, kNow));
    world.prediction = prediction.id;
    // Nobody listens there.
    ASSIGN_OR_RETURN(const labeling::MlBackend backend,
                     labeling::CreateBackend(tx,
                                             {.project_id = project.id,
                                              .url = "http://127.0.0.1:1/" + marker,
                                              .is_interactive = true},
                                             kNow));
    world.backend = backend.id;
    ASSIGN_OR_RETURN(const labeling::TaskView view,
                     labeling::CreateTaskView(
                         tx, {.project_id = project.id, .data = R"({"title":")" + marker + "\"}"}));
    world.view = view.id;
    ASSIGN_OR_RETURN(world.draft, labeling::AllocateIds(tx, "draft", 1));
    RETURN_IF_ERROR(
        tx.Execute("INSERT INTO draft (id, task_id, account_id, result, created_at, updated_at) "
                   "VALUES ($1, $2, $3, $4, $5, $5)",
                   {world.draft, world.task, world.member_id, result, ToMicros(kNow)}));
    ASSIGN_OR_RETURN(
        const labeling::Label label,
        labeling::CreateLabel(tx, {.title = marker + std::to_string(people_), .value = "1"}, kNow));
    ASSIGN_OR_RETURN(
        const labeling::LabelLink link,
        labeling::CreateLabelLink(
            tx, {.project_id = project.id, .label_id = label.id, .from_name = marker}, kNow));
    world.label_link = link.id;
    // Nothing is there, so that a sync ends at once.
    ASSIGN_OR_RETURN(const labeling::Storage storage,
                     labeling::CreateStorage(tx,
                                             {.project_id = project.id,
                                              .role = labeling::StorageRole::kSource,
                                              .kind = "local",
                                              .parameters = R"({"path":"/nowhere"})"},
                                             kNow));
    world.storage = storage.id;
    ASSIGN_OR_RETURN(world.upload, labeling::AllocateIds(tx, "file_upload", 1));
    RETURN_IF_ERROR(tx.Execute(
        "INSERT INTO file_upload (id, project_id, account_id, file, size, created_at) "
        "VALUES ($1, $2, $3, $4, 1, $5)",
        {world.upload, project.id, world.member_id,
         "upload/" + std::to_string(project.id) + "/" + marker + ".txt", ToMicros(kNow)}));
    return {};
  }

  // The route's path within that world. What is not below a project leads nowhere, so that no
  // handler waits or finds anything.
  static std::string Path(const Route& route, const World& world) {
    int64_t id = 999'999;
    switch (route.contract.of) {
      case Subject::kProject: id = world.project; break;
      case Subject::kTask: id = world.task; break;
      case Subject::kAnnotation: id = world.annotation; break;
      case Subject::kPrediction: id = world.prediction; break;
      case Subject::kDraft: id = world.draft; break;
      case Subject::kMlBackend: id = world.backend; break;
      case Subject::kView: id = world.view; break;
      case Subject::kLabelLink: id = world.label_link; break;
      case Subject::kStorage: id = world.storage; break;
      case Subject::kUpload: id = world.upload; break;
      case Subject::kNone: break;
    }
    std::string path = ReplaceAll(route.pattern, "{id}", std::to_string(id));
    path = ReplaceAll(path, "{word}", "localfiles");
    // Lists and the like name their project so.
    return path + "?project=" + std::to_string(world.project) +
           "&task=" + std::to_string(world.task) + "&d=nowhere.png";
  }

  Answered Ask(const Route& route, const World& world, const std::string& token) {
    net::Request request{.method = std::string(route.method), .path = Path(route, world)};
    if (!token.empty()) request.headers.Add("Authorization", "Token " + token);
    if (request.method != "GET") {
      request.headers.Add("Content-Type", "application/json");
      request.body = R"({"project":)" + std::to_string(world.project) + R"(,"task":)" +
                     std::to_string(world.task) + "}";
    }
    return Send(std::move(request));
  }

  static bool Refused(const Answered& answer) {
    if (answer.status == 404)
      return answer.body.find("make you a member of its project") != std::string::npos;
    // What Label Studio's open-source edition lacks is refused to everybody alike.
    return answer.status == 401 ||
           (answer.status == 403 && answer.text("detail") != "Feature not enabled");
  }

  static constexpr Time kNow{std::chrono::seconds(1'700'000'000)};
  int people_ = 0;
};

// Forgetting the Subject of a route would open it to annotators of every project.
TEST(AuthorizationRules, ARouteForLabelingSaysWhoseItIs) {
  for (const Route& route : Routes()) {
    if (route.right == Right::kLabel && HasId(route))
      EXPECT_NE(route.contract.of, Subject::kNone) << Name(route);
    if (route.contract.of != Subject::kNone) EXPECT_TRUE(HasId(route)) << Name(route);
    // Whose {id} these are their handlers decide themselves: users.cc, v1_preview.cc.
    if (route.right == Right::kSignedIn && HasId(route)) {
      EXPECT_THAT(std::string(route.pattern),
                  AnyOf("/api/users/{id}", "/api/v1/storages/preview/{word}/{id}"));
    }
    if (route.contract.named != Named::kNothing) {
      EXPECT_EQ(route.right, Right::kManage) << Name(route);
      EXPECT_EQ(route.contract.of, Subject::kNone) << Name(route);
    }
  }
}

TEST_F(AuthorizationTest, Nobody) {
  const World world = Make();
  for (const Route& route : Routes()) {
    const Answered answer = Ask(route, world, "");
    if (route.right == Right::kPublic)
      EXPECT_NE(answer.status, 401) << Name(route);
    else
      EXPECT_EQ(answer.status, 401) << Name(route);
    EXPECT_THAT(answer.body, Not(HasSubstr(std::string(kMarker)))) << Name(route);
  }
}

TEST_F(AuthorizationTest, AnAnnotatorOfAnotherProject) {
  for (const Route& route : Routes()) {
    if (route.right == Right::kPublic) continue;
    const World world = Make();
    const Answered answer = Ask(route, world, world.stranger);
    switch (route.right) {
      case Right::kManage:
      case Right::kAdminister: EXPECT_EQ(answer.status, 403) << Name(route) << answer.body; break;
      case Right::kLabel:
        if (HasId(route)) EXPECT_EQ(answer.status, 404) << Name(route) << answer.body;
        EXPECT_NE(answer.status, 401) << Name(route);
        break;
      default: EXPECT_THAT(answer.status, Not(AnyOf(401, 403))) << Name(route) << answer.body;
    }
    EXPECT_THAT(answer.body, Not(HasSubstr(std::string(kMarker)))) << Name(route);
    // Nothing of it was changed either.
    EXPECT_TRUE(database_
                    ->Read([&](db::Connection& tx) -> Result<void> {
                      RETURN_IF_ERROR(labeling::GetProject(tx, world.project));
                      RETURN_IF_ERROR(labeling::GetTask(tx, world.task));
                      RETURN_IF_ERROR(labeling::GetAnnotation(tx, world.annotation));
                      RETURN_IF_ERROR(labeling::GetPrediction(tx, world.prediction));
                      return {};
                    })
                    .has_value())
        << Name(route);
  }
}

TEST_F(AuthorizationTest, AnAnnotatorWhoIsAMember) {
  for (const Route& route : Routes()) {
    if (route.right == Right::kPublic) continue;
    const World world = Make();
    const Answered answer = Ask(route, world, world.member);
    if (route.right == Right::kManage || route.right == Right::kAdminister)
      EXPECT_EQ(answer.status, 403) << Name(route) << answer.body;
    else
      EXPECT_FALSE(Refused(answer)) << Name(route) << " " << answer.status << answer.body;
  }
}

// Manages this project, and is an annotator everywhere else.
TEST_F(AuthorizationTest, AManagerOfTheProject) {
  for (const Route& route : Routes()) {
    if (route.right == Right::kPublic) continue;
    const World world = Make();
    const Answered answer = Ask(route, world, world.lead);
    const bool his = route.contract.of != Subject::kNone ||
                     (route.contract.named != Named::kNothing &&
                      route.contract.named != Named::kJobOfPath);  // there is no job
    const bool beyond = route.contract.beyond || (route.right == Right::kManage && !his);
    if (beyond || route.right == Right::kAdminister)
      EXPECT_EQ(answer.status, 403) << Name(route) << answer.body;
    else
      EXPECT_FALSE(Refused(answer)) << Name(route) << " " << answer.status << answer.body;
  }
}

TEST_F(AuthorizationTest, AManagerOfAnotherProject) {
  const std::string lead = Make().lead;
  for (const Route& route : Routes()) {
    if (route.right != Right::kManage) continue;
    const World world = Make();
    const Answered answer = Ask(route, world, lead);
    EXPECT_EQ(answer.status, 403) << Name(route) << answer.body;
    EXPECT_THAT(answer.body, Not(HasSubstr(std::string(kMarker)))) << Name(route);
  }
}

TEST_F(AuthorizationTest, AManager) {
  for (const Route& route : Routes()) {
    // Whose user that is decides: UsersTest.
    if (route.right == Right::kPublic || route.pattern == "/api/users/{id}") continue;
    const World world = Make();
    const Answered answer = Ask(route, world, world.manager);
    if (route.right == Right::kAdminister)
      EXPECT_EQ(answer.status, 403) << Name(route) << answer.body;
    else
      EXPECT_FALSE(Refused(answer)) << Name(route) << " " << answer.status << answer.body;
  }
}

TEST_F(AuthorizationTest, AnAdministrator) {
  for (const Route& route : Routes()) {
    if (route.right == Right::kPublic) continue;
    const World world = Make();
    const Answered answer = Ask(route, world, world.administrator);
    EXPECT_FALSE(Refused(answer)) << Name(route) << " " << answer.status << answer.body;
  }
}

}  // namespace
}  // namespace millrace::api

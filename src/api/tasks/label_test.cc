// Annotations, drafts, predictions and the queue over REST.
#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "api/testing.h"
#include "labeling/accounts/accounts.h"
#include "labeling/accounts/members.h"

namespace millrace::api {
namespace {

using testing::HasSubstr;

constexpr const char* kRegion =
    R"([{"from_name":"c","to_name":"img","type":"choices","value":{"choices":["a"]}}])";

class LabelTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    project_ = Project(kConfig);
    task_ = AddTask(project_);
  }

  static std::string Task(int64_t id) { return "/api/tasks/" + std::to_string(id); }
  static std::string At(const char* what, int64_t id) {
    return "/api/" + std::string(what) + "/" + std::to_string(id);
  }
  Answered Annotate(int64_t task, const std::string& more = "") {
    return Do("POST", Task(task) + "/annotations",
              R"({"result":)" + std::string(kRegion) + (more.empty() ? "" : ",") + more + "}");
  }

  // The token of a new account that is a member of `project_`.
  std::string Annotator(const std::string& name) {
    return database_
        ->Write(db::Durability::kNormal,
                [&](db::Connection& tx) -> Result<std::string> {
                  ASSIGN_OR_RETURN(const labeling::Account account,
                                   labeling::CreateAccount(tx,
                                                           {.email = name + "@example.com",
                                                            .password_hash = "no password",
                                                            .role = labeling::Role::kAnnotator},
                                                           *sealer_, SystemClock().Now()));
                  RETURN_IF_ERROR(labeling::AddMember(tx, project_, account.id, {}));
                  ASSIGN_OR_RETURN(const Secret token,
                                   labeling::ApiToken(tx, account.id, *sealer_));
                  return std::string(token.Reveal());
                })
        .value_or("");
  }
  std::string Next() const { return At("projects", project_) + "/next"; }

  int64_t project_ = 0, task_ = 0;
};

TEST_F(LabelTest, AnAnnotationIsKeptAsGiven) {
  const Answered made = Annotate(
      task_, R"("lead_time":3,"ground_truth":true,"last_action":"submitted","import_id":9,)"
             R"("started_at":"2026-01-01","unique_id":"11111111222233334444AAAAAAAAAAAA")");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("result"), kRegion);
  EXPECT_EQ(made.text("lead_time"), "3E0");
  EXPECT_EQ(made.text("ground_truth"), "true");
  EXPECT_EQ(made.text("last_action"), "submitted");
  EXPECT_EQ(made.number("import_id"), 9);
  EXPECT_EQ(made.number("completed_by"), 1);
  EXPECT_EQ(made.number("task"), task_);
  EXPECT_EQ(
      Annotate(AddTask(project_), R"("unique_id":"11111111-2222-3333-4444-aaaaaaaaaaaa")").status,
      409);
}

TEST_F(LabelTest, AChangeTouchesOnlyWhatIsGiven) {
  const int64_t id = Annotate(task_, R"("lead_time":3,"import_id":9)").number("id");
  Answered changed = Do("PATCH", At("annotations", id), R"({"was_cancelled":true})");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.text("lead_time"), "3E0");
  EXPECT_EQ(changed.number("import_id"), 9);
  EXPECT_EQ(changed.text("result"), kRegion);
  EXPECT_EQ(Do("GET", Task(task_)).text("is_labeled"), "false");
  changed = Do("PUT", At("annotations", id), R"({"lead_time":null,"was_cancelled":false})");
  EXPECT_EQ(changed.text("lead_time"), "null");
  EXPECT_EQ(changed.text("result"), kRegion);
  EXPECT_EQ(Do("GET", Task(task_)).text("is_labeled"), "true");
  EXPECT_EQ(Do("DELETE", At("annotations", id)).status, 204);
  EXPECT_EQ(Do("GET", At("annotations", id)).status, 404);
  EXPECT_EQ(Do("GET", Task(task_)).number("total_annotations"), 0);
}

TEST_F(LabelTest, WhatIsWrongIsSaidInLabelStudiosWords) {
  const std::string path = Task(task_) + "/annotations";
  for (const auto& [body, sentence] : std::initializer_list<std::pair<const char*, const char*>>{
           {R"({"result":{}})", "annotation \\\"result\\\" field in annotation must be list"},
           {R"({"result":null})", "This field may not be null."},
           {R"({"result":[1]})", "is not an object"},
           {R"({"unique_id":"u1"})", "is not a valid UUID."},
           {R"({"completed_by":99})", "Invalid pk \\\"99\\\" - object does not exist."},
           {R"({"parent_prediction":"x"})", "Incorrect type. Expected pk value, received str."},
           {R"({"import_id":"x"})", "A valid biginteger is required."},
           {R"({"last_action":"x"})", "\\\"x\\\" is not a valid choice."},
           {R"({"was_cancelled":null})", "This field may not be null."},
           {R"({"draft_id":"x"})", "A valid integer is required."},
           {"[]", "Expected a dictionary, but got list."}}) {
    const Answered refused = Do("POST", path, body);
    EXPECT_EQ(refused.status, 400) << body;
    EXPECT_THAT(refused.body, HasSubstr(sentence)) << body;
  }
  EXPECT_EQ(Do("GET", path).body, "[]");
  EXPECT_EQ(Do("POST", "/api/tasks/999/annotations", R"({"result":[]})").status, 404);
}

TEST_F(LabelTest, AnAnnotationStaysWithItsTask) {
  const int64_t id = Annotate(task_).number("id"), other = AddTask(project_);
  EXPECT_EQ(Do("PATCH", At("annotations", id), R"({"task":)" + std::to_string(other) + "}").status,
            400);
  EXPECT_EQ(
      Do("PATCH", At("annotations", id),
         R"({"task":)" + std::to_string(task_) + R"(,"project":)" + std::to_string(project_) + "}")
          .status,
      200);
}

TEST_F(LabelTest, ASkipIsNoAnnotationOfTheList) {
  const Answered made =
      Do("POST", Task(task_) + "/annotations?was_cancelled=1", R"({"result":[]})");
  EXPECT_EQ(made.text("was_cancelled"), "true");
  EXPECT_EQ(Do("GET", Task(task_) + "/annotations").body, "[]");
  EXPECT_EQ(Do("GET", Task(task_)).number("cancelled_annotations"), 1);
}

TEST_F(LabelTest, ADraftBecomesTheAnnotationThatNamesIt) {
  const Answered draft =
      Do("POST", Task(task_) + "/drafts", R"({"result":[{"id":"r"}],"lead_time":2.5})");
  ASSERT_EQ(draft.status, 201) << draft.body;
  EXPECT_EQ(draft.text("user"), "ann@example.com");
  EXPECT_EQ(draft.text("annotation"), "null");
  const std::string id = draft.text("id");
  EXPECT_THAT(Do("GET", Task(task_)).text("drafts"), HasSubstr("\"id\":" + id));
  EXPECT_EQ(Annotate(AddTask(project_), "\"draft_id\":" + id).status, 403);
  const Answered made = Annotate(task_, "\"draft_id\":" + id);
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.text("draft_created_at"), draft.text("created_at"));
  EXPECT_EQ(Do("GET", "/api/drafts/" + id).status, 404);
  EXPECT_EQ(Annotate(task_, "\"draft_id\":" + id).status, 201);  // sent twice
}

TEST_F(LabelTest, DraftsAreNobodyElses) {
  const std::string al = Annotator("al"), bo = Annotator("bo");
  const std::string drafts = Task(task_) + "/drafts";
  const Answered draft = As(al, "POST", drafts, R"({"result":[]})");
  ASSERT_EQ(draft.status, 201) << draft.body;
  const std::string path = At("drafts", draft.number("id"));
  for (const std::string& other : {bo, token_}) {
    EXPECT_EQ(As(other, "GET", path).status, 404);
    EXPECT_EQ(As(other, "PATCH", path, R"({"result":[{"id":"x"}]})").status, 404);
    EXPECT_EQ(As(other, "DELETE", path).status, 404);
    EXPECT_EQ(As(other, "GET", drafts).body, "[]");
    EXPECT_EQ(As(other, "GET", Task(task_)).text("drafts"), "[]");
  }
  EXPECT_EQ(Do("GET", Task(task_)).text("draft_exists"), "true");
  EXPECT_EQ(As(al, "PUT", path, "{}").status, 400);
  EXPECT_EQ(As(al, "PATCH", path, R"({"was_postponed":true})").text("was_postponed"), "true");
  EXPECT_EQ(As(al, "GET", path).text("result"), "[]");
  EXPECT_EQ(As(al, "DELETE", path).status, 204);
}

TEST_F(LabelTest, AnAnnotationTurnsBackIntoADraft) {
  const int64_t id = Annotate(task_, R"("lead_time":4)").number("id");
  const Answered draft = Do("POST", At("annotations", id) + "/convert-to-draft");
  ASSERT_EQ(draft.status, 201) << draft.body;
  EXPECT_EQ(draft.text("result"), kRegion);
  EXPECT_EQ(draft.text("lead_time"), "4E0");
  EXPECT_EQ(Do("GET", At("annotations", id)).status, 404);
  EXPECT_EQ(Do("GET", Task(task_)).text("is_labeled"), "false");
  EXPECT_EQ(Do("POST", At("annotations", id) + "/convert-to-draft").status, 404);
}

TEST_F(LabelTest, DraftsOfAnAnnotationGoWithIt) {
  const int64_t id = Annotate(task_).number("id");
  const std::string path = Task(task_) + "/annotations/" + std::to_string(id) + "/drafts";
  const Answered draft = Do("POST", path, R"({"result":[]})");
  EXPECT_EQ(draft.status, 201);
  EXPECT_EQ(draft.number("annotation"), id);
  EXPECT_EQ(Do("POST", Task(AddTask(project_)) + "/annotations/" + std::to_string(id) + "/drafts",
               R"({"result":[]})")
                .status,
            404);
  Do("PATCH", At("annotations", id), R"({"result":[]})");
  EXPECT_EQ(Do("GET", path).body, "[]");
}

TEST_F(LabelTest, AnnotatorsChangeOnlyTheirOwn) {
  const std::string al = Annotator("al"), bo = Annotator("bo");
  const Answered made = As(al, "POST", Task(task_) + "/annotations", R"({"result":[]})");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string path = At("annotations", made.number("id"));
  EXPECT_EQ(As(bo, "GET", path).status, 200);
  EXPECT_EQ(As(bo, "PATCH", path, R"({"result":[]})").status, 403);
  EXPECT_EQ(As(bo, "DELETE", path).status, 403);
  EXPECT_EQ(As(bo, "POST", path + "/convert-to-draft").status, 403);
  EXPECT_EQ(
      As(bo, "POST", Task(task_) + "/annotations", R"({"result":[],"completed_by":1})").status,
      403);
  EXPECT_EQ(As(al, "PATCH", path, R"({"completed_by":1})").status, 403);
  EXPECT_EQ(As(al, "PATCH", path, R"({"lead_time":1})").status, 200);
  EXPECT_EQ(Do("PATCH", path, R"({"completed_by":1})").number("completed_by"), 1);
  const int64_t hidden = AddTask(Project(kConfig));
  EXPECT_EQ(As(al, "POST", Task(hidden) + "/annotations", R"({"result":[]})").status, 404);
  EXPECT_EQ(As(al, "POST", Task(hidden) + "/drafts", R"({"result":[]})").status, 404);
}

TEST_F(LabelTest, PredictionsTakeWhatAControlHolds) {
  const std::string task = R"({"task":)" + std::to_string(task_) + R"(,"result":)";
  for (const char* result : {R"("a")", R"({"choices":["a"]})", kRegion}) {
    const Answered made = Do("POST", "/api/predictions", task + result + "}");
    EXPECT_EQ(made.status, 201) << result;
    EXPECT_EQ(made.text("result"), kRegion);
    EXPECT_EQ(made.text("model_version"), "");
  }
  for (const char* result : {"3", "3.5", "true", "[1]", R"({"zz":1})", "null"})
    EXPECT_EQ(Do("POST", "/api/predictions", task + result + "}").status, 400) << result;
  EXPECT_EQ(Do("POST", "/api/predictions", R"({"result":[]})").status, 400);
  EXPECT_EQ(Do("POST", "/api/predictions", R"({"result":[],"task":999})").status, 400);
  EXPECT_EQ(Do("GET", Task(task_)).number("total_predictions"), 3);
}

TEST_F(LabelTest, PredictionsChangeAndMove) {
  const std::string task = std::to_string(task_);
  const int64_t id =
      Do("POST", "/api/predictions",
         R"({"task":)" + task +
             R"(,"result":[],"score":"0.5","model_version":3,"cluster":2,"neighbors":[1],)"
             R"("mislabeling":0.25})")
          .number("id");
  Answered shown = Do("GET", At("predictions", id));
  EXPECT_EQ(shown.text("score"), "5E-1");
  EXPECT_EQ(shown.text("model_version"), "3");
  EXPECT_EQ(shown.number("cluster"), 2);
  EXPECT_EQ(shown.text("neighbors"), "[1]");
  EXPECT_EQ(shown.text("mislabeling"), "2.5E-1");
  EXPECT_EQ(Do("PATCH", At("predictions", id), R"({"score":null})").text("score"), "null");
  EXPECT_EQ(Do("PUT", At("predictions", id), R"({"result":[]})").status, 400);
  const int64_t other = AddTask(Project(kConfig));
  shown = Do("PATCH", At("predictions", id), R"({"task":)" + std::to_string(other) + "}");
  EXPECT_NE(shown.number("project"), project_);
  EXPECT_EQ(Do("GET", Task(task_)).number("total_predictions"), 0);
  EXPECT_EQ(Do("GET", Task(other)).number("total_predictions"), 1);
  EXPECT_EQ(Do("GET", At("projects", project_)).number("total_predictions_number"), 0);
  EXPECT_EQ(Do("DELETE", At("predictions", id)).status, 204);
  EXPECT_EQ(Do("GET", Task(other)).number("total_predictions"), 0);
}

TEST_F(LabelTest, PredictionsAreListedByTaskProjectAndSight) {
  const std::string al = Annotator("al");
  const int64_t other = AddTask(Project(kConfig));
  for (const int64_t task : {task_, other, task_}) {
    ASSERT_EQ(Do("POST", "/api/predictions", R"({"result":[],"task":)" + std::to_string(task) + "}")
                  .status,
              201);
  }
  const auto count = [&](const std::string& token, const std::string& query) {
    const boost::json::value list = As(token, "GET", "/api/predictions" + query).json();
    return list.is_array() ? static_cast<int>(list.get_array().size()) : -1;
  };
  const std::string task = "?task=" + std::to_string(task_);
  const std::string project = "project=" + std::to_string(project_);
  EXPECT_EQ(count(token_, ""), 3);
  EXPECT_EQ(count(token_, task), 2);
  EXPECT_EQ(count(token_, "?" + project), 2);
  EXPECT_EQ(count(token_, "?task=" + std::to_string(other) + "&" + project), 0);
  EXPECT_EQ(count(al, ""), 2);
  for (const char* query : {"?task=999", "?task=x", "?project=999"})
    EXPECT_EQ(Do("GET", "/api/predictions" + std::string(query)).status, 400) << query;
  EXPECT_EQ(As(al, "GET", "/api/predictions?task=" + std::to_string(other)).status, 400);
}

TEST_F(LabelTest, TheNextTaskComesWithWhatTheCallerNeeds) {
  const std::string task = std::to_string(task_);
  Annotate(AddTask(project_));
  for (const char* version : {"", "m1"}) {
    Do("POST", "/api/predictions",
       R"({"result":[],"task":)" + task + R"(,"model_version":")" + version + "\"}");
  }
  Do("POST", Task(task_) + "/drafts", R"({"result":[]})");
  const Answered next = Do("GET", Next());
  ASSERT_EQ(next.status, 200) << next.body;
  EXPECT_EQ(next.number("id"), task_);
  EXPECT_EQ(next.text("queue"), "Sequence queue");
  EXPECT_EQ(next.text("annotations"), "[]");
  EXPECT_THAT(next.text("drafts"), HasSubstr("ann@example.com"));
  EXPECT_THAT(next.text("predictions"), HasSubstr(R"("model_version":"")"));
  EXPECT_THAT(next.text("predictions"), testing::Not(HasSubstr("m1")));
  EXPECT_EQ(Do("GET", At("projects", project_) + "/label-stream-history").body,
            R"([{"taskId":)" + task + R"(,"annotationId":null}])");
  Annotate(task_);
  const Answered none = Do("GET", Next());
  EXPECT_EQ(none.status, 404);
  EXPECT_THAT(none.text("detail"), HasSubstr("There are no tasks for ann@example.com"));
  EXPECT_EQ(Do("GET", "/api/projects/999/next").status, 404);
  EXPECT_EQ(Operator("GET", Next()).status, 403);
}

// Everybody takes and labels as fast as he can: each task goes to as many people as its overlap,
// and none is forgotten.
class CrowdTest : public LabelTest, public testing::WithParamInterface<int> {};

TEST_P(CrowdTest, NoTaskTwiceBeyondItsOverlapAndNoneForgotten) {
  constexpr int kPeople = 64, kTasks = 200;
  const int overlap = GetParam();
  ASSERT_EQ(Do("DELETE", Task(task_)).status, 204);
  ASSERT_EQ(Do("PATCH", At("projects", project_),
               R"({"maximum_annotations":)" + std::to_string(overlap) + "}")
                .status,
            200);
  std::string import = "[";
  for (int i = 0; i < kTasks; ++i)
    import += (i == 0 ? "" : ",") + (R"({"data":{"image":"x)" + std::to_string(i) + "\"}}");
  ASSERT_EQ(Do("POST", At("projects", project_) + "/import", import + "]").status, 201);

  std::mutex mutex;
  std::map<int64_t, std::multiset<int>> at_work;  // who has which task now
  std::map<int64_t, std::multiset<int>> done;     // who labeled which
  std::vector<std::string> faults;
  std::atomic<int> labeled = 0;
  const auto person = [&](int who, const std::string& token) {
    while (labeled < kTasks * overlap) {
      const Answered next = As(token, "GET", Next());
      if (next.status == 404) {
        // Others have all that is left; whoever labeled everything stays without.
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        std::lock_guard lock(mutex);
        size_t mine = 0;
        for (const auto& [task, people] : done) mine += people.count(who);
        if (mine == kTasks) return;
        continue;
      }
      const int64_t task = next.number("id");
      {
        std::lock_guard lock(mutex);
        at_work[task].insert(who);
        if (static_cast<int>(at_work[task].size() + done[task].size()) > overlap)
          faults.push_back("task " + std::to_string(task) + " is given too often");
      }
      // Before the call: whoever is given the task next may be so before its answer is here.
      {
        std::lock_guard lock(mutex);
        at_work[task].erase(at_work[task].find(who));
        done[task].insert(who);
      }
      const Answered made = As(token, "POST", Task(task) + "/annotations", R"({"result":[]})");
      if (made.status != 201) {
        std::lock_guard lock(mutex);
        faults.push_back(made.body);
      }
      ++labeled;
    }
  };
  std::vector<std::string> tokens;
  for (int i = 0; i < kPeople; ++i) tokens.push_back(Annotator("p" + std::to_string(i)));
  {
    std::vector<std::jthread> people;
    for (int i = 0; i < kPeople; ++i)
      people.emplace_back(person, i, tokens[static_cast<size_t>(i)]);
  }
  EXPECT_THAT(faults, testing::IsEmpty());
  EXPECT_EQ(labeled, kTasks * overlap);
  EXPECT_EQ(done.size(), static_cast<size_t>(kTasks));
  for (const auto& [task, people] : done) {
    EXPECT_EQ(std::set(people.begin(), people.end()).size(), static_cast<size_t>(overlap)) << task;
  }
  EXPECT_EQ(Do("GET", At("projects", project_)).number("finished_task_number"), kTasks);
}

INSTANTIATE_TEST_SUITE_P(Overlap, CrowdTest, testing::Values(1, 2));

}  // namespace
}  // namespace millrace::api

#include "labeling/webhooks/announce.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "labeling/data_manager/bulk.h"
#include "labeling/labels/labels.h"
#include "labeling/storages/sync_jobs.h"
#include "labeling/tasks/imports.h"
#include "labeling/tasks/predictions.h"
#include "labeling/testing.h"
#include "labeling/webhooks/deliveries.h"

namespace millrace::labeling {
namespace {

using db::Connection;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kResult =
    R"([{"from_name":"c","to_name":"t","type":"choices","value":{"choices":["a"]}}])";

class AnnounceTest : public LabelingTest {
 protected:
  void SetUp() override {
    LabelingTest::SetUp();
    project_ = AddProject();
  }

  Webhook Listen(std::optional<int64_t> project_id, std::vector<Action> actions = {}) {
    Webhook given{
        .project_id = project_id, .url = "http://hooks.test/", .headers = "h", .secret = "s"};
    given.send_for_all_actions = actions.empty();
    given.actions = std::move(actions);
    return Do([&](Connection& tx) { return CreateWebhook(tx, given, kNow); });
  }

  // What a webhook is told, in order; told things are not told again.
  std::vector<boost::json::object> Told(const Webhook& webhook, bool send_payload = true) {
    std::vector<boost::json::object> bodies;
    for (;;) {
      auto waiting = Do([&](Connection& tx) { return FirstWaiting(tx); });
      std::erase_if(waiting, [&](const Delivery& d) { return d.webhook_id != webhook.id; });
      if (waiting.empty()) return bodies;
      const std::string body =
          Do([&](Connection& tx) { return BodyOf(tx, waiting[0], send_payload); });
      bodies.push_back(boost::json::parse(body).as_object());
      waiting[0].state = DeliveryState::kDelivered;
      waiting[0].tried_at = kNow;
      Do([&](Connection& tx) { return UpdateDelivery(tx, waiting[0]); });
    }
  }
  static std::vector<std::string> ActionsOf(const std::vector<boost::json::object>& bodies) {
    std::vector<std::string> actions;
    for (const auto& body : bodies) actions.emplace_back(body.at("action").as_string());
    return actions;
  }
  static std::vector<int64_t> IdsOf(const boost::json::value& list) {
    std::vector<int64_t> ids;
    for (const auto& one : list.as_array()) ids.push_back(one.at("id").as_int64());
    return ids;
  }

  Project project_;
};

TEST_F(AnnounceTest, WhereNobodyListensNothingIsWritten) {
  const int64_t task = AddTask(project_);
  const Annotation annotation = Annotate(task, {.result = kResult});
  Do([&](Connection& tx) { return DeleteAnnotation(tx, annotation.id, std::nullopt, kNow); });
  Do([&](Connection& tx) { return DeleteTasksOfProject(tx, project_.id, kNow); });
  EXPECT_EQ(Number("SELECT COUNT(*) FROM webhook_event"), 0);
}

TEST_F(AnnounceTest, AnAnnotationsLife) {
  const Webhook webhook = Listen(project_.id);
  const int64_t task = AddTasks(project_, {{.data = R"({"text":"one"})"}});
  const Annotation annotation = Annotate(task, {.result = kResult, .lead_time = 2.5});
  Do([&](Connection& tx) {
    return UpdateAnnotation(tx, annotation.id, {.ground_truth = true}, std::nullopt, kLater);
  });
  Do([&](Connection& tx) { return DeleteAnnotation(tx, annotation.id, std::nullopt, kLater); });
  const auto told = Told(webhook);
  ASSERT_THAT(ActionsOf(told), ElementsAre("TASKS_CREATED", "ANNOTATION_CREATED",
                                           "ANNOTATION_UPDATED", "ANNOTATIONS_DELETED"));
  EXPECT_THAT(IdsOf(told[0].at("tasks")), ElementsAre(task));
  EXPECT_EQ(told[0].at("tasks").at(0).at("data").at("text"), "one");
  const boost::json::object& made = told[1].at("annotation").as_object();
  EXPECT_EQ(made.at("id"), annotation.id);
  EXPECT_EQ(made.at("lead_time"), 2.5);
  EXPECT_EQ(made.at("result_count"), 1);
  EXPECT_EQ(made.at("ground_truth"), false);  // as it was then
  EXPECT_EQ(told[1].at("task").at("id"), task);
  EXPECT_EQ(told[1].at("task").at("total_annotations"), 1);
  EXPECT_EQ(told[1].at("project").at("total_annotations_number"), 1);
  EXPECT_EQ(told[2].at("annotation").at("ground_truth"), true);
  EXPECT_THAT(IdsOf(told[3].at("annotations")), ElementsAre(annotation.id));
  EXPECT_EQ(told[3].at("project").at("total_annotations_number"), 0);
}

TEST_F(AnnounceTest, ALabelLinksLife) {
  const Webhook webhook = Listen(project_.id);
  const Webhook other = Listen(AddProject().id);
  const auto label = [&](const char* title) {
    return Do([&](Connection& tx) {
      return CreateLabel(tx, {.title = title, .value = R"(["x"])"}, kNow);
    });
  };
  const Label cat = label("Cat"), dog = label("Dog");
  std::vector<LabelLink> links = {
      {.project_id = project_.id, .label_id = cat.id, .from_name = "box"},
      {.project_id = project_.id, .label_id = dog.id, .from_name = "box"}};
  Do([&](Connection& tx) { return CreateLabelLinks(tx, links, kNow); });
  links[0].from_name = "area";
  Do([&](Connection& tx) { return UpdateLabelLink(tx, links[0], kLater); });
  Do([&](Connection& tx) { return DeleteLabelLink(tx, links[0].id, kLater); });
  Do([&](Connection& tx) { return DeleteLabel(tx, dog.id, kLater); });
  const auto told = Told(webhook);
  ASSERT_THAT(ActionsOf(told), ElementsAre("LABEL_LINK_CREATED", "LABEL_LINK_UPDATED",
                                           "LABEL_LINK_DELETED", "LABEL_LINK_DELETED"));
  EXPECT_THAT(IdsOf(told[0].at("label_link")), ElementsAre(links[0].id, links[1].id));
  EXPECT_EQ(told[0].at("project").at("id"), project_.id);
  EXPECT_EQ(told[1].at("label_link").at("from_name"), "area");
  EXPECT_EQ(told[1].at("label_link").at("label"), cat.id);
  EXPECT_EQ(told[1].at("label").at("title"), "Cat");
  EXPECT_EQ(told[1].at("label").at("links").at(0), links[0].id);
  EXPECT_EQ(told[2].at("label_link").at("id"), links[0].id);
  EXPECT_EQ(told[3].at("label_link").at("id"), links[1].id);
  EXPECT_THAT(Told(other), IsEmpty());
}

TEST_F(AnnounceTest, WithoutPayloadOnlyTheAction) {
  const Webhook webhook = Listen(project_.id);
  Annotate(AddTask(project_), {.result = kResult});
  for (const auto& body : Told(webhook, false)) EXPECT_EQ(body.size(), 1u);
}

TEST_F(AnnounceTest, OnlyWhatWasChosenAndOnlyOfTheProject) {
  const Webhook deletions = Listen(project_.id, {Action::kTasksDeleted});
  const Webhook everything = Listen(std::nullopt);
  const Webhook other = Listen(AddProject().id);
  const int64_t task = AddTask(project_);
  const int64_t ids[] = {task};
  Do([&](Connection& tx) { return DeleteTasks(tx, ids, DeleteReason::kUser, kNow); });
  const auto told = Told(deletions);
  ASSERT_THAT(ActionsOf(told), ElementsAre("TASKS_DELETED"));
  EXPECT_THAT(IdsOf(told[0].at("tasks")), ElementsAre(task));
  EXPECT_THAT(ActionsOf(Told(everything)),
              ElementsAre("PROJECT_CREATED", "TASKS_CREATED", "TASKS_DELETED"));
  EXPECT_THAT(Told(other), IsEmpty());
}

TEST_F(AnnounceTest, AnInactiveWebhookHearsNothing) {
  Webhook webhook = Listen(project_.id);
  webhook.is_active = false;
  Do([&](Connection& tx) { return UpdateWebhook(tx, webhook, kNow); });
  AddTask(project_);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM webhook_delivery"), 0);
}

TEST_F(AnnounceTest, AProjectsLife) {
  const Webhook all = Listen(std::nullopt);
  const Project project = AddProject();
  const Webhook own = Listen(project.id);
  AddTask(project);
  Do([&](Connection& tx) { return UpdateProject(tx, project.id, {.title = "New"}, kLater); });
  Do([&](Connection& tx) { return DeleteProject(tx, project.id, kLater); });
  const auto told = Told(all);
  ASSERT_THAT(ActionsOf(told), ElementsAre("PROJECT_CREATED", "TASKS_CREATED", "PROJECT_UPDATED",
                                           "PROJECT_DELETED"));
  EXPECT_EQ(told[2].at("project").at("title"), "New");
  EXPECT_EQ(told[3].at("project").as_object().size(), 1u);
  EXPECT_EQ(told[3].at("project").at("id"), project.id);
  // Tasks that went since are left out.
  EXPECT_THAT(IdsOf(told[1].at("tasks")), IsEmpty());
  // Its own webhook went with it, and left nothing behind.
  EXPECT_EQ(Number("SELECT COUNT(*) FROM webhook"), 1);
  EXPECT_EQ(
      Number("SELECT COUNT(*) FROM webhook_delivery WHERE webhook_id = " + std::to_string(own.id)),
      0);
}

TEST_F(AnnounceTest, ManyTasksAreSeveralEvents) {
  const Webhook webhook = Listen(project_.id);
  const int64_t first = AddTasks(project_, std::vector<NewTask>(12'000, {.data = "{}"}));
  std::vector<std::pair<int64_t, size_t>> seen;
  for (const auto& body : Told(webhook)) {
    const auto ids = IdsOf(body.at("tasks"));
    seen.emplace_back(ids.front(), ids.size());
  }
  EXPECT_THAT(seen, ElementsAre(std::pair(first, 5'000u), std::pair(first + 5'000, 5'000u),
                                std::pair(first + 10'000, 2'000u)));
  Do([&](Connection& tx) { return DeleteTasksOfProject(tx, project_.id, kLater); });
  std::vector<size_t> gone;
  for (const auto& body : Told(webhook)) gone.push_back(IdsOf(body.at("tasks")).size());
  EXPECT_THAT(gone, ElementsAre(5'000u, 5'000u, 2'000u));
}

TEST_F(AnnounceTest, LargeTasksAreFewerInAnEvent) {
  const Webhook webhook = Listen(project_.id);
  const std::string large = R"({"text":")" + std::string(3 << 20, 'x') + "\"}";
  AddTasks(project_, std::vector<NewTask>(5, {.data = large}));
  std::vector<size_t> sizes;
  for (const auto& body : Told(webhook)) sizes.push_back(body.at("tasks").as_array().size());
  EXPECT_THAT(sizes, ElementsAre(2u, 2u, 1u));
}

TEST_F(AnnounceTest, AnImportIsToldWhenItIsDone) {
  const Webhook webhook = Listen(project_.id);
  const std::vector<NewTask> tasks(3, {.data = "{}"});
  const auto begin = [&] {
    return Do(
        [&](Connection& tx) { return BeginImport(tx, project_.id, std::nullopt, false, kNow); });
  };
  const int64_t failed = begin();
  Do([&](Connection& tx) { return InsertImported(tx, failed, project_.id, tasks, kNow); });
  while (Do([&](Connection& tx) { return UndoBatch(tx, failed, kNow); })) continue;
  EXPECT_THAT(Told(webhook), IsEmpty());

  const int64_t import = begin();
  const int64_t first =
      Do([&](Connection& tx) { return InsertImported(tx, import, project_.id, tasks, kNow); });
  EXPECT_THAT(Told(webhook), IsEmpty());
  Do([&](Connection& tx) { return FinishImport(tx, import, {.tasks = 3}, kNow); });
  const auto told = Told(webhook);
  ASSERT_THAT(ActionsOf(told), ElementsAre("TASKS_CREATED"));
  EXPECT_THAT(IdsOf(told[0].at("tasks")), ElementsAre(first, first + 1, first + 2));
}

TEST_F(AnnounceTest, WhatIsDoneToManyIsToldOnce) {
  const int64_t first = AddTasks(project_, {{.data = "{}", .predictions = {{.result = kResult}}},
                                            {.data = "{}", .predictions = {{.result = kResult}}}});
  const int64_t tasks[] = {first, first + 1};
  const Webhook webhook = Listen(project_.id);
  Do([&](Connection& tx) { return AnnotateByPredictions(tx, tasks, {}, std::nullopt, kNow); });
  Do([&](Connection& tx) {
    return DeleteAnnotationsOfTasks(tx, tasks, std::nullopt, std::nullopt, kNow);
  });
  const auto told = Told(webhook);
  ASSERT_THAT(ActionsOf(told), ElementsAre("ANNOTATIONS_CREATED", "ANNOTATIONS_DELETED"));
  EXPECT_THAT(IdsOf(told[0].at("annotation")), IdsOf(told[1].at("annotations")));
  EXPECT_THAT(IdsOf(told[0].at("task")), ElementsAre(first, first + 1));
}

TEST_F(AnnounceTest, SyncsThatEnd) {
  const Webhook webhook = Listen(project_.id);
  const Storage source = AddStorage(project_, StorageRole::kSource);
  const auto run = [&](const std::string& kind, const std::string& state) {
    const int64_t id = Do([&](Connection& tx) {
      return AddSyncJob(
          tx, {.storage_id = source.id, .kind = kind, .state = "queued", .created_at = kNow});
    });
    Do([&](Connection& tx) {
      return FinishSyncJob(tx, {.id = id,
                                .state = state,
                                .finished_at = kLater,
                                .counts = R"({"new_tasks":3})",
                                .error = "One.\nTwo."});
    });
    return id;
  };
  const int64_t good = run("import", "completed_with_errors");
  run("verify", "completed");
  run("export", "failed");
  run("import", "stopped");
  Do([&](Connection& tx) {
    return AddSyncJob(tx, {.storage_id = source.id, .kind = "import", .state = "in_progress"});
  });
  Do([&](Connection& tx) { return FreeInterruptedJobs(tx, "The server stopped.", kLater); });
  const auto told = Told(webhook);
  ASSERT_THAT(ActionsOf(told),
              ElementsAre("SYNC_COMPLETED", "SYNC_FAILED", "SYNC_FAILED", "SYNC_FAILED"));
  const boost::json::object& sync = told[0].at("sync").as_object();
  EXPECT_EQ(sync.at("job"), good);
  EXPECT_EQ(sync.at("kind"), "import");
  EXPECT_EQ(sync.at("status"), "completed_with_errors");
  EXPECT_EQ(sync.at("counts").at("new_tasks"), 3);
  EXPECT_EQ(sync.at("problems"), boost::json::array({"One.", "Two."}));
  EXPECT_EQ(sync.at("storage").at("id"), source.id);
  EXPECT_EQ(sync.at("storage").at("role"), "source");
  EXPECT_EQ(sync.at("storage").at("kind"), "memory");
  EXPECT_EQ(told[0].at("project").at("id"), project_.id);
  EXPECT_EQ(told[2].at("sync").at("status"), "stopped");
  EXPECT_EQ(told[3].at("sync").at("problems").at(0), "The server stopped.");
}

// The password for task data is a secret; receivers are strangers.
TEST_F(AnnounceTest, NoPasswordIsTold) {
  const Webhook all = Listen(std::nullopt);
  AddProject(R"({"task_data_login":"me","task_data_password":"hush","title":"x"})");
  const auto told = Told(all);
  EXPECT_EQ(told[0].at("project").at("task_data_login"), "me");
  EXPECT_TRUE(told[0].at("project").at("task_data_password").is_null());
}

}  // namespace
}  // namespace millrace::labeling

#include "labeling/ml/backends.h"

#include <gmock/gmock.h>

#include "labeling/ml/prediction_jobs.h"
#include "labeling/projects/project_settings.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using testing::ElementsAre;

class BackendsTest : public LabelingTest {
 protected:
  MlBackend Connect(const Project& project, const std::string& title) {
    return Do([&](db::Connection& tx) {
      return CreateBackend(tx, {.project_id = project.id, .url = "http://m", .title = title}, kNow);
    });
  }
  std::optional<std::string> Shown(const Project& project) {
    return ReadProjectRules(Reload(project).settings).model_version;
  }
};

TEST_F(BackendsTest, EveryMemberIsKept) {
  const Project project = AddProject();
  const MlBackend given{.project_id = project.id,
                        .url = "http://m:9090",
                        .title = std::nullopt,
                        .description = "d",
                        .is_interactive = true,
                        .auth_method = "BASIC_AUTH",
                        .basic_auth_user = "u",
                        .basic_auth_pass = std::string("\x01\0\xFF", 3),
                        .extra_params = R"({"a":1})",
                        .model_version = "v",
                        .timeout = 1.5,
                        .auto_update = false,
                        .state = BackendState::kConnected};
  const MlBackend read = Do([&](db::Connection& tx) { return CreateBackend(tx, given, kNow); });
  EXPECT_EQ(read.url, given.url);
  EXPECT_EQ(read.title, std::nullopt);
  EXPECT_EQ(read.description, "d");
  EXPECT_TRUE(read.is_interactive);
  EXPECT_EQ(read.basic_auth_user, "u");
  EXPECT_EQ(read.basic_auth_pass, given.basic_auth_pass);
  EXPECT_EQ(read.extra_params, given.extra_params);
  EXPECT_EQ(read.timeout, 1.5);
  EXPECT_FALSE(read.auto_update);
  EXPECT_EQ(read.state, BackendState::kConnected);
  EXPECT_EQ(BackendStateCode(read.state), "CO");
  EXPECT_EQ(BackendStateWords(read.state), "Connected");
  EXPECT_EQ(Shown(project), "");  // without a title it has no name to be shown by
}

TEST_F(BackendsTest, TheProjectShowsTheFirstAndFollowsItsTitle) {
  const Project project = AddProject();
  MlBackend first = Connect(project, "one");
  const MlBackend second = Connect(project, "two");
  EXPECT_EQ(Shown(project), "one");
  first.title = "uno";
  Write([&](db::Connection& tx) { return UpdateBackend(tx, first, kLater); });
  EXPECT_EQ(Shown(project), "uno");
  EXPECT_TRUE(
      Do([&](db::Connection& tx) { return ShownBackend(tx, project.id, "uno"); }).has_value());
  Write([&](db::Connection& tx) { return DeleteBackend(tx, second.id, kLater); });
  EXPECT_EQ(Shown(project), "uno");
  Write([&](db::Connection& tx) { return DeleteBackend(tx, first.id, kLater); });
  EXPECT_EQ(Shown(project), "");
  const Project hidden = AddProject(R"({"show_collab_predictions":false})");
  Connect(hidden, "one");
  EXPECT_EQ(Shown(hidden), "");
}

TEST_F(BackendsTest, WhatACheckLearnsAndWhatGoesWithTheProject) {
  const Project project = AddProject();
  const MlBackend backend = Connect(project, "one");
  Write([&](db::Connection& tx) {
    return NoteCheck(tx, backend.id, {.state = BackendState::kError, .error_message = "why"},
                     kLater);
  });
  const auto get = [&](db::Connection& tx) { return GetBackend(tx, backend.id); };
  EXPECT_EQ(Do(get).state, BackendState::kError);
  EXPECT_EQ(Do(get).error_message, "why");
  EXPECT_EQ(Do(get).model_version, "");
  AddTask(project);
  Do([&](db::Connection& tx) {
    return AddPredictionJob(tx, backend.id, {{1}}, "ann@example.com", kNow);
  });
  Write([&](db::Connection& tx) { return DeleteProject(tx, project.id, kLater); });
  for (const char* table : {"ml_backend", "prediction_job", "prediction_job_task"})
    EXPECT_EQ(Number(std::string("SELECT COUNT(*) FROM ") + table), 0) << table;
  EXPECT_EQ(Refused(get).kind, ErrorKind::kNotFound);
}

TEST_F(BackendsTest, OnlyTheLastJobsOfABackendAreKept) {
  const Project project = AddProject();
  const MlBackend backend = Connect(project, "one");
  std::vector<int64_t> ids;
  for (int i = 0; i < 60; ++i) {
    PredictionJob job = Do([&](db::Connection& tx) {
      return AddPredictionJob(tx, backend.id, std::nullopt, "ann@example.com", kNow);
    });
    ids.push_back(job.id);
    job.finished_at = kLater;
    job.failed = 1;
    Write([&](db::Connection& tx) {
      const FailedTask failed[] = {{.task_id = 1, .error = "why"}};
      return SaveProgress(tx, job, failed);
    });
  }
  EXPECT_LE(Number("SELECT COUNT(*) FROM prediction_job"), 52);
  EXPECT_LE(Number("SELECT COUNT(*) FROM prediction_job_failure"), 52);
  EXPECT_EQ(Refused([&](db::Connection& tx) { return GetPredictionJob(tx, ids.front()); }).kind,
            ErrorKind::kNotFound);
  const auto last = Do([&](db::Connection& tx) { return ListPredictionJobs(tx, backend.id, 2); });
  ASSERT_EQ(last.size(), 2U);
  EXPECT_EQ(last[0].id, ids.back());
}

}  // namespace
}  // namespace millrace::labeling

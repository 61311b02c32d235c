#include <gmock/gmock.h>

#include "api/testing.h"

namespace millrace::api {
namespace {

class StatusTest : public ApiTest {};

TEST_F(StatusTest, TellsWhatTheServerHasAndDoes) {
  const int64_t project = Project(kConfig);
  Write("pictures/a.jpg", "a");
  const Answered source = Do("POST", "/api/storages/localfiles",
                             R"({"project":)" + std::to_string(project) +
                                 R"(,"use_blob_urls":true,"path":")" + root_ + R"(/pictures"})");
  ASSERT_EQ(source.status, 201) << source.body;
  ASSERT_EQ(Do("POST", "/api/storages/localfiles/" + source.text("id") + "/sync").status, 200);

  const Answered status = Do("GET", "/api/v1/status");
  ASSERT_EQ(status.status, 200) << status.body;
  const auto json = status.json();
  EXPECT_EQ(json.at("tasks"), 1);
  EXPECT_EQ(json.at("projects"), 1);
  EXPECT_EQ(json.at("accounts").at("administrator"), 1);
  EXPECT_EQ(json.at("jobs").at("completed"), 1);
  EXPECT_GT(json.at("database").at("bytes").as_int64(), 0);
  EXPECT_GT(json.at("data_directory").at("free_bytes").as_int64(), 0);
  EXPECT_EQ(json.at("exports").at("complete"), true);
  ASSERT_EQ(json.at("storages").as_array().size(), 1U);
  const auto& health = json.at("storages").at(0);
  EXPECT_EQ(health.at("status"), "completed");
  EXPECT_EQ(health.at("project"), project);
  EXPECT_TRUE(health.at("last_sync").is_string());

  const auto jobs = Do("GET", "/api/v1/jobs?project=" + std::to_string(project)).json();
  ASSERT_EQ(jobs.at("recent").as_array().size(), 1U);
  EXPECT_EQ(jobs.at("recent").at(0).at("job").at("counts").at("new_tasks"), 1);
  EXPECT_EQ(jobs.at("running").as_array().size(), 0U);
  const auto others = Do("GET", "/api/v1/jobs?project=99999").json();
  EXPECT_EQ(others.at("recent").as_array().size(), 0U);
}

}  // namespace
}  // namespace millrace::api

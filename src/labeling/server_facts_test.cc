#include "labeling/server_facts.h"

#include <gmock/gmock.h>

#include "labeling/storages/sync_jobs.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using testing::ElementsAre;
using testing::Pair;

class ServerFactsTest : public LabelingTest {};

TEST_F(ServerFactsTest, AreCountedOverAllProjects) {
  const Project project = AddProject();
  const int64_t task = AddTask(project);
  AddTask(AddProject());
  Annotate(task, {.result = "[]"});
  Annotate(task, {.was_cancelled = true});
  Number(
      "INSERT INTO account (email, password_hash, role, created_at) VALUES "
      "('a@b.co', '', 'manager', 0) RETURNING id");
  Do([&](db::Connection& tx) {
    return AddSyncJob(tx, {.storage_id = 1, .kind = "import", .state = "failed"});
  });
  const ServerFacts facts = Do([](db::Connection& tx) { return ReadServerFacts(tx); });
  EXPECT_EQ(facts.projects, 2);
  EXPECT_EQ(facts.tasks, 2);
  EXPECT_EQ(facts.annotations, 2);
  EXPECT_EQ(facts.running_imports, 0);
  EXPECT_THAT(facts.accounts, ElementsAre(Pair("manager", 1)));
  EXPECT_THAT(facts.jobs, ElementsAre(Pair("failed", 1)));
}

TEST_F(ServerFactsTest, TheOutboxIsCountedUpToABound) {
  const Project project = AddProject();
  const Storage target = AddStorage(project, StorageRole::kTarget);
  const int64_t task = AddTask(project);
  for (int i = 0; i < 3; ++i) Annotate(task, {.result = "[]"});
  const auto look = [&](int64_t most) {
    return Do([&](db::Connection& tx) { return LookAtOutbox(tx, most); });
  };
  EXPECT_EQ(look(10).by_storage.at(target.id).pending, 3);
  EXPECT_TRUE(look(10).complete);
  EXPECT_EQ(look(2).by_storage.at(target.id).pending, 2);
  EXPECT_FALSE(look(2).complete);
}

}  // namespace
}  // namespace millrace::labeling

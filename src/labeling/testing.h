// For tests of this room and those above: a migrated database, and short ways to fill it.
#pragma once

#include <string>
#include <vector>

#include "db/testing.h"
#include "labeling/migrations.h"
#include "labeling/projects/projects.h"
#include "labeling/storages/storages.h"
#include "labeling/tasks/annotations.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {

class LabelingTest : public db::DatabaseTest {
 protected:
  static constexpr Time kNow{std::chrono::seconds(1'700'000'000)};
  static constexpr Time kLater{std::chrono::seconds(1'700'000'100)};

  void SetUp() override {
    db::DatabaseTest::SetUp();
    ASSERT_TRUE(db::Ok(db::Migrate(*database_, Migrations())));
  }

  // The value of a read or write that must succeed.
  template <class F>
  auto Do(F&& fn) {
    auto result = Write(std::forward<F>(fn));
    using Value = typename decltype(result)::value_type;
    if constexpr (!std::is_void_v<Value>) return result.has_value() ? *std::move(result) : Value{};
  }
  template <class F>
  Error Refused(F&& fn) {
    auto result = database_->Write(db::Durability::kNormal, std::forward<F>(fn));
    EXPECT_FALSE(result.has_value());
    return result.has_value() ? Error{} : result.error();
  }
  int64_t Number(const std::string& sql) {
    return Do([&](db::Connection& tx) { return tx.QueryInt(sql); }).value_or(0);
  }

  Project AddProject(const std::string& settings = "{}") {
    return Do([&](db::Connection& tx) {
      return CreateProject(tx, {.title = "P", .settings = settings}, kNow);
    });
  }
  Project Reload(const Project& project) {
    return Do([&](db::Connection& tx) { return GetProject(tx, project.id); });
  }
  Task Reload(int64_t task_id) {
    return Do([&](db::Connection& tx) { return GetTask(tx, task_id); });
  }
  int64_t AddTasks(const Project& project, const std::vector<NewTask>& tasks) {
    return Do([&](db::Connection& tx) { return InsertTasks(tx, project.id, tasks, kNow); });
  }
  int64_t AddTask(const Project& project) { return AddTasks(project, {{.data = "{}"}}); }
  Annotation Annotate(int64_t task_id, const NewAnnotation& given,
                      std::optional<int64_t> by = std::nullopt) {
    return Do([&](db::Connection& tx) { return CreateAnnotation(tx, task_id, given, by, kNow); });
  }
  Storage AddStorage(const Project& project, StorageRole role, const std::string& bucket = "b") {
    return Do([&](db::Connection& tx) {
      return CreateStorage(
          tx, {.project_id = project.id, .role = role, .kind = "memory", .bucket = bucket}, kNow);
    });
  }

  // Every counter of tasks and projects must be what counting the rows gives.
  void ExpectExactCounters() {
    EXPECT_EQ(
        Number("SELECT COUNT(*) FROM project p WHERE "
               "p.task_number <> (SELECT COUNT(*) FROM task t WHERE t.project_id = p.id) OR "
               "p.finished_task_number <> (SELECT COUNT(*) FROM task t WHERE t.project_id = p.id "
               "AND t.is_labeled = 1) OR "
               "p.total_annotations_number <> (SELECT COUNT(*) FROM annotation a WHERE "
               "a.project_id = p.id AND a.was_cancelled = 0) OR "
               "p.skipped_annotations_number <> (SELECT COUNT(*) FROM annotation a WHERE "
               "a.project_id = p.id AND a.was_cancelled = 1) OR "
               "p.ground_truth_number <> (SELECT COUNT(*) FROM annotation a WHERE "
               "a.project_id = p.id AND a.ground_truth = 1) OR "
               "p.total_predictions_number <> (SELECT COUNT(*) FROM prediction r WHERE "
               "r.project_id = p.id) OR "
               "p.useful_annotations_number <> (SELECT COUNT(*) FROM annotation a WHERE "
               "a.project_id = p.id AND a.was_cancelled = 0 AND a.ground_truth = 0) OR "
               "p.tasks_with_annotations <> (SELECT COUNT(DISTINCT a.task_id) FROM annotation a "
               "WHERE a.project_id = p.id AND a.was_cancelled = 0 AND a.ground_truth = 0)"),
        0);
    EXPECT_EQ(
        Number("SELECT COUNT(*) FROM task t WHERE "
               "t.total_annotations <> (SELECT COUNT(*) FROM annotation a WHERE a.task_id = t.id "
               "AND a.was_cancelled = 0) OR "
               "t.cancelled_annotations <> (SELECT COUNT(*) FROM annotation a WHERE "
               "a.task_id = t.id AND a.was_cancelled = 1) OR "
               "t.total_predictions <> (SELECT COUNT(*) FROM prediction p WHERE p.task_id = t.id) "
               "OR COALESCE(t.annotated_at, 0) <> COALESCE((SELECT MAX(a.created_at) FROM "
               "annotation a WHERE a.task_id = t.id), 0) "
               "OR t.is_labeled <> ((SELECT COUNT(DISTINCT COALESCE(a.completed_by, 0)) FROM "
               "annotation a WHERE a.task_id = t.id AND a.was_cancelled = 0) >= t.overlap)"),
        0);
  }
};

}  // namespace millrace::labeling

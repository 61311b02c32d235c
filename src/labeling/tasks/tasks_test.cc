#include "labeling/tasks/tasks.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "labeling/storages/source_objects.h"
#include "labeling/tasks/annotations.h"
#include "labeling/tasks/drafts.h"
#include "labeling/tasks/predictions.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using db::Connection;
using db::Ok;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TasksTest : public LabelingTest {
 protected:
  std::vector<int64_t> Ids(const TaskQuery& query) {
    std::vector<int64_t> ids;
    for (const Task& task : Do([&](Connection& tx) { return ListTasks(tx, query); })) {
      ids.push_back(task.id);
    }
    return ids;
  }
  int64_t Delete(const std::vector<int64_t>& ids, DeleteReason reason = DeleteReason::kUser) {
    return Do([&](Connection& tx) { return DeleteTasks(tx, ids, reason, kLater); });
  }
};

// Tasks of two projects lie between each other, and some are gone.
TEST_F(TasksTest, PagesOfAProjectAreWhatCountingGives) {
  const Project project = AddProject(), other = AddProject();
  std::vector<int64_t> all;
  for (int i = 0; i < 5; ++i) {
    const int64_t first = AddTasks(project, std::vector<NewTask>(3, {.data = "{}"}));
    for (int64_t id = first; id < first + 3; ++id) all.push_back(id);
    if (i > 1) AddTasks(other, {{.data = "{}"}});
  }
  for (const bool gaps : {false, true}) {
    if (gaps) {
      Delete({all[1], all[7]});
      std::erase_if(all, [gone = std::vector{all[1], all[7]}](int64_t id) {
        return std::ranges::find(gone, id) != gone.end();
      });
    }
    const std::vector<int64_t> back(all.rbegin(), all.rend());
    for (int64_t offset = 0; offset <= std::ssize(all); ++offset) {
      for (const int64_t limit : {1, 4, 100}) {
        for (const bool descending : {false, true}) {
          const std::vector<int64_t>& ids = descending ? back : all;
          const int64_t end = std::min<int64_t>(offset + limit, std::ssize(ids));
          EXPECT_EQ(Ids({.project_id = project.id,
                         .offset = offset,
                         .limit = limit,
                         .descending = descending}),
                    std::vector<int64_t>(ids.begin() + offset, ids.begin() + end))
              << offset << " " << limit << descending;
        }
      }
    }
    EXPECT_EQ(Ids({.project_id = project.id, .after = all[3], .limit = 2}),
              (std::vector<int64_t>{all[4], all[5]}));
  }
}

TEST_F(TasksTest, OnlyTheAnnotatedBehindAnId) {
  const Project project = AddProject();
  std::vector<NewTask> tasks(4, {.data = "{}"});
  tasks[1].annotations = {{.result = "[]"}};
  tasks[3].annotations = {{.result = "[]", .was_cancelled = true}};
  const int64_t first = AddTasks(project, tasks);
  EXPECT_THAT(Ids({.project_id = project.id, .after = 0, .annotated = true}),
              ElementsAre(first + 1, first + 3));
  EXPECT_THAT(Ids({.project_id = project.id, .after = first + 1, .annotated = true}),
              ElementsAre(first + 3));
}

// Annotations are read by a range of tasks where these lie close together: others are not in it.
TEST_F(TasksTest, AnnotationsOfManyTasksAreOnlyTheirs) {
  const Project project = AddProject();
  const int64_t first = AddTasks(
      project, std::vector<NewTask>(
                   40, {.data = "{}", .annotations = {{.result = "[]"}, {.result = "[]"}}}));
  std::vector<int64_t> ids;
  for (int64_t id = first; id < first + 40; ++id) {
    if (id % 5 != 0) ids.push_back(id);
  }
  const auto found = Do([&](Connection& tx) { return AnnotationsOf(tx, ids); });
  ASSERT_EQ(found.size(), ids.size() * 2);
  for (size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i].task_id, ids[i / 2]);
}

TEST_F(TasksTest, IdsAreConsecutiveAndInOrder) {
  const Project project = AddProject();
  std::vector<NewTask> tasks(300);
  for (size_t i = 0; i < tasks.size(); ++i) tasks[i].data = std::to_string(i);
  const int64_t first = AddTasks(project, tasks);
  EXPECT_EQ(AddTasks(project, {{.data = "{}"}}), first + 300);
  const auto listed =
      Do([&](Connection& tx) { return ListTasks(tx, {.project_id = project.id, .limit = 1000}); });
  ASSERT_EQ(listed.size(), 301U);
  for (size_t i = 0; i < tasks.size(); ++i) {
    EXPECT_EQ(listed[i].id, first + static_cast<int64_t>(i));
    EXPECT_EQ(listed[i].inner_id, static_cast<int64_t>(i) + 1);
    EXPECT_EQ(listed[i].data, std::to_string(i));
  }
  EXPECT_EQ(Reload(project).task_number, 301);
}

TEST_F(TasksTest, EveryMemberIsKept) {
  const Project project = AddProject();
  const std::string key("k\xFF\0/\n", 5);
  const int64_t id = AddTasks(project, {{.data = R"({"a":1})",
                                         .meta = R"({"m":2})",
                                         .source_id = 8,
                                         .source_key = key,
                                         .allow_skip = false,
                                         .overlap = 3}});
  const Task task = Reload(id);
  EXPECT_EQ(task.project_id, project.id);
  EXPECT_EQ(task.data, R"({"a":1})");
  EXPECT_EQ(task.meta, R"({"m":2})");
  EXPECT_EQ(task.source_id, 8);
  EXPECT_EQ(task.source_key, key);
  EXPECT_FALSE(task.allow_skip);
  EXPECT_EQ(task.overlap, 3);
  EXPECT_EQ(task.created_at, kNow);
  EXPECT_EQ(Reload(AddTask(project)).source_id, std::nullopt);
}

TEST_F(TasksTest, AnnotationsAndPredictionsComeWithTheirTasks) {
  const Project project = AddProject();
  NewTask labeled{.data = "{}"};
  labeled.annotations = {{.result = "[]", .ground_truth = true, .lead_time = 1.5},
                         {.result = "[]", .was_cancelled = true}};
  labeled.predictions = {{.result = "[]", .score = 0.5, .model_version = "m"}, {.result = "[]"}};
  NewTask skipped{.data = "{}"};
  skipped.annotations = {{.result = "[]", .was_cancelled = true}};
  const int64_t first = AddTasks(project, {labeled, {.data = "{}"}, skipped});
  EXPECT_TRUE(Reload(first).is_labeled);
  EXPECT_EQ(Reload(first).total_annotations, 1);
  EXPECT_EQ(Reload(first).cancelled_annotations, 1);
  EXPECT_EQ(Reload(first).total_predictions, 2);
  EXPECT_FALSE(Reload(first + 2).is_labeled);
  ExpectExactCounters();
  EXPECT_EQ(Reload(project).finished_task_number, 1);
  const int64_t ids[] = {first};
  const auto predictions = Do([&](Connection& tx) { return PredictionsOf(tx, ids); });
  ASSERT_EQ(predictions.size(), 2U);
  EXPECT_EQ(predictions[0].score, 0.5);
  EXPECT_EQ(predictions[1].score, std::nullopt);
}

TEST_F(TasksTest, ImportedAuthorsAreFoundByAddressThenByNumber) {
  Do([](Connection& tx) {
    return tx.Execute(
        "INSERT INTO account (id, email, password_hash, role, created_at) "
        "VALUES (5, 'ann@b.co', '', 'annotator', 0)");
  });
  NewTask task{.data = "{}"};
  task.annotations = {{.result = "[]", .completed_by = 9, .completed_by_email = "ann@b.co"},
                      {.result = "[]", .completed_by = 5},
                      {.result = "[]", .completed_by = 6},
                      {.result = "[]", .completed_by = 5, .completed_by_email = "who@b.co"}};
  const int64_t ids[] = {AddTasks(AddProject(), {task})};
  std::vector<std::optional<int64_t>> authors;
  for (const auto& annotation : Do([&](Connection& tx) { return AnnotationsOf(tx, ids); })) {
    authors.push_back(annotation.completed_by);
  }
  EXPECT_THAT(authors, ElementsAre(5, 5, std::nullopt, std::nullopt));
}

TEST_F(TasksTest, ImportedDraftsGoToTheirAuthors) {
  Do([](Connection& tx) {
    return tx.Execute(
        "INSERT INTO account (id, email, password_hash, role, created_at) "
        "VALUES (5, 'ann@b.co', '', 'annotator', 0)");
  });
  NewTask task{.data = "{}"};
  task.annotations = {{.result = "[]", .import_id = 40}, {.result = "[]", .import_id = 41}};
  task.drafts = {{.result = "[1]", .account_email = "ann@b.co", .annotation = 41, .import_id = 8},
                 {.result = "[2]", .account_email = "ann@b.co", .annotation = 42},
                 {.result = "[3]", .account_email = "ann@b.co", .created_at = Time{}},
                 {.result = "[4]", .account_email = "who@b.co"}};
  const int64_t ids[] = {AddTasks(AddProject(), {task})};
  const auto drafts = Do([&](Connection& tx) { return DraftsOf(tx, ids); });
  const auto annotations = Do([&](Connection& tx) { return AnnotationsOf(tx, ids); });
  ASSERT_EQ(drafts.size(), 3U);
  EXPECT_EQ(drafts[0].annotation_id, annotations[1].id);
  EXPECT_EQ(drafts[0].account_id, 5);
  EXPECT_EQ(drafts[0].import_id, 8);
  EXPECT_EQ(drafts[1].annotation_id, std::nullopt);
  EXPECT_EQ(drafts[1].updated_at, kNow);
  EXPECT_EQ(drafts[2].result, "[3]");
  EXPECT_EQ(drafts[2].created_at, Time{});
}

TEST_F(TasksTest, OverlapComesFromTheProject) {
  const Project project = AddProject(R"({"maximum_annotations": 2})");
  NewTask task{.data = "{}"};
  task.annotations = {{.result = "[]"}};
  const int64_t id = AddTasks(project, {task});
  EXPECT_EQ(Reload(id).overlap, 2);
  EXPECT_FALSE(Reload(id).is_labeled);
  ExpectExactCounters();
}

TEST_F(TasksTest, AnUnknownProjectTakesNoTasks) {
  const NewTask tasks[] = {{.data = "{}"}};
  const Error error = Refused([&](Connection& tx) { return InsertTasks(tx, 77, tasks, kNow); });
  EXPECT_EQ(error.kind, ErrorKind::kNotFound);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM task"), 0);
}

TEST_F(TasksTest, ListsPagesAndIds) {
  const Project a = AddProject(), b = AddProject();
  const int64_t first = AddTasks(a, std::vector<NewTask>(5, {.data = "{}"}));
  const int64_t other = AddTask(b);
  EXPECT_THAT(Ids({.project_id = a.id, .offset = 1, .limit = 2}),
              ElementsAre(first + 1, first + 2));
  EXPECT_THAT(Ids({.project_id = a.id, .limit = 2, .descending = true}),
              ElementsAre(first + 4, first + 3));
  EXPECT_THAT(Ids({.project_id = a.id, .offset = 9}), IsEmpty());
  EXPECT_THAT(Ids({.ids = {other, first, 999, first}}), ElementsAre(first, other));
  EXPECT_THAT(Ids({.project_id = a.id, .ids = {other, first}}), ElementsAre(first));
  EXPECT_THAT(Ids({.ids = {first, first + 1, first + 2}, .offset = 1, .limit = 1}),
              ElementsAre(first + 1));
  const auto count = [&](const TaskQuery& query) {
    return Do([&](Connection& tx) { return CountTasks(tx, query); });
  };
  EXPECT_EQ(count({.project_id = a.id}), 5);
  EXPECT_EQ(count({}), 6);
  EXPECT_EQ(count({.project_id = a.id, .ids = {first, other}}), 1);
}

TEST_F(TasksTest, UpdateChangesWhatIsGiven) {
  const Project project = AddProject();
  const int64_t id = AddTasks(project, {{.data = R"({"a":1})", .meta = R"({"m":1})"}});
  Annotate(id, {.result = "[]"});
  const Task changed = Do([&](Connection& tx) {
    return UpdateTask(tx, id, {.data = R"({"a":2})", .overlap = 2}, std::nullopt, kLater);
  });
  EXPECT_EQ(changed.data, R"({"a":2})");
  EXPECT_EQ(changed.meta, R"({"m":1})");
  EXPECT_EQ(changed.updated_at, kLater);
  EXPECT_FALSE(changed.is_labeled);
  ExpectExactCounters();
  EXPECT_EQ(Refused([&](Connection& tx) {
              return UpdateTask(tx, id, {.overlap = 0}, std::nullopt, kLater);
            }).kind,
            ErrorKind::kInvalid);
  EXPECT_EQ(Refused([&](Connection& tx) { return GetTask(tx, 999); }).kind, ErrorKind::kNotFound);
}

TEST_F(TasksTest, DeletingTakesAllThatHangsOnThem) {
  const Project a = AddProject(), b = AddProject();
  NewTask full{.data = "{}"};
  full.annotations = {{.result = "[]", .ground_truth = true},
                      {.result = "[]", .was_cancelled = true}};
  full.predictions = {{.result = "[]"}};
  const int64_t first = AddTasks(a, std::vector<NewTask>(600, full));
  const int64_t other = AddTasks(b, {full});
  std::vector<int64_t> ids = {999'999, first, first};
  for (int i = 1; i < 599; ++i) ids.push_back(first + i);
  EXPECT_EQ(Delete(ids), 599);
  EXPECT_EQ(Delete(ids), 0);
  ExpectExactCounters();
  EXPECT_EQ(Reload(a).task_number, 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM annotation"), 4);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM prediction"), 2);
  EXPECT_EQ(Delete({first + 599, other}), 2);
  ExpectExactCounters();
  EXPECT_EQ(AddTask(a), other + 1);  // ids do not come back
}

TEST_F(TasksTest, SourcesAreToldWhyATaskWent) {
  const Project project = AddProject();
  const Storage source = AddStorage(project, StorageRole::kSource);
  const auto add = [&](const std::string& key) {
    const int64_t id =
        AddTasks(project, {{.data = "{}", .source_id = source.id, .source_key = key}});
    Write([&](Connection& tx) {
      const SourceObject objects[] = {{.key = key, .token = "t", .task_id = id}};
      return SaveObjects(tx, source.id, objects);
    });
    return id;
  };
  const auto state = [&](const std::string& key) {
    const std::string_view keys[] = {key};
    const auto found = Do([&](Connection& tx) { return FindObjects(tx, source.id, keys); });
    return found.empty() ? -1 : static_cast<int>(found[0].state);
  };
  Delete({add("user")});
  EXPECT_EQ(state("user"), static_cast<int>(ObjectState::kRemoved));
  Delete({add("source")}, DeleteReason::kSource);
  EXPECT_EQ(state("source"), static_cast<int>(ObjectState::kGone));
  add("all");
  EXPECT_EQ(Do([&](Connection& tx) { return DeleteTasksOfProject(tx, project.id, kLater); }), 1);
  EXPECT_EQ(state("all"), static_cast<int>(ObjectState::kRemoved));
}

TEST_F(TasksTest, AllTasksOfAProject) {
  const Project a = AddProject(), b = AddProject();
  NewTask full{.data = "{}"};
  full.annotations = {{.result = "[]"}};
  full.predictions = {{.result = "[]"}};
  AddTasks(a, std::vector<NewTask>(10, full));
  AddTasks(b, {full});
  EXPECT_EQ(Do([&](Connection& tx) { return DeleteTasksOfProject(tx, a.id, kLater); }), 10);
  ExpectExactCounters();
  EXPECT_EQ(Reload(b).task_number, 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM annotation"), 1);
}

TEST_F(TasksTest, Predictions) {
  const Project project = AddProject();
  const int64_t task = AddTask(project);
  const Prediction made = Do([&](Connection& tx) {
    return CreatePrediction(tx,
                            {.task_id = task, .result = "[]", .score = 0.25, .model_version = "v"},
                            std::nullopt, kNow);
  });
  EXPECT_EQ(made.task_id, task);
  EXPECT_EQ(made.score, 0.25);
  EXPECT_EQ(Reload(task).total_predictions, 1);
  ExpectExactCounters();
  Write([&](Connection& tx) { return DeletePrediction(tx, made.id, std::nullopt, kLater); });
  EXPECT_EQ(Reload(task).total_predictions, 0);
  ExpectExactCounters();
  EXPECT_EQ(Refused([&](Connection& tx) { return GetPrediction(tx, made.id); }).kind,
            ErrorKind::kNotFound);
  EXPECT_EQ(Refused([&](Connection& tx) {
              return CreatePrediction(tx, {.task_id = 999, .result = "[]"}, std::nullopt, kNow);
            }).kind,
            ErrorKind::kNotFound);
}

}  // namespace
}  // namespace millrace::labeling

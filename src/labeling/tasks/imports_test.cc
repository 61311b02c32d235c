#include "labeling/tasks/imports.h"

#include <gmock/gmock.h>

#include "labeling/tasks/uploads.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using db::Connection;
using testing::ElementsAre;
using testing::IsEmpty;

class ImportsTest : public LabelingTest {
 protected:
  int64_t Begin(const Project& project) {
    return Do(
        [&](Connection& tx) { return BeginImport(tx, project.id, std::nullopt, false, kNow); });
  }
  int64_t Insert(int64_t import, const Project& project, std::vector<NewTask> tasks) {
    return Do([&](Connection& tx) { return InsertImported(tx, import, project.id, tasks, kNow); });
  }
  std::vector<std::string> Undo(int64_t import) {
    while (Do([&](Connection& tx) { return UndoBatch(tx, import, kLater); })) {
    }
    return Do([&](Connection& tx) { return FailImport(tx, import, "The end.", kLater); });
  }
  std::vector<int64_t> Running() {
    return Do([&](Connection& tx) { return RunningImports(tx); });
  }
};

NewTask Labeled() {
  return {.data = "{}", .annotations = {{.result = "[]"}}, .predictions = {{.result = "[]"}}};
}

TEST_F(ImportsTest, AFinishedOneStays) {
  const Project project = AddProject();
  const int64_t import = Begin(project);
  Insert(import, project, {Labeled(), {.data = "{}"}});
  EXPECT_THAT(Running(), ElementsAre(import));
  Do([&](Connection& tx) { return FinishImport(tx, import, {.tasks = 2}, kLater); });
  EXPECT_THAT(Running(), IsEmpty());
  EXPECT_FALSE(Do([&](Connection& tx) { return UndoBatch(tx, import, kLater); }));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM task"), 2);
  const TaskImport shown =
      Do([&](Connection& tx) { return GetImport(tx, project.id, import, false); });
  EXPECT_EQ(shown.state, "completed");
  EXPECT_EQ(shown.counts.tasks, 2);
  EXPECT_EQ(
      Refused([&](Connection& tx) { return GetImport(tx, project.id + 1, import, false); }).kind,
      ErrorKind::kNotFound);
}

TEST_F(ImportsTest, AnUnfinishedOneIsTakenBackWithItsFiles) {
  const Project project = AddProject();
  AddTask(project);
  const int64_t import = Begin(project);
  const int64_t upload = Do([&](Connection& tx) {
    return AddUpload(tx, {.project_id = project.id, .file = "upload/1/a.csv"}, import, kNow);
  });
  NewTask from_file{.data = "{}", .file_upload_id = upload};
  Insert(import, project, {Labeled(), from_file});
  Insert(import, project, {Labeled()});
  EXPECT_THAT(Undo(import), ElementsAre("upload/1/a.csv"));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM task"), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM annotation"), 0);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM prediction"), 0);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM file_upload"), 0);
  EXPECT_EQ(Reload(project).task_number, 1);
  EXPECT_THAT(Running(), IsEmpty());
}

TEST_F(ImportsTest, WhatPeopleWorkedOnStays) {
  const Project project = AddProject();
  const int64_t import = Begin(project);
  const int64_t first = Insert(import, project, {Labeled(), Labeled(), {.data = "{}"}});
  Annotate(first + 1, {.result = "[]"}, 7);
  Undo(import);
  EXPECT_EQ(Number("SELECT MIN(id) FROM task"), first + 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM task"), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM annotation"), 2);
}

TEST_F(ImportsTest, GoesWithItsProject) {
  const Project project = AddProject();
  const int64_t import = Begin(project);
  Insert(import, project, {Labeled()});
  Do([&](Connection& tx) { return DeleteProject(tx, project.id, kLater); });
  EXPECT_THAT(Running(), IsEmpty());
  EXPECT_EQ(Refused([&](Connection& tx) { return FinishImport(tx, import, {}, kLater); }).kind,
            ErrorKind::kNotFound);
}

}  // namespace
}  // namespace millrace::labeling

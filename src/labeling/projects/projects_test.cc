#include "labeling/projects/projects.h"

#include <gmock/gmock.h>

#include "labeling/storages/export_outbox.h"
#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using db::Connection;
using testing::ElementsAre;

class ProjectsTest : public LabelingTest {
 protected:
  std::vector<int64_t> Find(const ProjectQuery& query) {
    return Do([&](Connection& tx) { return FindProjects(tx, query); });
  }
  Project Update(const Project& project, const ProjectPatch& patch) {
    return Do([&](Connection& tx) { return UpdateProject(tx, project.id, patch, kLater); });
  }
};

TEST_F(ProjectsTest, CreatedFoundAndListed) {
  const Project a = AddProject(), b = AddProject(), c = AddProject();
  EXPECT_EQ(a.title, "P");
  EXPECT_EQ(a.created_at, kNow);
  EXPECT_THAT(Find({}), ElementsAre(c.id, b.id, a.id));
  const int64_t some[] = {c.id, 99, a.id};
  const auto found = Do([&](Connection& tx) { return ProjectsById(tx, some); });
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].id, c.id);
  EXPECT_EQ(found[1].id, a.id);
  EXPECT_EQ(Do([](Connection& tx) { return FindProjectByTitle(tx, "P"); })->id, a.id);
  EXPECT_FALSE(Do([](Connection& tx) { return FindProjectByTitle(tx, "p"); }).has_value());
  EXPECT_EQ(Refused([](Connection& tx) { return GetProject(tx, 99); }).kind, ErrorKind::kNotFound);
}

TEST_F(ProjectsTest, UpdateChangesWhatIsGiven) {
  const Project project = AddProject(R"({"color":"red"})");
  const Project changed = Update(project, {.title = "New", .description = "d"});
  EXPECT_EQ(changed.title, "New");
  EXPECT_EQ(changed.description, "d");
  EXPECT_EQ(changed.settings, R"({"color":"red"})");
  EXPECT_EQ(changed.updated_at, kLater);
}

TEST_F(ProjectsTest, TheFirstDataKeyNamesBlobTasks) {
  const Project project = AddProject(), other = AddProject();
  const std::string blob = R"({"$undefined$":"s3://b/$undefined$.jpg"})";
  const int64_t first = AddTasks(project, {{.data = blob}, {.data = R"({"own":"$undefined$"})"}});
  const int64_t foreign = AddTasks(other, {{.data = blob}});
  Update(project, {.label_config = R"(<View><Image name="i" value="$my&quot;key"/></View>)"});
  EXPECT_EQ(Reload(first).data, R"({"my\"key":"s3://b/$undefined$.jpg"})");
  EXPECT_EQ(Reload(first + 1).data, R"({"own":"$undefined$"})");
  EXPECT_EQ(Reload(foreign).data, blob);
  // A later change of the key leaves named data alone.
  Update(project, {.label_config = R"(<View><Image name="i" value="$second"/></View>)"});
  EXPECT_EQ(Reload(first).data, R"({"my\"key":"s3://b/$undefined$.jpg"})");
}

TEST_F(ProjectsTest, MaximumAnnotationsDecidesAnewWhatIsLabeled) {
  const Project project = AddProject();
  const int64_t first = AddTasks(project, std::vector<NewTask>(2, {.data = "{}"}));
  Annotate(first, {.result = "[]"}, 1);
  Annotate(first, {.result = "[]"}, 2);
  Annotate(first + 1, {.result = "[]"}, 1);
  EXPECT_EQ(Reload(project).finished_task_number, 2);
  EXPECT_EQ(Update(project, {.settings = R"({"maximum_annotations":2})"}).finished_task_number, 1);
  EXPECT_TRUE(Reload(first).is_labeled);
  EXPECT_FALSE(Reload(first + 1).is_labeled);
  ExpectExactCounters();
  EXPECT_EQ(Update(project, {.settings = "{}"}).finished_task_number, 2);
  ExpectExactCounters();
}

TEST_F(ProjectsTest, DeletedWithAllThatHangsOnIt) {
  const Project project = AddProject(), other = AddProject();
  const Storage source = AddStorage(project, StorageRole::kSource);
  const Storage target = AddStorage(project, StorageRole::kTarget);
  const Storage wrote = AddStorage(project, StorageRole::kTarget, "written");
  Write([&](Connection& tx) {
    return SaveExportObject(tx, wrote.id, {.key = "1", .subject_id = 1});
  });
  const int64_t task = AddTasks(project, std::vector<NewTask>(3, {.data = "{}"}));
  Annotate(task, {.result = "[]"});
  Annotate(AddTask(other), {.result = "[]"});
  Write([&](Connection& tx) { return DeleteProject(tx, project.id, kLater); });
  EXPECT_EQ(Number("SELECT COUNT(*) FROM project"), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM task"), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM annotation"), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM export_outbox"), 0);
  // Only what remembers written objects stays.
  EXPECT_EQ(Number("SELECT COUNT(*) FROM storage"), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM storage WHERE deleted_at IS NOT NULL"), 1);
  ExpectExactCounters();
  EXPECT_EQ(Refused([&](Connection& tx) { return DeleteProject(tx, project.id, kLater); }).kind,
            ErrorKind::kNotFound);
  EXPECT_GT(AddProject().id, other.id);
  EXPECT_GT(AddStorage(other, StorageRole::kSource).id, source.id);
  EXPECT_NE(target.id, wrote.id);
}

}  // namespace
}  // namespace millrace::labeling

#include "labeling/data_manager/label_uses.h"

#include <gmock/gmock.h>

#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using testing::ElementsAre;

class LabelUsesTest : public LabelingTest {
 protected:
  static std::string Box(const std::string& labels) {
    return R"({"type":"rectanglelabels","value":{"x":1.50,"rectanglelabels":)" + labels + "}}";
  }
  std::string ResultOf(const Annotation& annotation) {
    return Do([&](db::Connection& tx) { return GetAnnotation(tx, annotation.id); }).result;
  }
  LabelChangeStep Change(const LabelChange& change, int64_t after = 0, int64_t limit = 100) {
    return Do(
        [&](db::Connection& tx) { return ChangeLabels(tx, change, after, limit, 7, kLater); });
  }
};

TEST_F(LabelUsesTest, AreCountedByAnnotation) {
  const Project project = AddProject(), other = AddProject();
  const int64_t task = AddTask(project);
  Annotate(task, {.result = "[" + Box(R"(["Cat"])") + "," + Box(R"([ "Cat" ])") + "]"});
  Annotate(task, {.result = "[" + Box(R"(["\u0043AT"])") + "]", .was_cancelled = true});
  Annotate(task, {.result = "[" + Box(R"(["Cat","Dog"])") + "]"});
  Annotate(task, {.result = ""});
  Annotate(AddTask(other), {.result = "[" + Box(R"(["Cat"])") + "]"});
  const std::vector<std::string> values = {R"( ["Cat"])", R"("Dog")", R"(["Cow"])", "1.5"};
  EXPECT_THAT(Do([&](db::Connection& tx) { return CountLabelUses(tx, project.id, values); }),
              ElementsAre(2, 1, 0, 3));
}

TEST_F(LabelUsesTest, ChangeOnlyTheLabelOfARegion) {
  const Project project = AddProject();
  const int64_t task = AddTask(project);
  const std::string before = "[ " + Box(R"([ "Cat" ])") + R"(, {"type":"choices","value":)" +
                             R"({"choices":["Cat"],"note":["Cat"]}} ,)" + Box(R"(["Cat","Dog"])") +
                             R"(,{"type":"relation","direction":"right"},{"value":{"x":1}},7])";
  const Annotation annotation = Annotate(task, {.result = before}, 3);
  const LabelChangeStep step = Change({.from = R"(["Cat"])", .to = R"(["Lion", 2.50])"});
  EXPECT_EQ(step.regions, 2);
  EXPECT_TRUE(step.done);
  EXPECT_EQ(ResultOf(annotation),
            "[ " + Box(R"(["Lion", 2.50])") + R"(, {"type":"choices","value":)" +
                R"({"choices":["Lion", 2.50],"note":["Cat"]}} ,)" + Box(R"(["Cat","Dog"])") +
                R"(,{"type":"relation","direction":"right"},{"value":{"x":1}},7])");
  const Annotation after = Do([&](db::Connection& tx) { return GetAnnotation(tx, annotation.id); });
  EXPECT_EQ(after.updated_at, kLater);
  EXPECT_EQ(after.updated_by, 7);
  EXPECT_EQ(after.completed_by, 3);
  EXPECT_EQ(Reload(task).updated_at, kLater);
  ExpectExactCounters();
  // Doing it again does nothing.
  EXPECT_EQ(Change({.from = R"(["Cat"])", .to = R"(["Lion", 2.50])"}).regions, 0);
}

TEST_F(LabelUsesTest, TargetsAreToldOfWhatChangedAlone) {
  const Project project = AddProject();
  const Storage target = AddStorage(project, StorageRole::kTarget);
  const int64_t task = AddTask(project);
  const Annotation cat = Annotate(task, {.result = "[" + Box(R"(["Cat"])") + "]"});
  Annotate(task, {.result = "[" + Box(R"(["Dog"])") + "]"});
  Do([&](db::Connection& tx) { return tx.Execute("DELETE FROM export_outbox"); });
  Change({.project_id = project.id, .from = R"(["Cat"])", .to = R"(["Lion"])"});
  EXPECT_EQ(Number("SELECT COUNT(*) FROM export_outbox"), 1);
  EXPECT_EQ(Number("SELECT subject_id FROM export_outbox WHERE deleted = 0 AND storage_id = " +
                   std::to_string(target.id)),
            cat.id);
}

TEST_F(LabelUsesTest, ChangeStepByStep) {
  const Project project = AddProject(), other = AddProject();
  const int64_t task = AddTask(project), others = AddTask(other);
  std::vector<Annotation> annotations;
  for (int i = 0; i < 5; ++i)
    annotations.push_back(
        Annotate(i == 2 ? others : task, {.result = "[" + Box(R"(["Cat"])") + "]"}));
  LabelChange change{.project_id = project.id, .from = R"(["Cat"])", .to = R"(["Lion"])"};
  LabelChangeStep step = Change(change, 0, 3);
  EXPECT_EQ(step.regions, 3);
  EXPECT_FALSE(step.done);
  EXPECT_EQ(step.last, annotations[3].id);
  step = Change(change, step.last, 3);
  EXPECT_EQ(step.regions, 1);
  EXPECT_TRUE(step.done);
  EXPECT_EQ(ResultOf(annotations[2]), "[" + Box(R"(["Cat"])") + "]");
  change.project_id.reset();
  EXPECT_EQ(Change(change).regions, 1);
  EXPECT_EQ(ResultOf(annotations[2]), "[" + Box(R"(["Lion"])") + "]");
}

TEST_F(LabelUsesTest, AStepTakesFewLongResults) {
  const Project project = AddProject();
  const int64_t task = AddTask(project);
  const std::string padding(5 << 20, ' ');
  std::vector<Annotation> annotations;
  for (const std::string& long_or_not : {padding, padding, std::string()})
    annotations.push_back(Annotate(task, {.result = "[" + long_or_not + Box(R"(["Cat"])") + "]"}));
  const LabelChange change{.project_id = project.id, .from = R"(["Cat"])", .to = R"(["Lion"])"};
  LabelChangeStep step = Change(change);
  EXPECT_EQ(step.last, annotations[0].id);
  EXPECT_EQ(step.regions, 1);
  EXPECT_FALSE(step.done);
  step = Change(change, step.last);
  EXPECT_EQ(step.last, annotations[2].id);
  EXPECT_EQ(step.regions, 2);
  EXPECT_TRUE(step.done);
  EXPECT_TRUE(Change(change, step.last).done);
}

}  // namespace
}  // namespace millrace::labeling

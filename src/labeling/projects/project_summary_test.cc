#include "labeling/projects/project_summary.h"

#include <gmock/gmock.h>

#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using db::Connection;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class ProjectSummaryTest : public LabelingTest {
 protected:
  DataColumns Data(const Project& project) {
    return Do([&](Connection& tx) { return SummarizeData(tx, project.id); });
  }
  UsedControls Results(const Project& project) {
    return Do([&](Connection& tx) { return SummarizeResults(tx, project.id); });
  }
};

TEST_F(ProjectSummaryTest, CountsTheKeysOfTheData) {
  const Project project = AddProject();
  EXPECT_THAT(Data(project).all, IsEmpty());
  EXPECT_THAT(Data(project).common, IsEmpty());
  const int64_t first = AddTasks(project, {{.data = R"({"text":1,"b":{"text":2}})"},
                                           {.data = R"({"a":null,"text":"x","b":1})"}});
  AddTasks(AddProject(), {{.data = R"({"foreign":1})"}});
  EXPECT_THAT(Data(project).all, ElementsAre(Pair("text", 2), Pair("b", 2), Pair("a", 1)));
  EXPECT_THAT(Data(project).common, ElementsAre("b", "text"));
  Do([&](Connection& tx) { return DeleteTasks(tx, {&first, 1}, DeleteReason::kUser, kLater); });
  EXPECT_THAT(Data(project).common, ElementsAre("a", "b", "text"));
}

TEST_F(ProjectSummaryTest, CountsControlsAndLabels) {
  const Project project = AddProject();
  const int64_t task = AddTask(project);
  const Annotation one = Annotate(task, {.result = R"([
      {"from_name":"c","to_name":"t","type":"choices","value":{"choices":["a","b"]}},
      {"from_name":"c","to_name":"t","type":"choices","value":{"choices":["a"]}},
      {"from_name":"x","to_name":"t","type":"taxonomy","value":{"taxonomy":[["p","q"],["p"]]}},
      {"from_name":"v","to_name":"f","type":"videorectangle","value":{"labels":["Man"]}},
      {"from_name":"n","to_name":"t","type":"textarea","value":{"text":["words"]}},
      {"from_id":"1","to_id":"2","type":"relation","direction":"right"},
      {"from_name":"p","to_name":"t","type":"pairwise","value":{"selected":"left"}}, 7])"});
  Annotate(task, {.result = R"([{"from_name":"c","to_name":"t","type":"choices",
      "value":{"choices":[1]}}])",
                  .was_cancelled = true});
  EXPECT_THAT(Results(project).annotations,
              ElementsAre(Pair("c|t|choices", 3), Pair("x|t|taxonomy", 1),
                          Pair("v|f|videorectangle", 1), Pair("n|t|textarea", 1)));
  EXPECT_THAT(Results(project).labels,
              ElementsAre(Pair("c", ElementsAre(Pair("a", 2), Pair("b", 1), Pair("1", 1))),
                          Pair("x", ElementsAre(Pair("p", 2), Pair("q", 1))),
                          Pair("v", ElementsAre(Pair("Man", 1))), Pair("n", IsEmpty())));
  EXPECT_THAT(Results(project).draft_labels, IsEmpty());
  Do([&](Connection& tx) -> Result<int64_t> {
    RETURN_IF_ERROR(DeleteAnnotation(tx, one.id, std::nullopt, kLater));
    return 0;
  });
  EXPECT_THAT(Results(project).annotations, ElementsAre(Pair("c|t|choices", 1)));
}

}  // namespace
}  // namespace millrace::labeling

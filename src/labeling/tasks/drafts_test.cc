#include "labeling/tasks/drafts.h"

#include <gmock/gmock.h>

#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using db::Connection;
using testing::ElementsAre;

class DraftsTest : public LabelingTest {
 protected:
  void SetUp() override {
    LabelingTest::SetUp();
    task_ = AddTask(AddProject());
  }
  Draft Add(int64_t account, std::optional<int64_t> annotation = std::nullopt) {
    return Do([&](Connection& tx) {
      return CreateDraft(tx,
                         {.task_id = task_,
                          .account_id = account,
                          .annotation_id = annotation,
                          .result = R"([{"id":"r"}])",
                          .lead_time = 1.5,
                          .import_id = 4},
                         kNow);
    });
  }
  std::vector<int64_t> Ids(const DraftFilter& filter) {
    const int64_t tasks[] = {task_};
    std::vector<int64_t> ids;
    for (const Draft& draft : Do([&](Connection& tx) { return DraftsOf(tx, tasks, filter); }))
      ids.push_back(draft.id);
    return ids;
  }

  int64_t task_ = 0;
};

TEST_F(DraftsTest, KeptAsGiven) {
  const Draft made = Add(7);
  Draft read = Do([&](Connection& tx) { return GetDraft(tx, made.id); });
  EXPECT_EQ(read.task_id, task_);
  EXPECT_EQ(read.account_id, 7);
  EXPECT_EQ(read.annotation_id, std::nullopt);
  EXPECT_EQ(read.result, R"([{"id":"r"}])");
  EXPECT_EQ(read.lead_time, 1.5);
  EXPECT_EQ(read.import_id, 4);
  EXPECT_EQ(read.created_at, kNow);
  read.result = "[]";
  read.was_postponed = true;
  read.lead_time.reset();
  EXPECT_EQ(Do([&](Connection& tx) { return UpdateDraft(tx, read, kLater); }).updated_at, kLater);
  read = Do([&](Connection& tx) { return GetDraft(tx, made.id); });
  EXPECT_EQ(read.result, "[]");
  EXPECT_TRUE(read.was_postponed);
  EXPECT_EQ(read.lead_time, std::nullopt);
  EXPECT_EQ(read.created_at, kNow);
}

TEST_F(DraftsTest, BelongToAccountsAndAnnotations) {
  const int64_t annotation = Annotate(task_, {.result = "[]"}, 7).id;
  const int64_t first = Add(7).id, second = Add(8).id, third = Add(7, annotation).id;
  EXPECT_THAT(Ids({}), ElementsAre(first, second, third));
  EXPECT_THAT(Ids({.account_id = 7}), ElementsAre(first, third));
  EXPECT_THAT(Ids({.account_id = 7, .annotation_id = annotation}), ElementsAre(third));
  Do([&](Connection& tx) {
    return UpdateAnnotation(tx, annotation, {.result = "[1]"}, 7, kLater);
  });
  EXPECT_THAT(Ids({}), ElementsAre(first, second));
}

TEST_F(DraftsTest, UnknownPlacesAreNotFound) {
  const int64_t other = AddTask(AddProject());
  const int64_t annotation = Annotate(other, {.result = "[]"}, 7).id;
  EXPECT_EQ(Refused([&](Connection& tx) {
              return CreateDraft(tx, {.task_id = 999, .account_id = 1, .result = "[]"}, kNow);
            }).kind,
            ErrorKind::kNotFound);
  EXPECT_EQ(Refused([&](Connection& tx) {
              return CreateDraft(
                  tx,
                  {.task_id = task_, .account_id = 1, .annotation_id = annotation, .result = "[]"},
                  kNow);
            }).kind,
            ErrorKind::kNotFound);
  EXPECT_EQ(Refused([&](Connection& tx) { return GetDraft(tx, 999); }).kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace millrace::labeling

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync/doctor/test_patient.h"

namespace millrace::sync {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using State = storage::Finding::State;

TEST_F(DoctorTest, AHealthyTargetIsLeftAsItWas) {
  values_.Set(storage::kPrefix, "out");
  const Diagnosis found = LookAtTarget();
  EXPECT_TRUE(found.ok());
  EXPECT_THAT(Names(found, State::kOk),
              ElementsAre("name", "connection", "credentials", "clock", "bucket", "write",
                          "read_back", "delete", "conditions", "contents"));
  EXPECT_THAT(Of(found, "contents").detail, HasSubstr("/out/ is empty."));
  EXPECT_THAT(world_.Objects(), IsEmpty());
}

TEST_F(DoctorTest, IgnoredConditionsAreSeenAndRemembered) {
  const int64_t id = world_.AddTarget(world_.Settings());
  options_.storage_id = id;
  script_.ignores_conditions = true;
  const Diagnosis found = LookAtTarget();
  EXPECT_EQ(Of(found, "conditions").state, State::kWarning);
  EXPECT_EQ(world_.Row(id).put_if_absent, false);
  EXPECT_THAT(world_.Objects(), IsEmpty());
}

TEST_F(DoctorTest, ATargetThatMayNotBeWritten) {
  script_.put = Denied("403 while writing.");
  const Diagnosis found = LookAtTarget();
  EXPECT_EQ(Of(found, "write").state, State::kFailed);
  EXPECT_EQ(Of(found, "write").paste, "may write");
  EXPECT_THAT(Names(found, State::kSkipped), ElementsAre("read_back", "delete", "conditions"));
}

TEST_F(DoctorTest, DeletingMattersOnlyWhereItIsWanted) {
  script_.remove = Denied("403 while deleting.");
  Diagnosis found = LookAtTarget();
  EXPECT_EQ(Of(found, "delete").state, State::kWarning);
  EXPECT_THAT(Of(found, "delete").advice, HasSubstr("stays there"));
  EXPECT_EQ(world_.Objects().size(), 1u);
  values_.Set(storage::kCanDeleteObjects, true);
  found = LookAtTarget();
  EXPECT_EQ(Of(found, "delete").state, State::kFailed);
  EXPECT_EQ(Of(found, "conditions").state, State::kSkipped);
}

TEST_F(DoctorTest, WhatStandsInATargetIsSorted) {
  world_.Put("tasks/1.json", R"([{"image": "a"}, {"image": "b"}])");
  values_.Set(storage::kPrefix, "out");
  Values source = world_.Settings();
  source.Set(storage::kPrefix, "tasks");
  world_.Sync(world_.AddSource(source));
  const auto tasks = world_.Tasks();
  ASSERT_EQ(tasks.size(), 2u);
  Values elsewhere = world_.Settings();
  elsewhere.Set(storage::kPrefix, "first");
  const int64_t first = world_.AddTarget(elsewhere);
  const std::string a = std::to_string(world_.Annotate(tasks[0].id).id);
  const std::string b = std::to_string(world_.Annotate(tasks[1].id).id);
  world_.Sync(first);
  // As another server would have written the same annotation, and something else in b's place.
  world_.Put("out/" + a, world_.Objects()["first/" + a]);
  world_.Put("out/" + b, "not an annotation");
  world_.Put("out/notes.txt", "notes");
  const Diagnosis found = LookAtTarget();
  EXPECT_EQ(Of(found, "contents").state, State::kWarning);
  EXPECT_THAT(Of(found, "contents").detail,
              HasSubstr("3 objects: 0 written by this server, 1 match an annotation here, 2 "
                        "foreign; 1 of them under the name of an annotation's object."));
  values_.Set(storage::kPrefix, "tasks");
  EXPECT_EQ(Of(LookAtTarget(), "contents").state, State::kOk) << "foreign, but not in the way";
}

}  // namespace
}  // namespace millrace::sync

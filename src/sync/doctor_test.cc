#include "sync/doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "sync/doctor/test_patient.h"

namespace millrace::sync {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using State = storage::Finding::State;

TEST_F(DoctorTest, AHealthySource) {
  for (int i = 1; i <= 5; ++i) world_.Put(std::to_string(i) + ".jpg", "picture");
  world_.Put("readme.txt", "text");
  world_.Put("folder/", "");
  values_.Set(storage::kUseBlobUrls, true);
  values_.Set(storage::kRegexFilter, ".*\\.jpg");
  script_.findings = {{.name = "region", .detail = "eu-west-1"}};
  const Diagnosis found = Look();
  EXPECT_TRUE(found.ok());
  EXPECT_THAT(Names(found, State::kOk),
              ElementsAre("name", "connection", "credentials", "clock", "region", "bucket", "list",
                          "regex", "get", "presign", "cors"));
  for (size_t i = 0; i < found.probes.size(); ++i)
    EXPECT_EQ(found.probes[i].number, static_cast<int>(i) + 1);
  EXPECT_EQ(Of(found, "credentials").detail, "access key AKIA…7Q of profile \"ml\"");
  EXPECT_EQ(Of(found, "regex").detail, "5 of 6 objects match \".*\\.jpg\".");
  EXPECT_THAT(Of(found, "regex").matching, ElementsAre("1.jpg", "2.jpg", "3.jpg"));
  EXPECT_THAT(Of(found, "regex").not_matching, ElementsAre("readme.txt"));
  for (const Probe& probe : found.probes)
    EXPECT_THAT(probe.detail + probe.advice + probe.paste, Not(HasSubstr("SECRET"))) << probe.name;
  EXPECT_EQ(world_.Objects().size(), 7u) << "nothing is written";
}

TEST_F(DoctorTest, AnUnreachableServerMakesTheRestSenseless) {
  world_.Put("1.jpg", "x");
  http_error_ = Error{.kind = ErrorKind::kUnavailable,
                      .temporary = true,
                      .message = "127.0.0.1:9 refused the connection.",
                      .advice = "Check host and port."};
  const Diagnosis found = Look();
  EXPECT_THAT(Names(found, State::kFailed), ElementsAre("connection"));
  EXPECT_EQ(found.failure()->message, "127.0.0.1:9 refused the connection.");
  EXPECT_THAT(Of(found, "get").detail, HasSubstr("the server could not be reached"));
  EXPECT_EQ(script_.checks, 0);
}

TEST_F(DoctorTest, ANameThatOnlyAProxyKnowsIsAWarning) {
  script_.host = "no-such-host.invalid";
  Diagnosis found = Look();
  EXPECT_EQ(Of(found, "name").state, State::kWarning);
  EXPECT_EQ(Of(found, "connection").state, State::kOk);
  http_error_ = Error{.kind = ErrorKind::kUnavailable, .message = "No address."};
  found = Look();
  EXPECT_EQ(Of(found, "name").state, State::kFailed);
  EXPECT_THAT(Of(found, "name").detail, HasSubstr("no-such-host.invalid"));
  EXPECT_THAT(Of(found, "bucket").detail, HasSubstr("the name has no address"));
}

TEST_F(DoctorTest, WithoutHttpTheStoreIsAskedOnce) {
  script_.http = false;
  EXPECT_EQ(Of(Look(), "connection").state, State::kOk);
  EXPECT_EQ(script_.checks, 1);
  script_.check = Error{.kind = ErrorKind::kUnauthenticated, .message = "It wants a password."};
  Diagnosis found = Look();
  EXPECT_EQ(Of(found, "connection").state, State::kOk) << "it did answer";
  EXPECT_EQ(Of(found, "bucket").detail, "It wants a password.");
  script_.check = Error{.kind = ErrorKind::kUnavailable, .message = "It refused."};
  found = Look();
  EXPECT_EQ(Of(found, "connection").detail, "It refused.");
  EXPECT_EQ(Of(found, "clock").state, State::kSkipped);
}

TEST_F(DoctorTest, MissingCredentialsNameTheVariables) {
  script_.identity = std::unexpected(
      Error{.kind = ErrorKind::kUnauthenticated, .message = "There are no credentials."});
  const Diagnosis found = Look();
  EXPECT_EQ(Of(found, "credentials").state, State::kFailed);
  EXPECT_THAT(Of(found, "credentials").advice, HasSubstr("Secret key (TEST_SECRET_KEY)"));
  EXPECT_EQ(Of(found, "bucket").state, State::kSkipped);
}

TEST_F(DoctorTest, TheClockIsCompared) {
  ahead_ = std::chrono::minutes(90);
  Diagnosis found = Look();
  EXPECT_EQ(Of(found, "clock").state, State::kFailed);
  EXPECT_EQ(Of(found, "clock").detail,
            "The clock of this machine is 90 minutes behind 127.0.0.1:9.");
  EXPECT_EQ(Of(found, "bucket").state, State::kOk) << "whether it matters is the bucket's answer";
  ahead_ = -std::chrono::seconds(100);
  found = Look();
  EXPECT_EQ(Of(found, "clock").state, State::kWarning);
  EXPECT_THAT(Of(found, "clock").detail, HasSubstr("100 seconds ahead of"));
  ahead_ = std::chrono::seconds(1);
  EXPECT_EQ(Of(Look(), "clock").state, State::kOk);
}

TEST_F(DoctorTest, MissingRightsComeWithThePolicy) {
  world_.Put("1.jpg", "x");
  script_.list = Denied("403 while listing.");
  const Diagnosis found = Look();
  EXPECT_EQ(Of(found, "list").paste, "may read");
  EXPECT_EQ(Of(found, "list").advice, "Add the right.");
  EXPECT_EQ(found.failure()->kind, ErrorKind::kDenied);
  EXPECT_THAT(Names(found, State::kSkipped), ElementsAre("regex", "get", "presign", "cors"));
}

TEST_F(DoctorTest, OneReadableObjectIsEnough) {
  values_.Set(storage::kUseBlobUrls, true);
  for (const char* key : {"1.jpg", "2.jpg", "3.jpg", "4.jpg"}) world_.Put(key, "x");
  script_.get = Denied("The object is archived.");
  script_.readable = "3.jpg";
  EXPECT_EQ(Of(Look(), "get").state, State::kWarning);
  script_.readable = "4.jpg";
  const Diagnosis found = Look();
  EXPECT_EQ(Of(found, "get").state, State::kFailed);
  EXPECT_EQ(Of(found, "get").detail, "The object is archived.");
  EXPECT_EQ(Of(found, "presign").state, State::kSkipped);
}

TEST_F(DoctorTest, PicturesInAJsonSourceAreSeen) {
  world_.Put("1.jpg", "\xFF\xD8\xFF\xE0 picture");
  const Diagnosis found = Look();
  EXPECT_EQ(Of(found, "get").state, State::kWarning);
  EXPECT_THAT(Of(found, "get").detail, HasSubstr("looks like a JPEG image"));
  EXPECT_THAT(Of(found, "get").advice, HasSubstr("Treat every bucket object as a source file"));
}

TEST_F(DoctorTest, NothingThatMatches) {
  world_.Put("1.jpg", "{}");
  values_.Set(storage::kRegexFilter, "png");
  EXPECT_EQ(Of(Look(), "regex").detail, "0 of 1 object match \"png\".");
  EXPECT_EQ(Of(Look(), "get").state, State::kOk) << "the rights are looked at all the same";
  values_.Set(storage::kRegexFilter, "");
  EXPECT_EQ(Of(Look(), "regex").state, State::kOk);
  values_.Set(storage::kEmptyRegexSkips, true);
  EXPECT_EQ(Of(Look(), "regex").advice, "Use .* to collect all.");
  values_.Set(storage::kPrefix, "raw");
  const Diagnosis found = Look();
  EXPECT_TRUE(found.empty);
  EXPECT_EQ(Of(found, "list").detail,
            "There is no object below memory://" + world_.bucket_name() + "/raw/.");
  EXPECT_TRUE(found.ok());
}

TEST_F(DoctorTest, OnlyTheFirstTenThousandAreCounted) {
  for (int i = 0; i < 10'050; ++i) world_.Put(std::to_string(i), "{}");
  values_.Set(storage::kRegexFilter, "1");
  EXPECT_THAT(Of(Look(), "regex").detail, HasSubstr(" of the first 10,000 objects match"));
}

TEST_F(DoctorTest, EssentialsStopAtTheFirstFailureAndWriteNothing) {
  options_.essentials = true;
  world_.Put("1.jpg", "{}");
  ahead_ = std::chrono::hours(2);
  allowed_.clear();
  Diagnosis found = Look();
  EXPECT_FALSE(found.failure().has_value());
  EXPECT_THAT(Names(found, State::kOk),
              ElementsAre("connection", "credentials", "bucket", "list", "get"));
  script_.check = Denied("403 while listing.");
  found = Look();
  EXPECT_EQ(found.failure()->message, "403 while listing.");
  EXPECT_EQ(found.probes.back().name, "bucket");
  script_.check.reset();
  found = LookAtTarget();
  EXPECT_THAT(Names(found, State::kOk), ElementsAre("connection", "credentials", "bucket"));
  EXPECT_EQ(world_.Objects().size(), 1u);
}

TEST_F(DoctorTest, AStopSkipsTheRest) {
  stop_.request_stop();
  const Diagnosis found = Look();
  EXPECT_EQ(found.Count(State::kSkipped), found.probes.size());
  EXPECT_THAT(Of(found, "bucket").detail, HasSubstr("stopped"));
  EXPECT_EQ(script_.checks, 0);
}

TEST_F(DoctorTest, TheTimeLimitSkipsTheRest) {
  options_.limit = std::chrono::milliseconds(0);
  EXPECT_THAT(Of(Look(), "bucket").detail, HasSubstr("are over"));
  EXPECT_EQ(script_.checks, 0);
}

TEST_F(DoctorTest, WrongSettingsNameTheirFields) {
  values_.Set(storage::kRegexFilter, "(((");
  const Diagnosis found = Look();
  ASSERT_EQ(found.probes.size(), 1u);
  ASSERT_TRUE(found.failure().has_value());
  EXPECT_EQ(found.failure()->fields[0].first, "regex_filter");
}

TEST_F(DoctorTest, TheEngineLooksOnAThreadOfItsOwn) {
  world_.Put("1.json", "{}");
  std::promise<std::vector<std::string>> promise;
  const auto begun = world_.engine().Examine(
      world_.Spec(labeling::StorageRole::kSource, world_.Settings()), {},
      [&](const Diagnosis& found) { promise.set_value(Names(found, State::kOk)); });
  ASSERT_TRUE(begun.has_value());
  EXPECT_THAT(promise.get_future().get(),
              ElementsAre("credentials", "bucket", "list", "regex", "get"));
}

}  // namespace
}  // namespace millrace::sync

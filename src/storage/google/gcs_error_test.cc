#include "storage/google/gcs_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace millrace::storage::google {
namespace {

namespace json = boost::json;
using http::Operation;
using testing::HasSubstr;
using testing::Not;

constexpr char kWho[] = "service account ml@p.iam.gserviceaccount.com";

std::string Body(int code, const std::string& reason, const std::string& message) {
  return json::serialize(json::object{
      {"error",
       {{"code", code},
        {"message", message},
        {"errors",
         json::array{{{"message", message}, {"domain", "global"}, {"reason", reason}}}}}}});
}

ErrorContext Context(Operation operation, const std::string& key = "raw/1.json") {
  return {.operation = operation,
          .bucket = "cats",
          .host = "storage.googleapis.com",
          .key = key,
          .who = kWho,
          .place = "the storage's settings"};
}

TEST(GcsError, DeniedNamesAccountPermissionAndCommand) {
  const Error error =
      GcsError(Context(Operation::kList, "raw/"), 403, {},
               Body(403, "forbidden",
                    "ml@p.iam.gserviceaccount.com does not have storage.objects.list access to the "
                    "Google Cloud Storage bucket. Permission 'storage.objects.list' denied on "
                    "resource (or it may not exist)."));
  EXPECT_EQ(error.kind, ErrorKind::kDenied);
  EXPECT_FALSE(error.temporary);
  EXPECT_EQ(error.status, 403);
  EXPECT_EQ(error.operation, "list");
  EXPECT_EQ(error.message,
            "403 while listing \"cats/raw/\": the service account ml@p.iam.gserviceaccount.com "
            "lacks the permission storage.objects.list, or there is no such bucket.");
  EXPECT_EQ(error.advice,
            "Give it the role: `gcloud storage buckets add-iam-policy-binding gs://cats "
            "--member=serviceAccount:ml@p.iam.gserviceaccount.com "
            "--role=roles/storage.objectViewer`.");
}

TEST(GcsError, DeniedWithoutWordsNamesWhatTheOperationNeeds) {
  const std::pair<Operation, const char*> cases[] = {{Operation::kGet, "storage.objects.get"},
                                                     {Operation::kPut, "storage.objects.create"},
                                                     {Operation::kDelete, "storage.objects.delete"},
                                                     {Operation::kCheck, "storage.objects.list"}};
  for (const auto& [operation, permission] : cases) {
    for (const char* body : {"", "<html>Forbidden</html>", "{", "{\"error\":7}", "[]"}) {
      const Error error = GcsError(Context(operation), 403, {}, body);
      EXPECT_THAT(error.message, HasSubstr(permission));
      EXPECT_THAT(error.message, HasSubstr(kWho));
      EXPECT_THAT(error.message, Not(HasSubstr("html")));
    }
  }
  const Error user = GcsError(Context(Operation::kPut), 403, {},
                              Body(403, "forbidden",
                                   "ann@example.com does not have storage.objects.create access to "
                                   "the Google Cloud Storage object."));
  EXPECT_THAT(user.message, HasSubstr("the user ann@example.com lacks"));
  EXPECT_THAT(user.advice,
              HasSubstr("--member=user:ann@example.com --role=roles/storage.objectUser"));
}

TEST(GcsError, WithoutCredentialsTheBucketIsNotPublic) {
  ErrorContext context = Context(Operation::kList, "");
  context.who = "";
  for (const int status : {401, 403}) {
    const Error error =
        GcsError(context, status, {},
                 Body(status, "required", "Anonymous caller does not have storage.objects.list"));
    EXPECT_THAT(error.message, HasSubstr("without credentials"));
    EXPECT_THAT(error.advice, HasSubstr("service account"));
  }
}

TEST(GcsError, NotFoundTellsBucketAndObjectApart) {
  const auto message = [](Operation operation, const std::string& body) {
    const Error error = GcsError(Context(operation), 404, {}, body);
    EXPECT_EQ(error.kind, ErrorKind::kNotFound);
    return error.message;
  };
  const std::string bucket = Body(404, "notFound", "The specified bucket does not exist.");
  EXPECT_THAT(message(Operation::kList, ""), HasSubstr("no bucket \"cats\""));
  EXPECT_THAT(message(Operation::kPut, ""), HasSubstr("no bucket \"cats\""));
  EXPECT_THAT(message(Operation::kGet, bucket), HasSubstr("no bucket \"cats\""));
  EXPECT_THAT(message(Operation::kGet, "No such object: cats/raw/1.json"),
              HasSubstr("no object \"raw/1.json\" in bucket \"cats\""));
}

TEST(GcsError, PreconditionsSayWhatHappened) {
  ErrorContext context = Context(Operation::kPut);
  context.precondition = Precondition::kAbsent;
  const auto error = [&] {
    return GcsError(context, 412, {}, Body(412, "conditionNotMet", "At least one of the pre-…"));
  };
  EXPECT_EQ(error().kind, ErrorKind::kConflict);
  EXPECT_THAT(error().message, HasSubstr("exists already"));
  context.precondition = Precondition::kMatches;
  EXPECT_THAT(error().message, HasSubstr("changed by someone else"));
  context.operation = Operation::kGet;
  EXPECT_THAT(error().message, HasSubstr("changed while it was read"));
}

TEST(GcsError, ReasonsBehindAStatusAreToldApart) {
  const auto said = [](int status, const char* reason, const char* message) {
    return GcsError(Context(Operation::kPut), status, {}, Body(status, reason, message));
  };
  EXPECT_EQ(said(403, "rateLimitExceeded", "").kind, ErrorKind::kRateLimited);
  EXPECT_TRUE(said(403, "rateLimitExceeded", "").temporary);
  EXPECT_TRUE(said(429, "rateLimitExceeded", "The object exceeded the rate limit").temporary);
  EXPECT_FALSE(said(403, "quotaExceeded", "").temporary);
  EXPECT_THAT(said(403, "accountDisabled", "").message, HasSubstr("billing account"));
  EXPECT_THAT(said(403, "forbidden", "Request had insufficient authentication scopes.").message,
              HasSubstr("tokens that do not reach Cloud Storage"));
  EXPECT_THAT(
      said(403, "retentionPolicyNotMet", "Object is subject to bucket's retention policy").message,
      HasSubstr("may not be changed yet"));
  EXPECT_THAT(said(400, "invalid", "Invalid bucket name: 'x'").message, HasSubstr("valid name"));
  EXPECT_THAT(
      said(400, "required", "Bucket is a requester pays bucket but no user project provided.")
          .advice,
      HasSubstr("Google project ID"));
  EXPECT_EQ(said(401, "authError", "Invalid Credentials").kind, ErrorKind::kUnauthenticated);
  EXPECT_TRUE(said(503, "backendError", "Backend Error").temporary);
  EXPECT_THAT(said(418, "odd", "A teapot.").message, HasSubstr("418: A teapot."));
}

TEST(GcsError, PatienceIsPassedOn) {
  const Error error = GcsError(Context(Operation::kGet), 429, {{"Retry-After", "3"}}, "");
  EXPECT_EQ(error.retry_after_ms, 3000);
}

// Braces in names and words are no placeholders, and control bytes do not reach a terminal.
TEST(GcsError, WordsOfOthersStayWords) {
  ErrorContext context = Context(Operation::kGet, "{bucket}\x1b[2J");
  const Error error = GcsError(context, 416, {}, "");
  EXPECT_THAT(GcsError(Context(Operation::kList), 403, {},
                       Body(403, "forbidden", "$(reboot)@x does not have storage.objects.list"))
                  .Sentence(),
              Not(HasSubstr("reboot")));
  EXPECT_THAT(error.message, HasSubstr("\"{bucket}\\x1b[2J\" in bucket \"cats\""));
}

}  // namespace
}  // namespace millrace::storage::google

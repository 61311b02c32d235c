#include "storage/azure/azure_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace::storage::azure {
namespace {

using http::Operation;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string Document(const std::string& code, const std::string& message = "Server says so.",
                     const std::string& detail = "") {
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + code + "</Code><Message>" +
         message + "\nRequestId:1\nTime:2</Message>" +
         (detail.empty()
              ? ""
              : "<AuthenticationErrorDetail>" + detail + "</AuthenticationErrorDetail>") +
         "</Error>";
}

ErrorContext Context(Operation operation, CredentialKind credential = CredentialKind::kKey) {
  return {.operation = operation,
          .account = "cats",
          .container = "raw",
          .host = "cats.blob.core.windows.net",
          .key = operation == Operation::kList ? "p/" : "p/1.json",
          .credential = credential,
          .identity = "client 1111 of tenant contoso.com",
          .now = *ParseIso("2026-01-02T03:04:05Z")};
}

Error Of(const ErrorContext& context, int status, const std::string& code,
         const std::string& detail = "", net::Headers headers = {}) {
  return AzureError(context, status, headers, Document(code, "Server says so.", detail));
}

TEST(AzureError, NamesContainerAndBlob) {
  const Error container = Of(Context(Operation::kList), 404, "ContainerNotFound");
  EXPECT_EQ(container.kind, ErrorKind::kNotFound);
  EXPECT_EQ(container.message, "There is no container \"raw\" in the storage account \"cats\".");
  EXPECT_EQ(container.operation, "list");
  EXPECT_EQ(container.status, 404);
  const Error blob = Of(Context(Operation::kGet), 404, "BlobNotFound");
  EXPECT_EQ(blob.kind, ErrorKind::kNotFound);
  EXPECT_THAT(blob.message, HasSubstr("\"p/1.json\""));
  EXPECT_EQ(blob.key, "p/1.json");
}

TEST(AzureError, AnswersToHeadHaveTheirCodeInAHeader) {
  const Error gone =
      AzureError(Context(Operation::kHead), 404, {{"x-ms-error-code", "ContainerNotFound"}}, "");
  EXPECT_THAT(gone.message, HasSubstr("no container"));
  EXPECT_EQ(AzureError(Context(Operation::kHead), 404, {}, "").kind, ErrorKind::kNotFound);
  EXPECT_THAT(AzureError(Context(Operation::kHead), 404, {}, "").message, HasSubstr("no blob"));
}

TEST(AzureError, CausesOfAuthenticationFailedAreToldApart) {
  const Error key = Of(Context(Operation::kList), 403, "AuthenticationFailed",
                       "The MAC signature found in the HTTP request 'secret=' is not the same");
  EXPECT_EQ(key.kind, ErrorKind::kUnauthenticated);
  EXPECT_THAT(key.message, HasSubstr("account key does not fit the storage account \"cats\""));
  EXPECT_THAT(key.Sentence(), Not(HasSubstr("secret=")));

  const Error clock = Of(Context(Operation::kList), 403, "AuthenticationFailed",
                         "Request date header too old: 'Fri, 02 Jan 2026 03:04:05 GMT'",
                         {{"Date", "Fri, 02 Jan 2026 04:04:05 GMT"}});
  EXPECT_EQ(clock.kind, ErrorKind::kUnauthenticated);
  EXPECT_THAT(clock.message, HasSubstr("60 minutes behind cats.blob.core.windows.net"));
  EXPECT_THAT(
      Of(Context(Operation::kList), 403, "AuthenticationFailed", "Request date header too old: '…'")
          .message,
      HasSubstr("clocks differ"));

  ErrorContext sas = Context(Operation::kList, CredentialKind::kSas);
  sas.sas_expiry = ParseIso("2026-01-01T00:00:00Z");
  EXPECT_EQ(Of(sas, 403, "AuthenticationFailed",
               "Signature not valid in the specified time frame: Start … Expiry …")
                .message,
            "The SAS token expired on 2026-01-01 00:00 UTC.");
  sas.sas_expiry = ParseIso("2027-01-01T00:00:00Z");
  EXPECT_THAT(
      Of(sas, 403, "AuthenticationFailed", "Signature did not match. String to sign used was rl")
          .message,
      HasSubstr("does not accept the signature of the SAS token"));
  EXPECT_THAT(
      Of(sas, 403, "AuthenticationFailed", "Signature not valid in the specified time frame")
          .message,
      HasSubstr("not valid at this time"));

  const Error token =
      Of(Context(Operation::kList, CredentialKind::kToken), 401, "InvalidAuthenticationInfo",
         "Issuer validation failed. Issuer did not match.");
  EXPECT_EQ(token.kind, ErrorKind::kUnauthenticated);
  EXPECT_THAT(token.Sentence(), AllOf(HasSubstr("client 1111"), HasSubstr("another tenant")));
}

TEST(AzureError, MissingRightsAreNamed) {
  const auto advice = [](Operation operation, CredentialKind credential) {
    return Of(Context(operation, credential), 403, "AuthorizationPermissionMismatch").Sentence();
  };
  EXPECT_THAT(advice(Operation::kList, CredentialKind::kToken),
              AllOf(HasSubstr("403 while listing \"raw/p/\""), HasSubstr("client 1111"),
                    HasSubstr("\"Storage Blob Data Reader\"")));
  EXPECT_THAT(advice(Operation::kPut, CredentialKind::kToken),
              HasSubstr("\"Storage Blob Data Contributor\""));
  EXPECT_THAT(advice(Operation::kList, CredentialKind::kSas), HasSubstr("l (List)"));
  EXPECT_THAT(advice(Operation::kDelete, CredentialKind::kSas), HasSubstr("d (Delete)"));
  EXPECT_EQ(Of(Context(Operation::kList), 403, "AuthorizationPermissionMismatch").kind,
            ErrorKind::kDenied);
}

TEST(AzureError, OnlyConditionsAreConflicts) {
  ErrorContext absent = Context(Operation::kPut);
  absent.precondition = Precondition::kAbsent;
  for (const auto& [status, code] : {std::pair(409, "BlobAlreadyExists"),
                                     {412, "ConditionNotMet"},
                                     {403, "UnauthorizedBlobOverwrite"}}) {
    const Error error = Of(absent, status, code);
    EXPECT_EQ(error.kind, ErrorKind::kConflict) << code;
    EXPECT_THAT(error.message, HasSubstr("exists already; nothing was overwritten")) << code;
  }
  ErrorContext matches = Context(Operation::kPut);
  matches.precondition = Precondition::kMatches;
  EXPECT_EQ(Of(matches, 412, "ConditionNotMet").kind, ErrorKind::kConflict);
  EXPECT_EQ(Of(matches, 404, "BlobNotFound").kind, ErrorKind::kConflict);
  ErrorContext read = Context(Operation::kGet);
  read.precondition = Precondition::kMatches;
  EXPECT_THAT(Of(read, 412, "ConditionNotMet").message, HasSubstr("changed while it was read"));

  for (const auto& [status, code] : {std::pair(412, "LeaseIdMissing"),
                                     {409, "SnapshotsPresent"},
                                     {409, "BlobImmutableDueToPolicy"},
                                     {409, "SomethingNew"}}) {
    const Error error = Of(absent, status, code);
    EXPECT_EQ(error.kind, ErrorKind::kDenied) << code;
    EXPECT_FALSE(error.temporary) << code;
  }
  EXPECT_EQ(Of(absent, 403, "UnauthorizedBlobOverwrite").kind, ErrorKind::kConflict);
  EXPECT_EQ(Of(Context(Operation::kPut), 403, "UnauthorizedBlobOverwrite").kind,
            ErrorKind::kDenied);
}

TEST(AzureError, PatienceIsTemporary) {
  const Error busy = Of(Context(Operation::kGet), 503, "ServerBusy", "", {{"Retry-After", "3"}});
  EXPECT_EQ(busy.kind, ErrorKind::kRateLimited);
  EXPECT_TRUE(busy.temporary);
  EXPECT_EQ(busy.retry_after_ms, 3000);
  EXPECT_TRUE(Of(Context(Operation::kPut), 500, "InternalError").temporary);
  EXPECT_EQ(Of(Context(Operation::kPut), 500, "OperationTimedOut").kind, ErrorKind::kTimeout);
  EXPECT_FALSE(Of(Context(Operation::kList), 409, "ContainerBeingDeleted").temporary);
}

TEST(AzureError, AccountSettingsAreNamed) {
  EXPECT_THAT(Of(Context(Operation::kList), 403, "KeyBasedAuthenticationNotPermitted").Sentence(),
              HasSubstr("does not allow account keys"));
  EXPECT_THAT(Of(Context(Operation::kList), 403, "AuthorizationFailure").Sentence(),
              HasSubstr("firewall"));
  const auto none = Context(Operation::kList, CredentialKind::kNone);
  EXPECT_THAT(Of(none, 409, "PublicAccessNotPermitted").message, HasSubstr("without credentials"));
  EXPECT_THAT(Of(none, 404, "ResourceNotFound").message, HasSubstr("without credentials"));
}

TEST(AzureError, AnswersOfOtherServers) {
  const Error page = AzureError(Context(Operation::kList), 400, {}, "<html>nginx</html>");
  EXPECT_EQ(page.kind, ErrorKind::kInvalid);
  EXPECT_THAT(page.Sentence(), HasSubstr("Azure Blob service"));
  EXPECT_THAT(AzureError(Context(Operation::kList), 302, {}, "").message, HasSubstr("redirects"));
  EXPECT_THAT(Of(Context(Operation::kList), 400, "InvalidQueryParameterValue").message,
              HasSubstr("400 InvalidQueryParameterValue: Server says so."));
}

}  // namespace
}  // namespace millrace::storage::azure

#include "storage/aws/s3_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/aws/error_xml.h"

namespace millrace::storage::aws {
namespace {

using testing::HasSubstr;

ErrorContext Context(Operation operation, std::string key = "raw/1.jpg") {
  return {.operation = operation,
          .bucket = "cats",
          .host = "cats.s3.eu-west-1.amazonaws.com",
          .region = "eu-west-1",
          .key = std::move(key),
          .key_hint = "AKIA…7Q",
          .now = *ParseIso("2026-01-02T03:20:05Z")};
}

Error Of(const ErrorContext& context, int status, const std::string& body,
         const net::Headers& headers = {}) {
  return S3Error(context, status, headers, body);
}

TEST(S3Error, MissingPermissionsAreNamed) {
  const std::string body = ErrorXml("AccessDenied", "<Message>Access Denied</Message>");
  const Error list = Of(Context(Operation::kList, "raw/"), 403, body);
  EXPECT_EQ(list.kind, ErrorKind::kDenied);
  EXPECT_EQ(list.message, "403 while listing \"cats/raw/\": the key AKIA…7Q may not ListBucket.");
  EXPECT_EQ(list.advice, "Add `s3:ListBucket` on `arn:aws:s3:::cats`.");
  EXPECT_EQ(list.operation, "list");
  EXPECT_EQ(list.key, "raw/");
  EXPECT_EQ(list.status, 403);
  EXPECT_FALSE(list.temporary);
  EXPECT_THAT(Of(Context(Operation::kGet), 403, body).advice,
              HasSubstr("`s3:GetObject` on `arn:aws:s3:::cats/*`"));
  EXPECT_THAT(Of(Context(Operation::kPut), 403, body).advice, HasSubstr("s3:PutObject"));
  EXPECT_THAT(Of(Context(Operation::kDelete), 403, body).advice, HasSubstr("s3:DeleteObject"));
  EXPECT_THAT(Of(Context(Operation::kHead), 403, "").message,
              HasSubstr("or there is no such object"));
}

TEST(S3Error, ArnsFollowThePartition) {
  ErrorContext context = Context(Operation::kList);
  context.region = "cn-north-1";
  EXPECT_THAT(Of(context, 403, ErrorXml("AccessDenied")).advice, HasSubstr("arn:aws-cn:s3:::cats"));
}

TEST(S3Error, KmsIsNamedWhenItRefuses) {
  const Error error =
      Of(Context(Operation::kPut), 403,
         ErrorXml("AccessDenied",
                  "<Message>User: arn:aws:iam::1:user/a is not authorized to perform: "
                  "kms:GenerateDataKey</Message>"));
  EXPECT_THAT(error.message, HasSubstr("kms:GenerateDataKey"));
  EXPECT_THAT(error.advice, HasSubstr("KMS"));
}

TEST(S3Error, UnsignedRequestsAskForAKey) {
  ErrorContext context = Context(Operation::kList);
  context.key_hint = "";
  EXPECT_THAT(Of(context, 403, ErrorXml("AccessDenied")).Sentence(),
              HasSubstr("without credentials. Give an access key"));
}

TEST(S3Error, CredentialsThatAreWrong) {
  for (const char* code :
       {"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"}) {
    const Error error = Of(Context(Operation::kList), 403, ErrorXml(code));
    EXPECT_EQ(error.kind, ErrorKind::kUnauthenticated) << code;
    EXPECT_THAT(error.message, HasSubstr("AKIA…7Q")) << code;
    EXPECT_FALSE(error.temporary) << code;
    EXPECT_FALSE(error.advice.empty()) << code;
  }
}

TEST(S3Error, ClockIsComparedWithTheServers) {
  const net::Headers headers{{"Date", "Fri, 02 Jan 2026 03:04:05 GMT"}};
  const Error ahead = Of(Context(Operation::kList), 403, ErrorXml("RequestTimeTooSkewed"), headers);
  EXPECT_THAT(ahead.message, HasSubstr("is 16 minutes ahead of cats.s3.eu-west-1.amazonaws.com"));
  ErrorContext context = Context(Operation::kList);
  context.now = *ParseIso("2026-01-02T02:03:05Z");
  EXPECT_THAT(Of(context, 403, ErrorXml("RequestTimeTooSkewed"), headers).message,
              HasSubstr("is 61 minutes behind"));
  EXPECT_THAT(Of(context, 403, ErrorXml("RequestTimeTooSkewed")).message,
              HasSubstr("clocks differ"));
}

TEST(S3Error, WrongRegionSaysBoth) {
  const std::string body = ErrorXml("AuthorizationHeaderMalformed", "<Region>us-west-2</Region>");
  const Error error = Of(Context(Operation::kList), 400, body);
  EXPECT_EQ(
      error.Sentence(),
      "Bucket \"cats\" is in us-west-2, but this storage says eu-west-1. Set Region to us-west-2.");
}

TEST(S3Error, RegionIsFoundInHeaderBodyAndEndpoint) {
  EXPECT_EQ(RegionHint(301, {{"x-amz-bucket-region", "us-west-2"}}, "", "eu-west-1"), "us-west-2");
  EXPECT_EQ(
      RegionHint(400, {}, ErrorXml("AuthorizationHeaderMalformed", "<Region>us-west-2</Region>"),
                 "eu-west-1"),
      "us-west-2");
  EXPECT_EQ(RegionHint(301, {},
                       ErrorXml("PermanentRedirect",
                                "<Endpoint>my.cats.s3-ap-southeast-2.amazonaws.com</Endpoint>"),
                       "eu-west-1"),
            "ap-southeast-2");
  // Nothing to learn: the same region, another status, text that is no region.
  EXPECT_EQ(RegionHint(301, {{"x-amz-bucket-region", "eu-west-1"}}, "", "eu-west-1"), "");
  EXPECT_EQ(RegionHint(403, {{"x-amz-bucket-region", "us-west-2"}}, "", "eu-west-1"), "");
  EXPECT_EQ(RegionHint(301, {{"x-amz-bucket-region", "evil.com/"}}, "", "eu-west-1"), "");
  EXPECT_EQ(RegionHint(301, {}, ErrorXml("PermanentRedirect", "<Endpoint>evil.com</Endpoint>"),
                       "eu-west-1"),
            "");
}

TEST(S3Error, ConditionsThatDoNotHold) {
  ErrorContext put = Context(Operation::kPut);
  put.precondition = Precondition::kAbsent;
  const Error exists = Of(put, 412, ErrorXml("PreconditionFailed"));
  EXPECT_EQ(exists.kind, ErrorKind::kConflict);
  EXPECT_FALSE(exists.temporary);
  EXPECT_THAT(exists.message, HasSubstr("exists already"));
  put.precondition = Precondition::kMatches;
  EXPECT_THAT(Of(put, 412, "").message, HasSubstr("changed by someone else"));
  EXPECT_EQ(Of(put, 404, ErrorXml("NoSuchKey")).kind, ErrorKind::kConflict);
  EXPECT_EQ(Of(put, 404, ErrorXml("NoSuchBucket")).kind, ErrorKind::kNotFound);
  const Error race = Of(put, 409, ErrorXml("ConditionalRequestConflict"));
  EXPECT_EQ(race.kind, ErrorKind::kConflict);
  EXPECT_TRUE(race.temporary);
  const Error unknown =
      Of(put, 501, ErrorXml("NotImplemented", "<Message>A header is unknown.</Message>"));
  EXPECT_EQ(unknown.kind, ErrorKind::kUnsupported);
  EXPECT_THAT(unknown.message, HasSubstr(": A header is unknown."));
}

TEST(S3Error, WhatMayPassIsTemporary) {
  const Error slow =
      Of(Context(Operation::kPut), 503, ErrorXml("SlowDown"), {{"Retry-After", "3"}});
  EXPECT_EQ(slow.kind, ErrorKind::kRateLimited);
  EXPECT_TRUE(slow.temporary);
  EXPECT_EQ(slow.retry_after_ms, 3000);
  EXPECT_TRUE(Of(Context(Operation::kGet), 500, ErrorXml("InternalError")).temporary);
  EXPECT_TRUE(Of(Context(Operation::kPut), 400, ErrorXml("RequestTimeout")).temporary);
  EXPECT_FALSE(Of(Context(Operation::kGet), 404, ErrorXml("NoSuchKey")).temporary);
}

TEST(S3Error, AnswersWithoutADocumentAreReadByStatus) {
  EXPECT_THAT(Of(Context(Operation::kCheck, ""), 404, "").message,
              HasSubstr("There is no bucket \"cats\" at"));
  EXPECT_THAT(Of(Context(Operation::kHead), 404, "<html>").message,
              HasSubstr("There is no object \"raw/1.jpg\" in bucket \"cats\""));
  EXPECT_EQ(Of(Context(Operation::kGet), 418, "I'm a teapot").kind, ErrorKind::kInvalid);
  EXPECT_THAT(Of(Context(Operation::kGet), 302, "").message, HasSubstr("redirects"));
}

TEST(S3Error, WordsOfOthersAreNotPatterns) {
  ErrorContext context = Context(Operation::kGet, "{host}{id}");
  EXPECT_THAT(Of(context, 404, ErrorXml("NoSuchKey")).message, HasSubstr("\"{host}{id}\""));
}

}  // namespace
}  // namespace millrace::storage::aws

#include "storage/aws/s3_error.h"

#include <algorithm>

#include "base/text.h"
#include "net/http_client.h"
#include "storage/aws/endpoint.h"
#include "storage/aws/list_xml.h"
#include "storage/http/refusal.h"

namespace millrace::storage::aws {
namespace {

// How a code is understood. `message` and `advice` are patterns: {bucket}, {host}, {region}, {key}
// (the object), {id} (the access key's hint), {says} (the server's own words).
struct Meaning {
  std::string_view code;
  ErrorKind kind;
  bool temporary;
  std::string_view message;
  std::string_view advice;
};

constexpr Meaning kMeanings[] = {
    {"NoSuchBucket", ErrorKind::kNotFound, false, "There is no bucket \"{bucket}\" at {host}.",
     "Check the spelling of the bucket's name and the endpoint."},
    {"NoSuchKey", ErrorKind::kNotFound, false,
     "There is no object \"{key}\" in bucket \"{bucket}\".",
     "It may have been deleted since the last sync."},
    {"InvalidAccessKeyId", ErrorKind::kUnauthenticated, false,
     "{host} does not know the access key {id}.",
     "Check the access key id: it may have been deleted, or belong to another service."},
    {"SignatureDoesNotMatch", ErrorKind::kUnauthenticated, false,
     "The secret access key does not fit the access key {id}: {host} refused the signature.",
     "Enter the secret access key again."},
    {"ExpiredToken", ErrorKind::kUnauthenticated, false,
     "The session token of the access key {id} has expired.",
     "Get new temporary credentials and enter all three parts."},
    {"TokenRefreshRequired", ErrorKind::kUnauthenticated, false,
     "The session token of the access key {id} must be renewed.",
     "Get new temporary credentials and enter all three parts."},
    {"InvalidToken", ErrorKind::kUnauthenticated, false,
     "{host} does not accept the session token of the access key {id}.",
     "Enter the token that came with this key, or none for a long-lived key."},
    {"PreconditionFailed", ErrorKind::kConflict, false,
     "The object \"{key}\" in bucket \"{bucket}\" is no longer the version that was expected.",
     "Someone else changed it; look at the object and decide."},
    {"ConditionalRequestConflict", ErrorKind::kConflict, true,
     "Another write to \"{key}\" in bucket \"{bucket}\" happened at the same moment.",
     "It is tried again."},
    {"OperationAborted", ErrorKind::kConflict, true,
     "Another operation on bucket \"{bucket}\" is still running.", "It is tried again."},
    {"SlowDown", ErrorKind::kRateLimited, true,
     "{host} asks for fewer requests to bucket \"{bucket}\".", "It is tried again more slowly."},
    {"RequestTimeout", ErrorKind::kTimeout, true,
     "{host} waited too long for the rest of a request.", "It is tried again."},
    {"InvalidBucketName", ErrorKind::kInvalid, false,
     "\"{bucket}\" is not a valid name of a bucket.",
     "Names have 3 to 63 lower-case letters, digits, dots and hyphens."},
    {"KeyTooLongError", ErrorKind::kInvalid, false, "The key \"{key}\" is too long for {host}.",
     "Use a shorter prefix or object name."},
    {"EntityTooLarge", ErrorKind::kTooLarge, false,
     "\"{key}\" is larger than {host} takes in one upload.", ""},
    {"InvalidObjectState", ErrorKind::kDenied, false,
     "The object \"{key}\" in bucket \"{bucket}\" is archived and cannot be read.",
     "Restore it in the store first."},
    {"InvalidRange", ErrorKind::kInvalid, false,
     "The object \"{key}\" in bucket \"{bucket}\" is shorter than the part that was asked for.",
     "It may have changed; sync again."},
    {"NotImplemented", ErrorKind::kUnsupported, false,
     "{host} does not implement this request{says}.", ""},
    {"MissingContentMD5", ErrorKind::kUnsupported, false,
     "Bucket \"{bucket}\" demands a checksum that {host} did not find in the upload{says}.",
     "Check the bucket's object lock settings."},
};

// Permission that each operation needs, and on what.
struct Permission {
  Operation operation;
  std::string_view doing, action;
  bool bucket;  // on the bucket itself rather than on its objects
};
constexpr Permission kPermissions[] = {
    {Operation::kList, "listing", "ListBucket", true},
    {Operation::kCheck, "listing", "ListBucket", true},
    {Operation::kGet, "reading", "GetObject", false},
    {Operation::kHead, "reading", "GetObject", false},
    {Operation::kPut, "writing", "PutObject", false},
    {Operation::kDelete, "deleting", "DeleteObject", false},
};

std::string Fill(std::string_view pattern, const ErrorContext& context,
                 const ErrorDocument& document) {
  std::string out(pattern);
  // The server's and the user's words last, so that braces in them stay as they are.
  out = ReplaceAll(out, "{host}", context.host);
  out = ReplaceAll(out, "{region}", context.region);
  out = ReplaceAll(out, "{id}", context.key_hint);
  out = ReplaceAll(out, "{bucket}", Printable(context.bucket));
  out = ReplaceAll(out, "{says}", http::Says(document.message));
  return ReplaceAll(out, "{key}", Printable(context.key));
}

void SayDenied(const ErrorContext& context, const ErrorDocument& document, Error& error) {
  const Permission& permission =
      *std::find_if(std::begin(kPermissions), std::end(kPermissions),
                    [&](const Permission& p) { return p.operation == context.operation; });
  const std::string arn = "arn:" + std::string(PartitionName(context.region)) +
                          ":s3:::" + Printable(context.bucket) + (permission.bucket ? "" : "/*");
  const std::string place = Printable(context.bucket + "/" + context.key);
  error.kind = ErrorKind::kDenied;
  error.message = "403 while " + std::string(permission.doing) + " \"" + place + "\": ";
  if (context.key_hint.empty()) {
    error.message += "the bucket does not allow that without credentials.";
    error.advice = "Give an access key, or make the bucket public.";
    return;
  }
  error.message += "the key " + context.key_hint + " may not " + std::string(permission.action);
  // S3 hides whether an object exists from keys that may not list.
  if (context.operation == Operation::kGet || context.operation == Operation::kHead) {
    error.message += ", or there is no such object";
  }
  if (!EqualsIgnoreCase(document.message, "Access Denied") &&
      !EqualsIgnoreCase(document.message, "Access Denied.")) {
    error.message += http::Says(document.message);
  }
  error.message += ".";
  error.advice = "Add `s3:" + std::string(permission.action) + "` on `" + arn + "`.";
  if (document.message.find("kms:") != std::string::npos) {
    error.advice = "Allow that action on the KMS key too.";
  }
}

void SaySkewed(const ErrorContext& context, const net::Headers& headers, Error& error) {
  error.kind = ErrorKind::kUnauthenticated;
  error.advice = "Set the clock of this machine, then try again.";
  const auto ahead = http::ClockAhead(headers, context.now);
  error.message =
      ahead.has_value()
          ? http::ClockIsOff(*ahead, context.host) + ", which therefore refuses the signature."
          : context.host + " refuses the request because the clocks differ too much.";
}

void SayElsewhere(const ErrorContext& context, const std::string& region,
                  const ErrorDocument& document, Error& error) {
  error.kind = ErrorKind::kInvalid;
  error.temporary = false;
  const std::string bucket = "Bucket \"" + Printable(context.bucket) + "\"";
  if (!region.empty()) {
    error.message = bucket + " is in " + region + ", but this storage says " + context.region + ".";
    error.advice = "Set Region to " + region + ".";
  } else if (!document.endpoint.empty()) {
    error.message =
        bucket + " is not at " + context.host + " but at " + Printable(document.endpoint) + ".";
    error.advice = "Set the endpoint to that host.";
  } else {
    error.message = context.host + " redirects requests for bucket \"" + Printable(context.bucket) +
                    "\" to another place.";
    error.advice = "Check the region and the endpoint.";
  }
}

void SayOther(const ErrorContext& context, int status, const ErrorDocument& document,
              Error& error) {
  const std::string number = std::to_string(status);
  if (document.code.empty()) {
    error.message = context.host + " answered " + number + " without saying why.";
    error.advice = error.temporary ? "It is tried again."
                                   : "Check that the endpoint is an S3 service and its address.";
    return;
  }
  error.message = context.host + (error.temporary ? " failed: " : " refused the request: ") +
                  number + " " + Printable(document.code, 80) + http::Says(document.message) + ".";
  error.advice = error.temporary ? "It is tried again." : "Check the settings that it names.";
}

// The code that a status without a document stands for (answers to HEAD have no body).
std::string_view CodeOf(const ErrorContext& context, int status) {
  switch (status) {
    case 404: return http::OnBucket(context.operation) ? "NoSuchBucket" : "NoSuchKey";
    case 412: return "PreconditionFailed";
    case 416: return "InvalidRange";
    case 429:
    case 503: return "SlowDown";
    case 501: return "NotImplemented";
    default: return "";
  }
}

std::string EndpointRegion(std::string_view host) {
  for (size_t at = 0; at != std::string_view::npos; at = host.find('.', at)) {
    if (at > 0) ++at;
    if (const auto parsed = ParseAwsHost(host.substr(at)); parsed.has_value())
      return parsed->region;
    if (at == 0 && host.find('.') == std::string_view::npos) break;
  }
  return "";
}

}  // namespace

std::string RegionHint(int status, const net::Headers& headers, std::string_view body,
                       std::string_view current) {
  if (status != 301 && status != 307 && status != 400) return "";
  std::string region(headers.Get("x-amz-bucket-region"));
  if (region.empty()) {
    const ErrorDocument document = ParseErrorXml(body).value_or(ErrorDocument{});
    region = document.region.empty() ? EndpointRegion(document.endpoint) : document.region;
  }
  // It goes into a host name.
  return region != current && IsRegionName(region) ? region : "";
}

Error S3Error(const ErrorContext& context, int status, const net::Headers& headers,
              std::string_view body) {
  const ErrorDocument document = ParseErrorXml(body).value_or(ErrorDocument{});
  const net::HttpStatusMeaning meaning = net::MeaningOf(status);
  Error error{.kind = meaning.kind,
              .temporary = meaning.temporary,
              .operation = std::string(http::OperationName(context.operation)),
              .key = context.key,
              .status = status,
              .retry_after_ms = net::RetryAfterMs(headers)};
  const std::string_view code = document.code.empty() ? CodeOf(context, status) : document.code;
  const std::string region = RegionHint(status, headers, body, context.region);

  if (!region.empty() || (status >= 300 && status < 400 && status != 304)) {
    SayElsewhere(context, region, document, error);
  } else if (code == "PreconditionFailed" ||
             (code == "NoSuchKey" && context.precondition == Precondition::kMatches &&
              context.operation == Operation::kPut)) {
    http::SayPrecondition("The object \"" + Printable(context.key) + "\" in bucket \"" +
                              Printable(context.bucket) + "\"",
                          context.operation, context.precondition, error);
  } else if (code == "RequestTimeTooSkewed") {
    SaySkewed(context, headers, error);
  } else if (const auto* known = std::find_if(std::begin(kMeanings), std::end(kMeanings),
                                              [&](const Meaning& m) { return m.code == code; });
             known != std::end(kMeanings)) {
    error.kind = known->kind;
    error.temporary = known->temporary;
    error.message = Fill(known->message, context, document);
    error.advice = Fill(known->advice, context, document);
  } else if (status == 403) {
    SayDenied(context, document, error);
  } else {
    SayOther(context, status, document, error);
  }
  return error;
}

}  // namespace millrace::storage::aws

#include "storage/azure/azure_error.h"

#include <algorithm>

#include "base/text.h"
#include "net/http_client.h"
#include "storage/azure/list_xml.h"
#include "storage/http/refusal.h"

namespace millrace::storage::azure {
namespace {

using http::Operation;

// How a code is understood. `message` and `advice` are patterns: {account}, {container}, {host},
// {key} (the blob), {says} (the server's own words).
struct Meaning {
  std::string_view code;
  ErrorKind kind;
  bool temporary;
  std::string_view message;
  std::string_view advice;
};

constexpr Meaning kMeanings[] = {
    {"ContainerNotFound", ErrorKind::kNotFound, false,
     "There is no container \"{container}\" in the storage account \"{account}\".",
     "Check the spelling of the container's name and the account."},
    {"ContainerBeingDeleted", ErrorKind::kNotFound, false,
     "The container \"{container}\" in the storage account \"{account}\" is being deleted.",
     "Azure needs a minute for that; create the container again afterwards, or choose another."},
    {"ContainerDisabled", ErrorKind::kDenied, false,
     "The container \"{container}\" was disabled by the administrator of \"{account}\".",
     "Ask the administrator of the storage account."},
    {"BlobNotFound", ErrorKind::kNotFound, false,
     "There is no blob \"{key}\" in the container \"{container}\".",
     "It may have been deleted since the last sync."},
    {"LeaseIdMissing", ErrorKind::kDenied, false,
     "Another program holds a lease on \"{key}\" in the container \"{container}\", so nobody else "
     "may change it.",
     "End that lease (az storage blob lease break), then try again."},
    {"SnapshotsPresent", ErrorKind::kDenied, false,
     "The blob \"{key}\" in the container \"{container}\" has snapshots, and Azure deletes it only "
     "together with them.",
     "Delete its snapshots first, or leave it where it is."},
    {"BlobImmutableDueToPolicy", ErrorKind::kDenied, false,
     "An immutability policy forbids to change \"{key}\" in the container \"{container}\".",
     "Choose a container without such a policy as target."},
    {"InvalidBlobType", ErrorKind::kUnsupported, false,
     "\"{key}\" in the container \"{container}\" is an append or page blob, which this request "
     "does "
     "not fit.",
     "Use another prefix or object name."},
    {"BlobArchived", ErrorKind::kDenied, false,
     "The blob \"{key}\" in the container \"{container}\" is archived and cannot be read.",
     "Move it to the hot or cool tier first."},
    {"BlobBeingRehydrated", ErrorKind::kDenied, false,
     "The blob \"{key}\" in the container \"{container}\" is still being brought back from the "
     "archive.",
     "That takes up to 15 hours; sync again afterwards."},
    {"InvalidRange", ErrorKind::kInvalid, false,
     "The blob \"{key}\" in the container \"{container}\" is shorter than the part that was asked "
     "for.",
     "It may have changed; sync again."},
    {"PublicAccessNotPermitted", ErrorKind::kUnauthenticated, false,
     "The storage account \"{account}\" does not allow access without credentials.",
     "Give an account key, a SAS token or an Entra client."},
    {"NoAuthenticationInformation", ErrorKind::kUnauthenticated, false,
     "{host} asks for credentials for the container \"{container}\".",
     "Give an account key, a SAS token or an Entra client."},
    {"KeyBasedAuthenticationNotPermitted", ErrorKind::kDenied, false,
     "The storage account \"{account}\" does not allow account keys.",
     "Use an Entra client (tenant, client id, client secret) or a managed identity, or turn on "
     "\"Allow storage account key access\" in the account's configuration."},
    {"AuthorizationFailure", ErrorKind::kDenied, false,
     "The storage account \"{account}\" does not allow this request{says}.",
     "Look at the account's Networking page: its firewall may not let this machine in. A SAS token "
     "may be limited to other addresses or services."},
    {"AuthorizationSourceIPMismatch", ErrorKind::kDenied, false,
     "The SAS token may not be used from this machine's address.",
     "Make a token for this address or for all."},
    {"AuthorizationProtocolMismatch", ErrorKind::kDenied, false,
     "The SAS token may only be used by https, but {host} is asked by http.",
     "Write the endpoint with https://."},
    {"AuthorizationServiceMismatch", ErrorKind::kDenied, false,
     "The SAS token is not for the blob service.", "Make a token that allows the service Blob."},
    {"AuthorizationResourceTypeMismatch", ErrorKind::kDenied, false,
     "The SAS token does not allow this kind of resource.",
     "Make a token with the resource types Container and Object (srt=co)."},
    {"AccountIsDisabled", ErrorKind::kDenied, false,
     "The storage account \"{account}\" is disabled.",
     "Look at the subscription that it belongs to."},
    {"ServerBusy", ErrorKind::kRateLimited, true,
     "{host} asks for fewer requests to the account \"{account}\".",
     "It is tried again more slowly."},
    {"TooManyRequests", ErrorKind::kRateLimited, true,
     "{host} asks for fewer requests to the account \"{account}\".",
     "It is tried again more slowly."},
    {"OperationTimedOut", ErrorKind::kTimeout, true,
     "{host} did not finish the request in its time.", "It is tried again."},
    {"Md5Mismatch", ErrorKind::kUnavailable, true,
     "\"{key}\" arrived damaged at {host}, which therefore refused it.", "It is tried again."},
    {"RequestBodyTooLarge", ErrorKind::kTooLarge, false,
     "\"{key}\" is larger than {host} takes in one upload.", ""},
    {"InvalidResourceName", ErrorKind::kInvalid, false,
     "{host} does not accept the name of the container \"{container}\" or of the blob \"{key}\".",
     "Use another name."},
};

// The right that each operation needs.
struct Right {
  Operation operation;
  std::string_view doing, letter, role;
};
constexpr Right kRights[] = {
    {Operation::kList, "listing", "l (List)", "Storage Blob Data Reader"},
    {Operation::kCheck, "listing", "l (List)", "Storage Blob Data Reader"},
    {Operation::kGet, "reading", "r (Read)", "Storage Blob Data Reader"},
    {Operation::kHead, "reading", "r (Read)", "Storage Blob Data Reader"},
    {Operation::kPut, "writing", "c and w (Create, Write)", "Storage Blob Data Contributor"},
    {Operation::kDelete, "deleting", "d (Delete)", "Storage Blob Data Contributor"},
};

const Right& RightOf(Operation operation) {
  return *std::ranges::find(kRights, operation, &Right::operation);
}

std::string Place(const ErrorContext& context) {
  return "\"" + Printable(context.container + "/" + context.key) + "\"";
}

std::string Fill(std::string_view pattern, const ErrorContext& context,
                 const ErrorDocument& document) {
  std::string out(pattern);
  // The server's and the user's words last, so that braces in them stay as they are.
  out = ReplaceAll(out, "{host}", context.host);
  out = ReplaceAll(out, "{account}", context.account.empty() ? context.host : context.account);
  out = ReplaceAll(out, "{container}", Printable(context.container));
  out = ReplaceAll(out, "{says}", http::Says(document.message));
  return ReplaceAll(out, "{key}", Printable(context.key));
}

void SayDenied(const ErrorContext& context, Error& error) {
  const Right& right = RightOf(context.operation);
  error.kind = ErrorKind::kDenied;
  error.temporary = false;
  error.message = "403 while " + std::string(right.doing) + " " + Place(context) + ": ";
  switch (context.credential) {
    case CredentialKind::kSas:
      error.message += "the SAS token lacks the permission " + std::string(right.letter) + ".";
      error.advice = "Make a token for this container that has it.";
      return;
    case CredentialKind::kToken:
      error.message += context.identity + " has no role that allows it.";
      error.advice = "Give it the role \"" + std::string(right.role) + "\" on the container \"" +
                     Printable(context.container) +
                     "\" (Access control (IAM), or az role assignment create); Azure needs up to "
                     "10 minutes to heed it.";
      return;
    default:
      error.message += "the credentials do not allow it.";
      error.advice = "Check the account key, or give a SAS token or an Entra client that may.";
  }
}

// True if the clocks differ so much that Azure refuses signatures for it (15 minutes).
bool SaySkewed(const ErrorContext& context, const net::Headers& headers, Error& error) {
  const auto ahead = http::ClockAhead(headers, context.now);
  if (!ahead.has_value() || std::chrono::abs(*ahead) < std::chrono::minutes(14)) return false;
  error.message =
      http::ClockIsOff(*ahead, context.host) + ", which therefore refuses the signature.";
  error.advice = "Set the clock of this machine, then try again.";
  return true;
}

// AuthenticationFailed and its relatives: the detail tells the causes apart.
void SayUnauthenticated(const ErrorContext& context, const net::Headers& headers,
                        const ErrorDocument& document, Error& error) {
  error.kind = ErrorKind::kUnauthenticated;
  error.temporary = false;
  const auto detail = [&](std::string_view text) {
    return document.detail.find(text) != std::string::npos;
  };
  if (context.credential == CredentialKind::kSas) {
    if (detail("time frame") || (context.sas_expiry && *context.sas_expiry < context.now)) {
      const bool expired = !context.sas_expiry || *context.sas_expiry < context.now;
      error.message = !expired ? "The SAS token is not valid at this time."
                      : context.sas_expiry
                          ? "The SAS token expired on " + FormatMinute(*context.sas_expiry) + "."
                          : "The SAS token has expired.";
      error.advice = "Make a new token and enter it.";
      return;
    }
    error.message = context.host + " does not accept the signature of the SAS token.";
    error.advice =
        "Copy the whole token again; if the account's key was rotated since, make a new one.";
    return;
  }
  if (SaySkewed(context, headers, error)) return;
  if (context.credential == CredentialKind::kToken) {
    error.message = context.host + " does not accept the sign-in of " + context.identity + ".";
    error.advice = detail("ssuer")
                       ? "It belongs to another tenant than the storage account's; use the tenant "
                         "of the account's subscription."
                       : "Check that tenant and client belong to the storage account's directory.";
    return;
  }
  if (detail("date header")) {
    error.message =
        context.host + " refuses the request because the clocks differ by more than 15 minutes.";
    error.advice = "Set the clock of this machine, then try again.";
    return;
  }
  if (context.credential == CredentialKind::kNone) {
    error.message = context.host + " asks for credentials for the container \"" +
                    Printable(context.container) + "\".";
    error.advice = "Give an account key, a SAS token or an Entra client.";
    return;
  }
  error.message = "The account key does not fit the storage account \"" + context.account +
                  "\": " + context.host + " refused the signature.";
  error.advice =
      "Copy the key again from the account's page Access keys; it may have been rotated.";
}

void SayOther(const ErrorContext& context, int status, std::string_view code,
              const ErrorDocument& document, Error& error) {
  const std::string number = std::to_string(status);
  if (status >= 300 && status < 400 && status != 304) {
    error.message = context.host + " redirects requests to another place, which is not followed.";
    error.advice = "Check the account name and the endpoint.";
  } else if (code.empty()) {
    error.message = context.host + " answered " + number + " without saying why.";
    error.advice = error.temporary
                       ? "It is tried again."
                       : "Check that the endpoint is an Azure Blob service and its address.";
  } else {
    error.message = context.host + (error.temporary ? " failed: " : " refused the request: ") +
                    number + " " + Printable(code, 80) + http::Says(document.message);
    if (!document.header.empty()) error.message += " (" + Printable(document.header, 60) + ")";
    error.message += ".";
    error.advice = error.temporary ? "It is tried again." : "Check the settings that it names.";
  }
}

// The code that a status without a document stands for.
std::string_view CodeOf(const ErrorContext& context, int status) {
  switch (status) {
    case 401: return "AuthenticationFailed";
    case 403: return "AuthorizationPermissionMismatch";
    case 404: return http::OnBucket(context.operation) ? "ContainerNotFound" : "BlobNotFound";
    case 412: return "ConditionNotMet";
    case 416: return "InvalidRange";
    case 429:
    case 503: return "ServerBusy";
    default: return "";
  }
}

bool IsPrecondition(const ErrorContext& context, std::string_view code) {
  return code == "ConditionNotMet" || code == "TargetConditionNotMet" ||
         code == "BlobAlreadyExists" ||
         // What a token that may create but not overwrite gets where the blob exists.
         (code == "UnauthorizedBlobOverwrite" && context.precondition == Precondition::kAbsent) ||
         // Azure answers so to a write on a version that is gone with its blob.
         (code == "BlobNotFound" && context.precondition == Precondition::kMatches &&
          context.operation == Operation::kPut);
}

bool IsOneOf(std::string_view code, std::initializer_list<std::string_view> codes) {
  return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

std::string ErrorCode(const net::Headers& headers, std::string_view body) {
  // Answers to HEAD have no document.
  if (const std::string_view code = headers.Get("x-ms-error-code"); !code.empty())
    return std::string(code);
  return ParseErrorXml(body).value_or(ErrorDocument{}).code;
}

Error AzureError(const ErrorContext& context, int status, const net::Headers& headers,
                 std::string_view body) {
  const ErrorDocument document = ParseErrorXml(body).value_or(ErrorDocument{});
  const net::HttpStatusMeaning meaning = net::MeaningOf(status);
  Error error{.kind = meaning.kind,
              .temporary = meaning.temporary,
              .operation = std::string(http::OperationName(context.operation)),
              .key = context.key,
              .status = status,
              .retry_after_ms = net::RetryAfterMs(headers)};
  std::string code = ErrorCode(headers, body);
  const bool given = !code.empty();
  if (!given) code = CodeOf(context, status);
  // Azure hides private containers from those who come without credentials.
  if (code == "ResourceNotFound" || code == "PublicAccessNotPermitted") {
    code = context.credential == CredentialKind::kNone ? "PublicAccessNotPermitted"
                                                       : CodeOf(context, status);
  }

  if (IsPrecondition(context, code)) {
    http::SayPrecondition("The blob \"" + Printable(context.key) + "\" in the container \"" +
                              Printable(context.container) + "\"",
                          context.operation, context.precondition, error);
  } else if (IsOneOf(code, {"AuthenticationFailed", "InvalidAuthenticationInfo"})) {
    SayUnauthenticated(context, headers, document, error);
  } else if (IsOneOf(code, {"AuthorizationPermissionMismatch", "InsufficientAccountPermissions",
                            "UnauthorizedBlobOverwrite"})) {
    SayDenied(context, error);
  } else if (const auto* known = std::ranges::find(kMeanings, code, &Meaning::code);
             known != std::end(kMeanings)) {
    error.kind = known->kind;
    error.temporary = known->temporary;
    error.message = Fill(known->message, context, document);
    error.advice = Fill(known->advice, context, document);
  } else {
    // A conflict that is no condition of ours must not look like another writer's object.
    if (error.kind == ErrorKind::kConflict) error.kind = ErrorKind::kDenied;
    SayOther(context, status, given ? code : "", document, error);
  }
  return error;
}

}  // namespace millrace::storage::azure

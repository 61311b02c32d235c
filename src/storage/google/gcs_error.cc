#include "storage/google/gcs_error.h"

#include <algorithm>

#include "base/text.h"
#include "net/http_client.h"
#include "storage/google/json.h"
#include "storage/http/refusal.h"

namespace millrace::storage::google {
namespace {

namespace json = boost::json;
using http::Operation;

struct Document {
  std::string reason;   // "forbidden", "notFound"
  std::string message;  // for people
};

Document Read(std::string_view body) {
  const auto answer = ParseObject(body);
  if (!answer.has_value()) {
    // Downloads are refused in plain text; a page of markup is somebody else's.
    body = Trim(body);
    return {.message = body.size() < 500 && !body.starts_with('<') ? std::string(body) : ""};
  }
  const json::object* error = ObjectOf(*answer, "error");
  if (error == nullptr) return {};
  Document out{.message = TextOf(*error, "message")};
  if (const json::value* errors = error->if_contains("errors");
      errors != nullptr && errors->is_array() && !errors->get_array().empty()) {
    if (const json::object* first = errors->get_array()[0].if_object(); first != nullptr) {
      out.reason = TextOf(*first, "reason");
    }
  }
  return out;
}

// How an answer is understood: the first row whose status, reason and part of the message fit ("" =
// any). {bucket}, {host}, {key}, {who}, {place} and {says} are filled in.
struct Meaning {
  int status;
  std::string_view reason, part;
  ErrorKind kind;
  bool temporary;
  std::string_view message, advice;
};

constexpr char kUserProjectMissing[] = "requester pays bucket but no user project";

constexpr Meaning kMeanings[] = {
    {400, "", kUserProjectMissing, ErrorKind::kInvalid, false,
     "In bucket \"{bucket}\" the requester pays, and no project is given that does.",
     "Enter the project to be billed as Google project ID."},
    {400, "", "User project specified in the request is invalid", ErrorKind::kInvalid, false,
     "The Google project ID is not a project that can pay for requests to bucket \"{bucket}\".",
     "Check the Google project ID."},
    {400, "", "Invalid bucket name", ErrorKind::kInvalid, false,
     "\"{bucket}\" is not a valid name of a bucket.",
     "Names have 3 to 63 lower-case letters, digits, dots, hyphens and underscores."},
    {403, "rateLimitExceeded", "", ErrorKind::kRateLimited, true,
     "{host} asks for fewer requests to bucket \"{bucket}\".", "It is tried again more slowly."},
    {403, "userRateLimitExceeded", "", ErrorKind::kRateLimited, true,
     "{host} asks for fewer requests to bucket \"{bucket}\".", "It is tried again more slowly."},
    {403, "quotaExceeded", "", ErrorKind::kRateLimited, false,
     "A quota of the project of bucket \"{bucket}\" is used up{says}.",
     "Raise it under IAM > Quotas, or wait until it starts anew."},
    {403, "accountDisabled", "", ErrorKind::kDenied, false,
     "The billing account of the project of bucket \"{bucket}\" is disabled.",
     "Enable billing for that project in the Google Cloud console."},
    {403, "userProjectAccountProblem", "", ErrorKind::kDenied, false,
     "The project that pays for requests to bucket \"{bucket}\" cannot{says}.",
     "Check its billing account and the Google project ID."},
    {403, "userProjectAccessDenied", "", ErrorKind::kDenied, false,
     "The {who} may not bill the project that is given for bucket \"{bucket}\".",
     "Give it the role Service Usage Consumer (roles/serviceusage.serviceUsageConsumer) on that "
     "project, or check the Google project ID."},
    {403, "", "insufficient authentication scopes", ErrorKind::kDenied, false,
     "The {who} was given tokens that do not reach Cloud Storage.",
     "Allow the scope cloud-platform on the machine, or give the JSON file of a service account."},
    {403, "vpcServiceControls", "", ErrorKind::kDenied, false,
     "A service perimeter (VPC Service Controls) around bucket \"{bucket}\" keeps this server out.",
     "Let this server's network or account into the perimeter."},
    {403, "retentionPolicyNotMet", "", ErrorKind::kDenied, false,
     "The object \"{key}\" in bucket \"{bucket}\" may not be changed yet{says}.",
     "Shorten the bucket's retention, or use another bucket for annotations."},
    {403, "", "under active", ErrorKind::kDenied, false,
     "The object \"{key}\" in bucket \"{bucket}\" may not be changed while it is held{says}.",
     "Release the hold on that object."},
    {412, "orgPolicyConstraintFailed", "", ErrorKind::kDenied, false,
     "A policy of the organisation forbids this in bucket \"{bucket}\"{says}.",
     "Ask the organisation's administrator."},
    {413, "", "", ErrorKind::kTooLarge, false,
     "\"{key}\" is larger than {host} takes in one upload.", ""},
    {416, "", "", ErrorKind::kInvalid, false,
     "The object \"{key}\" in bucket \"{bucket}\" is shorter than the part that was asked for.",
     "It may have changed; sync again."},
    {429, "", "", ErrorKind::kRateLimited, true,
     "{host} asks for fewer requests to bucket \"{bucket}\".", "It is tried again more slowly."},
};

std::string Fill(std::string_view pattern, const ErrorContext& context, const Document& document) {
  std::string out(pattern);
  // The server's and the user's words last, so that braces in them stay as they are.
  out = ReplaceAll(out, "{host}", context.host);
  out = ReplaceAll(out, "{place}", context.place);
  out = ReplaceAll(out, "{who}", context.who.empty() ? "request" : context.who);
  out = ReplaceAll(out, "{bucket}", Printable(context.bucket));
  out = ReplaceAll(out, "{says}", http::Says(document.message));
  return ReplaceAll(out, "{key}", Printable(context.key));
}

std::string_view Doing(Operation operation) {
  switch (operation) {
    case Operation::kGet:
    case Operation::kHead: return "reading";
    case Operation::kPut: return "writing";
    case Operation::kDelete: return "deleting";
    default: return "listing";
  }
}

// The permission that the answer names, else the one that the operation needs.
std::string Permission(const ErrorContext& context, const Document& document) {
  constexpr std::string_view kBegin = "storage.";
  const std::string_view text = document.message;
  for (size_t at = text.find(kBegin); at != text.npos; at = text.find(kBegin, at + 1)) {
    const auto* end = std::find_if(text.begin() + at, text.end(), [](char c) {
      return c != '.' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z');
    });
    std::string_view name(text.begin() + at, end);
    while (name.ends_with('.')) name.remove_suffix(1);
    if (std::ranges::count(name, '.') == 2) return std::string(name);
  }
  switch (context.operation) {
    case Operation::kGet:
    case Operation::kHead: return "storage.objects.get";
    case Operation::kPut: return "storage.objects.create";
    case Operation::kDelete: return "storage.objects.delete";
    default: return "storage.objects.list";
  }
}

// "ml@p.iam.gserviceaccount.com does not have storage.objects.list access …": who that is.
std::string NamedAccount(const Document& document) {
  const size_t end = document.message.find(" does not have ");
  const std::string name = document.message.substr(0, end == std::string::npos ? 0 : end);
  // It goes into a command to paste.
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '@';
  };
  const bool email = std::ranges::count(name, '@') == 1 && std::ranges::all_of(name, plain);
  return email ? name : "";
}

void SayDenied(const ErrorContext& context, const Document& document, Error& error) {
  const std::string place = Printable(context.bucket + "/" + context.key);
  error.message = std::to_string(error.status) + " while " + std::string(Doing(context.operation)) +
                  " \"" + place + "\": ";
  if (context.who.empty()) {
    error.message += "the bucket does not allow that without credentials.";
    error.advice = "Give the JSON file of a service account, or make the bucket public.";
    return;
  }
  const std::string permission = Permission(context, document);
  const std::string email = NamedAccount(document);
  const bool service = email.ends_with(".gserviceaccount.com");
  error.message +=
      "the " + (email.empty() ? context.who : (service ? "service account " : "user ") + email) +
      " lacks the permission " + permission;
  if (document.message.find("it may not exist") != std::string::npos) {
    error.message += http::OnBucket(context.operation) ? ", or there is no such bucket"
                                                       : ", or there is no such object";
  }
  error.message += ".";
  const bool writes =
      context.operation == Operation::kPut || context.operation == Operation::kDelete;
  const std::string role = permission.starts_with("storage.buckets.")
                               ? "roles/storage.legacyBucketReader"
                           : writes ? "roles/storage.objectUser"
                                    : "roles/storage.objectViewer";
  error.advice =
      "Give it the role: `gcloud storage buckets add-iam-policy-binding gs://" +
      Printable(context.bucket) + " --member=" +
      (email.empty() ? "serviceAccount:EMAIL" : (service ? "serviceAccount:" : "user:") + email) +
      " --role=" + role + "`.";
}

void SayNotFound(const ErrorContext& context, const Document& document, Error& error) {
  const bool bucket = http::OnBucket(context.operation) || context.operation == Operation::kPut ||
                      IsBucketMissing(document.message);
  if (bucket) {
    error.message =
        "There is no bucket \"" + Printable(context.bucket) + "\" at " + context.host + ".";
    error.advice = "Check the spelling of the bucket's name.";
  } else {
    error.message = "There is no object \"" + Printable(context.key) + "\" in bucket \"" +
                    Printable(context.bucket) + "\".";
    error.advice = "It may have been deleted since the last sync.";
  }
}

void SayUnauthenticated(const ErrorContext& context, Error& error) {
  error.message = context.host + " does not accept the token of the " + context.who + " from " +
                  context.place + ".";
  error.advice =
      "Check that the account is enabled and that the endpoint is the one it belongs to.";
}

void SayOther(const ErrorContext& context, const Document& document, Error& error) {
  error.message = context.host + (error.temporary ? " failed: " : " refused the request: ") +
                  std::to_string(error.status) + http::Says(document.message) + ".";
  error.advice = error.temporary            ? "It is tried again."
                 : document.message.empty() ? "Check that the endpoint is a Cloud Storage service."
                                            : "Check the settings that it names.";
}

}  // namespace

bool WantsUserProject(int status, std::string_view body) {
  return status == 400 && body.find(kUserProjectMissing) != std::string_view::npos;
}

bool IsBucketMissing(std::string_view body) {
  return body.find("bucket does not exist") != std::string_view::npos;
}

Error GcsError(const ErrorContext& context, int status, const net::Headers& headers,
               std::string_view body) {
  const Document document = Read(body);
  const net::HttpStatusMeaning meaning = net::MeaningOf(status);
  Error error{.kind = meaning.kind,
              .temporary = meaning.temporary,
              .operation = std::string(OperationName(context.operation)),
              .key = context.key,
              .status = status,
              .retry_after_ms = net::RetryAfterMs(headers)};
  const auto* known = std::ranges::find_if(kMeanings, [&](const Meaning& m) {
    return m.status == status && (m.reason.empty() || m.reason == document.reason) &&
           document.message.find(m.part) != std::string::npos;
  });
  if (known != std::end(kMeanings)) {
    error.kind = known->kind;
    error.temporary = known->temporary;
    error.message = Fill(known->message, context, document);
    error.advice = Fill(known->advice, context, document);
  } else if (status == 403 || (status == 401 && context.who.empty())) {
    SayDenied(context, document, error);
  } else if (status == 401) {
    SayUnauthenticated(context, error);
  } else if (status == 404) {
    SayNotFound(context, document, error);
  } else if (status == 412) {
    http::SayPrecondition("The object \"" + Printable(context.key) + "\" in bucket \"" +
                              Printable(context.bucket) + "\"",
                          context.operation, context.precondition, error);
  } else {
    SayOther(context, document, error);
  }
  return error;
}

}  // namespace millrace::storage::google

#include "storage/google/token_request.h"

#include <algorithm>

#include "base/text.h"
#include "storage/google/json.h"
#include "storage/http/refusal.h"

namespace millrace::storage::google {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds kConnectTimeout{5'000};
constexpr std::chrono::milliseconds kTotalTimeout{20'000};
constexpr size_t kMaxAnswer = 1u << 20;

// What a token endpoint (RFC 6749 §5.2: "error", "error_description") or a Google API ("error":
// {"status", "message"}) says.
struct Refusal {
  std::string code, description;
};

Refusal ReadRefusal(std::string_view body) {
  const auto answer = ParseObject(body);
  if (!answer.has_value()) return {};
  if (const json::object* error = ObjectOf(*answer, "error"); error != nullptr) {
    return {TextOf(*error, "status"), TextOf(*error, "message")};
  }
  return {TextOf(*answer, "error"), TextOf(*answer, "error_description")};
}

// How a refusal is understood: the first row whose code and whose part of the description fit.
// {who}, {place} and {host} are filled in.
struct Meaning {
  std::string_view code, part;
  ErrorKind kind;
  std::string_view message, advice;
};

constexpr Meaning kMeanings[] = {
    {"invalid_grant", "reasonable timeframe", ErrorKind::kUnauthenticated,
     "{host} refuses the {who} because the clock of this machine is wrong.",
     "Set the clock of this machine, then try again."},
    {"invalid_grant", "Invalid JWT Signature", ErrorKind::kUnauthenticated,
     "{host} does not know the key of the {who}: it was deleted or disabled, or belongs to another "
     "account.",
     "Create a new key of the service account and give its JSON file."},
    {"invalid_grant", "account not found", ErrorKind::kUnauthenticated,
     "The {who} does not exist any more.",
     "Create a service account with a key, or give the JSON file of another one."},
    {"invalid_grant", "expired or revoked", ErrorKind::kUnauthenticated,
     "The login of the {who} has expired or was revoked.",
     "Run `gcloud auth application-default login` again."},
    {"invalid_grant", "Bad Request", ErrorKind::kUnauthenticated,
     "The login of the {who} is not valid any more.",
     "Run `gcloud auth application-default login` again."},
    {"invalid_rapt", "", ErrorKind::kUnauthenticated,
     "The login of the {who} must be confirmed again.",
     "Run `gcloud auth application-default login` again, or use a service account."},
    {"invalid_client", "", ErrorKind::kUnauthenticated,
     "{host} does not know the OAuth client in {place}.", "Get these credentials anew."},
    {"disabled_client", "", ErrorKind::kUnauthenticated,
     "{host} has disabled the OAuth client in {place}.", "Get these credentials anew."},
    {"UNAUTHENTICATED", "", ErrorKind::kUnauthenticated, "{host} does not accept the {who}.",
     "Check the credentials in {place}."},
    {"PERMISSION_DENIED", "iam.serviceAccounts.getAccessToken", ErrorKind::kDenied,
     "The credentials in {place} may not act as the {who}.",
     "Give them the role Service Account Token Creator (roles/iam.serviceAccountTokenCreator) on "
     "that service account."},
    {"PERMISSION_DENIED", "iam.serviceAccounts.signBlob", ErrorKind::kDenied,
     "Presigned URLs need a signature by the {who}, which the credentials in {place} may not ask "
     "for.",
     "Give them the role Service Account Token Creator (roles/iam.serviceAccountTokenCreator) on "
     "that service account, or turn off Presigned URLs."},
    {"PERMISSION_DENIED", "has not been used", ErrorKind::kDenied,
     "The API of {host} is not enabled in the project of the {who}.",
     "Run `gcloud services enable iamcredentials.googleapis.com`."},
    {"NOT_FOUND", "", ErrorKind::kNotFound, "The {who} does not exist.",
     "Check its name in {place}."},
};

std::string Fill(std::string_view pattern, const Subject& subject, const std::string& host) {
  std::string out = ReplaceAll(pattern, "{host}", host);
  out = ReplaceAll(out, "{place}", subject.place);
  return ReplaceAll(out, "{who}", subject.who);
}

Error Refused(const Caller& caller, const Subject& subject, const std::string& host,
              const net::HttpResponse& answer) {
  const net::HttpStatusMeaning meaning = net::MeaningOf(answer.status);
  Error error{.kind = meaning.kind,
              .temporary = meaning.temporary,
              .status = answer.status,
              .retry_after_ms = net::RetryAfterMs(answer.headers)};
  const Refusal refusal = ReadRefusal(answer.body);
  if (error.temporary) {
    error.message = host + " gives no token for the " + subject.who + " at the moment (" +
                    std::to_string(answer.status) + ").";
    error.advice = "It is tried again.";
    return error;
  }
  const auto* known = std::ranges::find_if(kMeanings, [&](const Meaning& m) {
    return refusal.code == m.code && refusal.description.find(m.part) != std::string::npos;
  });
  if (known != std::end(kMeanings)) {
    error.kind = known->kind;
    error.message = Fill(known->message, subject, host);
    error.advice = Fill(known->advice, subject, host);
  } else {
    error.kind = ErrorKind::kUnauthenticated;
    error.message =
        host + " gives no token for the " + subject.who + " (" + std::to_string(answer.status);
    if (!refusal.code.empty()) error.message += ", " + Printable(refusal.code, 60);
    error.message += ")" + http::Says(refusal.description);
    error.message += ".";
    error.advice = "Check the credentials in " + subject.place + ".";
  }
  if (refusal.code == "invalid_grant") {
    // Tokens live from "now" on, so a clock that is minutes off spoils them.
    const auto ahead = http::ClockAhead(answer.headers, caller.clock->Now());
    if (ahead.has_value() && std::chrono::abs(*ahead) >= std::chrono::minutes(1)) {
      error.message =
          http::ClockIsOff(*ahead, host) + ", which therefore refuses the " + subject.who + ".";
      error.advice = "Set the clock of this machine, then try again.";
    }
  }
  return error;
}

}  // namespace

std::string HostOf(std::string_view url) {
  const auto parsed = net::ParseUrl(url);
  return parsed.has_value() ? parsed->Authority() : Printable(url);
}

net::HttpRequest Limited(const Caller& caller, net::HttpRequest request, size_t max_body) {
  request.addresses = caller.addresses;
  request.connect_timeout = kConnectTimeout;
  request.total_timeout = kTotalTimeout;
  request.max_body = max_body;
  return request;
}

Result<json::object> AskForJson(const Caller& caller, const Subject& subject,
                                net::HttpRequest request) {
  const std::string host = HostOf(request.url);
  ASSIGN_OR_RETURN(const net::HttpResponse answer,
                   caller.http->Send(Limited(caller, std::move(request), kMaxAnswer)));
  if (answer.status < 200 || answer.status >= 300) {
    return std::unexpected(Refused(caller, subject, host, answer));
  }
  auto object = ParseObject(answer.body);
  if (!object.has_value()) {
    return FailForNow(
        ErrorKind::kCorrupt,
        host + " did not answer with JSON when asked for a token for the " + subject.who + ".",
        "Check the address in " + subject.place + ".");
  }
  return *std::move(object);
}

Result<AccessToken> TokenOf(const json::object& answer, const Caller& caller,
                            const Subject& subject) {
  constexpr int64_t kDefaultSeconds = 3600, kMaxSeconds = 12 * 3600;
  Secret value(TextOf(answer, "access_token"));
  // It becomes a header.
  const auto printable = [](char c) { return c > 0x20 && c < 0x7F; };
  if (value.empty() || !std::ranges::all_of(value.Reveal(), printable)) {
    return FailForNow(
        ErrorKind::kCorrupt,
        "The answer of the token service holds no access token for the " + subject.who + ".",
        "Check the credentials in " + subject.place + ".");
  }
  const int64_t seconds =
      std::clamp<int64_t>(NumberOf(answer, "expires_in").value_or(kDefaultSeconds), 0, kMaxSeconds);
  return AccessToken{std::move(value), caller.clock->Now() + std::chrono::seconds(seconds)};
}

Result<AccessToken> AskForToken(const Caller& caller, const Subject& subject,
                                const std::string& url, const net::Query& form,
                                net::Headers headers) {
  headers.Set("Content-Type", "application/x-www-form-urlencoded");
  ASSIGN_OR_RETURN(const json::object answer, AskForJson(caller, subject,
                                                         {.method = "POST",
                                                          .url = url,
                                                          .headers = std::move(headers),
                                                          .body = net::EncodeQuery(form)}));
  return TokenOf(answer, caller, subject);
}

}  // namespace millrace::storage::google

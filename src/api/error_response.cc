#include "api/error_response.h"

#include "api/answer.h"
#include "api/body.h"
#include "base/ids.h"
#include "base/json_writer.h"

namespace millrace::api {
namespace {

void Begin(JsonWriter& json, int status, std::string_view detail, std::string_view version) {
  json.BeginObject();
  json.Member("id", RandomUuid());
  json.Member("status_code", status);
  json.Member("version", version);
  json.Member("detail", detail);
  json.Member("exc_info", nullptr);
}

}  // namespace

int StatusOf(const Error& error) {
  if (!error.fields.empty()) return 400;
  switch (error.kind) {
    case ErrorKind::kInvalid: return 400;
    case ErrorKind::kUnauthenticated: return 401;
    case ErrorKind::kDenied: return 403;
    case ErrorKind::kNotFound: return 404;
    case ErrorKind::kConflict: return 409;
    case ErrorKind::kTooLarge: return 413;
    case ErrorKind::kRateLimited: return 429;
    case ErrorKind::kUnsupported: return error.operation == kMediaType ? 415 : 400;
    case ErrorKind::kUnavailable:
    case ErrorKind::kCancelled: return 503;
    case ErrorKind::kTimeout: return 504;
    case ErrorKind::kCorrupt:
    case ErrorKind::kInternal: return 500;
  }
  return 500;
}

ErrorStyle StyleOf(const net::Request& request) {
  return request.path.starts_with("/api/v1/") ? ErrorStyle::kOwn : ErrorStyle::kLabelStudio;
}

net::Response ErrorResponse(const Error& error, ErrorStyle style, std::string_view version) {
  const int status = StatusOf(error);
  const bool validation = status == 400 && error.operation != kParseFailed;
  const std::string sentence = error.Sentence();
  JsonWriter json;
  Begin(json, status,
        validation && style == ErrorStyle::kLabelStudio ? std::string_view("Validation error")
                                                        : sentence,
        version);
  if (validation && (style == ErrorStyle::kLabelStudio || !error.fields.empty())) {
    json.Key("validation_errors");
    json.BeginObject();
    for (size_t i = 0; i < error.fields.size(); ++i) {
      const std::string& name = error.fields[i].first;
      bool again = false;
      for (size_t k = 0; k < i && !again; ++k) again = error.fields[k].first == name;
      if (again) continue;
      json.Key(name);
      json.BeginArray();
      for (size_t k = i; k < error.fields.size(); ++k) {
        if (error.fields[k].first == name) json.String(error.fields[k].second);
      }
      json.EndArray();
    }
    if (error.fields.empty()) {
      json.Key("non_field_errors");
      json.BeginArray();
      json.String(sentence);
      json.EndArray();
    }
    json.EndObject();
  }
  json.EndObject();
  net::Response response = JsonAnswer(status, std::move(json).Take());
  if (status == 401) response.headers.Add("WWW-Authenticate", "Token");
  if (error.retry_after_ms > 0 && (status == 429 || status == 503)) {
    response.headers.Add("Retry-After", std::to_string((error.retry_after_ms + 999) / 1000));
  }
  return response;
}

std::string ErrorBody(int status, std::string_view sentence, std::string_view version) {
  JsonWriter json;
  Begin(json, status, sentence, version);
  json.EndObject();
  return std::move(json).Take();
}

net::Response StatusResponse(int status, std::string_view sentence, std::string_view version) {
  return JsonAnswer(status, ErrorBody(status, sentence, version));
}

}  // namespace millrace::api

#include "api/storages/storage_probe.h"

#include "api/storages/storage_input.h"
#include "api/storages/storage_view.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "net/url.h"
#include "storage/common_fields.h"

namespace millrace::api {
namespace {

using State = storage::Finding::State;

void AppendKeys(JsonWriter& json, std::string_view name, const std::vector<std::string>& keys) {
  if (keys.empty()) return;
  json.Key(name);
  json.BeginArray();
  for (const std::string& key : keys) json.String(key);
  json.EndArray();
}

std::string_view LanguageOf(std::string_view text) {
  return text.starts_with('{') || text.starts_with('[') ? "json" : "text";
}

void AppendProbe(JsonWriter& json, const sync::Probe& probe) {
  json.BeginObject();
  json.Member("number", probe.number);
  json.Member("name", probe.name);
  json.Member("title", probe.title);
  json.Member("state", sync::StateName(probe.state));
  json.Member("detail", probe.detail);
  json.Member("advice", probe.advice);
  json.Member("paste", probe.paste);
  json.Member("language", LanguageOf(probe.paste));
  json.Member("essential", probe.essential);
  json.Member("seconds", probe.seconds);
  AppendKeys(json, "matching", probe.matching);
  AppendKeys(json, "not_matching", probe.not_matching);
  json.EndObject();
}

}  // namespace

Result<void> ProbeStorage(Service& service, const sync::ConnectionSpec& spec, bool* empty,
                          std::vector<std::string>* warnings) {
  auto found = service.engine.connections().Check(spec, warnings);
  if (!found.has_value()) return std::unexpected(AsValidation(std::move(found).error()));
  *empty = !*found && !spec.values.String(storage::kPrefix).empty();
  return {};
}

Error EmptyPrefix(Service& service, const sync::ConnectionSpec& spec) {
  Error error{.kind = ErrorKind::kInvalid,
              .message = "There is no object below " +
                         Printable(StorageUri(PlaceOf(spec, service.engine.context()))) + ".",
              .advice = "Check the prefix, or put the first object there."};
  error.fields.emplace_back(storage::kPrefix.name, error.Sentence());
  return error;
}

std::string PageOrigin(const Service& service, const net::Request& request) {
  const auto origin = [](const std::string& text) {
    const auto url = net::ParseUrl(text);
    return url.has_value() ? url->Origin() : "";
  };
  if (!service.options.public_url.empty()) return origin(service.options.public_url);
  // A page says itself where it comes from; that it is ours was checked.
  if (request.headers.Has("Origin")) return origin(std::string(request.headers.Get("Origin")));
  if (request.over_unix_socket || !request.headers.Has("Host"))
    return origin(service.options.local_url);
  const bool tls = service.options.local_url.starts_with("https:");
  return origin((tls ? "https://" : "http://") + std::string(request.headers.Get("Host")));
}

net::Reply AnswerDiagnosis(Service& service, const Call& call, sync::ConnectionSpec spec,
                           sync::DoctorOptions options, ErrorStyle style,
                           std::function<Result<net::Response>(const sync::Diagnosis&)> answer) {
  return call.Later([&](Call::Respond respond) {
    const std::string version = service.options.version;
    const auto done = [=](const sync::Diagnosis& diagnosis) {
      Result<net::Response> response = answer(diagnosis);
      respond(response.has_value() ? *std::move(response)
                                   : ErrorResponse(response.error(), style, version));
    };
    if (const auto begun = service.engine.Examine(std::move(spec), std::move(options), done);
        !begun.has_value())
      respond(ErrorResponse(begun.error(), style, version));
  });
}

std::string ProbeJson(const sync::Probe& probe) {
  JsonWriter json;
  AppendProbe(json, probe);
  return std::move(json).Take();
}

std::string DiagnosisJson(const sync::Diagnosis& diagnosis, std::string_view place) {
  JsonWriter json;
  json.BeginObject();
  json.Member("ok", diagnosis.ok());
  json.Member("seconds", diagnosis.seconds);
  json.Key("counts");
  json.BeginObject();
  for (const State state : {State::kOk, State::kWarning, State::kFailed, State::kSkipped})
    json.Member(sync::StateName(state), diagnosis.Count(state));
  json.EndObject();
  json.RawMember("storage", place);
  json.Key("probes");
  json.BeginArray();
  for (const sync::Probe& probe : diagnosis.probes) AppendProbe(json, probe);
  json.EndArray();
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace millrace::api

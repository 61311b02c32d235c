#include "api/ml/backend_input.h"

#include "api/ml/ml_shapes.h"
#include "labeling/projects/projects.h"
#include "ml/model_server.h"
#include "net/url.h"

namespace millrace::api {
namespace {

using labeling::MlBackend;

constexpr std::string_view kBasic = "BASIC_AUTH";
constexpr double kLongestTimeout = 3600;

std::string OriginOf(const std::string& url) {
  const auto parsed = net::ParseUrl(url);
  return parsed.has_value() ? parsed->Origin() : url;
}

// A text that may be null; as it is if it is not given.
void Take(Form& form, std::string_view name, std::optional<std::string>& text) {
  if (form.Null(name))
    text.reset();
  else if (auto given = form.Text(name); given.has_value())
    text = *std::move(given);
}

void TakeSettings(Form& form, MlBackend& backend) {
  Take(form, "title", backend.title);
  Take(form, "description", backend.description);
  Take(form, "model_version", backend.model_version);
  backend.is_interactive = form.Bool("is_interactive").value_or(backend.is_interactive);
  backend.auto_update = form.Bool("auto_update").value_or(backend.auto_update);
  backend.timeout = form.Number("timeout").value_or(backend.timeout);
  if (backend.timeout < 1 || backend.timeout > kLongestTimeout)
    form.Wrong("timeout", "Ensure this value is from 1 to 3600: seconds.");
}

// Who talks to it there.
void TakeCredentials(Form& form, const crypto::Sealer& sealer, MlBackend& backend) {
  const std::string password = form.Text("basic_auth_pass").value_or("");
  if (auto method = form.Text("auth_method"); method.has_value()) {
    backend.auth_method = *std::move(method);
    // Without a method and without saying so anew, nobody is named.
    if (backend.auth_method != kBasic && !form.Has("basic_auth_user") && password.empty()) {
      backend.basic_auth_user = "";
      backend.basic_auth_pass.clear();
    }
  }
  Take(form, "basic_auth_user", backend.basic_auth_user);
  if (!password.empty()) backend.basic_auth_pass = sealer.Seal(password);
  const bool whole =
      !backend.basic_auth_user.value_or("").empty() && !backend.basic_auth_pass.empty();
  if (backend.auth_method == kBasic && !whole) {
    form.Wrong("non_field_errors",
               "Authentication username and password is required for Basic Authentication.");
  } else if (form.Has("basic_auth_pass") && backend.basic_auth_pass.empty()) {
    form.Wrong("basic_auth_pass", "Authentication password is required for Basic Authentication.");
  }
}

// Where it is asked, and how. The server is given the token of whoever says where.
void TakeConnection(Form& form, const crypto::Sealer& sealer, const Identity& who,
                    MlBackend& backend) {
  if (auto url = form.Text("url"); url.has_value()) {
    const bool elsewhere = OriginOf(*url) != OriginOf(backend.url);
    if (elsewhere && !backend.basic_auth_pass.empty() &&
        form.Text("basic_auth_pass").value_or("").empty()) {
      form.Wrong("basic_auth_pass",
                 "The saved password was given for another address. Give it again.");
    }
    if (*url != backend.url) backend.connected_by = who.account_id();
    backend.url = *std::move(url);
  }
  TakeCredentials(form, sealer, backend);
  if (form.Null("extra_params"))
    backend.extra_params.clear();
  else if (auto params = form.Json("extra_params"); params.has_value())
    backend.extra_params = *std::move(params);
}

Result<void> CheckProject(Service& service, Form& form, int64_t id) {
  const auto project =
      service.db().Read([&](db::Connection& tx) { return labeling::GetProject(tx, id); });
  if (!project.has_value())
    form.Wrong("project", "Invalid pk \"" + std::to_string(id) + "\" - object does not exist.");
  return form.Done();
}

}  // namespace

Result<MlBackend> NewBackend(Service& service, const Identity& who, const Body& body) {
  Form form(body, kMlBackendInput);
  MlBackend backend;
  backend.connected_by = who.account_id();
  backend.project_id = form.Int("project").value_or(0);
  TakeConnection(form, service.sealer(), who, backend);
  TakeSettings(form, backend);
  RETURN_IF_ERROR(form.Done());
  RETURN_IF_ERROR(CheckProject(service, form, backend.project_id));
  RETURN_IF_ERROR(ml::CheckServerUrl(backend.url));
  return backend;
}

Result<BackendChange> ChangedBackend(Service& service, const Identity& who, const Body& body,
                                     Form::Given given, const MlBackend& saved) {
  Form form(body, kMlBackendInput, given);
  BackendChange change{.backend = saved};
  MlBackend& backend = change.backend;
  TakeConnection(form, service.sealer(), who, backend);
  TakeSettings(form, backend);
  if (form.Int("project").value_or(saved.project_id) != saved.project_id)
    form.Wrong("project", "An ML backend stays in its project; connect it to the other one anew.");
  RETURN_IF_ERROR(form.Done());
  RETURN_IF_ERROR(ml::CheckServerUrl(backend.url));
  change.connection = backend.url != saved.url || backend.auth_method != saved.auth_method ||
                      backend.basic_auth_user != saved.basic_auth_user ||
                      backend.basic_auth_pass != saved.basic_auth_pass ||
                      backend.extra_params != saved.extra_params ||
                      backend.auto_update != saved.auto_update ||
                      (!backend.auto_update && backend.model_version != saved.model_version);
  return change;
}

Result<MlBackend> BackendToTry(Service& service, const Identity& who, const Body& body) {
  Form form(body, kMlCheckInputV1);
  MlBackend backend;
  RETURN_IF_ERROR(form.Done());
  backend.project_id = form.Int("project").value_or(0);
  if (const auto id = form.Int("id"); id.has_value()) {
    ASSIGN_OR_RETURN(backend, service.db().Read([&](db::Connection& tx) {
      return labeling::GetBackend(tx, *id);
    }));
    if (form.Int("project") != backend.project_id)
      return FailField("project", "The ML backend is another project's.");
  }
  if (backend.id == 0) backend.connected_by = who.account_id();
  TakeConnection(form, service.sealer(), who, backend);
  RETURN_IF_ERROR(form.Done());
  RETURN_IF_ERROR(CheckProject(service, form, backend.project_id));
  RETURN_IF_ERROR(ml::CheckServerUrl(backend.url));
  return backend;
}

}  // namespace millrace::api

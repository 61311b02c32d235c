#include "api/storages/storages.h"

#include "api/error_response.h"
#include "api/service.h"
#include "api/storages/storage_form.h"
#include "api/storages/storage_input.h"
#include "api/storages/storage_probe.h"
#include "api/storages/storage_shapes.h"
#include "api/storages/storage_view.h"
#include "labeling/projects/projects.h"
#include "labeling/storages/storages.h"
#include "storage/common_fields.h"

namespace millrace::api {
namespace {

using labeling::Storage;
using labeling::StorageRole;

Result<void> CheckProject(Service& service, int64_t id, bool in_body) {
  const auto project =
      service.db().Read([&](db::Connection& tx) { return labeling::GetProject(tx, id); });
  if (project.has_value()) return {};
  if (project.error().kind == ErrorKind::kNotFound && in_body) {
    return FailField("project",
                     "Invalid pk \"" + std::to_string(id) + "\" - object does not exist.");
  }
  return std::unexpected(project.error());
}

// The row of the path; kNotFound also for another kind or role.
Result<Storage> RowOf(Service& service, const Call& call, StorageRole role) {
  ASSIGN_OR_RETURN(const storage::Provider* provider, ProviderOf(call.words[0]));
  ASSIGN_OR_RETURN(Storage row, service.db().Read([&](db::Connection& tx) {
    return labeling::GetStorage(tx, call.id());
  }));
  if (row.role != role || row.kind != provider->kind) {
    return Fail(ErrorKind::kNotFound, "There is no " + std::string(provider->title) +
                                          (role == StorageRole::kSource ? " source" : " target") +
                                          " storage " + std::to_string(call.id()) + ".");
  }
  return row;
}

Outcome Show(Service& service, int status, const Storage& row, bool with_type = true) {
  ASSIGN_OR_RETURN(std::string json, StorageJson(service.engine.connections(), row, with_type));
  return JsonAnswer(status, std::move(json));
}

Outcome ShowList(Service& service, const labeling::StorageQuery& query) {
  ASSIGN_OR_RETURN(const std::vector<Storage> rows, service.db().Read([&](db::Connection& tx) {
    return labeling::ListStorages(tx, query);
  }));
  JsonWriter json;
  json.BeginArray();
  for (const Storage& row : rows) {
    ASSIGN_OR_RETURN(const std::string one, StorageJson(service.engine.connections(), row, true));
    json.Raw(one);
  }
  json.EndArray();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome ListAll(Service& service, Call& call, StorageRole role) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> project, call.QueryInt("project"));
  if (!project.has_value()) return JsonAnswer(200, "[]");  // as Label Studio
  RETURN_IF_ERROR(CheckProject(service, *project, false));
  return ShowList(service, {.project_id = project, .role = role});
}

Outcome List(Service& service, Call& call, StorageRole role) {
  ASSIGN_OR_RETURN(const storage::Provider* provider, ProviderOf(call.words[0]));
  const auto project = call.QueryInt("project");
  if (!project.has_value()) {
    Error error = project.error();
    error.kind = ErrorKind::kNotFound;
    return std::unexpected(std::move(error));
  }
  if (!project->has_value())
    return FailField("non_field_errors", "query parameter \"project\" is required");
  RETURN_IF_ERROR(CheckProject(service, **project, false));
  return ShowList(service,
                  {.project_id = *project, .role = role, .kind = std::string(provider->kind)});
}

// As Label Studio, whose sources need an object below their prefix.
Result<void> CheckAnswers(Service& service, const sync::ConnectionSpec& spec) {
  bool empty = false;
  RETURN_IF_ERROR(ProbeStorage(service, spec, &empty));
  if (empty) return std::unexpected(EmptyPrefix(service, spec));
  return {};
}

Outcome Create(Service& service, Call& call, StorageRole role) {
  ASSIGN_OR_RETURN(const storage::Provider* provider, ProviderOf(call.words[0]));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(const sync::ConnectionSpec spec, NewSpec(*body, *provider, role));
  RETURN_IF_ERROR(CheckProject(service, spec.project_id, true));
  RETURN_IF_ERROR(CheckAnswers(service, spec));
  ASSIGN_OR_RETURN(Storage row, service.engine.connections().Create(spec, false, nullptr));
  if (role == StorageRole::kTarget) {
    RETURN_IF_ERROR(service.engine.StartSync(row.id, {.started_by = call.who.name()}));
    row.status = "queued";
    JsonWriter meta;
    meta.BeginObject();
    meta.Member("attempts", 1);
    meta.Member("time_queued", FormatIso(service.clock().Now()));
    meta.EndObject();
    row.meta = std::move(meta).Take();
  }
  return Show(service, 201, row);
}

// A storage stays in its project: its tasks do.
Result<void> CheckStays(Service& service, const Storage& row, std::optional<int64_t> project) {
  if (!project.has_value() || *project == row.project_id) return {};
  RETURN_IF_ERROR(CheckProject(service, *project, true));
  return FailField("project", "Storage " + std::to_string(row.id) + " belongs to project " +
                                  std::to_string(row.project_id) +
                                  ". Add another storage to project " + std::to_string(*project) +
                                  " instead.");
}

Outcome Change(Service& service, Call& call, StorageRole role) {
  ASSIGN_OR_RETURN(const Storage row, RowOf(service, call, role));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  const bool whole = call.request.method == "PUT";
  Form form(*body, InputShape(role), whole ? Form::Given::kAll : Form::Given::kSome);
  const auto project = form.Int("project");
  RETURN_IF_ERROR(form.Done());
  RETURN_IF_ERROR(CheckStays(service, row, project));
  bool changes = false;
  ASSIGN_OR_RETURN(const sync::ConnectionSpec spec,
                   ChangedSpec(*body, row, service.engine.connections(),
                               service.engine.context().environment, &changes));
  if (changes) RETURN_IF_ERROR(CheckAnswers(service, spec));
  ASSIGN_OR_RETURN(const Storage changed, service.engine.connections().Change(row.id, spec));
  if (role == StorageRole::kTarget) service.engine.ExportsChanged();
  return Show(service, 200, changed, whole);
}

Outcome Delete(Service& service, Call& call, StorageRole role) {
  ASSIGN_OR_RETURN(const Storage row, RowOf(service, call, role));
  if (const auto running = service.engine.RunningJob(row.id); running.has_value()) {
    RETURN_IF_ERROR(service.engine.Cancel(*running));
  }
  RETURN_IF_ERROR(service.engine.connections().Remove(row.id));
  return EmptyAnswer(204);
}

// Answers when the job has ended or the time is over, with the row as it is then.
Outcome Sync(Service& service, Call& call, StorageRole role) {
  ASSIGN_OR_RETURN(const Storage row, RowOf(service, call, role));
  if (!row.synchronizable) {
    return Fail(ErrorKind::kInvalid,
                "Storage " + std::to_string(row.id) + " is not synchronizable");
  }
  ASSIGN_OR_RETURN(const std::string handle,
                   service.engine.StartSync(row.id, {.started_by = call.who.name()}));
  // The answer may come after this Api is gone; the engine is still there.
  return call.Later([&](Call::Respond respond) {
    sync::Engine* engine = &service.engine;
    const int64_t id = row.id;
    const std::string version = service.options.version;
    engine->WhenDone(handle, service.options.sync_wait, [=](const sync::JobStatus&) {
      Result<Storage> now = engine->context().db->Read(
          [&](db::Connection& tx) { return labeling::GetStorage(tx, id); });
      Result<std::string> json = now.has_value()
                                     ? StorageJson(engine->connections(), *now, true)
                                     : Result<std::string>(std::unexpected(now.error()));
      respond(json.has_value() ? JsonAnswer(200, *std::move(json))
                               : ErrorResponse(json.error(), ErrorStyle::kLabelStudio, version));
    });
  });
}

Outcome Validate(Service& service, Call& call, StorageRole role) {
  ASSIGN_OR_RETURN(const storage::Provider* provider, ProviderOf(call.words[0]));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, role == StorageRole::kSource ? kSourceToValidate : kTargetToValidate,
            Form::Given::kSome);
  const auto id = form.Int("id");
  RETURN_IF_ERROR(form.Done());
  sync::ConnectionSpec spec;
  if (id.has_value()) {  // an existing one, with what the dialog changed; nothing is saved
    call.ids[0] = *id;
    ASSIGN_OR_RETURN(const Storage row, RowOf(service, call, role));
    bool changes = false;
    ASSIGN_OR_RETURN(spec, ChangedSpec(*body, row, service.engine.connections(),
                                       service.engine.context().environment, &changes));
  } else {
    ASSIGN_OR_RETURN(spec, NewSpec(*body, *provider, role));
    RETURN_IF_ERROR(CheckProject(service, spec.project_id, true));
  }
  Error empty = EmptyPrefix(service, spec);
  const bool has_prefix = !spec.values.String(storage::kPrefix).empty();
  return AnswerDiagnosis(service, call, std::move(spec),
                         {.storage_id = id.value_or(0), .essentials = true},
                         ErrorStyle::kLabelStudio,
                         [empty = std::move(empty),
                          has_prefix](const sync::Diagnosis& found) -> Result<net::Response> {
                           if (auto failure = found.failure(); failure.has_value())
                             return std::unexpected(AsValidation(*std::move(failure)));
                           if (found.empty && has_prefix) return std::unexpected(empty);
                           return EmptyAnswer(200);
                         });
}

Outcome Describe(Call& call, StorageRole role) {
  ASSIGN_OR_RETURN(const storage::Provider* provider, ProviderOf(call.words[0]));
  return JsonAnswer(200, FormLayout(FieldsInOrder(*provider, role), RoleOf(role)));
}

}  // namespace

Outcome ListAllSources(Service& service, Call& call) {
  return ListAll(service, call, StorageRole::kSource);
}
Outcome ListAllTargets(Service& service, Call& call) {
  return ListAll(service, call, StorageRole::kTarget);
}
Outcome ListSources(Service& service, Call& call) {
  return List(service, call, StorageRole::kSource);
}
Outcome ListTargets(Service& service, Call& call) {
  return List(service, call, StorageRole::kTarget);
}
Outcome CreateSource(Service& service, Call& call) {
  return Create(service, call, StorageRole::kSource);
}
Outcome CreateTarget(Service& service, Call& call) {
  return Create(service, call, StorageRole::kTarget);
}
Outcome ChangeSource(Service& service, Call& call) {
  return Change(service, call, StorageRole::kSource);
}
Outcome ChangeTarget(Service& service, Call& call) {
  return Change(service, call, StorageRole::kTarget);
}
Outcome DeleteSource(Service& service, Call& call) {
  return Delete(service, call, StorageRole::kSource);
}
Outcome DeleteTarget(Service& service, Call& call) {
  return Delete(service, call, StorageRole::kTarget);
}
Outcome SyncSource(Service& service, Call& call) {
  return Sync(service, call, StorageRole::kSource);
}
Outcome SyncTarget(Service& service, Call& call) {
  return Sync(service, call, StorageRole::kTarget);
}
Outcome ValidateSource(Service& service, Call& call) {
  return Validate(service, call, StorageRole::kSource);
}
Outcome ValidateTarget(Service& service, Call& call) {
  return Validate(service, call, StorageRole::kTarget);
}
Outcome DescribeSourceForm(Service&, Call& call) { return Describe(call, StorageRole::kSource); }
Outcome DescribeTargetForm(Service&, Call& call) { return Describe(call, StorageRole::kTarget); }

Outcome GetSource(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Storage row, RowOf(service, call, StorageRole::kSource));
  return Show(service, 200, row);
}

Outcome GetTarget(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Storage row, RowOf(service, call, StorageRole::kTarget));
  return Show(service, 200, row);
}

Outcome ListStorageTypes(Service&, Call&) {
  JsonWriter json;
  json.BeginArray();
  for (const storage::Provider* provider : storage::Providers()) {
    json.BeginObject();
    json.Member("name", provider->rest_name);
    json.Member("title", provider->rest_title);
    json.EndObject();
  }
  json.EndArray();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace millrace::api

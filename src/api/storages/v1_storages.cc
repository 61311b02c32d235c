#include "api/storages/v1_storages.h"

#include <boost/json.hpp>

#include "api/service.h"
#include "api/storages/job_json.h"
#include "api/storages/storage_form.h"
#include "api/storages/storage_input.h"
#include "api/storages/storage_probe.h"
#include "api/storages/storage_view.h"
#include "api/storages/v1_storage_shapes.h"
#include "base/text.h"
#include "labeling/projects/projects.h"
#include "labeling/storages/storages.h"

namespace millrace::api {
namespace {

using labeling::Storage;
using labeling::StorageRole;

constexpr int64_t kMaxRows = 10'000;

Result<Storage> RowOf(Service& service, int64_t id) {
  return service.db().Read([&](db::Connection& tx) { return labeling::GetStorage(tx, id); });
}

std::string Joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + Printable(name, 60);
  return out;
}

// Whether the storage that `spec` would reuse has these settings already. It is not asked again: a
// bucket that is away for the moment must not keep a server from starting as it did before.
Result<bool> IsSaved(Service& service, const sync::ConnectionSpec& spec) {
  const Storage like = PlaceOf(spec, service.engine.context());
  ASSIGN_OR_RETURN(const std::optional<Storage> row, service.db().Read([&](db::Connection& tx) {
    return labeling::FindSameStorage(tx, like);
  }));
  if (!row.has_value() || row->trusted != spec.trusted) return false;
  ASSIGN_OR_RETURN(const Values values, service.engine.connections().ValuesOf(*row));
  return values == spec.values;
}

}  // namespace

Outcome AddStorageV1(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body);
  const bool reuse = form.Bool("reuse").value_or(false);
  RETURN_IF_ERROR(form.Done());
  std::vector<std::string> unknown;
  ASSIGN_OR_RETURN(sync::ConnectionSpec spec, NewSpecV1(*body, kNewStorageV1, &unknown));
  spec.trusted = call.who.via == Identity::Via::kOperator;
  RETURN_IF_ERROR(service.db().Read(
      [&](db::Connection& tx) { return labeling::GetProject(tx, spec.project_id); }));

  std::vector<std::string> warnings;
  if (!unknown.empty())
    warnings.push_back("Not used, because " + std::string(spec.provider->title) +
                       " has no such parameter: " + Joined(unknown) + ".");
  bool saved = false, created = false, empty = false;
  if (reuse) {
    ASSIGN_OR_RETURN(saved, IsSaved(service, spec));
  }
  if (!saved) RETURN_IF_ERROR(ProbeStorage(service, spec, &empty, &warnings));
  if (empty) warnings.push_back(EmptyPrefix(service, spec).Sentence());
  ASSIGN_OR_RETURN(const Storage row, service.engine.connections().Create(spec, reuse, &created));
  ASSIGN_OR_RETURN(const std::string details, StorageDetailsJson(service.engine, row));
  JsonWriter json;
  json.BeginObject();
  json.RawMember("storage", details);
  json.Member("created", created);
  json.Key("warnings");
  json.BeginArray();
  for (const std::string& warning : warnings) json.String(warning);
  if (const auto more = service.engine.connections().Warnings(row); more.has_value()) {
    for (const std::string& warning : *more) json.String(warning);
  }
  json.EndArray();
  json.EndObject();
  return JsonAnswer(created ? 201 : 200, std::move(json).Take());
}

Outcome ListStoragesV1(Service& service, Call& call) {
  labeling::StorageQuery query;
  ASSIGN_OR_RETURN(query.project_id, call.QueryInt("project"));
  if (const auto role = call.Query("role"); role.has_value() && !role->empty()) {
    query.role = ReadRole(*role);
    if (!query.role.has_value()) return FailField("role", "Use \"source\" or \"target\".");
  }
  ASSIGN_OR_RETURN(const std::vector<Storage> rows, service.db().Read([&](db::Connection& tx) {
    return labeling::ListStorages(tx, query);
  }));
  JsonWriter json;
  json.BeginObject();
  json.Key("results");
  json.BeginArray();
  for (const Storage& row : rows) {
    ASSIGN_OR_RETURN(const std::string details, StorageDetailsJson(service.engine, row));
    json.Raw(details);
  }
  json.EndArray();
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome GetStorageV1(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Storage row, RowOf(service, call.id()));
  ASSIGN_OR_RETURN(std::string details, StorageDetailsJson(service.engine, row));
  return JsonAnswer(200, std::move(details));
}

Outcome ChangeStorageV1(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Storage row, RowOf(service, call.id()));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  bool changes = false, empty = false;
  ASSIGN_OR_RETURN(const sync::ConnectionSpec spec, ChangedSpecV1(service, *body, row, &changes));
  // A new name needs no bucket that answers.
  if (changes) RETURN_IF_ERROR(ProbeStorage(service, spec, &empty));
  ASSIGN_OR_RETURN(const Storage changed, service.engine.connections().Change(row.id, spec));
  if (row.role == StorageRole::kTarget) service.engine.ExportsChanged();
  ASSIGN_OR_RETURN(std::string details, StorageDetailsJson(service.engine, changed));
  return JsonAnswer(200, std::move(details));
}

Outcome ListHistoryV1(Service& service, Call& call) {
  RETURN_IF_ERROR(RowOf(service, call.id()));
  ASSIGN_OR_RETURN(const std::optional<int64_t> limit, call.QueryInt("limit"));
  ASSIGN_OR_RETURN(
      const std::vector<sync::JobStatus> jobs,
      service.engine.History(call.id(), std::clamp<int64_t>(limit.value_or(100), 0, kMaxRows)));
  JsonWriter json;
  json.BeginObject();
  json.Key("results");
  json.BeginArray();
  for (const sync::JobStatus& job : jobs) json.Raw(JobJson("", job));
  json.EndArray();
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome ListStorageKinds(Service&, Call&) {
  JsonWriter json;
  json.BeginArray();
  for (const storage::Provider* provider : storage::Providers()) {
    json.BeginObject();
    json.Member("kind", provider->kind);
    json.Member("rest_name", provider->rest_name);
    json.Member("title", provider->title);
    json.RawMember("roles", R"(["source","target"])");
    json.Member("scheme", provider->scheme);
    json.Member("path_field", provider->path_field->name);
    const std::vector<const Field*> fields = storage::AllFields(*provider);
    json.Key("forms");
    json.BeginObject();
    for (const StorageRole role : {StorageRole::kSource, StorageRole::kTarget})
      json.RawMember(
          role == StorageRole::kSource ? "source" : "target",
          boost::json::serialize(DialogForm(FieldsInOrder(*provider, role), RoleOf(role))));
    json.EndObject();
    json.Key("schema");
    json.BeginObject();
    json.RawMember("source", boost::json::serialize(JsonSchema(fields, FieldRole::kSource)));
    json.RawMember("target", boost::json::serialize(JsonSchema(fields, FieldRole::kTarget)));
    json.EndObject();
    json.EndObject();
  }
  json.EndArray();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace millrace::api

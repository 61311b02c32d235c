#include "api/storages/storage_view.h"

#include <boost/json.hpp>

#include "base/text.h"
#include "labeling/export_outbox.h"
#include "labeling/json_members.h"
#include "labeling/source_objects.h"
#include "storage/common_fields.h"

namespace millrace::api {
namespace {

using labeling::MaybeText;
using labeling::MaybeTime;
using labeling::Storage;
using labeling::StorageRole;

void Strings(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.Key(name);
  json.BeginArray();
  for (const std::string& text : texts) json.String(text);
  json.EndArray();
}

Result<boost::json::object> Parameters(const sync::Connections& connections, const Storage& row) {
  ASSIGN_OR_RETURN(const Values values, connections.ValuesOf(row));
  const storage::Provider* provider = storage::FindProvider(row.kind);
  return PublicJson(FieldsFor(*provider, row.role), values);
}

// The names of the secrets that a storage was given.
std::vector<std::string> SecretsSet(const Storage& row, const Values& values) {
  std::vector<std::string> names;
  for (const Field* field : FieldsFor(*storage::FindProvider(row.kind), row.role))
    if (field->type == FieldType::kSecret && values.Has(*field)) names.emplace_back(field->name);
  return names;
}

Result<void> AppendTargetState(JsonWriter& json, db::Connection& tx, const Storage& row) {
  ASSIGN_OR_RETURN(const labeling::OutboxCounts counts, labeling::CountOutbox(tx, row.id));
  json.Key("outbox");
  json.BeginObject();
  json.Member("pending", counts.pending);
  json.Member("failed", counts.failed);
  json.Member("conflicts", counts.conflicts);
  json.Member("kept", counts.kept);
  json.Member("written", counts.written);
  json.EndObject();
  return {};
}

Result<void> AppendSourceState(JsonWriter& json, db::Connection& tx, const Storage& row,
                               bool blobs) {
  ASSIGN_OR_RETURN(const int64_t objects, labeling::CountObjects(tx, row.id));
  ASSIGN_OR_RETURN(const int64_t failures, labeling::CountTrouble(tx, row.id));
  json.Member("objects", objects);
  // One object is one task only in this mode; else the project's task_number says how many there
  // are.
  json.Member("tasks", blobs ? std::optional(objects) : std::nullopt);
  json.Member("failures", failures);
  return {};
}

}  // namespace

FieldRole RoleOf(StorageRole role) {
  return role == StorageRole::kSource ? FieldRole::kSource : FieldRole::kTarget;
}

std::vector<const Field*> FieldsFor(const storage::Provider& provider, StorageRole role) {
  std::vector<const Field*> fields;
  for (const Field* field : storage::AllFields(provider)) {
    if (AppliesTo(*field, RoleOf(role))) fields.push_back(field);
  }
  return fields;
}

std::string StorageUri(const Storage& row) {
  const storage::Provider* provider = storage::FindProvider(row.kind);
  const std::string_view scheme =
      provider == nullptr ? std::string_view(row.kind) : provider->scheme;
  std::string uri = scheme.empty() ? row.bucket : std::string(scheme) + "://" + row.bucket;
  if (!row.prefix.empty()) uri += (uri.ends_with('/') ? "" : "/") + row.prefix;
  return uri;
}

Result<std::string> StorageJson(const sync::Connections& connections, const Storage& row,
                                bool with_type) {
  ASSIGN_OR_RETURN(const boost::json::object parameters, Parameters(connections, row));
  JsonWriter json;
  json.BeginObject();
  json.Member("id", row.id);
  if (with_type) json.Member("type", storage::FindProvider(row.kind)->rest_name);
  json.Member("synchronizable", row.synchronizable);
  for (const auto& [name, value] : parameters) json.RawMember(name, boost::json::serialize(value));
  MaybeTime(json, "last_sync", row.last_sync);
  json.Member("last_sync_count", row.last_sync_count);
  MaybeText(json, "last_sync_job", row.last_sync_job);
  json.Member("status", row.status);
  MaybeText(json, "traceback", row.traceback);
  json.RawMember("meta", row.meta.empty() ? "{}" : row.meta);
  MaybeText(json, "title", row.title);
  MaybeText(json, "description", row.description);
  json.Member("created_at", FormatIso(row.created_at));
  json.Member("project", row.project_id);
  json.EndObject();
  return std::move(json).Take();
}

Result<std::string> StorageDetailsJson(sync::Engine& engine, const Storage& row) {
  ASSIGN_OR_RETURN(const boost::json::object parameters, Parameters(engine.connections(), row));
  ASSIGN_OR_RETURN(const Values values, engine.connections().ValuesOf(row));
  ASSIGN_OR_RETURN(const std::vector<sync::JobStatus> history, engine.History(row.id, 1));
  const auto warnings = engine.connections().Warnings(row);
  JsonWriter json;
  json.BeginObject();
  json.Member("id", row.id);
  json.Member("project", row.project_id);
  json.Member("role", row.role == StorageRole::kSource ? "source" : "target");
  json.Member("kind", row.kind);
  MaybeText(json, "title", row.title);
  MaybeText(json, "description", row.description);
  json.Member("uri", StorageUri(row));
  json.RawMember("params", boost::json::serialize(parameters));
  Strings(json, "secrets_set", SecretsSet(row, values));
  json.Member("synchronizable", row.synchronizable);
  json.Member("created_at", FormatIso(row.created_at));
  json.Member("status", row.status);
  MaybeTime(json, "last_sync", row.last_sync);
  json.Member("last_sync_count", row.last_sync_count);
  MaybeText(json, "traceback", row.traceback);
  json.Member("running_job", engine.RunningJob(row.id));
  json.RawMember("counts", history.empty() ? "null" : sync::CountsJson(history.front().counts));
  RETURN_IF_ERROR(engine.context().db->Read([&](db::Connection& tx) {
    return row.role == StorageRole::kTarget
               ? AppendTargetState(json, tx, row)
               : AppendSourceState(json, tx, row, values.Bool(storage::kUseBlobUrls));
  }));
  Strings(json, "warnings", warnings.has_value() ? *warnings : std::vector<std::string>());
  json.EndObject();
  return std::move(json).Take();
}

std::string JobJson(const std::string& handle, const sync::JobStatus& status) {
  JsonWriter json;
  json.BeginObject();
  if (!handle.empty()) json.Member("job", handle);
  json.Member("id", status.id);
  json.Member("storage", status.storage_id);
  json.Member("kind", sync::JobKindName(status.kind));
  json.Member("dry_run", status.dry_run);
  json.Member("state", sync::JobStateName(status.state));
  json.RawMember("counts", sync::CountsJson(status.counts));
  json.Member("started", FormatIso(status.started));
  MaybeTime(json, "finished", status.finished);
  json.Member("seconds", status.seconds);
  json.Member("expected", status.expected);
  Strings(json, "problems", status.problems);
  Strings(json, "warnings", status.warnings);
  json.Key("differences");
  json.BeginArray();
  for (const auto& difference : status.differences) {
    json.BeginObject();
    json.Member("key", difference.key);
    json.Member("what", difference.what);
    json.EndObject();
  }
  json.EndArray();
  Strings(json, "sample_new", status.sample_new);
  Strings(json, "sample_changed", status.sample_changed);
  Strings(json, "sample_gone", status.sample_gone);
  Strings(json, "sample_bad", status.sample_bad);
  json.EndObject();
  return std::move(json).Take();
}

bool Ended(const sync::JobStatus& status) {
  return status.state != sync::JobState::kQueued && status.state != sync::JobState::kInProgress;
}

}  // namespace millrace::api

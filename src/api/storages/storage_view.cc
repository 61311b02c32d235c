#include "api/storages/storage_view.h"

#include <boost/json.hpp>

#include "api/storages/job_json.h"
#include "base/text.h"
#include "labeling/json/json_members.h"
#include "labeling/storages/export_outbox.h"
#include "labeling/storages/source_objects.h"
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

Result<void> AppendTargetState(JsonWriter& json, db::Connection& tx, const Storage& row,
                               int64_t& conflicts) {
  ASSIGN_OR_RETURN(const labeling::OutboxCounts counts, labeling::CountOutbox(tx, row.id));
  conflicts = counts.conflicts;
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
  ASSIGN_OR_RETURN(const int64_t ignored, labeling::CountTrouble(tx, row.id, true));
  json.Member("ignored", ignored);
  return {};
}

// The sync that ended last; nothing if there was none among the last jobs.
Result<std::optional<sync::JobStatus>> LastSync(sync::Engine& engine, int64_t id) {
  constexpr size_t kLook = 20;  // verifications may stand before it
  ASSIGN_OR_RETURN(std::vector<sync::JobStatus> history, engine.History(id, kLook));
  for (sync::JobStatus& job : history)
    if (Ended(job) && job.kind != sync::JobKind::kVerify) return std::move(job);
  return std::nullopt;
}

void AppendNotices(JsonWriter& json, const std::vector<std::string>& warnings, int64_t held_back,
                   int64_t conflicts) {
  const auto notice = [&](const std::string& sentence, std::optional<std::string_view> action) {
    json.BeginObject();
    json.Member("sentence", sentence);
    json.Member("action", action);
    json.EndObject();
  };
  json.Key("notices");
  json.BeginArray();
  for (const std::string& warning : warnings) notice(warning, std::nullopt);
  if (held_back > 0)
    notice(Plural(held_back, "object") + (held_back == 1 ? " is" : " are") +
               " no longer in the bucket. Nothing was done about that, because it is so many; "
               "confirm it if it is meant.",
           "confirm_deletions");
  if (conflicts > 0)
    notice(Plural(conflicts, "object") +
               " in the target were not written by this project. Nothing was overwritten. Compare "
               "them, then choose adopt, overwrite or keep.",
           "show_conflicts");
  json.EndArray();
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

namespace {

// Label Studio has no word for a sync that somebody stopped.
std::string_view LabelStudioStatus(const Storage& row) {
  return row.status == sync::JobStateName(sync::JobState::kStopped)
             ? sync::JobStateName(sync::JobState::kFailed)
             : row.status;
}

}  // namespace

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
  json.Member("status", LabelStudioStatus(row));
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
  ASSIGN_OR_RETURN(const std::optional<sync::JobStatus> last, LastSync(engine, row.id));
  const std::optional<std::string> handle = engine.RunningJob(row.id);
  const auto running = handle.has_value() ? engine.Status(*handle)
                                          : Result<sync::JobStatus>(std::unexpected(Error()));
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
  json.Member("running_job", handle);
  json.RawMember("running", running.has_value() ? JobJson(*handle, *running) : "null");
  json.RawMember("last_job", last.has_value() ? JobJson("", *last) : "null");
  json.RawMember("counts", last.has_value() ? sync::CountsJson(last->counts) : "null");
  int64_t conflicts = 0;
  RETURN_IF_ERROR(engine.context().db->Read([&](db::Connection& tx) {
    return row.role == StorageRole::kTarget
               ? AppendTargetState(json, tx, row, conflicts)
               : AppendSourceState(json, tx, row, values.Bool(storage::kUseBlobUrls));
  }));
  const std::vector<std::string> sentences =
      warnings.has_value() ? *warnings : std::vector<std::string>();
  Strings(json, "warnings", sentences);
  AppendNotices(json, sentences, last.has_value() ? last->counts.held_back : 0, conflicts);
  json.Member("can_sync", row.synchronizable);
  json.Member("can_verify", row.role == StorageRole::kTarget);
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace millrace::api

#include "labeling/ml/backends.h"

#include <algorithm>

#include "base/json_writer.h"
#include "labeling/ml/prediction_jobs.h"
#include "labeling/projects/project_settings.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {
namespace {

using db::Arg;
using db::Blob;

constexpr std::string_view kColumns =
    "id, project_id, url, title, description, is_interactive, auth_method, basic_auth_user, "
    "basic_auth_pass, extra_params, model_version, timeout, auto_update, state, error_message, "
    "connected_by, created_at, updated_at";

struct StateName {
  BackendState state;
  std::string_view code, words;
};
constexpr StateName kStates[] = {
    {BackendState::kConnected, "CO", "Connected"},
    {BackendState::kDisconnected, "DI", "Disconnected"},
    {BackendState::kError, "ER", "Error"},
    {BackendState::kTraining, "TR", "Training"},
    {BackendState::kPredicting, "PR", "Predicting"},
};

const StateName& NameOf(BackendState state) {
  for (const StateName& name : kStates)
    if (name.state == state) return name;
  return kStates[1];
}

BackendState ParseState(std::string_view code) {
  for (const StateName& name : kStates)
    if (name.code == code) return name.state;
  return BackendState::kDisconnected;
}

MlBackend BackendOf(const db::Row& row) {
  return {.id = row.Int(0),
          .project_id = row.Int(1),
          .url = row.String(2),
          .title = row.MaybeString(3),
          .description = row.MaybeString(4),
          .is_interactive = row.Bool(5),
          .auth_method = row.String(6),
          .basic_auth_user = row.MaybeString(7),
          .basic_auth_pass = row.String(8),
          .extra_params = row.String(9),
          .model_version = row.MaybeString(10),
          .timeout = row.Real(11),
          .auto_update = row.Bool(12),
          .state = ParseState(row.Text(13)),
          .error_message = row.MaybeString(14),
          .connected_by = row.MaybeInt(15),
          .created_at = FromMicros(row.Int(16)),
          .updated_at = FromMicros(row.Int(17))};
}

Result<std::vector<MlBackend>> Select(db::Connection& tx, const std::string& rest, db::Args args) {
  std::vector<MlBackend> backends;
  RETURN_IF_ERROR(tx.Query("SELECT " + std::string(kColumns) + " FROM ml_backend WHERE " + rest,
                           args, [&](const db::Row& row) { backends.push_back(BackendOf(row)); }));
  return backends;
}

Arg BlobOrNull(const std::string& bytes) { return bytes.empty() ? Arg(nullptr) : Arg(Blob{bytes}); }
Arg TextOrNull(const std::string& text) { return text.empty() ? Arg(nullptr) : Arg(text); }

// Where the project shows the predictions of `from`, it shows those of `to`.
Result<void> ShowInstead(db::Connection& tx, int64_t project_id,
                         const std::optional<std::string>& from, const std::string& to, Time now) {
  ASSIGN_OR_RETURN(const Project project, GetProject(tx, project_id));
  const auto shown = ReadProjectRules(project.settings).model_version;
  if (!from.has_value() || from->empty() || shown != from) return {};
  std::string text;
  AppendJsonString(text, to);
  RETURN_IF_ERROR(UpdateProject(
      tx, project_id, {.settings = WithSetting(project.settings, "model_version", text)}, now));
  return {};
}

}  // namespace

std::string_view BackendStateCode(BackendState state) { return NameOf(state).code; }
std::string_view BackendStateWords(BackendState state) { return NameOf(state).words; }

Result<MlBackend> CreateBackend(db::Connection& tx, const MlBackend& given, Time now) {
  ASSIGN_OR_RETURN(const Project project, GetProject(tx, given.project_id));
  ASSIGN_OR_RETURN(const int64_t id, AllocateIds(tx, "ml_backend", 1));
  RETURN_IF_ERROR(tx.Execute(
      "INSERT INTO ml_backend (" + std::string(kColumns) +
          ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
          "$16, $17, $17)",
      {id, given.project_id, given.url, given.title, given.description, given.is_interactive,
       given.auth_method, given.basic_auth_user, BlobOrNull(given.basic_auth_pass),
       TextOrNull(given.extra_params), given.model_version, given.timeout, given.auto_update,
       BackendStateCode(given.state), given.error_message, given.connected_by, ToMicros(now)}));
  // The first model's predictions are shown, as imported ones are.
  const ProjectRules rules = ReadProjectRules(project.settings);
  if (rules.show_predictions && rules.model_version.value_or("").empty() &&
      !given.title.value_or("").empty()) {
    std::string title;
    AppendJsonString(title, *given.title);
    RETURN_IF_ERROR(
        UpdateProject(tx, given.project_id,
                      {.settings = WithSetting(project.settings, "model_version", title)}, now));
  }
  return GetBackend(tx, id);
}

Result<MlBackend> GetBackend(db::Connection& tx, int64_t id) {
  ASSIGN_OR_RETURN(auto found, Select(tx, "id = $1", {id}));
  if (found.empty()) {
    return Fail(ErrorKind::kNotFound, "There is no ML backend " + std::to_string(id) + ".",
                "List the ML backends of the project to see their numbers.");
  }
  return std::move(found.front());
}

Result<std::vector<MlBackend>> ListBackends(db::Connection& tx, int64_t project_id) {
  return Select(tx, "project_id = $1 ORDER BY id", {project_id});
}

Result<MlBackend> UpdateBackend(db::Connection& tx, const MlBackend& backend, Time now) {
  ASSIGN_OR_RETURN(const MlBackend before, GetBackend(tx, backend.id));
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE ml_backend SET url = $2, title = $3, description = $4, is_interactive = $5, "
      "auth_method = $6, basic_auth_user = $7, basic_auth_pass = $8, extra_params = $9, "
      "model_version = $10, timeout = $11, auto_update = $12, connected_by = $13, updated_at = $14 "
      "WHERE id = $1",
      {backend.id, backend.url, backend.title, backend.description, backend.is_interactive,
       backend.auth_method, backend.basic_auth_user, BlobOrNull(backend.basic_auth_pass),
       TextOrNull(backend.extra_params), backend.model_version, backend.timeout,
       backend.auto_update, backend.connected_by, ToMicros(now)}));
  if (before.title != backend.title) {
    RETURN_IF_ERROR(
        ShowInstead(tx, before.project_id, before.title, backend.title.value_or(""), now));
  }
  return GetBackend(tx, backend.id);
}

Result<void> NoteCheck(db::Connection& tx, int64_t id, const BackendCheck& check, Time now) {
  RETURN_IF_ERROR(
      tx.Execute("UPDATE ml_backend SET state = $2, error_message = $3, "
                 "model_version = COALESCE($4, model_version), updated_at = $5 WHERE id = $1",
                 {id, BackendStateCode(check.state), check.error_message, check.model_version,
                  ToMicros(now)}));
  return {};
}

Result<void> DeleteBackend(db::Connection& tx, int64_t id, Time now) {
  ASSIGN_OR_RETURN(const MlBackend backend, GetBackend(tx, id));
  RETURN_IF_ERROR(ShowInstead(tx, backend.project_id, backend.title, "", now));
  RETURN_IF_ERROR(DropPredictionJobs(tx, id));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM ml_backend WHERE id = $1", {id}));
  return {};
}

Result<void> DropBackends(db::Connection& tx, int64_t project_id) {
  ASSIGN_OR_RETURN(const std::vector<MlBackend> backends, ListBackends(tx, project_id));
  for (const MlBackend& backend : backends) RETURN_IF_ERROR(DropPredictionJobs(tx, backend.id));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM ml_backend WHERE project_id = $1", {project_id}));
  return {};
}

Result<std::optional<MlBackend>> ShownBackend(db::Connection& tx, int64_t project_id,
                                              const std::string& model_version) {
  if (model_version.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(auto found, Select(tx, "project_id = $1 AND title = $2 ORDER BY id LIMIT 1",
                                      {project_id, model_version}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Result<std::optional<int64_t>> BackendToAsk(db::Connection& tx, int64_t project_id) {
  ASSIGN_OR_RETURN(const auto backends, ListBackends(tx, project_id));
  if (backends.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(const Project project, GetProject(tx, project_id));
  const auto version = ReadProjectRules(project.settings).model_version;
  const auto shown = std::ranges::find(backends, version, &MlBackend::title);
  return shown == backends.end() ? backends.front().id : shown->id;
}

}  // namespace millrace::labeling

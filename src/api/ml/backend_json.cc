#include "api/ml/backend_json.h"

#include "base/text.h"
#include "labeling/json/json_members.h"

namespace millrace::api {

void AppendBackend(JsonWriter& json, const labeling::MlBackend& backend) {
  json.BeginObject();
  json.Member("id", backend.id);
  json.Member("state", labeling::BackendStateCode(backend.state));
  json.Member("readable_state", labeling::BackendStateWords(backend.state));
  json.Member("is_interactive", backend.is_interactive);
  json.Member("url", backend.url);
  json.Member("error_message", backend.error_message);
  json.Member("title", backend.title);
  json.Member("auth_method", backend.auth_method);
  json.Member("basic_auth_user", backend.basic_auth_user);
  json.Member("basic_auth_pass_is_set", !backend.basic_auth_pass.empty());
  json.Member("description", backend.description);
  json.RawMember("extra_params", backend.extra_params);
  json.Member("model_version", backend.model_version);
  labeling::AppendReal(json, "timeout", backend.timeout);
  json.Member("created_at", FormatIso(backend.created_at));
  json.Member("updated_at", FormatIso(backend.updated_at));
  json.Member("auto_update", backend.auto_update);
  json.Member("project", backend.project_id);
  json.EndObject();
}

std::string BackendJson(const labeling::MlBackend& backend) {
  JsonWriter json;
  AppendBackend(json, backend);
  return std::move(json).Take();
}

std::string PredictionSummary(const labeling::PredictionJob& job) {
  const int64_t done = job.predicted + job.skipped + job.failed;
  std::string words = done == job.total && job.ended()
                          ? Plural(done, "task")
                          : WithThousands(done) + " of " + Plural(job.total, "task");
  words += ", " + Plural(job.predictions, "new prediction");
  if (job.skipped > 0) words += ", " + WithThousands(job.skipped) + " had predictions already";
  if (job.failed > 0) words += ", " + WithThousands(job.failed) + " failed";
  return words;
}

void AppendPredictionJob(JsonWriter& json, const labeling::PredictionJob& job, Time now) {
  json.BeginObject();
  json.Member("id", job.id);
  json.Member("backend", job.backend_id);
  json.Member("project", job.project_id);
  json.Member("state", labeling::PredictionJobStateName(job.state));
  json.Member("summary", PredictionSummary(job));
  json.Member("done", job.predicted + job.skipped + job.failed);
  json.Member("total", job.total);
  json.Member("predicted", job.predicted);
  json.Member("skipped", job.skipped);
  json.Member("failed", job.failed);
  json.Member("predictions", job.predictions);
  labeling::MaybeText(json, "model_version", job.model_version);
  labeling::MaybeText(json, "error", job.error);
  json.Member("started_by", job.started_by);
  json.Member("started", FormatIso(job.created_at));
  labeling::MaybeTime(json, "finished", job.finished_at);
  const auto taken = job.finished_at.value_or(now) - job.created_at;
  json.Member("seconds", static_cast<double>(taken.count()) / 1e6);
  json.EndObject();
}

}  // namespace millrace::api

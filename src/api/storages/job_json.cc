#include "api/storages/job_json.h"

#include "base/json_writer.h"
#include "labeling/json/json_members.h"
#include "sync/job_words.h"

namespace millrace::api {
namespace {

using labeling::MaybeTime;

void Strings(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.Key(name);
  json.BeginArray();
  for (const std::string& text : texts) json.String(text);
  json.EndArray();
}

void AppendProgress(JsonWriter& json, const sync::JobStatus& status) {
  const sync::JobProgress progress = sync::ProgressOf(status);
  json.Key("progress");
  json.BeginObject();
  json.Member("phase", progress.phase);
  json.Member("done", progress.done);
  json.Member("total", progress.total);
  json.Member("per_second", progress.per_second);
  json.Member("seconds_left", progress.seconds_left);
  json.EndObject();
}

}  // namespace

std::string JobJson(const std::string& handle, const sync::JobStatus& status) {
  JsonWriter json;
  json.BeginObject();
  if (!handle.empty()) json.Member("job", handle);
  json.Member("id", status.id);
  json.Member("storage", status.storage_id);
  json.Member("kind", sync::JobKindName(status.kind));
  json.Member("dry_run", status.dry_run);
  json.Member("state", sync::JobStateName(status.state));
  json.Member("summary", sync::JobSummary(status));
  AppendProgress(json, status);
  json.RawMember("counts", sync::CountsJson(status.counts));
  json.Member("started_by", status.started_by);
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

// Syncs that ended.
#include "labeling/webhooks/announce.h"

namespace millrace::labeling {
namespace {

struct EndedSync {
  int64_t storage_id = 0, project_id = 0;
  std::string kind, state, counts, error;
  Time started{};
  std::optional<Time> finished;
  std::string storage_kind, role, title;
};

Result<std::optional<EndedSync>> Find(db::Connection& tx, int64_t job_id) {
  std::optional<EndedSync> sync;
  RETURN_IF_ERROR(tx.Query(
      "SELECT s.id, s.project_id, j.kind, j.state, j.counts, j.error, j.created_at, j.finished_at, "
      "s.kind, s.role, s.title FROM sync_job j JOIN storage s ON s.id = j.storage_id "
      "WHERE j.id = $1 AND j.kind IN ('import', 'export') AND s.deleted_at IS NULL",
      {job_id}, [&](const db::Row& row) {
        sync = EndedSync{.storage_id = row.Int(0),
                         .project_id = row.Int(1),
                         .kind = row.String(2),
                         .state = row.String(3),
                         .counts = row.String(4),
                         .error = row.String(5),
                         .started = FromMicros(row.Int(6)),
                         .storage_kind = row.String(8),
                         .role = row.String(9),
                         .title = row.String(10)};
        if (!row.Null(7)) sync->finished = FromMicros(row.Int(7));
      }));
  return sync;
}

void AppendLines(JsonWriter& json, std::string_view name, std::string_view text) {
  json.Key(name);
  json.BeginArray();
  while (!text.empty()) {
    const size_t end = text.find('\n');
    json.String(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  json.EndArray();
}

}  // namespace

Result<void> AnnounceSync(db::Connection& tx, int64_t job_id, Time now) {
  ASSIGN_OR_RETURN(const std::optional<EndedSync> sync, Find(tx, job_id));
  if (!sync.has_value()) return {};
  const bool whole = sync->state.starts_with("completed");  // perhaps with errors
  const Action action = whole ? Action::kSyncCompleted : Action::kSyncFailed;
  return Announce(tx, action, sync->project_id, now, [&](JsonWriter& json) {
    json.BeginObject();
    json.Member("job", job_id);
    json.Member("kind", sync->kind);
    json.Member("status", sync->state);
    json.RawMember("counts", sync->counts);
    AppendLines(json, "problems", sync->error);
    json.Member("started_at", FormatIso(sync->started));
    json.Member("finished_at", FormatIso(sync->finished.value_or(now)));
    json.Key("storage");
    json.BeginObject();
    json.Member("id", sync->storage_id);
    json.Member("kind", sync->storage_kind);
    json.Member("role", sync->role);
    json.Member("title", sync->title);
    json.EndObject();
    json.EndObject();
  });
}

}  // namespace millrace::labeling

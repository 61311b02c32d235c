#include "api/storages/v1_conflicts.h"

#include <boost/json.hpp>

#include "api/service.h"
#include "api/storages/v1_conflict_shapes.h"
#include "labeling/json/json_members.h"
#include "labeling/storages/storages.h"

namespace millrace::api {
namespace {

constexpr size_t kMaxRows = 10'000;

using Decision = sync::Engine::Decision;

Result<void> CheckTarget(Service& service, int64_t id) {
  ASSIGN_OR_RETURN(const labeling::Storage row, service.db().Read([&](db::Connection& tx) {
    return labeling::GetStorage(tx, id);
  }));
  if (row.role == labeling::StorageRole::kTarget) return {};
  return Fail(ErrorKind::kNotFound,
              "Storage " + std::to_string(id) + " is a source; only targets have conflicts.");
}

void AppendMembers(JsonWriter& json, const labeling::OutboxRow& row) {
  json.Member("subject", row.subject_id);
  json.Member("key", row.key);
  json.Member("error", row.error);
  json.Member("foreign_token", row.foreign_token);
  json.Member("match", row.foreign_match);
}

// Who made an exported annotation, as its own server named him; nothing if it is none or says only
// a number.
std::optional<std::string> AnnotatorOf(const std::string& body) {
  boost::system::error_code error;
  const boost::json::value json = boost::json::parse(body, error);
  if (error || !json.is_object()) return std::nullopt;
  const boost::json::value* by = json.get_object().if_contains("completed_by");
  if (by == nullptr || !by->is_object()) return std::nullopt;
  const boost::json::value* email = by->get_object().if_contains("email");
  if (email == nullptr || !email->is_string()) return std::nullopt;
  return std::string(email->get_string());
}

Result<Decision> ReadDecision(Form& form) {
  const std::string text = form.Text("decision").value_or("");
  RETURN_IF_ERROR(form.Done());
  return text == "adopt"       ? Decision::kAdopt
         : text == "overwrite" ? Decision::kOverwrite
                               : Decision::kKeep;
}

}  // namespace

Outcome ListConflictsV1(Service& service, Call& call) {
  RETURN_IF_ERROR(CheckTarget(service, call.id()));
  ASSIGN_OR_RETURN(const std::optional<int64_t> limit, call.QueryInt("limit"));
  ASSIGN_OR_RETURN(const std::optional<int64_t> offset, call.QueryInt("offset"));
  ASSIGN_OR_RETURN(
      const std::vector<labeling::OutboxRow> rows,
      service.engine.Conflicts(call.id(), std::clamp<int64_t>(limit.value_or(100), 0, kMaxRows),
                               std::clamp<int64_t>(offset.value_or(0), 0, INT32_MAX)));
  JsonWriter json;
  json.BeginObject();
  json.Key("results");
  json.BeginArray();
  for (const labeling::OutboxRow& row : rows) {
    json.BeginObject();
    AppendMembers(json, row);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome GetConflictV1(Service& service, Call& call) {
  RETURN_IF_ERROR(CheckTarget(service, call.id()));
  ASSIGN_OR_RETURN(const sync::Engine::Conflict conflict,
                   service.engine.ReadConflict(call.id(), call.ids[1]));
  JsonWriter json;
  json.BeginObject();
  AppendMembers(json, conflict.row);
  json.Member("ours", conflict.ours);
  json.Member("theirs", conflict.theirs);
  json.Member("theirs_token", conflict.theirs_token);
  const auto& info = conflict.theirs_info;
  json.Member("theirs_size", info.has_value() ? std::optional(info->size) : std::nullopt);
  labeling::MaybeTime(
      json, "theirs_modified",
      info.has_value() && info->modified != Time{} ? std::optional(info->modified) : std::nullopt);
  json.Member("theirs_by", AnnotatorOf(conflict.theirs));
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome ResolveConflictV1(Service& service, Call& call) {
  RETURN_IF_ERROR(CheckTarget(service, call.id()));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kDecisionV1);
  const std::string token = form.Text("foreign_token").value_or("");
  ASSIGN_OR_RETURN(const Decision decision, ReadDecision(form));
  RETURN_IF_ERROR(service.engine.Resolve(call.id(), call.ids[1], decision, token));
  return EmptyAnswer(204);
}

Outcome ResolveAllConflictsV1(Service& service, Call& call) {
  RETURN_IF_ERROR(CheckTarget(service, call.id()));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kDecisionForAllV1);
  ASSIGN_OR_RETURN(const Decision decision, ReadDecision(form));
  ASSIGN_OR_RETURN(const std::vector<labeling::OutboxRow> rows,
                   service.engine.Conflicts(call.id(), kMaxRows, 0));
  int64_t resolved = 0;
  std::vector<std::pair<int64_t, std::string>> left;
  for (const labeling::OutboxRow& row : rows) {
    auto done = service.engine.Resolve(call.id(), row.subject_id, decision, row.foreign_token);
    if (done.has_value())
      ++resolved;
    else
      left.emplace_back(row.subject_id, done.error().Sentence());
  }
  JsonWriter json;
  json.BeginObject();
  json.Member("resolved", resolved);
  json.Key("left");
  json.BeginArray();
  for (const auto& [subject, sentence] : left) {
    json.BeginObject();
    json.Member("subject", subject);
    json.Member("error", sentence);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace millrace::api

#include "api/storages/v1_failures.h"

#include <algorithm>
#include <boost/json.hpp>

#include "api/service.h"
#include "api/storages/v1_failure_shapes.h"
#include "base/json_writer.h"
#include "labeling/json/json_members.h"
#include "labeling/storages/source_objects.h"
#include "labeling/storages/storages.h"

namespace millrace::api {
namespace {

constexpr int64_t kMaxRows = 10'000;

Result<labeling::Storage> SourceOf(Service& service, int64_t id) {
  ASSIGN_OR_RETURN(labeling::Storage row, service.db().Read([&](db::Connection& tx) {
    return labeling::GetStorage(tx, id);
  }));
  if (row.role == labeling::StorageRole::kSource) return row;
  return Fail(ErrorKind::kNotFound,
              "Storage " + std::to_string(id) + " is a target; only sources have such objects.",
              "A sync of a target tries again whatever is pending.");
}

// The keys that a body names; none = all.
Result<std::vector<std::string>> ReadKeys(const Body& body) {
  Form form(body, kFailureChoiceV1);
  const std::optional<std::string> list = form.List("keys");
  RETURN_IF_ERROR(form.Done());
  std::vector<std::string> keys;
  if (!list.has_value()) return keys;
  ASSIGN_OR_RETURN(const boost::json::value json, ParseJson(*list));
  for (const boost::json::value& key : json.as_array()) {
    if (!key.is_string()) return FailField("keys", "A key is a text.");
    keys.emplace_back(key.get_string());
  }
  // An empty list must not come to mean all of them.
  if (keys.empty()) return FailField("keys", "This list may not be empty.");
  if (keys.size() > static_cast<size_t>(kMaxRows))
    return FailField("keys", "Name at most 10,000 objects, or none for all.");
  return keys;
}

void AppendTrouble(JsonWriter& json, const labeling::Trouble& trouble, bool ignored) {
  json.BeginObject();
  json.Member("key", trouble.key);
  json.Member("record", trouble.position);
  json.Member("error", trouble.error);
  labeling::MaybeTime(json, "since", trouble.since);
  json.Member("temporary", trouble.temporary && !ignored);
  json.Member("attempts", trouble.attempts);
  json.Member("state", ignored ? "ignored" : "failed");
  json.EndObject();
}

Outcome Ignore(Service& service, Call& call, bool ignore) {
  RETURN_IF_ERROR(SourceOf(service, call.id()));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(const std::vector<std::string> keys, ReadKeys(*body));
  ASSIGN_OR_RETURN(const int64_t changed,
                   service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
                     return labeling::IgnoreFailed(tx, call.id(), keys, ignore);
                   }));
  JsonWriter json;
  json.BeginObject();
  json.Member("changed", changed);
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace

Outcome ListFailuresV1(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return labeling::GetStorage(tx, call.id()); }));
  ASSIGN_OR_RETURN(const std::optional<int64_t> limit, call.QueryInt("limit"));
  ASSIGN_OR_RETURN(const std::optional<int64_t> offset, call.QueryInt("offset"));
  const std::string state = call.Query("state").value_or("");
  if (state != "" && state != "failed" && state != "ignored")
    return FailField("state", "Use \"failed\" or \"ignored\".");
  const bool ignored = state == "ignored";
  const auto rows = static_cast<size_t>(std::clamp<int64_t>(limit.value_or(100), 0, kMaxRows));
  const auto skip = static_cast<size_t>(std::clamp<int64_t>(offset.value_or(0), 0, INT32_MAX));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const int64_t count, labeling::CountTrouble(tx, call.id(), ignored));
    ASSIGN_OR_RETURN(const std::vector<labeling::Trouble> found,
                     labeling::ListTrouble(tx, call.id(), ignored, rows, skip));
    JsonWriter json;
    json.BeginObject();
    json.Member("count", count);
    json.Key("results");
    json.BeginArray();
    for (const labeling::Trouble& trouble : found) AppendTrouble(json, trouble, ignored);
    json.EndArray();
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome RetryFailuresV1(Service& service, Call& call) {
  RETURN_IF_ERROR(SourceOf(service, call.id()));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(std::vector<std::string> keys, ReadKeys(*body));
  // A sync that runs already is joined, and may have passed them: then the next one reads them.
  RETURN_IF_ERROR(service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::RetryFailed(tx, call.id(), keys);
  }));
  ASSIGN_OR_RETURN(const std::string handle,
                   service.engine.StartSync(call.id(), {.started_by = call.who.name(),
                                                        .retry_failed = true,
                                                        .keys = std::move(keys)}));
  JsonWriter json;
  json.BeginObject();
  json.Member("job", handle);
  json.EndObject();
  return JsonAnswer(202, std::move(json).Take());
}

Outcome IgnoreFailuresV1(Service& service, Call& call) { return Ignore(service, call, true); }
Outcome HeedFailuresV1(Service& service, Call& call) { return Ignore(service, call, false); }

}  // namespace millrace::api

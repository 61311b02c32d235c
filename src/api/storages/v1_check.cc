#include "api/storages/v1_check.h"

#include "api/service.h"
#include "api/storages/storage_input.h"
#include "api/storages/storage_probe.h"
#include "api/storages/storage_view.h"
#include "api/storages/v1_shapes.h"
#include "labeling/projects.h"

namespace millrace::api {
namespace {

std::string PlaceJson(const labeling::Storage& place) {
  JsonWriter json;
  json.BeginObject();
  if (place.id == 0)
    json.Member("id", nullptr);
  else
    json.Member("id", place.id);
  json.Member("role", place.role == labeling::StorageRole::kSource ? "source" : "target");
  json.Member("kind", place.kind);
  json.Member("uri", StorageUri(place));
  json.EndObject();
  return std::move(json).Take();
}

Outcome Check(Service& service, Call& call, sync::ConnectionSpec spec, int64_t storage_id) {
  labeling::Storage place = PlaceOf(spec, service.engine.context());
  place.id = storage_id;
  return AnswerDiagnosis(
      service, call, std::move(spec),
      {.origin = PageOrigin(service, call.request), .storage_id = storage_id}, ErrorStyle::kOwn,
      [place = PlaceJson(place)](const sync::Diagnosis& diagnosis) -> Result<net::Response> {
        // Settings that nobody can look at are a wrong request.
        if (const auto failure = diagnosis.failure();
            failure.has_value() && !failure->fields.empty())
          return std::unexpected(*failure);
        return JsonAnswer(200, DiagnosisJson(diagnosis, place));
      });
}

}  // namespace

Outcome CheckStorageV1(Service& service, Call& call) {
  const int64_t id = call.id();
  ASSIGN_OR_RETURN(const labeling::Storage row, service.db().Read([&](db::Connection& tx) {
    return labeling::GetStorage(tx, id);
  }));
  ASSIGN_OR_RETURN(sync::ConnectionSpec spec, service.engine.connections().SpecOf(row));
  return Check(service, call, std::move(spec), id);
}

Outcome CheckNewStorageV1(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(sync::ConnectionSpec spec, NewSpecV1(*body, kStorageToCheckV1, nullptr));
  spec.trusted = call.who.via == Identity::Via::kOperator;
  if (spec.project_id != 0)
    RETURN_IF_ERROR(service.db().Read(
        [&](db::Connection& tx) { return labeling::GetProject(tx, spec.project_id); }));
  return Check(service, call, std::move(spec), 0);
}

}  // namespace millrace::api

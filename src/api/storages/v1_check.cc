#include "api/storages/v1_check.h"

#include "api/service.h"
#include "api/storages/check_events.h"
#include "api/storages/storage_input.h"
#include "api/storages/storage_probe.h"
#include "api/storages/storage_view.h"

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

// `saved`: the storage that this is, or whose changed settings these are; id 0 = none.
Outcome Check(Service& service, Call& call, sync::ConnectionSpec spec,
              const labeling::Storage& saved) {
  labeling::Storage place = PlaceOf(spec, service.engine.context());
  place.id = saved.id;
  // What is learned of another place is not remembered for this one.
  const bool same = place.endpoint == saved.endpoint && place.bucket == saved.bucket;
  const sync::DoctorOptions options{.origin = PageOrigin(service, call.request),
                                    .storage_id = same ? saved.id : 0};
  if (WantsEvents(call.request)) {
    // Settings that nobody can look at are a wrong request; later it is too late to say so.
    RETURN_IF_ERROR(service.engine.connections().Validate(spec));
    return AnswerCheckEvents(service, std::move(spec), options, PlaceJson(place));
  }
  return AnswerDiagnosis(
      service, call, std::move(spec), options, ErrorStyle::kOwn,
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
  ASSIGN_OR_RETURN(const labeling::Storage row, service.db().Read([&](db::Connection& tx) {
    return labeling::GetStorage(tx, call.id());
  }));
  ASSIGN_OR_RETURN(sync::ConnectionSpec spec, service.engine.connections().SpecOf(row));
  return Check(service, call, std::move(spec), row);
}

Outcome CheckNewStorageV1(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(sync::ConnectionSpec spec, SpecToTry(service, call, *body));
  labeling::Storage saved;
  if (const auto id = Form(*body).Int("id"); id.has_value()) {
    ASSIGN_OR_RETURN(saved, service.db().Read(
                                [&](db::Connection& tx) { return labeling::GetStorage(tx, *id); }));
  }
  return Check(service, call, std::move(spec), saved);
}

}  // namespace millrace::api

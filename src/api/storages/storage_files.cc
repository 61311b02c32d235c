#include "api/service.h"
#include "api/storages/storage_input.h"
#include "api/storages/storage_shapes.h"
#include "api/storages/storages.h"
#include "labeling/storages/storages.h"
#include "sync/key_filter.h"

namespace millrace::api {
namespace {

constexpr int64_t kDefaultRows = 100;
constexpr std::chrono::seconds kLimit{30};

void AppendRow(JsonWriter& json, const storage::ObjectInfo& object) {
  json.BeginObject();
  json.Member("key", object.key);
  json.Member("last_modified", FormatIso(object.modified));
  json.Member("size", object.size);
  json.EndObject();
}

// Says that there is more than the rows show.
void AppendCut(JsonWriter& json, std::optional<std::string> why) {
  json.BeginObject();
  json.Member("key", why);
  json.Member("last_modified", nullptr);
  json.Member("size", nullptr);
  json.EndObject();
}

}  // namespace

Outcome PreviewFiles(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const storage::Provider* provider, ProviderOf(call.words[0]));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kSourceToPreview, Form::Given::kSome);
  const auto id = form.Int("id");
  const int64_t rows = form.Int("limit").value_or(kDefaultRows);
  RETURN_IF_ERROR(form.Done());
  sync::ConnectionSpec spec;
  if (id.has_value()) {
    ASSIGN_OR_RETURN(const labeling::Storage row, service.db().Read([&](db::Connection& tx) {
      return labeling::GetStorage(tx, *id);
    }));
    if (row.kind != provider->kind || row.role != labeling::StorageRole::kSource)
      return Fail(ErrorKind::kNotFound, "There is no such storage of this kind.");
    bool changes = false;
    ASSIGN_OR_RETURN(spec, ChangedSpec(*body, row, service.engine.connections(),
                                       service.engine.context().environment, &changes));
  } else {
    ASSIGN_OR_RETURN(spec, NewSpec(*body, *provider, labeling::StorageRole::kSource));
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<storage::ObjectStore> store,
                   service.engine.connections().OpenUnsaved(spec));
  const std::string prefix =
      spec.provider->locate(spec.values, service.engine.context().environment).prefix;
  ASSIGN_OR_RETURN(const sync::KeyFilter filter,
                   sync::KeyFilter::Make(*spec.provider, spec.values, prefix));

  const auto started = service.clock().Steady();
  storage::ListRequest request{.prefix = prefix, .recursive = filter.recursive()};
  JsonWriter json;
  json.BeginObject();
  json.Key("files");
  json.BeginArray();
  int64_t shown = 0;
  for (bool more = true; more;) {
    auto page = store->List(request);
    if (!page.has_value()) return std::unexpected(AsValidation(std::move(page).error()));
    for (const storage::ObjectInfo& object : page->objects) {
      if (!filter.Covers(object.key) || !filter.Matches(object.key)) continue;
      if (object.size == 0 && object.key.ends_with('/')) continue;
      if (shown == rows) {
        AppendCut(json, std::nullopt);
        more = false;
        break;
      }
      AppendRow(json, object);
      ++shown;
    }
    request.position = page->next;
    if (page->next.empty()) more = false;
    if (more && service.clock().Steady() - started > kLimit) {
      AppendCut(json, "... storage scan timeout reached ...");
      more = false;
    }
  }
  json.EndArray();
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace millrace::api

#include "api/media/resolve.h"

#include <algorithm>

#include "api/access.h"
#include "api/media/media_type.h"
#include "api/media/media_uri.h"
#include "api/media/object_answer.h"
#include "api/service.h"
#include "base/text.h"
#include "labeling/projects/projects.h"
#include "labeling/storages/source_objects.h"
#include "labeling/tasks/tasks.h"
#include "net/url.h"
#include "storage/common_fields.h"
#include "sync/key_filter.h"

namespace millrace::api {
namespace {

// The raw value of ?fileuri= : "+" stays, because it is a letter of Base64.
Result<std::string> FileUri(const Call& call) {
  std::string_view rest = call.request.query;
  while (!rest.empty()) {
    const size_t amp = rest.find('&');
    const std::string_view pair = rest.substr(0, amp);
    if (pair.starts_with("fileuri=") && pair.size() > 8) return net::PercentDecode(pair.substr(8));
    if (amp == std::string_view::npos) break;
    rest.remove_prefix(amp + 1);
  }
  return FailField("fileuri", "The address lacks ?fileuri=, the URI to resolve in Base64.");
}

// What an object's store says becomes the answer: absent is 404, all else is that this server
// depends on a store that failed.
Error AsDependency(Error error) {
  if (error.kind == ErrorKind::kInvalid || error.kind == ErrorKind::kNotFound) {
    error.kind = ErrorKind::kNotFound;
    error.fields.clear();
  } else if (error.kind != ErrorKind::kInternal) {
    error.kind = ErrorKind::kUnavailable;
  }
  return error;
}

Outcome Serve(Call& call, Located located) {
  Outcome answer = ObjectAnswer(call, std::move(located.connection), std::move(located.key));
  if (!answer.has_value()) return std::unexpected(AsDependency(std::move(answer).error()));
  return answer;
}

Result<void> CheckServing(const Service& service) {
  if (service.options.local_serving_enabled) return {};
  return Fail(ErrorKind::kDenied, "Serving local files is turned off on this server.",
              "Start it with LOCAL_FILES_SERVING_ENABLED=true.");
}

// A redirect where the storage presigns, else the bytes. Without CORS a page cannot see why a
// redirect led to nothing, so it may ask for the bytes.
Outcome Resolve(const Service& service, Call& call, Located located) {
  const sync::Connection& connection = *located.connection;
  if (connection.provider->scheme.empty()) RETURN_IF_ERROR(CheckServing(service));
  if (!connection.values.Bool(storage::kPresign) || !connection.store->capabilities().presign ||
      call.QueryBool("through_server", false)) {
    return Serve(call, std::move(located));
  }
  std::chrono::seconds ttl =
      std::chrono::minutes(std::max<int64_t>(1, connection.values.Int(storage::kPresignTtl)));
  // A sound is shown by its element and read by a script in the same second. With one URL for both,
  // the script gets from the browser's cache what the element was answered: without CORS headers.
  if (call.request.headers.Get("Sec-Fetch-Mode") == "cors") ttl -= std::chrono::seconds(1);
  const MediaType type = MediaTypeOf(located.key);
  auto url = connection.store->Presign(
      {.key = located.key,
       .method = call.request.method == "HEAD" ? "HEAD" : "GET",
       .ttl = ttl,
       .response_content_type = type.attachment ? std::string() : std::string(type.type)});
  if (!url.has_value()) {
    if (url.error().kind == ErrorKind::kUnsupported) return Serve(call, std::move(located));
    return std::unexpected(AsDependency(std::move(url).error()));
  }
  net::Response response;
  response.status = 303;
  response.headers = {{"Location", *std::move(url)},
                      {"Cache-Control", "no-store, max-age=" + std::to_string(ttl.count())},
                      {"X-Content-Type-Options", "nosniff"}};
  return response;
}

std::unexpected<Error> NoStorage(std::string_view uri) {
  return Fail(ErrorKind::kNotFound,
              "No source storage of this project holds \"" + Printable(uri) + "\".",
              "Check the bucket and prefix of the project's source storages.");
}

// May the caller see this key because of the project that the storage feeds (design, promise 8)?
// Managers what a sync would take in: below the source's prefix and passing its regex; annotators
// what is a task.
Result<bool> MaySee(Service& service, const Identity& who, const sync::Connection& connection,
                    std::string_view key) {
  ASSIGN_OR_RETURN(
      const sync::KeyFilter filter,
      sync::KeyFilter::Make(*connection.provider, connection.values, connection.scan_prefix));
  if (!filter.Covers(key) || !filter.Matches(key)) return false;
  if (!IsBound(who)) return true;
  return service.db().Read([&](db::Connection& tx) -> Result<bool> {
    ASSIGN_OR_RETURN(const auto objects,
                     labeling::FindObjects(tx, connection.row.id, std::span(&key, 1)));
    return !objects.empty() && objects.front().task_id.has_value();
  });
}

}  // namespace

Outcome ResolveForTask(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const std::string given, FileUri(call));
  ASSIGN_OR_RETURN(const labeling::Task task, service.db().Read([&](db::Connection& tx) {
    return labeling::GetTask(tx, call.id());
  }));
  std::string uri = DecodeFileUri(given);
  if (!ContainsUri(task.data, uri)) {
    uri = net::PercentDecode(uri, true);  // a URI that was quoted twice, or with "+" for spaces
    if (!ContainsUri(task.data, uri)) {
      return Fail(ErrorKind::kNotFound,
                  "Task " + std::to_string(call.id()) + " does not contain this URI.",
                  "Only URIs in the task's data are resolved.");
    }
  }
  ASSIGN_OR_RETURN(const std::vector<ConnectionPtr> connections,
                   service.engine.connections().OfProject(task.project_id));
  std::optional<Located> located = Locate(connections, service.engine.context(), uri);
  if (!located.has_value()) return NoStorage(uri);
  return Resolve(service, call, *std::move(located));
}

Outcome ResolveForProject(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const std::string given, FileUri(call));
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return labeling::GetProject(tx, call.id()); }));
  ASSIGN_OR_RETURN(const std::vector<ConnectionPtr> connections,
                   service.engine.connections().OfProject(call.id()));
  const std::string uri = DecodeFileUri(given);
  for (const ConnectionPtr& connection : connections) {
    std::optional<Located> located = Locate({connection}, service.engine.context(), uri);
    if (!located.has_value()) continue;
    ASSIGN_OR_RETURN(const bool visible,
                     MaySee(service, call.who, *located->connection, located->key));
    if (visible) return Resolve(service, call, *std::move(located));
  }
  return NoStorage(uri);
}

Outcome ServeLocalFile(Service& service, Call& call) {
  RETURN_IF_ERROR(CheckServing(service));
  const auto path = call.Query("d");
  if (!path.has_value() || path->empty()) {
    return Fail(ErrorKind::kDenied, "The address lacks ?d=, the path below the document root.");
  }
  const std::string_view relative =
      std::string_view(*path).substr(std::min(path->find_first_not_of('/'), path->size()));
  const std::string uri = "/data/local-files/?d=" + net::PercentEncode(relative, "/");
  std::optional<std::vector<int64_t>> projects;
  ASSIGN_OR_RETURN(
      const std::vector<labeling::Storage> rows,
      service.db().Read([&](db::Connection& tx) -> Result<std::vector<labeling::Storage>> {
        ASSIGN_OR_RETURN(projects, VisibleProjects(tx, call.who));
        return labeling::ListStorages(tx, {.role = labeling::StorageRole::kSource});
      }));
  for (const labeling::Storage& row : rows) {
    if (projects.has_value() && !std::ranges::binary_search(*projects, row.project_id)) continue;
    const storage::Provider* provider = storage::FindProvider(row.kind);
    if (provider == nullptr || !provider->scheme.empty()) continue;
    auto connection = service.engine.connections().Get(row.id);
    if (!connection.has_value()) continue;
    std::optional<Located> located = Locate({*connection}, service.engine.context(), uri);
    if (!located.has_value()) continue;
    ASSIGN_OR_RETURN(const bool visible,
                     MaySee(service, call.who, *located->connection, located->key));
    if (visible) return Serve(call, *std::move(located));
  }
  return Fail(ErrorKind::kNotFound,
              "No local source storage covers \"" + Printable(relative) + "\".",
              "Add its directory as a local source storage, or check the path.");
}

}  // namespace millrace::api

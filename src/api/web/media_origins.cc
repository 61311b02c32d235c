#include "api/web/media_origins.h"

#include <algorithm>

#include "api/access.h"
#include "api/service.h"
#include "labeling/storages/storages.h"
#include "storage/common_fields.h"

namespace millrace::api {
namespace {

// A policy is a header, and proxies bound the size of headers.
constexpr size_t kMaxOrigins = 64;

void Add(const sync::Connection& connection, bool may_ask, std::vector<std::string>& origins) {
  if (connection.row.role != labeling::StorageRole::kSource ||
      !connection.values.Bool(storage::kPresign) || origins.size() == kMaxOrigins) {
    return;
  }
  std::string origin = connection.store->BrowserOrigin(may_ask);
  if (!origin.empty() && std::ranges::find(origins, origin) == origins.end())
    origins.push_back(std::move(origin));
}

}  // namespace

Result<std::vector<std::string>> MediaOriginsOf(Service& service, int64_t project_id) {
  ASSIGN_OR_RETURN(const auto connections, service.engine.connections().OfProject(project_id));
  std::vector<std::string> origins;
  for (const auto& connection : connections) Add(*connection, true, origins);
  return origins;
}

Result<std::vector<std::string>> VisibleMediaOrigins(Service& service, const Identity& who) {
  std::optional<std::vector<int64_t>> projects;
  ASSIGN_OR_RETURN(
      const std::vector<labeling::Storage> rows,
      service.db().Read([&](db::Connection& tx) -> Result<std::vector<labeling::Storage>> {
        ASSIGN_OR_RETURN(projects, VisibleProjects(tx, who));
        return labeling::ListStorages(tx, {.role = labeling::StorageRole::kSource});
      }));
  std::vector<std::string> origins;
  for (const labeling::Storage& row : rows) {
    if (projects.has_value() && !std::ranges::binary_search(*projects, row.project_id)) continue;
    if (const auto connection = service.engine.connections().Get(row.id); connection.has_value())
      Add(**connection, false, origins);
  }
  return origins;
}

}  // namespace millrace::api

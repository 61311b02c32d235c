#include "api/web/media_origins.h"

#include <algorithm>

#include "api/access.h"
#include "api/service.h"
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
  ASSIGN_OR_RETURN(const auto projects,
                   service.db().Read([&](db::Connection& tx) { return VisibleProjects(tx, who); }));
  ASSIGN_OR_RETURN(const auto sources, service.engine.connections().AllSources());
  std::vector<std::string> origins;
  for (const auto& source : *sources) {
    if (projects.has_value() && !std::ranges::binary_search(*projects, source->row.project_id))
      continue;
    Add(*source, false, origins);
  }
  return origins;
}

}  // namespace millrace::api

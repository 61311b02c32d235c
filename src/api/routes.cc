#include <vector>

#include "api/route.h"

namespace millrace::api {

std::span<const Route> Routes() {
  static const std::vector<Route> kRoutes = [] {
    std::vector<Route> all;
    for (const auto part : {PageRoutes(), AccountRoutes(), ProjectRoutes(), TaskRoutes(),
                            TransferRoutes(), StorageRoutes(), OwnStorageRoutes(), MediaRoutes()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return kRoutes;
}

}  // namespace millrace::api

#include "api/route.h"
#include "api/storages/v1_check.h"
#include "api/storages/v1_conflicts.h"
#include "api/storages/v1_jobs.h"
#include "api/storages/v1_storages.h"

namespace millrace::api {

std::span<const Route> OwnStorageRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET", "/api/v1/storage-kinds", kManage, ListStorageKinds},
      {"GET", "/api/v1/storages", kManage, ListStoragesV1},
      {"POST", "/api/v1/storages", kManage, AddStorageV1},
      {"POST", "/api/v1/storages/check", kManage, CheckNewStorageV1},
      {"GET", "/api/v1/storages/{id}", kManage, GetStorageV1},
      {"DELETE", "/api/v1/storages/{id}", kManage, DeleteStorageV1},
      {"POST", "/api/v1/storages/{id}/check", kManage, CheckStorageV1},
      {"POST", "/api/v1/storages/{id}/sync", kManage, StartSyncV1},
      {"POST", "/api/v1/storages/{id}/verify", kManage, StartVerifyV1},
      {"GET", "/api/v1/storages/{id}/history", kManage, ListHistoryV1},
      {"GET", "/api/v1/storages/{id}/failures", kManage, ListFailuresV1},
      {"GET", "/api/v1/storages/{id}/conflicts", kManage, ListConflictsV1},
      {"POST", "/api/v1/storages/{id}/conflicts/resolve", kManage, ResolveAllConflictsV1},
      {"GET", "/api/v1/storages/{id}/conflicts/{id}", kManage, GetConflictV1},
      {"POST", "/api/v1/storages/{id}/conflicts/{id}/resolve", kManage, ResolveConflictV1},
      {"GET", "/api/v1/jobs/{word}", kManage, GetJobV1},
      {"POST", "/api/v1/jobs/{word}/cancel", kManage, CancelJobV1},
      {"GET", "/api/v1/jobs/{word}/events", kManage, JobEventsV1},
  };
  return kRoutes;
}

}  // namespace millrace::api

#include "api/route.h"
#include "api/storages/storages.h"

namespace millrace::api {

std::span<const Route> StorageRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET", "/api/storages", kManage, ListAllSources},
      {"GET", "/api/storages/export", kManage, ListAllTargets},
      {"GET", "/api/storages/types", kManage, ListStorageTypes},
      {"GET", "/api/storages/export/types", kManage, ListStorageTypes},
      {"GET", "/api/storages/{word}", kManage, ListSources},
      {"POST", "/api/storages/{word}", kManage, CreateSource},
      {"POST", "/api/storages/{word}/validate", kManage, ValidateSource},
      {"POST", "/api/storages/{word}/files", kManage, PreviewFiles},
      {"GET", "/api/storages/{word}/form", kManage, DescribeSourceForm},
      {"GET", "/api/storages/{word}/{id}", kManage, GetSource},
      {"PATCH", "/api/storages/{word}/{id}", kManage, ChangeSource},
      {"PUT", "/api/storages/{word}/{id}", kManage, ChangeSource},
      {"DELETE", "/api/storages/{word}/{id}", kManage, DeleteSource},
      {"POST", "/api/storages/{word}/{id}/sync", kManage, SyncSource},
      {"GET", "/api/storages/export/{word}", kManage, ListTargets},
      {"POST", "/api/storages/export/{word}", kManage, CreateTarget},
      {"POST", "/api/storages/export/{word}/validate", kManage, ValidateTarget},
      {"GET", "/api/storages/export/{word}/form", kManage, DescribeTargetForm},
      {"GET", "/api/storages/export/{word}/{id}", kManage, GetTarget},
      {"PATCH", "/api/storages/export/{word}/{id}", kManage, ChangeTarget},
      {"PUT", "/api/storages/export/{word}/{id}", kManage, ChangeTarget},
      {"DELETE", "/api/storages/export/{word}/{id}", kManage, DeleteTarget},
      {"POST", "/api/storages/export/{word}/{id}/sync", kManage, SyncTarget},
  };
  return kRoutes;
}

}  // namespace millrace::api

#include "api/route.h"
#include "api/transfer/export.h"
#include "api/transfer/import.h"

namespace millrace::api {

std::span<const Route> TransferRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"POST", "/api/projects/{id}/tasks/bulk", kManage, ImportTasks},
      {"POST", "/api/projects/{id}/import", kManage, ImportTasks},
      {"GET", "/api/projects/{id}/export", kManage, ExportProject},
      {"GET", "/api/projects/{id}/export/formats", kManage, ListExportFormats},
  };
  return kRoutes;
}

}  // namespace millrace::api

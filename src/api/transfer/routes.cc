#include "api/route.h"
#include "api/transfer/export.h"
#include "api/transfer/import.h"

namespace millrace::api {

std::span<const Route> TransferRoutes() {
  using enum Right;
  static const Route kRoutes[] = {
      {"POST", "/api/projects/{id}/tasks/bulk", kManage, ImportTasks},
      {"POST", "/api/projects/{id}/import", kManage, ImportTasks},
      {"GET",
       "/api/projects/{id}/export",
       kManage,
       ExportProject,
       {.of = Subject::kProject,
        .about = "Downloads the project's tasks with their annotations.",
        .query = ExportQuery(),
        .answer = {.media = "application/json|text/csv|text/tab-separated-values"}}},
      {"GET",
       "/api/projects/{id}/export/formats",
       kManage,
       ListExportFormats,
       {.of = Subject::kProject,
        .about = "Lists the formats that the project can be exported in.",
        .answer = {.shape = &kExportFormatShape, .many = AnswerShape::kList}}},
      {"GET",
       "/api/auth/export",
       kManage,
       CheckExportFile,
       {.about = "Tells a proxy whether the caller may read the exported file in X-Original-URI.",
        .answer = {.shape = &kExportAuthShape},
        .refusals = {400, 422}}},
  };
  return kRoutes;
}

}  // namespace millrace::api

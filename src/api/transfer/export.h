// GET /api/projects/{id}/export: tasks with their annotations, streamed.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ExportProject(Service& service,
                      Call& call);  // ?exportType=JSON|JSON_MIN&download_all_tasks=
Outcome ListExportFormats(Service& service, Call& call);

}  // namespace millrace::api

// GET /api/projects/{id}/export: tasks with their annotations, streamed.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ExportProject(Service& service, Call& call);
Outcome ListExportFormats(Service& service, Call& call);
// GET /api/auth/export: may the caller read the exported file of X-Original-URI? Asked by proxies
// in front of the server.
Outcome CheckExportFile(Service& service, Call& call);

std::span<const Member> ExportQuery();
extern const Shape kExportFormatShape, kExportAuthShape;

}  // namespace millrace::api

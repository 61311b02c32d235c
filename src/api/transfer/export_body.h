// A project's tasks in a format of export, as the body of an answer.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "api/service.h"
#include "api/transfer/export_format.h"
#include "labeling/projects/projects.h"
#include "net/http_server.h"

namespace millrace::api {

struct ExportChoice {
  bool all_tasks = false;                   // also those without annotations
  bool frames = false;                      // ExportKind::make
  std::optional<std::vector<int64_t>> ids;  // only these tasks; ascending
};

// In order of task ids, read in pieces of a few MiB: tasks that come or go meanwhile may be in it
// or not, every other one is in it once. A format that needs a survey makes it here.
Result<std::shared_ptr<net::BodySource>> MakeExportBody(const Service& service,
                                                        const labeling::Project& project,
                                                        const ExportKind& kind,
                                                        ExportChoice choice);

}  // namespace millrace::api

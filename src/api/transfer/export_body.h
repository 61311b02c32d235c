// A project's tasks in a format of export, as the body of an answer.
#pragma once

#include <memory>

#include "api/service.h"
#include "api/transfer/export_tasks.h"
#include "labeling/projects/projects.h"
#include "net/http_server.h"

namespace millrace::api {

struct ExportWish {
  const labeling::ExportKind* kind = nullptr;
  bool frames = false;  // fill up key frames of videos
  bool media = false;   // put in the files that the tasks name, where the kind has them on request
};

// Its bytes, after the rounds that the format needs before the first one. kInvalid where the kind
// does not fit the label config.
Result<std::unique_ptr<labeling::ExportRun>> RunOfProject(Service& service,
                                                          const labeling::Project& project,
                                                          const ExportWish& wish,
                                                          ExportChoice choice);
// The same of an exported JSON file.
Result<std::unique_ptr<labeling::ExportRun>> RunOfFile(Service& service,
                                                       const labeling::Project& project,
                                                       const ExportWish& wish,
                                                       std::shared_ptr<const ByteSource> file);

// `waits`: does it wait for storages or other servers? Then that is done by ExportWork's threads.
std::shared_ptr<net::BodySource> MakeExportBody(Service& service,
                                                std::unique_ptr<labeling::ExportRun> run,
                                                bool waits);

// Does an export by this wish fetch media?
bool FetchesMedia(const ExportWish& wish);

}  // namespace millrace::api

// Where an export gets the files from that its tasks name.
#pragma once

#include <memory>

#include "api/service.h"
#include "labeling/formats/media.h"

namespace millrace::api {

// For the tasks of one project: objects of its source storages, files uploaded to it, and what is
// behind http(s) addresses (the address rules for users hold). Into files without names, in bounded
// memory. Used by one thread at a time; waits.
std::unique_ptr<labeling::MediaSource> MediaOfProject(Service& service, int64_t project_id);

}  // namespace millrace::api

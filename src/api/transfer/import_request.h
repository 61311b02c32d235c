// What a request to import brings: its own JSON, files, or the address of one.
#pragma once

#include <vector>

#include "api/service.h"
#include "api/transfer/task_file.h"
#include "labeling/projects/projects.h"

namespace millrace::api {

// The body, wherever it lies.
std::shared_ptr<const ByteSource> BodyOf(const net::Request& request);

// Files have fresh names below "upload/", but are not written yet; they borrow from the request.
// kInvalid in Label Studio's words ("load_tasks: No data found in DATA or in FILES"), kTooLarge for
// more files than the server takes in one request.
Result<std::vector<TaskFile>> TaskFilesOf(Service& service, Call& call,
                                          const labeling::Project& project);

// The only file of a multipart body; nothing if it has none.
Result<std::optional<TaskFile>> OneFileOf(Call& call, int64_t project_id);

}  // namespace millrace::api

// Uploaded files: list, get, replace, delete, and the bytes themselves.
#pragma once

#include <span>
#include <vector>

#include "api/service.h"
#include "api/shape.h"

namespace millrace::api {

Outcome ListFileUploads(Service& service, Call& call);
Outcome DeleteFileUploads(Service& service, Call& call);
Outcome GetFileUpload(Service& service, Call& call);
Outcome UpdateFileUpload(Service& service, Call& call);
Outcome ReplaceFileUpload(Service& service, Call& call);
Outcome DeleteFileUpload(Service& service, Call& call);
// /data/upload/{project}/{file} and /storage-data/uploaded/?filepath=upload/…
Outcome ServeUpload(Service& service, Call& call);
Outcome ServeUploadByPath(Service& service, Call& call);

// "[1, 2]" as numbers; kInvalid under `field` for anything else.
Result<std::vector<int64_t>> ReadIds(std::string_view json, const std::string& field);

extern const Shape kFileUpload, kFileUploadBody, kFileUploadIds, kDeletedCount;
extern const std::span<const Member> kFileUploadsQuery, kUploadPathQuery;

}  // namespace millrace::api

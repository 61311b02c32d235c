// Files that people uploaded, as rows; their bytes lie below the data directory. The only owner of
// the table file_upload.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

struct FileUpload {
  int64_t id = 0, project_id = 0;
  std::optional<int64_t> account_id;
  std::string file;  // "upload/7/0a1b2c3d-cats.csv"
  int64_t size = 0;
};

// `import_id`: the running import that brings it, which takes it back if it fails.
Result<int64_t> AddUpload(db::Connection& tx, const FileUpload& upload,
                          std::optional<int64_t> import_id, Time now);
Result<FileUpload> GetUpload(db::Connection& tx, int64_t id);  // kNotFound
Result<std::optional<FileUpload>> FindUpload(db::Connection& tx, std::string_view file);

struct UploadQuery {
  int64_t project_id = 0;
  std::optional<int64_t> account_id;        // only this one's
  std::optional<std::vector<int64_t>> ids;  // only these
};
// In order of id.
Result<std::vector<FileUpload>> ListUploads(db::Connection& tx, const UploadQuery& query);

Result<void> SetUploadFile(db::Connection& tx, int64_t id, const std::string& file, int64_t size);
Result<void> DeleteUpload(db::Connection& tx, int64_t id);
// With its project, and its imports.
Result<void> DropUploads(db::Connection& tx, int64_t project_id);

// Ascending.
Result<std::vector<int64_t>> TasksOfUploads(db::Connection& tx, int64_t project_id,
                                            std::span<const int64_t> upload_ids);

}  // namespace millrace::labeling

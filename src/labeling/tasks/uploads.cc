#include "labeling/tasks/uploads.h"

#include <algorithm>

#include "labeling/tasks/id_list.h"
#include "labeling/tasks/task_changes.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {
namespace {

constexpr std::string_view kSelect =
    "SELECT id, project_id, account_id, file, size FROM file_upload WHERE ";

FileUpload UploadOf(const db::Row& row) {
  return {.id = row.Int(0),
          .project_id = row.Int(1),
          .account_id = row.MaybeInt(2),
          .file = row.String(3),
          .size = row.Int(4)};
}

}  // namespace

Result<int64_t> AddUpload(db::Connection& tx, const FileUpload& upload,
                          std::optional<int64_t> import_id, Time now) {
  ASSIGN_OR_RETURN(const int64_t id, AllocateIds(tx, "file_upload", 1));
  RETURN_IF_ERROR(tx.Execute(
      "INSERT INTO file_upload (id, project_id, account_id, file, size, import_id, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {id, upload.project_id, upload.account_id, upload.file, upload.size, import_id,
       ToMicros(now)}));
  return id;
}

Result<FileUpload> GetUpload(db::Connection& tx, int64_t id) {
  std::optional<FileUpload> found;
  RETURN_IF_ERROR(tx.Query(std::string(kSelect) + "id = $1", {id},
                           [&](const db::Row& row) { found = UploadOf(row); }));
  if (!found.has_value()) {
    return Fail(ErrorKind::kNotFound, "There is no uploaded file " + std::to_string(id) + ".");
  }
  return *std::move(found);
}

Result<std::optional<FileUpload>> FindUpload(db::Connection& tx, std::string_view file) {
  std::optional<FileUpload> found;
  RETURN_IF_ERROR(tx.Query(std::string(kSelect) + "file = $1", {file},
                           [&](const db::Row& row) { found = UploadOf(row); }));
  return found;
}

Result<std::vector<FileUpload>> ListUploads(db::Connection& tx, const UploadQuery& query) {
  std::vector<FileUpload> found;
  std::string where = "project_id = $1";
  std::vector<db::Arg> args = {db::Arg(query.project_id)};
  if (query.account_id.has_value()) {
    where += " AND account_id = $2";
    args.emplace_back(*query.account_id);
  }
  const auto wanted = [&](int64_t id) {
    return !query.ids.has_value() ||
           std::find(query.ids->begin(), query.ids->end(), id) != query.ids->end();
  };
  RETURN_IF_ERROR(
      tx.Query(std::string(kSelect) + where + " ORDER BY id", args, [&](const db::Row& row) {
        if (wanted(row.Int(0))) found.push_back(UploadOf(row));
      }));
  return found;
}

Result<void> SetUploadFile(db::Connection& tx, int64_t id, const std::string& file, int64_t size) {
  RETURN_IF_ERROR(
      tx.Execute("UPDATE file_upload SET file = $2, size = $3 WHERE id = $1", {id, file, size}));
  ASSIGN_OR_RETURN(const FileUpload upload, GetUpload(tx, id));
  return NoteManyChanges(tx, upload.project_id);
}

Result<void> DeleteUpload(db::Connection& tx, int64_t id) {
  ASSIGN_OR_RETURN(const FileUpload upload, GetUpload(tx, id));
  RETURN_IF_ERROR(NoteManyChanges(tx, upload.project_id));
  RETURN_IF_ERROR(
      tx.Execute("UPDATE task SET file_upload_id = NULL WHERE file_upload_id = $1", {id}));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM file_upload WHERE id = $1", {id}));
  return {};
}

Result<void> DropUploads(db::Connection& tx, int64_t project_id) {
  RETURN_IF_ERROR(tx.Execute(
      "DELETE FROM task_import_batch WHERE import_id IN (SELECT id FROM task_import WHERE "
      "project_id = $1)",
      {project_id}));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM task_import WHERE project_id = $1", {project_id}));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM file_upload WHERE project_id = $1", {project_id}));
  return {};
}

Result<std::vector<int64_t>> TasksOfUploads(db::Connection& tx, int64_t project_id,
                                            std::span<const int64_t> upload_ids) {
  std::vector<int64_t> ids;
  while (!upload_ids.empty()) {
    IdList list = TakeIds(upload_ids);
    RETURN_IF_ERROR(tx.Query("SELECT id, project_id FROM task WHERE file_upload_id IN " + list.sql,
                             list.args, [&](const db::Row& row) {
                               if (row.Int(1) == project_id) ids.push_back(row.Int(0));
                             }));
  }
  std::ranges::sort(ids);
  return ids;
}

}  // namespace millrace::labeling

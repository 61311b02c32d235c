#include "api/transfer/uploads.h"

#include <boost/json/value.hpp>

#include "api/access.h"
#include "api/json_text.h"
#include "api/media/ranged_answer.h"
#include "api/transfer/import_request.h"
#include "api/transfer/upload_files.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/uploads.h"
#include "net/url.h"

namespace millrace::api {
namespace {

using labeling::FileUpload;

constexpr Member kUploadMembers[] = {
    {.name = "id", .type = Type::kInt},
    {.name = "file", .about = "Below the data directory: upload/PROJECT/NAME."},
    {.name = "size", .type = Type::kInt, .about = "Bytes.", .nullable = true},
};
constexpr Member kBodyMembers[] = {{.name = "file", .type = Type::kFile}};
constexpr Member kIdsMembers[] = {
    {.name = "file_upload_ids",
     .type = Type::kList,
     .about = "Which; without it, all of the project.",
     .nullable = true,
     .items = Type::kInt},
};
constexpr Member kDeletedMembers[] = {{.name = "deleted", .type = Type::kInt}};
constexpr Member kListQuery[] = {
    {.name = "all", .type = Type::kBool, .about = "All that you uploaded; else only `ids`."},
    {.name = "ids", .about = "A JSON list of numbers: [1, 2]."},
};
constexpr Member kPathQuery[] = {{.name = "filepath", .about = "upload/PROJECT/NAME."}};

void Append(JsonWriter& json, const FileUpload& upload) {
  json.BeginObject();
  json.Member("id", upload.id);
  json.Member("file", upload.file);
  json.Member("size", upload.size);
  json.EndObject();
}

Outcome Answer(int status, const FileUpload& upload) {
  JsonWriter json;
  Append(json, upload);
  return JsonAnswer(status, std::move(json).Take());
}

Result<FileUpload> Find(Service& service, Call& call) {
  return service.db().Read([&](db::Connection& tx) -> Result<FileUpload> {
    ASSIGN_OR_RETURN(FileUpload upload, labeling::GetUpload(tx, call.id()));
    RETURN_IF_ERROR(CheckProject(tx, call.who, upload.project_id));
    return upload;
  });
}

UploadFiles FilesOf(Service& service) {
  return UploadFiles(service.engine.context().environment.data_dir);
}

// The new bytes get a new name, so that what browsers have cached of the old one is not taken for
// it.
Outcome Replace(Service& service, Call& call, FileUpload upload, const TaskFile& given) {
  RETURN_IF_ERROR(CheckExtension(given.extension));
  const UploadFiles files = FilesOf(service);
  RETURN_IF_ERROR(files.Write(given.file, *given.bytes));
  const auto size = static_cast<int64_t>(given.bytes->size());
  const auto written =
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        RETURN_IF_ERROR(labeling::GetUpload(tx, call.id()));
        return labeling::SetUploadFile(tx, upload.id, given.file, size);
      });
  if (!written.has_value()) {
    files.Remove(given.file);
    return std::unexpected(written.error());
  }
  files.Remove(upload.file);
  upload.file = given.file;
  upload.size = size;
  return Answer(200, upload);
}

Outcome Change(Service& service, Call& call, bool required) {
  ASSIGN_OR_RETURN(const FileUpload upload, Find(service, call));
  ASSIGN_OR_RETURN(const auto given, OneFileOf(call, upload.project_id));
  if (given.has_value()) return Replace(service, call, upload, *given);
  bool named = false;
  if (call.request.spooled == nullptr) {
    ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
    named = Form(*body).Has("file");
  }
  if (named) {
    return FailField("file",
                     "The submitted data was not a file. Check the encoding type on the form.");
  }
  if (required) return FailField("file", "No file was submitted.");
  return Answer(200, upload);
}

std::unexpected<Error> NoSuchFile() {
  return Fail(ErrorKind::kNotFound, "Not found.", "There is no such uploaded file.");
}

Outcome Serve(Service& service, Call& call, const std::string& file) {
  ASSIGN_OR_RETURN(const auto upload,
                   service.db().Read([&](db::Connection& tx) -> Result<std::optional<FileUpload>> {
                     ASSIGN_OR_RETURN(auto found, labeling::FindUpload(tx, file));
                     if (found.has_value())
                       RETURN_IF_ERROR(CheckProject(tx, call.who, found->project_id));
                     return found;
                   }));
  if (!upload.has_value()) return NoSuchFile();
  ASSIGN_OR_RETURN(auto bytes, FilesOf(service).Open(upload->file));
  // Uploaded files never change under their name.
  return BytesAnswer(call, upload->file, HexEncode(crypto::Sha256(upload->file)).substr(0, 24),
                     std::move(bytes));
}

}  // namespace

const Shape kFileUpload{"FileUpload", kUploadMembers};
const Shape kFileUploadBody{"FileUploadBody", kBodyMembers};
const Shape kFileUploadIds{"FileUploadIds", kIdsMembers};
const Shape kDeletedCount{"DeletedCount", kDeletedMembers};
const std::span<const Member> kFileUploadsQuery = kListQuery;
const std::span<const Member> kUploadPathQuery = kPathQuery;

Result<std::vector<int64_t>> ReadIds(std::string_view json, const std::string& field) {
  std::vector<int64_t> ids;
  bool good = ParseJson(json).has_value() && Trim(json).starts_with('[');
  if (good) {
    ForEachMember(Trim(json), [&](std::string_view, std::string_view value) {
      const auto id = ParseInt(value);
      good = id.has_value();
      if (good) ids.push_back(*id);
      return good;
    });
  }
  if (good) return ids;
  return FailField(
      field, "\"" + Printable(json, 60) + "\" is not a list of file numbers. Write it as [1, 2].");
}

Outcome ListFileUploads(Service& service, Call& call) {
  labeling::UploadQuery query{.project_id = call.id(), .account_id = call.who.account_id()};
  if (!call.QueryBool("all", false)) {
    ASSIGN_OR_RETURN(query.ids, ReadIds(call.Query("ids").value_or("[]"), "ids"));
  }
  ASSIGN_OR_RETURN(const auto uploads,
                   service.db().Read([&](db::Connection& tx) -> Result<std::vector<FileUpload>> {
                     RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
                     return labeling::ListUploads(tx, query);
                   }));
  JsonWriter json;
  json.BeginArray();
  for (const FileUpload& upload : uploads) Append(json, upload);
  json.EndArray();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome DeleteFileUploads(Service& service, Call& call) {
  labeling::UploadQuery query{.project_id = call.id()};
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kFileUploadIds);
  const auto listed = form.List("file_upload_ids");
  RETURN_IF_ERROR(form.Done());
  if (listed.has_value()) {
    ASSIGN_OR_RETURN(query.ids, ReadIds(*listed, "file_upload_ids"));
  }
  std::vector<FileUpload> gone;
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
        ASSIGN_OR_RETURN(gone, labeling::ListUploads(tx, query));
        for (const FileUpload& upload : gone)
          RETURN_IF_ERROR(labeling::DeleteUpload(tx, upload.id));
        return {};
      }));
  const UploadFiles files = FilesOf(service);
  for (const FileUpload& upload : gone) files.Remove(upload.file);
  return JsonAnswer(200, "{\"deleted\":" + std::to_string(gone.size()) + "}");
}

Outcome GetFileUpload(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const FileUpload upload, Find(service, call));
  return Answer(200, upload);
}

Outcome UpdateFileUpload(Service& service, Call& call) { return Change(service, call, false); }
Outcome ReplaceFileUpload(Service& service, Call& call) { return Change(service, call, true); }

Outcome DeleteFileUpload(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const FileUpload upload, Find(service, call));
  RETURN_IF_ERROR(service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::DeleteUpload(tx, upload.id);
  }));
  FilesOf(service).Remove(upload.file);
  return EmptyAnswer(204);
}

Outcome ServeUpload(Service& service, Call& call) {
  return Serve(service, call,
               "upload/" + std::to_string(call.id()) + "/" + net::PercentDecode(call.words[0]));
}

Outcome ServeUploadByPath(Service& service, Call& call) {
  const auto path = call.Query("filepath");
  if (!path.has_value()) return NoSuchFile();
  return Serve(service, call, net::PercentDecode(*path));
}

}  // namespace millrace::api

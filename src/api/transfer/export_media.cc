#include "api/transfer/export_media.h"

#include "api/media/media_uri.h"
#include "api/transfer/download.h"
#include "api/transfer/upload_files.h"
#include "base/spool_file.h"
#include "base/text.h"
#include "labeling/tasks/uploads.h"
#include "net/url.h"

namespace millrace::api {
namespace {

constexpr uint64_t kRange = 8u << 20;  // bytes that are fetched at once

class ProjectMedia final : public labeling::MediaSource {
 public:
  ProjectMedia(Service& service, int64_t project_id) : service_(service), project_id_(project_id) {}

  Result<std::shared_ptr<const ByteSource>> Fetch(std::string_view uri) override {
    if (uri.empty()) return Fail(ErrorKind::kInvalid, "The task names no file.");
    if (const auto file = UploadOf(uri)) return Upload(*file);
    if (!sources_.has_value()) {
      ASSIGN_OR_RETURN(sources_, service_.engine.connections().OfProject(project_id_));
    }
    if (const auto located = Locate(*sources_, service_.engine.context(), uri))
      return Object(*located);
    if (uri.starts_with("http://") || uri.starts_with("https://")) {
      ASSIGN_OR_RETURN(Downloaded file, Download(service_, std::string(uri)));
      return file.bytes;
    }
    return Fail(ErrorKind::kNotFound,
                "No source storage of the project holds \"" + Printable(uri) + "\".",
                "Check the bucket and prefix of the project's source storages.");
  }

 private:
  // "upload/7/0a1b2c3d-cat.jpg", in any form that tasks have it in.
  static std::optional<std::string> UploadOf(std::string_view uri) {
    if (uri.starts_with('/')) uri.remove_prefix(1);
    if (uri.starts_with("data/upload/")) uri.remove_prefix(5);
    if (!uri.starts_with("upload/")) return std::nullopt;
    return net::PercentDecode(uri.substr(0, uri.find_first_of("?#")));
  }

  Result<std::shared_ptr<const ByteSource>> Upload(const std::string& file) const {
    ASSIGN_OR_RETURN(const auto upload, service_.db().Read([&](db::Connection& tx) {
      return labeling::FindUpload(tx, file);
    }));
    // A task may name what was uploaded to another project, whose files its people may not see.
    if (!upload.has_value() || upload->project_id != project_id_) {
      return Fail(ErrorKind::kNotFound,
                  "\"" + Printable(file) + "\" was not uploaded to this project.");
    }
    return UploadFiles(service_.engine.context().environment.data_dir).Open(upload->file);
  }

  // Range by range of one version.
  Result<std::shared_ptr<const ByteSource>> Object(const Located& located) const {
    if (located.connection->provider->scheme.empty() && !service_.options.local_serving_enabled) {
      return Fail(ErrorKind::kDenied, "Serving local files is turned off on this server.",
                  "Start it with LOCAL_FILES_SERVING_ENABLED=true.");
    }
    storage::ObjectStore& store = *located.connection->store;
    const bool ranges = store.capabilities().ranges;
    ASSIGN_OR_RETURN(auto spool, SpoolFile::Make(service_.engine.context().environment.data_dir));
    storage::GetRequest request{.key = located.key, .length = ranges ? kRange : 0};
    while (true) {
      ASSIGN_OR_RETURN(const storage::Object part,
                       storage::GetObject(store, request, service_.options.max_upload));
      RETURN_IF_ERROR(spool->Append(part.body));
      request.offset += part.body.size();
      request.if_match = part.info.condition();
      if (!ranges || part.body.empty() || request.offset >= part.info.size) return spool->Finish();
    }
  }

  Service& service_;
  const int64_t project_id_;
  std::optional<std::vector<ConnectionPtr>> sources_;
};

}  // namespace

std::unique_ptr<labeling::MediaSource> MediaOfProject(Service& service, int64_t project_id) {
  return std::make_unique<ProjectMedia>(service, project_id);
}

}  // namespace millrace::api

#include "api/transfer/import_request.h"

#include <algorithm>
#include <boost/json/value.hpp>

#include "api/json_text.h"
#include "api/multipart.h"
#include "api/transfer/download.h"
#include "api/transfer/upload_files.h"
#include "base/text.h"

namespace millrace::api {
namespace {

constexpr size_t kMaxField = 64u << 20;  // bytes of a form field that holds tasks

std::string MediaTypeGiven(const net::Request& request) {
  const std::string_view type = request.headers.Get("Content-Type");
  return ToLower(Trim(type.substr(0, type.find(';'))));
}

std::unexpected<Error> NoData() {
  return FailField("non_field_errors", "load_tasks: No data found in DATA or in FILES");
}

TaskFile NewFile(int64_t project_id, std::string_view name,
                 std::shared_ptr<const ByteSource> bytes) {
  return {.file = UploadFiles::NewFile(project_id, name),
          .extension = ExtensionOf(name),
          .bytes = std::move(bytes)};
}

// Keeps text that MemoryBytes would only borrow.
class OwnedBytes final : public ByteSource {
 public:
  explicit OwnedBytes(std::string text) : text_(std::move(text)) {}
  uint64_t size() const override { return text_.size(); }
  Result<std::string_view> Read(uint64_t offset, size_t limit, std::string&) const override {
    return std::string_view(text_).substr(std::min<uint64_t>(offset, text_.size()), limit);
  }

 private:
  const std::string text_;
};

// `url` is an address, or holds the tasks themselves.
Result<TaskFile> FileAt(Service& service, int64_t project_id, const std::string& url) {
  const std::string_view text = Trim(url);
  if (text.starts_with('{') || text.starts_with('[')) {
    return NewFile(project_id, "inplace.json", std::make_shared<OwnedBytes>(std::string(text)));
  }
  ASSIGN_OR_RETURN(Downloaded got, Download(service, std::string(text)));
  const std::string extension = ExtensionOf(got.name);
  RETURN_IF_ERROR(CheckExtension(extension));
  return NewFile(project_id, got.name, std::move(got.bytes));
}

// {"url": "https://…"} alone, where no task of this project could look like that.
std::optional<std::string> UrlInJson(const net::Request& request,
                                     const labeling::Project& project) {
  const std::string_view text = Trim(request.body);
  if (!text.starts_with('{') || text.size() > 16'384 || !ParseJson(text).has_value()) {
    return std::nullopt;
  }
  size_t members = 0;
  ForEachMember(text, [&](std::string_view, std::string_view) { return ++members < 2; });
  const auto quoted = FindMember(text, "url");
  if (members != 1 || !quoted.has_value() || !quoted->starts_with('"')) return std::nullopt;
  const std::string url = DecodeJsonString(*quoted);
  if (!url.starts_with("http://") && !url.starts_with("https://")) return std::nullopt;
  const auto config = labeling::ParseLabelConfig(project.label_config);
  if (!config.has_value() || config->DataKeys().empty()) return std::nullopt;
  for (const std::string& key : config->DataKeys()) {
    if (key == "url") return std::nullopt;
  }
  return url;
}

Result<std::vector<TaskFile>> FromParts(Service& service, Call& call, int64_t project_id) {
  ASSIGN_OR_RETURN(const std::vector<Part> parts,
                   ParseMultipart(call.request.headers.Get("Content-Type"), BodyOf(call.request)));
  std::vector<TaskFile> files;
  std::string url;
  for (const Part& part : parts) {
    if (!part.file_name.has_value()) {
      std::string buffer;
      if (part.name != "url" || part.bytes->size() > kMaxField) continue;
      ASSIGN_OR_RETURN(const std::string_view text, part.bytes->Read(0, kMaxField, buffer));
      url = text;
      continue;
    }
    RETURN_IF_ERROR(CheckExtension(ExtensionOf(*part.file_name)));
    if (files.size() >= service.options.max_files) {
      return FailField("non_field_errors",
                       "The request has more than " +
                           WithThousands(static_cast<int64_t>(service.options.max_files)) +
                           " files. Send them in several requests.");
    }
    files.push_back(NewFile(project_id, *part.file_name, part.bytes));
  }
  if (files.empty() && !url.empty()) {
    ASSIGN_OR_RETURN(TaskFile file, FileAt(service, project_id, url));
    files.push_back(std::move(file));
  }
  if (files.empty()) return NoData();
  return files;
}

}  // namespace

std::shared_ptr<const ByteSource> BodyOf(const net::Request& request) {
  return request.spooled != nullptr ? request.spooled : MemoryBytes(request.body);
}

Result<std::vector<TaskFile>> TaskFilesOf(Service& service, Call& call,
                                          const labeling::Project& project) {
  const net::Request& request = call.request;
  const std::string type = MediaTypeGiven(request);
  if (BodyOf(request)->size() == 0) return NoData();
  if (type == "multipart/form-data") return FromParts(service, call, project.id);
  std::vector<TaskFile> files;
  if (request.spooled == nullptr && !IsJson(request)) {
    ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
    Form form(*body);
    const std::string url = form.Text("url", {.max = kMaxField}).value_or("");
    RETURN_IF_ERROR(form.Done());
    if (url.empty()) {
      return FailField("non_field_errors", "\"url\" is not found in request data");
    }
    ASSIGN_OR_RETURN(TaskFile file, FileAt(service, project.id, url));
    files.push_back(std::move(file));
    return files;
  }
  if (request.spooled != nullptr && type != "application/json" && !type.ends_with("+json") &&
      !type.empty()) {
    return Fail(ErrorKind::kTooLarge, "A body of this size must be JSON or multipart/form-data.");
  }
  if (const auto url = UrlInJson(request, project); url.has_value()) {
    ASSIGN_OR_RETURN(TaskFile file, FileAt(service, project.id, *url));
    files.push_back(std::move(file));
    return files;
  }
  std::string buffer;
  ASSIGN_OR_RETURN(std::string_view beginning, BodyOf(request)->Read(0, 4096, buffer));
  if (beginning.starts_with("\xEF\xBB\xBF")) beginning.remove_prefix(3);
  const std::string_view text = Trim(beginning);
  if (!text.empty() && !text.starts_with('{') && !text.starts_with('[')) {
    if (request.spooled == nullptr) RETURN_IF_ERROR(ParseJson(request.body));
    return NoData();
  }
  files.push_back({.bytes = BodyOf(request)});
  return files;
}

Result<std::optional<TaskFile>> OneFileOf(Call& call, int64_t project_id) {
  if (MediaTypeGiven(call.request) != "multipart/form-data") return std::optional<TaskFile>();
  ASSIGN_OR_RETURN(const std::vector<Part> parts,
                   ParseMultipart(call.request.headers.Get("Content-Type"), BodyOf(call.request)));
  for (const Part& part : parts) {
    if (part.file_name.has_value() && part.name == "file") {
      return std::optional(NewFile(project_id, *part.file_name, part.bytes));
    }
  }
  return std::optional<TaskFile>();
}

}  // namespace millrace::api

#include "storage/providers/local.h"

#include <filesystem>

#include "net/url.h"
#include "storage/bucket_uri.h"
#include "storage/common_fields.h"
#include "storage/providers/local_store.h"

namespace millrace::storage {

constexpr Field kLocalPath{
    .name = "path",
    .title = "Absolute local path",
    .help =
        "Directory on the server's machine; it must lie in a directory that the server may use.",
    .required = true,
    .placeholder = "/data/pictures"};

namespace {

constexpr const Field* kFields[] = {&kLocalPath, &kPrefix};
constexpr const Field* kWithout[] = {&kPresign, &kPresignTtl, &kCreateLocalCopy, &kProjectPath};

constexpr std::string_view kUri = "/data/local-files/?d=";

std::string Normal(std::string_view path) {
  std::string normal = std::filesystem::path(path).lexically_normal().string();
  while (normal.size() > 1 && normal.ends_with('/')) normal.pop_back();
  return normal;
}

std::string Join(std::string_view directory, std::string_view rest) {
  std::string path(directory);
  if (!path.ends_with('/')) path += '/';
  return path.append(rest);
}

std::string DirectoryOf(const Values& values) { return Normal(values.String(kLocalPath)); }

std::string DocumentRoot(const Environment& environment) {
  return environment.document_root.empty() ? "/" : Normal(environment.document_root);
}

Location Locate(const Values& values, const Environment&) {
  std::string prefix = FolderPrefix(values);
  prefix.erase(0, prefix.find_first_not_of('/'));
  return {.kind = "local", .bucket = DirectoryOf(values), .prefix = std::move(prefix)};
}

std::string Uri(const Values& values, const Environment& environment, std::string_view key) {
  const std::string path = Join(DirectoryOf(values), key);
  const std::string root = DocumentRoot(environment);
  const size_t cut = root != "/" && LiesIn(path, root) ? root.size() + 1 : 1;
  return std::string(kUri) + net::PercentEncode(std::string_view(path).substr(cut), "/");
}

std::optional<std::string> KeyOf(const Values& values, const Environment& environment,
                                 std::string_view uri) {
  if (!uri.starts_with(kUri)) return std::nullopt;
  std::string relative = net::PercentDecode(uri.substr(kUri.size()));
  relative.erase(0, relative.find_first_not_of('/'));
  const std::string directory = Join(DirectoryOf(values), "");
  for (const std::string& root : {DocumentRoot(environment), std::string("/")}) {
    const std::string path = Join(root, relative);
    // ".." would make the text of the path say less than where it leads.
    if (path.size() > directory.size() && path.starts_with(directory) &&
        ("/" + path + "/").find("/../") == std::string::npos)
      return path.substr(directory.size());
  }
  return std::nullopt;
}

Result<std::unique_ptr<ObjectStore>> Open(const Values& values, const Environment& environment,
                                          net::AddressPolicy) {
  RETURN_IF_ERROR(CheckRequired(kFields, values));
  const std::string path = values.String(kLocalPath);
  if (!path.starts_with('/')) {
    auto error = FailField("path", "\"" + path + "\" is not an absolute path.");
    error.error().advice = "Give the whole path from \"/\".";
    return error;
  }
  LocalRootOptions options{
      .path = Normal(path), .data_dir = environment.data_dir, .mode = BestPathMode()};
  for (const std::string& root : environment.local_roots) options.roots.push_back(Normal(root));
  if (!environment.document_root.empty()) options.roots.push_back(DocumentRoot(environment));
  return std::make_unique<LocalStore>(std::move(options));
}

}  // namespace

const Provider kLocal{
    .kind = "local",
    .rest_name = "localfiles",
    .title = "Local Files",
    .rest_title = "Local files",
    .scheme = "",
    .path_field = &kLocalPath,
    .fields = kFields,
    .locate = Locate,
    .uri = Uri,
    .key_of = KeyOf,
    .open = Open,
    .without = kWithout,
};

}  // namespace millrace::storage

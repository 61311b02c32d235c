#include "storage/bucket_uri.h"

#include "storage/common_fields.h"

namespace millrace::storage {

std::string BucketUri(std::string_view scheme, std::string_view bucket, std::string_view key) {
  std::string uri;
  uri.reserve(scheme.size() + bucket.size() + key.size() + 4);
  uri.append(scheme).append("://").append(bucket).append("/").append(key);
  return uri;
}

std::optional<std::string> KeyOfBucketUri(std::string_view scheme, std::string_view bucket,
                                          std::string_view uri) {
  const std::string before = BucketUri(scheme, bucket, "");
  if (!uri.starts_with(before) || uri.size() == before.size()) return std::nullopt;
  return std::string(uri.substr(before.size()));
}

std::string FolderPrefix(const Values& values) {
  std::string prefix = values.String(kPrefix);
  if (!prefix.empty() && !prefix.ends_with('/')) prefix += '/';
  return prefix;
}

}  // namespace millrace::storage

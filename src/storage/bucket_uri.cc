#include "storage/bucket_uri.h"

#include "base/text.h"
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

bool HasDotSegment(std::string_view key) {
  for (size_t begin = 0; begin <= key.size();) {
    const size_t end = std::min(key.find('/', begin), key.size());
    const std::string_view segment = key.substr(begin, end - begin);
    if (segment == "." || segment == "..") return true;
    begin = end + 1;
  }
  return false;
}

Result<void> CheckBrowserKeeps(std::string_view key) {
  if (!HasDotSegment(key)) return {};
  return std::unexpected(
      Error{.kind = ErrorKind::kUnsupported,
            .message = "The key \"" + Printable(key) +
                       "\" has a \".\" or \"..\" segment, which browsers remove from URLs.",
            .advice = "Its content is served through this server instead.",
            .operation = "presign",
            .key = std::string(key)});
}

}  // namespace millrace::storage

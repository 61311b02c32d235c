// How tasks name an object: "scheme://bucket/key", with the key's bytes as they are.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "schema/field.h"

namespace millrace::storage {

std::string BucketUri(std::string_view scheme, std::string_view bucket, std::string_view key);
// The key of a URI into this bucket; nothing for any other text, or a URI without key.
std::optional<std::string> KeyOfBucketUri(std::string_view scheme, std::string_view bucket,
                                          std::string_view uri);

// What keys start with: the field kPrefix as a folder, "" or with "/" at its end.
std::string FolderPrefix(const Values& values);

// Whether some segment of the key is "." or "..".
bool HasDotSegment(std::string_view key);
// kUnsupported if a browser would ask for another key than this one: then it cannot be presigned.
Result<void> CheckBrowserKeeps(std::string_view key);

}  // namespace millrace::storage

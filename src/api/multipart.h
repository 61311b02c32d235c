// multipart/form-data (RFC 7578).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"
#include "base/result.h"

namespace millrace::api {

struct Part {
  std::string name;
  std::optional<std::string> file_name;     // given for files
  std::shared_ptr<const ByteSource> bytes;  // a part of the body, which it keeps alive
};

// Reads the body once, front to back, in bounded memory. kInvalid with a sentence for a missing
// boundary, a part without name or a body that is cut off; kTooLarge for too many parts.
Result<std::vector<Part>> ParseMultipart(std::string_view content_type,
                                         const std::shared_ptr<const ByteSource>& body);

}  // namespace millrace::api

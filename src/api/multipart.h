// multipart/form-data (RFC 7578).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::api {

struct Part {
  std::string name;
  std::optional<std::string> file_name;  // given for files
  std::string_view bytes;                // borrowed from the body
};

// kInvalid with a sentence for a missing boundary, a part without name or a body that is cut off.
Result<std::vector<Part>> ParseMultipart(std::string_view content_type, std::string_view body);

}  // namespace millrace::api

// Which packed form of a file a browser gets (RFC 9110 §12.5.3).
#pragma once

#include <string_view>

#include "api/web/web_file.h"

namespace millrace::api {

struct Encoded {
  std::string_view name;  // Content-Encoding: "br", "gzip", "" = as it is
  std::string_view bytes;
};

// `accepted` is the header Accept-Encoding, "" for none. What the client prefers, of equals the
// shortest; as it is where nothing else fits.
Encoded ChooseEncoding(const WebFile& file, std::string_view accepted);

}  // namespace millrace::api

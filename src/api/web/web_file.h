// A file of the web app, as the build packed it into the program (web/scripts/embed.mjs).
#pragma once

#include <string_view>

namespace millrace::api {

// Views into the program itself.
struct WebFile {
  std::string_view path;  // "index.html", "assets/app-smVZNUpA.css"; those in assets/ never change
  std::string_view type;  // Content-Type
  std::string_view etag;  // of the bytes, without quotes
  std::string_view plain, gzip,
      brotli;  // the bytes; "" = not packed so, as it would not be shorter
};

}  // namespace millrace::api

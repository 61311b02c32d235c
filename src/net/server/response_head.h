// A Response to the bytes before its body (RFC 9112 §4-6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/http_server.h"

namespace millrace::net {

// How the end of the body is told.
struct Framing {
  std::optional<uint64_t> length;  // Content-Length
  bool chunked = false;            // neither: by closing
  bool keep_alive = true;
  bool http11 = true;
};

// Appends status line, fields and the empty line. Fields of the response that are the session's
// (http_server.h) are left out; line breaks in values become spaces, so that no value can start a
// field of its own.
void AppendHead(std::string& out, int status, const Headers& headers, const Framing& framing);

// 1xx, 204 and 304 never have a body (RFC 9110 §6.4.1).
bool MayHaveBody(int status);

}  // namespace millrace::net

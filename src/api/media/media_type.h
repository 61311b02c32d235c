// How a browser may use bytes that users supplied.
#pragma once

#include <string>
#include <string_view>

namespace millrace::api {

struct MediaType {
  std::string_view type;    // "image/png"
  bool attachment = false;  // only to be saved, never shown
};
// By the key's extension, from an allow-list (image, audio, video, text, JSON, CSV); all else is
// application/octet-stream as attachment.
MediaType MediaTypeOf(std::string_view key);

// The file name of a key for Content-Disposition (RFC 6266, with filename* where it is not ASCII).
std::string AttachmentHeader(std::string_view key);

}  // namespace millrace::api

// The Range header (RFC 9110 §14).
#pragma once

#include <cstdint>
#include <string_view>

namespace millrace::api {

struct ByteRange {
  enum class Kind {
    kWhole,          // no range, several, or one that cannot be read: the whole object, 200
    kPart,           // 206
    kUnsatisfiable,  // 416
  };
  Kind kind = Kind::kWhole;
  uint64_t offset = 0, length = 0;
};

// `header` as it came ("bytes=0-99", "bytes=100-", "bytes=-5"), "" for none; `size` of the object.
ByteRange ParseRange(std::string_view header, uint64_t size);

// Does an If-None-Match list hold this ETag (weak comparison, §13.1.2), or "*"?
bool MatchesEtag(std::string_view header, std::string_view etag);

}  // namespace millrace::api

// Bytes that users supplied as an answer: ranges, validators, safe types, streamed.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/call.h"
#include "base/byte_source.h"

namespace millrace::api {

struct RangedContent {
  std::string_view name;  // its extension decides how a browser may use it
  std::string tag;        // changes with the bytes; the ETag is made of it and of who asks
  uint64_t size = 0;
  Time modified{};  // Time{} = not known
};

// 200, 206, 304 or 416. `open` gives the body of a part.
net::Response RangedAnswer(
    const Call& call, const RangedContent& content,
    const std::function<std::shared_ptr<net::BodySource>(uint64_t offset, uint64_t length)>& open);

// A file of the server's own: RangedAnswer of its bytes. `tag` as above.
net::Response BytesAnswer(const Call& call, std::string_view name, std::string tag,
                          std::shared_ptr<const ByteSource> bytes);

}  // namespace millrace::api

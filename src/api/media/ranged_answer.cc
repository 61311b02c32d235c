#include "api/media/ranged_answer.h"

#include "api/media/byte_range.h"
#include "api/media/media_type.h"
#include "api/web/csp.h"

namespace millrace::api {
namespace {

constexpr size_t kPiece = 1u << 20;

class FileBody final : public net::BodySource {
 public:
  FileBody(std::shared_ptr<const ByteSource> bytes, uint64_t offset, uint64_t length)
      : bytes_(SliceOf(std::move(bytes), offset, length)) {}

  void Next(Done done) override {
    std::string buffer;
    const auto piece = bytes_->Read(at_, kPiece, buffer);
    if (!piece.has_value()) return done(std::unexpected(piece.error()));
    at_ += piece->size();
    done(std::string(*piece));
  }

 private:
  const std::shared_ptr<const ByteSource> bytes_;
  uint64_t at_ = 0;
};

}  // namespace

net::Response RangedAnswer(
    const Call& call, const RangedContent& content,
    const std::function<std::shared_ptr<net::BodySource>(uint64_t offset, uint64_t length)>& open) {
  // Different for another account, so that a browser's cache never shows one account's files to the
  // next.
  const std::string etag =
      "\"" + std::to_string(call.who.account_id().value_or(0)) + "-" + content.tag + "\"";
  const MediaType type = MediaTypeOf(content.name);
  net::Response response;
  response.headers = {{"Content-Type", std::string(type.type)},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Content-Security-Policy", std::string(kForeignFilePolicy)},
                      {"Cache-Control", "private, max-age=3600, must-revalidate"},
                      {"Accept-Ranges", "bytes"},
                      {"ETag", etag}};
  if (type.attachment) response.headers.Add("Content-Disposition", AttachmentHeader(content.name));
  if (content.modified != Time{})
    response.headers.Add("Last-Modified", FormatHttpDate(content.modified));

  const net::Headers& given = call.request.headers;
  if (MatchesEtag(given.Get("If-None-Match"), etag)) {
    response.status = 304;
    return response;
  }
  std::string_view wanted = given.Get("Range");
  if (given.Has("If-Range") && given.Get("If-Range") != etag) wanted = {};
  const ByteRange range = ParseRange(wanted, content.size);
  if (range.kind == ByteRange::Kind::kUnsatisfiable) {
    response.status = 416;
    response.headers.Add("Content-Range", "bytes */" + std::to_string(content.size));
    return response;
  }
  if (range.kind == ByteRange::Kind::kPart) {
    response.status = 206;
    response.headers.Add("Content-Range", "bytes " + std::to_string(range.offset) + "-" +
                                              std::to_string(range.offset + range.length - 1) +
                                              "/" + std::to_string(content.size));
  }
  response.source_length = range.length;
  response.source = open(range.offset, range.length);
  return response;
}

net::Response BytesAnswer(const Call& call, std::string_view name, std::string tag,
                          std::shared_ptr<const ByteSource> bytes) {
  const RangedContent content{.name = name, .tag = std::move(tag), .size = bytes->size()};
  return RangedAnswer(call, content, [&](uint64_t offset, uint64_t length) {
    return std::make_shared<FileBody>(std::move(bytes), offset, length);
  });
}

}  // namespace millrace::api

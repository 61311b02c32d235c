#include "api/media/object_answer.h"

#include "api/media/byte_range.h"
#include "api/media/media_type.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::api {
namespace {

constexpr uint64_t kPiece = 2u << 20;  // bytes fetched at a time

// Takes one piece; gives up on more than was asked for.
class PieceSink final : public storage::GetSink {
 public:
  explicit PieceSink(uint64_t limit) : limit_(limit) {}
  bool Start(size_t, const storage::ObjectInfo& info) override {
    info_ = info;
    bytes_.clear();
    return true;
  }
  bool Data(size_t, std::string_view bytes) override {
    if (bytes_.size() + bytes.size() > limit_) return false;
    bytes_.append(bytes);
    return true;
  }
  void Done(size_t, Result<void> outcome) override { outcome_ = std::move(outcome); }

  Result<std::string> Take() {
    RETURN_IF_ERROR(std::move(outcome_));
    return std::move(bytes_);
  }

 private:
  const uint64_t limit_;
  storage::ObjectInfo info_;
  std::string bytes_;
  Result<void> outcome_;
};

class ObjectBody final : public net::BodySource {
 public:
  ObjectBody(std::shared_ptr<const sync::Connection> connection, std::string key,
             std::string version, uint64_t offset, uint64_t length)
      : connection_(std::move(connection)),
        key_(std::move(key)),
        version_(std::move(version)),
        offset_(offset),
        left_(length) {}

  void Next(Done done) override {
    if (left_ == 0) {
      done(std::string());
      return;
    }
    const uint64_t want = std::min(kPiece, left_);
    PieceSink sink(want);
    const storage::GetRequest request{
        .key = key_, .offset = offset_, .length = want, .if_match = version_};
    connection_->store->GetMany(std::span(&request, 1), sink);
    Result<std::string> piece = sink.Take();
    if (piece.has_value() && piece->size() != want) {
      piece = FailForNow(ErrorKind::kUnavailable,
                         "The object " + Printable(key_) + " ended too early.");
    }
    if (piece.has_value()) {
      offset_ += want;
      left_ -= want;
    }
    done(std::move(piece));
  }

 private:
  const std::shared_ptr<const sync::Connection> connection_;
  const std::string key_, version_;
  uint64_t offset_, left_;
};

// Different for another account, so that a browser's cache never shows one account's objects to the
// next.
std::string EtagFor(const Identity& who, const storage::ObjectInfo& info) {
  const std::string account = std::to_string(who.account_id().value_or(0));
  return "\"" + account + "-" +
         HexEncode(crypto::Sha256(info.token + '\n' + info.version).substr(0, 16)) + "\"";
}

void AddHeaders(net::Response& response, std::string_view key, const std::string& etag,
                const storage::ObjectInfo& info) {
  const MediaType type = MediaTypeOf(key);
  response.headers = {{"Content-Type", std::string(type.type)},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Content-Security-Policy", "sandbox; default-src 'none'"},
                      {"Cache-Control", "private, max-age=3600, must-revalidate"},
                      {"Accept-Ranges", "bytes"},
                      {"ETag", etag}};
  if (type.attachment) response.headers.Add("Content-Disposition", AttachmentHeader(key));
  if (info.modified != Time{}) response.headers.Add("Last-Modified", FormatHttpDate(info.modified));
}

}  // namespace

Outcome ObjectAnswer(Call& call, std::shared_ptr<const sync::Connection> connection,
                     std::string key) {
  RETURN_IF_ERROR(connection->store->CheckKey(key));
  ASSIGN_OR_RETURN(const storage::ObjectInfo info, connection->store->Head(key));
  const std::string etag = EtagFor(call.who, info);
  net::Response response;
  AddHeaders(response, key, etag, info);

  const net::Headers& given = call.request.headers;
  if (MatchesEtag(given.Get("If-None-Match"), etag)) {
    response.status = 304;
    return response;
  }
  std::string_view wanted = given.Get("Range");
  if (given.Has("If-Range") && given.Get("If-Range") != etag) wanted = {};
  const ByteRange range = ParseRange(wanted, info.size);
  if (range.kind == ByteRange::Kind::kUnsatisfiable) {
    response.status = 416;
    response.headers.Add("Content-Range", "bytes */" + std::to_string(info.size));
    return response;
  }
  if (range.kind == ByteRange::Kind::kPart) {
    response.status = 206;
    response.headers.Add("Content-Range", "bytes " + std::to_string(range.offset) + "-" +
                                              std::to_string(range.offset + range.length - 1) +
                                              "/" + std::to_string(info.size));
  }
  response.source_length = range.length;
  response.source = std::make_shared<ObjectBody>(std::move(connection), std::move(key),
                                                 info.condition(), range.offset, range.length);
  return response;
}

}  // namespace millrace::api

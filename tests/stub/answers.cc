#include "tests/stub/answers.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "net/url.h"

namespace millrace::stub {
namespace {

using net::Response;

// XML 1.0 text; control characters as references, as S3 writes them.
std::string XmlText(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20)
          out += "&#" + std::to_string(int{c}) + ";";
        else
          out += c;
    }
  }
  return out;
}

class CutBody final : public net::BodySource {
 public:
  explicit CutBody(std::string part) : part_(std::move(part)) {}
  void Next(Done done) override {
    if (part_.empty()) return done(Fail(ErrorKind::kCancelled, "cut on purpose"));
    done(std::exchange(part_, {}));
  }

 private:
  std::string part_;
};

struct ByteRange {
  uint64_t first, last;  // both included
};

// Nothing for a header that a server may ignore (RFC 9110 §14.2); first > last for an unsatisfiable
// one.
std::optional<ByteRange> ParseRange(std::string_view header, uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit)) return std::nullopt;
  header.remove_prefix(kUnit.size());
  const size_t dash = header.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto from = ParseInt(header.substr(0, dash)), to = ParseInt(header.substr(dash + 1));
  if (!from && to && dash == 0) {
    const auto suffix = std::min<uint64_t>(static_cast<uint64_t>(*to), size);
    if (suffix == 0) return ByteRange{1, 0};
    return ByteRange{size - suffix, size - 1};
  }
  if (!from || (!to && dash + 1 != header.size())) return std::nullopt;
  const auto first = static_cast<uint64_t>(*from);
  if (first >= size) return ByteRange{1, 0};
  return ByteRange{first, to ? std::min<uint64_t>(static_cast<uint64_t>(*to), size - 1) : size - 1};
}

}  // namespace

Response ErrorAnswer(int status, std::string_view code, std::string_view message) {
  return {.status = status,
          .headers = {{"Content-Type", "application/xml"}},
          .body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + std::string(code) +
                  "</Code><Message>" + XmlText(message) + "</Message></Error>"};
}

Response PreconditionFailed() {
  return ErrorAnswer(412, "PreconditionFailed",
                     "At least one of the pre-conditions you specified did not hold");
}

Response FaultAnswer(const FaultRule& fault) {
  const std::string_view code = fault.status == 503   ? "SlowDown"
                                : fault.status == 429 ? "TooManyRequests"
                                : fault.status == 403 ? "AccessDenied"
                                : fault.status == 409 ? "ConditionalRequestConflict"
                                                      : "InternalError";
  Response response = ErrorAnswer(fault.status, code, "A fault that was asked for.");
  if (fault.retry_after >= 0)
    response.headers.Add("Retry-After", std::to_string(fault.retry_after));
  return response;
}

Response ListAnswer(const std::string& bucket, const ListQuery& query, const Listing& listing,
                    bool url_encoded) {
  const auto name = [&](std::string_view text) {
    return url_encoded ? net::PercentEncode(text, "/") : XmlText(text);
  };
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  xml += "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
  xml += "<Name>" + XmlText(bucket) + "</Name><Prefix>" + name(query.prefix) + "</Prefix>";
  if (url_encoded) xml += "<EncodingType>url</EncodingType>";
  xml += "<KeyCount>" + std::to_string(listing.objects.size() + listing.common_prefixes.size()) +
         "</KeyCount><MaxKeys>" + std::to_string(query.max_keys) + "</MaxKeys>";
  xml += listing.next_token.empty() ? "<IsTruncated>false</IsTruncated>"
                                    : "<IsTruncated>true</IsTruncated><NextContinuationToken>" +
                                          listing.next_token + "</NextContinuationToken>";
  for (const auto& [key, object] : listing.objects) {
    xml += "<Contents><Key>";
    xml += name(key);
    xml += "</Key><LastModified>";
    xml += FormatIso(object.modified);
    xml += "</LastModified><ETag>";
    xml += XmlText(object.etag);
    xml += "</ETag><Size>";
    xml += std::to_string(object.body->size());
    xml += "</Size><StorageClass>STANDARD</StorageClass></Contents>";
  }
  for (const std::string& prefix : listing.common_prefixes)
    xml += "<CommonPrefixes><Prefix>" + name(prefix) + "</Prefix></CommonPrefixes>";
  xml += "</ListBucketResult>";
  return {.headers = {{"Content-Type", "application/xml"}}, .body = std::move(xml)};
}

Response ObjectAnswer(const StoredObject& object, std::string_view range,
                      std::string_view content_type) {
  Response response{
      .headers = {{"ETag", object.etag},
                  {"Last-Modified", FormatHttpDate(object.modified)},
                  {"Accept-Ranges", "bytes"},
                  {"Content-Type",
                   content_type.empty() ? object.content_type : std::string(content_type)}}};
  const uint64_t size = object.body->size();
  const auto part = ParseRange(range, size);
  if (!part) {
    response.body = *object.body;
    return response;
  }
  if (part->first > part->last) {
    response = ErrorAnswer(416, "InvalidRange", "The requested range is not satisfiable");
    response.headers.Add("Content-Range", "bytes */" + std::to_string(size));
    return response;
  }
  response.status = 206;
  response.headers.Add("Content-Range", "bytes " + std::to_string(part->first) + "-" +
                                            std::to_string(part->last) + "/" +
                                            std::to_string(size));
  response.body = object.body->substr(part->first, part->last - part->first + 1);
  return response;
}

Response Broken() {
  // A status that promises nothing: a client that looked only at the head must not take it for
  // success.
  return {.status = 500, .source = std::make_shared<CutBody>(""), .source_length = 64};
}

Response Half(Response response) {
  const uint64_t length = response.body.size();
  response.source = std::make_shared<CutBody>(response.body.substr(0, length / 2));
  response.source_length = length;
  response.body.clear();
  return response;
}

}  // namespace millrace::stub

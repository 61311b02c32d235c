// What stands in a request line and its headers: URLs, queries, encodings, ranges, ETags.
#include "api/media/byte_range.h"
#include "api/accounts/cookies.h"
#include "api/media/media_uri.h"
#include "base/text.h"
#include "net/url.h"
#include "tests/fuzz/fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace millrace;
  using fuzz::Require;
  const std::string_view text = fuzz::Text(data, size);

  Require(net::PercentDecode(net::PercentEncode(text)) == text, "percent-encoding can be undone");
  const net::Query query = net::ParseQuery(text);
  Require(net::ParseQuery(net::EncodeQuery(query)) == query,
          "a query can be written and read back");
  if (const auto url = net::ParseUrl(text); url.has_value()) {
    const auto again = net::ParseUrl(url->ToString());
    Require(again.has_value() && again->ToString() == url->ToString(),
            "a URL is read as it is written");
    Require(!url->host.empty() && url->port >= 0 && url->port < 65536, "a URL has host and port");
  }

  for (const std::string& encoded : {Base64Encode(text), Base64UrlEncode(text)}) {
    const auto decoded = Base64Decode(encoded);
    Require(decoded.has_value() && *decoded == text, "Base64 can be undone");
  }
  Require(HexDecode(HexEncode(text)) == text, "hex can be undone");
  Require(IsUtf8(Printable(text)), "what is printed is UTF-8");
  api::DecodeFileUri(text);
  const std::string uri = "s3://bucket/" + std::string(text);
  Require(api::DecodeFileUri(Base64UrlEncode(uri)) == uri, "a file URI in Base64 is that URI");

  for (const uint64_t length : {uint64_t{0}, uint64_t{1}, uint64_t{1000}, UINT64_MAX}) {
    const api::ByteRange range = api::ParseRange(text, length);
    if (range.kind != api::ByteRange::Kind::kPart) continue;
    Require(range.length > 0 && range.offset < length && range.length <= length - range.offset,
            "a range lies inside the object");
  }
  api::MatchesEtag(text, "\"abc\"");

  net::Request request;
  request.headers.Add("Cookie", std::string(text));
  api::Cookie(request, api::kSessionCookie);
  return 0;
}

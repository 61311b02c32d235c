#include "storage/aws/list_xml.h"

#include <charconv>
#include <cstring>
#include <pugixml.hpp>

#include "base/text.h"
#include "net/url.h"

namespace millrace::storage::aws {
namespace {

// Entities are decoded; white space inside values is kept, since it may belong to a key.
constexpr unsigned kParse = pugi::parse_escapes | pugi::parse_cdata | pugi::parse_embed_pcdata |
                            pugi::parse_ws_pcdata_single;

constexpr char kTokenPosition = 't';
constexpr char kKeyPosition = 'k';

std::unexpected<Error> Broken(std::string_view what) {
  return FailForNow(
      ErrorKind::kCorrupt,
      "The store's listing is not a whole ListObjectsV2 answer: " + std::string(what) + ".",
      "Check that the endpoint is an S3 service; the listing can be tried again.");
}

bool Is(const char* name, const char* wanted) { return strcmp(name, wanted) == 0; }

// Digits [at, at + count) of `text`, -1 if one is none.
int Digits(std::string_view text, size_t at, size_t count) {
  int value = 0;
  for (size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// "2024-02-03T04:05:06.000Z", the one form that S3 writes, read without strptime: a listing has one
// per key. Other forms of ISO 8601 go to ParseIso.
std::optional<Time> ParseModified(std::string_view text) {
  const bool usual = text.size() >= 20 && text[4] == '-' && text[7] == '-' && text[10] == 'T' &&
                     text[13] == ':' && text[16] == ':' && text.back() == 'Z' &&
                     (text.size() == 20 || (text.size() == 24 && text[19] == '.'));
  if (!usual) return ParseIso(text);
  const int year = Digits(text, 0, 4), month = Digits(text, 5, 2), day = Digits(text, 8, 2);
  const int hour = Digits(text, 11, 2), minute = Digits(text, 14, 2), second = Digits(text, 17, 2);
  const int millis = text.size() == 24 ? Digits(text, 20, 3) : 0;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (year < 0 || month < 0 || day < 0 || !date.ok() || hour < 0 || hour > 23 || minute < 0 ||
      minute > 59 || second < 0 || second > 60 || millis < 0) {
    return std::nullopt;
  }
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + std::chrono::milliseconds(millis);
}

std::string DecodeKey(const char* text, bool encoded) {
  const std::string_view view(text);
  if (!encoded || view.find_first_of("%+") == std::string_view::npos) return std::string(view);
  return net::PercentDecode(view, true);
}

// What is wrong with one <Contents>; nullptr if nothing is.
const char* ReadObject(const pugi::xml_node& entry, bool encoded, ObjectInfo& object) {
  bool size_given = false, key_given = false;
  for (pugi::xml_node field = entry.first_child(); field; field = field.next_sibling()) {
    const char* name = field.name();
    const char* value = field.child_value();
    if (Is(name, "Key")) {
      object.key = DecodeKey(value, encoded);
      key_given = !object.key.empty();
    } else if (Is(name, "Size")) {
      const char* end = value + strlen(value);
      const auto [rest, error] = std::from_chars(value, end, object.size);
      size_given = error == std::errc() && rest == end;
    } else if (Is(name, "ETag")) {
      object.token = NormalizeEtag(value);
    } else if (Is(name, "LastModified")) {
      const auto modified = ParseModified(value);
      if (!modified.has_value()) return "an entry has no readable LastModified";
      object.modified = *modified;
    }
  }
  if (!key_given) return "an entry has no Key";
  if (!size_given) return "an entry has no readable Size";
  return nullptr;
}

// Where to go on after a page whose server said "more" without a token.
std::string LastKey(const ListPage& page, const std::string& last_prefix) {
  const std::string last = page.objects.empty() ? "" : page.objects.back().key;
  return std::max(last, last_prefix);
}

pugi::xml_parse_result Load(pugi::xml_document& document, std::string& buffer) {
  return document.load_buffer_inplace(buffer.data(), buffer.size(), kParse, pugi::encoding_utf8);
}

// Names without a namespace prefix, which no S3 server writes, are all that is understood.
pugi::xml_node Root(const pugi::xml_document& document) { return document.document_element(); }

}  // namespace

std::string NormalizeEtag(std::string_view etag) {
  if (etag.empty() || etag.starts_with('"') || etag.starts_with("W/")) return std::string(etag);
  std::string out;
  out.reserve(etag.size() + 2);
  out.append("\"").append(etag).append("\"");
  return out;
}

Result<ListPage> ParseListXml(std::string_view xml) {
  std::string buffer(xml);
  pugi::xml_document document;
  if (const auto parsed = Load(document, buffer); !parsed) {
    return Broken("at byte " + WithThousands(parsed.offset) + " " + ToLower(parsed.description()));
  }
  const pugi::xml_node root = Root(document);
  if (!Is(root.name(), "ListBucketResult")) {
    return Broken("it starts with <" + Printable(root.name(), 40) + ">");
  }
  const bool encoded = Is(root.child_value("EncodingType"), "url");
  ListPage page;
  page.objects.reserve(1000);
  std::string token, last_prefix;
  bool truncated = false, complete = false;
  for (pugi::xml_node entry = root.first_child(); entry; entry = entry.next_sibling()) {
    const char* name = entry.name();
    if (Is(name, "Contents")) {
      const char* wrong = ReadObject(entry, encoded, page.objects.emplace_back());
      if (wrong != nullptr) return Broken(wrong);
    } else if (Is(name, "CommonPrefixes")) {
      last_prefix = std::max(last_prefix, DecodeKey(entry.child_value("Prefix"), encoded));
    } else if (Is(name, "IsTruncated")) {
      const auto value = ParseBool(entry.child_value());
      if (!value.has_value()) return Broken("IsTruncated is neither true nor false");
      truncated = *value;
      complete = true;
    } else if (Is(name, "NextContinuationToken")) {
      token = entry.child_value();
    }
  }
  // Without it nobody knows whether objects are missing, and a missing object would count as
  // deleted.
  if (!complete) return Broken("IsTruncated is missing");
  if (!truncated) return page;
  if (!token.empty()) {
    page.next = kTokenPosition + token;
  } else if (std::string last = LastKey(page, last_prefix); !last.empty()) {
    page.next = kKeyPosition + last;
  } else {
    return Broken("it says that more follows, but not from where");
  }
  return page;
}

Result<ListPosition> ParsePosition(std::string_view position) {
  ListPosition out;
  if (position.empty()) return out;
  if (position.size() < 2 || (position[0] != kTokenPosition && position[0] != kKeyPosition)) {
    return Fail(ErrorKind::kInvalid,
                "The listing cannot go on from \"" + Printable(position) + "\".",
                "Start the scan again.");
  }
  (position[0] == kTokenPosition ? out.continuation_token : out.start_after) = position.substr(1);
  return out;
}

std::optional<ErrorDocument> ParseErrorXml(std::string_view xml) {
  std::string buffer(xml);
  pugi::xml_document document;
  if (!Load(document, buffer)) return std::nullopt;
  pugi::xml_node root = Root(document);
  if (Is(root.name(), "ErrorResponse")) root = root.child("Error");
  if (!Is(root.name(), "Error")) return std::nullopt;
  return ErrorDocument{.code = root.child_value("Code"),
                       .message = root.child_value("Message"),
                       .region = root.child_value("Region"),
                       .endpoint = root.child_value("Endpoint"),
                       .header = root.child_value("Header"),
                       .actual_object_size = root.child_value("ActualObjectSize")};
}

}  // namespace millrace::storage::aws

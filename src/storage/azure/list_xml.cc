#include "storage/azure/list_xml.h"

#include <charconv>
#include <cstring>
#include <pugixml.hpp>

#include "base/text.h"
#include "net/url.h"

namespace millrace::storage::azure {
namespace {

// Entities are decoded; white space inside values is kept, since it may belong to a key.
constexpr unsigned kParse = pugi::parse_escapes | pugi::parse_cdata | pugi::parse_embed_pcdata |
                            pugi::parse_ws_pcdata_single;

std::unexpected<Error> Broken(std::string_view what) {
  return FailForNow(
      ErrorKind::kCorrupt,
      "The container's listing is not a whole List Blobs answer: " + std::string(what) + ".",
      "Check that the endpoint is an Azure Blob service; the listing can be tried again.");
}

bool Is(const char* name, const char* wanted) { return strcmp(name, wanted) == 0; }

pugi::xml_parse_result Load(pugi::xml_document& document, std::string& buffer) {
  // Azure writes a byte order mark, which load_buffer skips; everything is UTF-8.
  return document.load_buffer_inplace(buffer.data(), buffer.size(), kParse, pugi::encoding_utf8);
}

struct Entry {
  ObjectInfo object;
  std::string etag, md5;
  bool size_given = false;
  bool directory = false;
};

// What is wrong with <Properties>; nullptr if nothing is.
const char* ReadProperties(const pugi::xml_node& properties, Entry& entry) {
  for (pugi::xml_node field = properties.first_child(); field; field = field.next_sibling()) {
    const char* name = field.name();
    const char* value = field.child_value();
    if (Is(name, "Content-Length")) {
      const char* end = value + strlen(value);
      const auto [rest, error] = std::from_chars(value, end, entry.object.size);
      entry.size_given = error == std::errc() && rest == end;
    } else if (Is(name, "Etag")) {
      entry.etag = QuotedEtag(value);
    } else if (Is(name, "Content-MD5")) {
      entry.md5 = value;
    } else if (Is(name, "Last-Modified")) {
      const auto modified = ParseHttpDate(value);
      if (!modified.has_value()) return "an entry has no readable Last-Modified";
      entry.object.modified = *modified;
    } else if (Is(name, "ResourceType")) {
      entry.directory = Is(value, "directory");
    }
  }
  return nullptr;
}

// Tools that treat containers as file systems write an empty blob with this mark for a directory.
bool MarksDirectory(const pugi::xml_node& metadata) {
  for (pugi::xml_node field = metadata.first_child(); field; field = field.next_sibling()) {
    if (EqualsIgnoreCase(field.name(), "hdi_isfolder"))
      return EqualsIgnoreCase(field.child_value(), "true");
  }
  return false;
}

const char* ReadBlob(const pugi::xml_node& blob, Entry& entry) {
  bool marked = false;
  for (pugi::xml_node field = blob.first_child(); field; field = field.next_sibling()) {
    if (Is(field.name(), "Name")) {
      entry.object.key = field.child_value();
      // Names with characters that XML cannot hold.
      if (ParseBool(field.attribute("Encoded").value()).value_or(false))
        entry.object.key = net::PercentDecode(entry.object.key);
    } else if (Is(field.name(), "Properties")) {
      if (const char* wrong = ReadProperties(field, entry); wrong != nullptr) return wrong;
    } else if (Is(field.name(), "Metadata")) {
      marked = MarksDirectory(field);
    }
  }
  if (entry.object.key.empty()) return "an entry has no Name";
  if (!entry.directory && !entry.size_given) return "an entry has no readable Content-Length";
  if (entry.etag.empty() && !entry.directory) return "an entry has no Etag";
  if (marked && entry.object.size == 0) entry.directory = true;
  entry.object.token = ChangeToken(entry.md5, entry.object.size, entry.etag);
  entry.object.version = std::move(entry.etag);
  return nullptr;
}

}  // namespace

std::string QuotedEtag(std::string_view etag) {
  if (etag.empty() || etag.starts_with('"') || etag.starts_with("W/")) return std::string(etag);
  std::string out;
  out.reserve(etag.size() + 2);
  out.append("\"").append(etag).append("\"");
  return out;
}

std::string ChangeToken(std::string_view md5, uint64_t size, const std::string& etag) {
  if (md5.empty()) return etag;
  return std::string(md5) + "-" + std::to_string(size);
}

Result<ListPage> ParseListXml(std::string_view xml) {
  std::string buffer(xml);
  pugi::xml_document document;
  if (const auto parsed = Load(document, buffer); !parsed) {
    return Broken("at byte " + WithThousands(parsed.offset) + " " + ToLower(parsed.description()));
  }
  const pugi::xml_node root = document.document_element();
  if (!Is(root.name(), "EnumerationResults")) {
    return Broken("it starts with <" + Printable(root.name(), 40) + ">");
  }
  ListPage page;
  page.objects.reserve(1000);
  const pugi::xml_node blobs = root.child("Blobs");
  for (pugi::xml_node blob = blobs.first_child(); blob; blob = blob.next_sibling()) {
    if (!Is(blob.name(), "Blob")) continue;
    Entry entry;
    if (const char* wrong = ReadBlob(blob, entry); wrong != nullptr) return Broken(wrong);
    if (entry.directory) {
      ++page.directories;
    } else {
      page.objects.push_back(std::move(entry.object));
    }
  }
  // Without them nobody knows whether objects are missing, and a missing object would count as
  // deleted.
  const pugi::xml_node marker = root.child("NextMarker");
  if (!blobs) return Broken("Blobs is missing");
  if (!marker) return Broken("NextMarker is missing");
  page.next = marker.child_value();
  return page;
}

Result<UserDelegationKey> ParseDelegationKey(std::string_view xml) {
  std::string buffer(xml);
  pugi::xml_document document;
  const bool loaded = static_cast<bool>(Load(document, buffer));
  const pugi::xml_node root = document.document_element();
  UserDelegationKey key{.oid = root.child_value("SignedOid"),
                        .tid = root.child_value("SignedTid"),
                        .start = root.child_value("SignedStart"),
                        .expiry = root.child_value("SignedExpiry"),
                        .service = root.child_value("SignedService"),
                        .version = root.child_value("SignedVersion")};
  const auto value = Base64Decode(root.child_value("Value"));
  if (!loaded || !Is(root.name(), "UserDelegationKey") || key.oid.empty() || key.expiry.empty() ||
      !value.has_value() || value->empty()) {
    return FailForNow(ErrorKind::kCorrupt,
                      "Azure's answer is not a user delegation key, which presigned URLs need.",
                      "Try again; if it stays so, check the endpoint.");
  }
  key.value = Secret(*value);
  return key;
}

std::optional<ErrorDocument> ParseErrorXml(std::string_view xml) {
  std::string buffer(xml);
  pugi::xml_document document;
  if (!Load(document, buffer)) return std::nullopt;
  const pugi::xml_node root = document.document_element();
  if (!Is(root.name(), "Error")) return std::nullopt;
  std::string message = root.child_value("Message");
  // The other lines are the request's id and time.
  message.resize(std::min(message.find('\n'), message.size()));
  return ErrorDocument{.code = root.child_value("Code"),
                       .message = std::string(Trim(message)),
                       .detail = root.child_value("AuthenticationErrorDetail"),
                       .header = root.child_value("HeaderName")};
}

}  // namespace millrace::storage::azure

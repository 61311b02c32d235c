#include "storage/azure/sas.h"

#include <algorithm>

#include "base/text.h"

namespace millrace::storage::azure {
namespace {

// From these versions on the string to sign of a user delegation SAS has more lines: whom the key
// is delegated to, and the headers and parameters that the request must carry.
constexpr std::string_view kDelegatedUserVersion = "2025-07-05";
constexpr std::string_view kRequestVersion = "2026-04-06";

// "2026-01-02T04:04:05Z": the same text is signed and sent.
std::string Seconds(Time time) {
  std::string iso = FormatIso(std::chrono::floor<std::chrono::seconds>(time));
  return iso.substr(0, iso.find('.')) + "Z";
}

std::string Seconds(const std::optional<Time>& time) { return time ? Seconds(*time) : ""; }

std::string CanonicalResource(std::string_view account, const SasRequest& request) {
  std::string out = "/blob/" + std::string(account) + "/" + request.container;
  if (!request.blob.empty()) out += "/" + request.blob;
  return out;
}

std::string_view ResourceLetter(const SasRequest& request) {
  return request.blob.empty() ? "c" : "b";
}

std::string Lines(std::initializer_list<std::string_view> lines) {
  std::string out;
  for (const std::string_view line : lines) out.append(line).append("\n");
  return out;
}

// Lines for Cache-Control, Content-Encoding and Content-Language stay empty.
std::string AnswerHeaders(const SasRequest& request) {
  return "\n" + request.content_disposition + "\n\n\n" + request.content_type;
}

net::Query CommonQuery(const SasRequest& request) {
  net::Query out;
  const auto add = [&](const char* name, std::string value) {
    if (!value.empty()) out.emplace_back(name, std::move(value));
  };
  add("st", Seconds(request.start));
  add("se", Seconds(request.expiry));
  add("sp", request.permissions);
  add("sip", request.ip);
  add("spr", request.protocol);
  add("sv", request.version);
  add("sr", std::string(ResourceLetter(request)));
  add("rscd", request.content_disposition);
  add("rsct", request.content_type);
  return out;
}

// Tokens may also leave out the seconds or the time.
std::optional<Time> ReadTime(const std::string& text) {
  if (text.size() == 10) return ParseIso(text + "T00:00:00Z");
  if (text.size() == 17) return ParseIso(text.substr(0, 16) + ":00Z");
  return ParseIso(text);
}

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::unexpected<Error> NoToken(std::string_view why) {
  return Fail(ErrorKind::kInvalid, "This is not a SAS token: " + std::string(why) + ".",
              "Copy the text that starts with \"sv=\" or \"sp=\" and has \"sig=\" in it.");
}

}  // namespace

std::string ServiceSas(const SharedKey& key, const SasRequest& request) {
  const std::string text =
      Lines({request.permissions, Seconds(request.start), Seconds(request.expiry),
             CanonicalResource(key.account, request), "", request.ip, request.protocol,
             request.version, ResourceLetter(request), "", ""}) +
      AnswerHeaders(request);
  net::Query query = CommonQuery(request);
  query.emplace_back("sig", Sign(key.key, text));
  return net::EncodeQuery(query);
}

std::string UserDelegationSas(std::string_view account, const UserDelegationKey& key,
                              const SasRequest& request) {
  // The last three lines are for users that a token may name; two lines further below for a
  // snapshot and an encryption scope.
  std::string text = Lines({request.permissions, Seconds(request.start), Seconds(request.expiry),
                            CanonicalResource(account, request), key.oid, key.tid, key.start,
                            key.expiry, key.service, key.version, "", "", ""});
  if (request.version >= kDelegatedUserVersion) text += Lines({"", ""});
  text += Lines({request.ip, request.protocol, request.version, ResourceLetter(request), "", ""});
  if (request.version >= kRequestVersion) text += Lines({"", ""});
  text += AnswerHeaders(request);
  net::Query query = CommonQuery(request);
  query.insert(query.end(), {{"skoid", key.oid},
                             {"sktid", key.tid},
                             {"skt", key.start},
                             {"ske", key.expiry},
                             {"sks", key.service},
                             {"skv", key.version},
                             {"sig", Sign(key.value, text)}});
  return net::EncodeQuery(query);
}

std::string FormatMinute(Time time) {
  std::string iso = FormatIso(time).substr(0, 16);
  iso[10] = ' ';
  return iso + " UTC";
}

std::string SasToken::Describe() const {
  std::string out = "permissions " + (permissions.empty() ? "of a stored policy" : permissions);
  if (expiry.has_value()) out += ", valid until " + FormatMinute(*expiry);
  return out;
}

Result<SasToken> ParseSasToken(const Secret& secret) {
  std::string_view text = Trim(secret.Reveal());
  if (const size_t mark = text.find('?'); mark != std::string_view::npos)
    text.remove_prefix(mark + 1);
  SasToken out;
  bool has_version = false;
  for (const std::string& part : Split(text, '&')) {
    if (part.empty()) continue;
    const size_t equals = part.find('=');
    if (equals == std::string::npos || equals == 0) return NoToken("a part of it has no \"=\"");
    std::string name = part.substr(0, equals);
    // A "+" is one: signatures come both encoded and as they are.
    std::string value = net::PercentDecode(std::string_view(part).substr(equals + 1));
    if (!std::ranges::all_of(name, IsLetter)) return NoToken("a name in it is no parameter's");
    if (std::ranges::any_of(value, IsControl)) return NoToken("it has control characters in it");
    if (name == "sig") {
      out.signature = Secret(std::move(value));
      continue;
    }
    if (name == "sv") has_version = true;
    if (name == "sp") out.permissions = value;
    if (name == "st") out.start = ReadTime(value);
    if (name == "se") out.expiry = ReadTime(value);
    if (name == "srt" || name == "sr") out.resources = value;
    if (name == "ss") out.account = true;
    out.query.emplace_back(std::move(name), std::move(value));
  }
  if (out.signature.empty()) return NoToken("it has no signature (\"sig=\")");
  if (!has_version) return NoToken("it has no version (\"sv=\")");
  return out;
}

}  // namespace millrace::storage::azure

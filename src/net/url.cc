#include "net/url.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.h"

namespace millrace::net {
namespace {

constexpr std::string_view kExample = "Write it like https://minio.example.com:9000.";

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsAlnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool IsUnreserved(char c) { return IsAlnum(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

int DefaultPort(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

// The text for a message: passwords stand before "@" and signatures in the query.
std::string Shown(std::string_view text) {
  std::string shown(text.substr(0, text.find_first_of("?#")));
  if (shown.size() < text.size()) shown += text[shown.size()] + std::string("…");
  if (const size_t at = shown.rfind('@'); at != std::string::npos) {
    const size_t scheme = shown.find("://");
    const size_t begin = scheme < at ? scheme + 3 : 0;
    shown.replace(begin, at - begin, "…");
  }
  return '"' + Printable(shown) + '"';
}

Result<void> CheckHost(std::string_view host, std::string_view text) {
  if (host.empty()) {
    return Fail(ErrorKind::kInvalid, Shown(text) + " has no host name.", std::string(kExample));
  }
  if (host.size() > 255) {
    return Fail(ErrorKind::kInvalid,
                "The host name in " + Shown(text) + " is longer than 255 bytes.",
                std::string(kExample));
  }
  for (const char c : host) {
    if (IsAlnum(c) || c == '-' || c == '.' || c == '_') continue;
    if (static_cast<unsigned char>(c) >= 0x80) {
      return Fail(ErrorKind::kInvalid,
                  "The host name in " + Shown(text) + " has letters outside of ASCII.",
                  "Write it in its ASCII form, which starts with \"xn--\".");
    }
    return Fail(ErrorKind::kInvalid,
                "The host name in " + Shown(text) + " has the character \"" +
                    Printable(std::string_view(&c, 1)) + "\" in it.",
                std::string(kExample));
  }
  return {};
}

Result<void> CheckIpv6(std::string_view host, std::string_view text) {
  in6_addr address;
  if (inet_pton(AF_INET6, std::string(host).c_str(), &address) != 1) {
    return Fail(ErrorKind::kInvalid,
                "\"" + Printable(host) + "\" in " + Shown(text) + " is not an IPv6 address.",
                "Write it like http://[2001:db8::1]:9000.");
  }
  return {};
}

}  // namespace

std::string Url::Authority() const {
  std::string authority = host.find(':') == std::string::npos ? host : '[' + host + ']';
  if (port != 0 && port != DefaultPort(scheme)) authority += ':' + std::to_string(port);
  return authority;
}

std::string Url::Origin() const { return scheme + "://" + Authority(); }

std::string Url::ToString() const {
  std::string text = Origin() + path;
  if (!query.empty()) text += '?' + query;
  return text;
}

Result<Url> ParseUrl(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f) {
      return Fail(ErrorKind::kInvalid,
                  Shown(text) + " has a " + (c == ' ' ? "space" : "control character") + " in it.",
                  "Remove it, or write it percent-encoded (a space is %20).");
    }
  }
  const size_t colon = text.find("://");
  if (text.empty() || colon == std::string_view::npos || colon == 0) {
    return Fail(ErrorKind::kInvalid,
                text.empty() ? "The address is empty."
                             : Shown(text) + " does not start with http:// or https://.",
                std::string(kExample));
  }
  Url url;
  url.scheme = ToLower(text.substr(0, colon));
  if (url.scheme != "http" && url.scheme != "https") {
    return Fail(ErrorKind::kInvalid,
                Shown(text) + " starts with \"" + Printable(url.scheme) +
                    "://\"; only http:// and https:// can be used.",
                std::string(kExample));
  }
  std::string_view rest = text.substr(colon + 3);
  if (rest.find('#') != std::string_view::npos) {
    return Fail(ErrorKind::kInvalid, Shown(text) + " has a \"#\" in it.",
                "Remove that part, or write the character as %23.");
  }
  std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  rest.remove_prefix(authority.size());
  if (authority.find('@') != std::string_view::npos) {
    return Fail(ErrorKind::kInvalid, Shown(text) + " has a user name or password before the \"@\".",
                "Remove it and give the credentials in their own parameters.");
  }

  std::string_view port;
  if (authority.starts_with('[')) {
    const size_t close = authority.find(']');
    if (close == std::string_view::npos) {
      return Fail(ErrorKind::kInvalid, Shown(text) + " has a \"[\" without its \"]\".",
                  "Write it like http://[2001:db8::1]:9000.");
    }
    url.host = ToLower(authority.substr(1, close - 1));
    RETURN_IF_ERROR(CheckIpv6(url.host, text));
    port = authority.substr(close + 1);
    if (!port.empty() && port.front() != ':') {
      return Fail(ErrorKind::kInvalid, Shown(text) + " has something else than a port after \"]\".",
                  "Write it like http://[2001:db8::1]:9000.");
    }
  } else {
    const size_t end = std::min(authority.find(':'), authority.size());
    url.host = ToLower(authority.substr(0, end));
    port = authority.substr(end);
    if (std::ranges::count(port, ':') > 1) {
      return Fail(ErrorKind::kInvalid, Shown(text) + " has an IPv6 address without brackets.",
                  "Write it like http://[2001:db8::1]:9000.");
    }
    RETURN_IF_ERROR(CheckHost(url.host, text));
  }
  if (port.size() > 1) {
    port.remove_prefix(1);
    const auto number = ParseInt(port);
    if (!number || *number < 1 || *number > 65535 || !IsAlnum(port.front())) {
      return Fail(ErrorKind::kInvalid,
                  "The port \"" + Printable(port) + "\" in " + Shown(text) +
                      " is not a number from 1 to 65535.",
                  std::string(kExample));
    }
    if (*number != DefaultPort(url.scheme)) url.port = static_cast<int>(*number);
  }
  const size_t mark = std::min(rest.find('?'), rest.size());
  url.path = rest.substr(0, mark);
  if (mark < rest.size()) url.query = rest.substr(mark + 1);
  return url;
}

std::string PercentEncode(std::string_view bytes, std::string_view keep) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    if (IsUnreserved(c) || keep.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const unsigned char byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

std::string PercentDecode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && HexValue(text[i + 1]) >= 0 &&
        HexValue(text[i + 2]) >= 0) {
      out += static_cast<char>(HexValue(text[i + 1]) << 4 | HexValue(text[i + 2]));
      i += 2;
    } else if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string EncodeQuery(const Query& query) {
  std::string out;
  for (const auto& [name, value] : query) {
    if (!out.empty()) out += '&';
    out += PercentEncode(name);
    out += '=';
    out += PercentEncode(value);
  }
  return out;
}

Query ParseQuery(std::string_view text) {
  Query query;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('&', begin), text.size());
    const std::string_view pair = text.substr(begin, end - begin);
    begin = end + 1;
    if (pair.empty()) continue;
    const size_t equals = std::min(pair.find('='), pair.size());
    query.emplace_back(PercentDecode(pair.substr(0, equals), true),
                       PercentDecode(pair.substr(std::min(equals + 1, pair.size())), true));
  }
  return query;
}

}  // namespace millrace::net

// URLs and percent-encoding (RFC 3986).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace millrace::net {

// An absolute http or https URL in its parts. `path` and `query` stay encoded as they came.
struct Url {
  std::string scheme;  // lower case
  std::string host;    // lower case, without brackets around an IPv6 address
  int port = 0;        // 0 = the scheme's own
  std::string path;    // "" or starts with "/"
  std::string query;   // without "?"

  // "host" or "host:port", the Host header; the port only where it is not the scheme's own.
  std::string Authority() const;
  std::string Origin() const;  // "https://host:port"
  std::string ToString() const;
};

// kInvalid with a sentence that names what is wrong and an example.
Result<Url> ParseUrl(std::string_view text);

// Encodes every byte but the unreserved A-Z a-z 0-9 - . _ ~ and those in `keep` ("/" for paths).
std::string PercentEncode(std::string_view bytes, std::string_view keep = "");
// Decodes %XX; a malformed escape stays as it is. `plus_is_space` for form data and queries.
std::string PercentDecode(std::string_view text, bool plus_is_space = false);

using Query = std::vector<std::pair<std::string, std::string>>;
// "a=1&b=x%20y" with every name and value percent-encoded, in the given order.
std::string EncodeQuery(const Query& query);
// Decoded names and values of a query or an urlencoded form, in order.
Query ParseQuery(std::string_view text);

}  // namespace millrace::net

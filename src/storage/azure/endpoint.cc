#include "storage/azure/endpoint.h"

#include <algorithm>

#include "base/text.h"
#include "net/address.h"
#include "net/url.h"
#include "storage/http/refusal.h"

namespace millrace::storage::azure {
namespace {

constexpr std::string_view kPublicSuffix = "core.windows.net";

// The clouds, by what the names of their hosts end with.
struct Cloud {
  std::string_view suffix, authority;
};
constexpr Cloud kClouds[] = {
    {".blob.core.windows.net", "https://login.microsoftonline.com"},
    {".blob.storage.azure.net", "https://login.microsoftonline.com"},
    {".blob.core.chinacloudapi.cn", "https://login.chinacloudapi.cn"},
    {".blob.core.usgovcloudapi.net", "https://login.microsoftonline.us"},
};

constexpr size_t kMaxCharacters = 1024;
constexpr size_t kMaxSegments = 254;

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

const Cloud* CloudOf(std::string_view host) {
  const auto* cloud =
      std::ranges::find_if(kClouds, [&](const Cloud& c) { return host.ends_with(c.suffix); });
  return cloud == std::end(kClouds) ? nullptr : cloud;
}

std::unexpected<Error> FailAt(const char* field, Error error) {
  error.fields = {{field, error.message}};
  return std::unexpected(std::move(error));
}

Result<void> CheckAccount(std::string_view account) {
  if (account.size() >= 3 && account.size() <= 24 && std::ranges::all_of(account, IsLowerOrDigit))
    return {};
  return Fail(ErrorKind::kInvalid,
              "\"" + Printable(account, 60) + "\" is not the name of a storage account.",
              "It has 3 to 24 lower-case letters and digits, and is the first part of the "
              "account's address: NAME.blob.core.windows.net.");
}

Result<net::Url> GivenUrl(const std::string& endpoint) {
  ASSIGN_OR_RETURN(net::Url url, net::ParseUrl(endpoint));
  if (url.query.empty()) return url;
  return Fail(ErrorKind::kInvalid, "The endpoint must not have a query (\"?\").",
              "Give what stands before the \"?\" here, and the rest as SAS token.");
}

Result<net::Url> UrlByName(const EndpointOptions& options) {
  std::string_view suffix = options.suffix.empty() ? kPublicSuffix : options.suffix;
  if (suffix.starts_with('.')) suffix.remove_prefix(1);
  if (suffix.starts_with("blob.")) suffix.remove_prefix(5);
  const std::string scheme = options.protocol.empty() ? "https" : options.protocol;
  auto url = net::ParseUrl(scheme + "://" + options.account + ".blob." + std::string(suffix));
  if (!url.has_value() || !url->path.empty() || url->port != 0 || !url->query.empty()) {
    return Fail(ErrorKind::kInvalid,
                "\"" + Printable(suffix, 60) + "\" is not the endpoint suffix of a cloud.",
                "It looks like core.windows.net, core.usgovcloudapi.net or core.chinacloudapi.cn.");
  }
  return url;
}

Result<net::Url> UrlOf(const EndpointOptions& options) {
  if (!options.endpoint.empty()) {
    auto url = GivenUrl(options.endpoint);
    if (!url.has_value()) return FailAt("endpoint", std::move(url).error());
    return url;
  }
  if (options.account.empty()) {
    return FailAt("account_name",
                  {.kind = ErrorKind::kInvalid,
                   .message = "The name of the storage account is missing.",
                   .advice = "Enter the account name, or set AZURE_BLOB_ACCOUNT_NAME in the "
                             "server's environment."});
  }
  if (auto name = CheckAccount(options.account); !name.has_value())
    return FailAt("account_name", std::move(name).error());
  auto url = UrlByName(options);
  if (!url.has_value()) return FailAt("endpoint_suffix", std::move(url).error());
  return url;
}

const char* WrongSegment(std::string_view key) {
  size_t segments = 1;
  for (size_t begin = 0; begin <= key.size(); ++segments) {
    const size_t end = std::min(key.find('/', begin), key.size());
    if (end > begin && key[end - 1] == '.')
      return "Azure does not keep a \".\" at the end of a name or of a folder's name";
    begin = end + 1;
  }
  return segments - 1 > kMaxSegments ? "Azure allows at most 254 folders" : nullptr;
}

// C0, DEL and C1 in UTF-8.
bool HasControlCharacter(std::string_view key) {
  for (size_t i = 0; i < key.size(); ++i) {
    const auto byte = static_cast<unsigned char>(key[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < key.size() && static_cast<unsigned char>(key[i + 1]) < 0xA0)
      return true;
  }
  return false;
}

size_t Characters(std::string_view utf8) {
  return std::ranges::count_if(utf8,
                               [](char c) { return (static_cast<unsigned char>(c) >> 6) != 2; });
}

}  // namespace

Result<Endpoint> ResolveEndpoint(const EndpointOptions& options) {
  ASSIGN_OR_RETURN(net::Url url, UrlOf(options));
  while (url.path.ends_with('/')) url.path.pop_back();
  Endpoint out{.account = options.account, .tls = url.scheme == "https"};
  const Cloud* cloud = CloudOf(url.host);
  out.azure = cloud != nullptr && url.port == 0 && out.tls;
  if (cloud != nullptr && out.account.empty()) out.account = url.host.substr(0, url.host.find('.'));
  const bool emulator = url.host == "localhost" || net::IpAddress::ParseHost(url.host).has_value();
  if (emulator && url.path.empty() && !out.account.empty())
    url.path = "/" + net::PercentEncode(out.account);
  if (emulator && out.account.empty()) out.account = url.path.substr(url.path.rfind('/') + 1);
  out.origin = url.Origin();
  out.host = url.Authority();
  out.path = url.path;
  return out;
}

std::string AuthorityOf(const Endpoint& endpoint) {
  const Cloud* cloud = CloudOf(endpoint.host);
  return std::string(cloud == nullptr ? kClouds[0].authority : cloud->authority);
}

Result<void> CheckContainerName(std::string_view name) {
  if (name == "$root" || name == "$web" || name == "$logs") return {};
  const bool letters =
      std::ranges::all_of(name, [](char c) { return IsLowerOrDigit(c) || c == '-'; });
  if (letters && name.size() >= 3 && name.size() <= 63 && !name.starts_with('-') &&
      !name.ends_with('-') && name.find("--") == std::string_view::npos) {
    return {};
  }
  return Fail(ErrorKind::kInvalid,
              "\"" + Printable(name, 80) + "\" is not a valid name of a container.",
              "Names have 3 to 63 lower-case letters, digits and single hyphens, and begin and end "
              "with a letter or digit.");
}

Result<void> CheckBlobName(std::string_view key) {
  const char* rule = key.empty()                        ? "it is empty"
                     : !IsUtf8(key)                     ? "Azure allows UTF-8 only"
                     : Characters(key) > kMaxCharacters ? "Azure allows at most 1,024 characters"
                     : HasControlCharacter(key)         ? "Azure allows no control characters"
                     : key.find('\\') != key.npos       ? "Azure takes \"\\\" for \"/\""
                                                        : WrongSegment(key);
  if (rule == nullptr) return {};
  return http::UnusableKey(key, rule);
}

}  // namespace millrace::storage::azure

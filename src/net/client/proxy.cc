#include "net/client/proxy.h"

#include <algorithm>

#include "base/text.h"
#include "net/address.h"

namespace millrace::net {
namespace {

std::string FirstSet(const ProxySettings::Env& env, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const char* value = env(name); value != nullptr && *value != '\0') return value;
  }
  return {};
}

}  // namespace

ProxySettings ProxySettings::From(const Env& env) {
  ProxySettings settings;
  const std::string all = FirstSet(env, {"all_proxy", "ALL_PROXY"});
  settings.http_ = FirstSet(env, {"http_proxy"});
  settings.https_ = FirstSet(env, {"https_proxy", "HTTPS_PROXY"});
  if (settings.http_.empty()) settings.http_ = all;
  if (settings.https_.empty()) settings.https_ = all;
  std::string exceptions = FirstSet(env, {"no_proxy", "NO_PROXY"});
  std::ranges::replace(exceptions, ' ', ',');
  for (const std::string& entry : Split(exceptions, ',')) {
    std::string_view name = Trim(entry);
    if (name.starts_with('.')) name.remove_prefix(1);
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    if (!name.empty()) settings.exceptions_.push_back(ToLower(name));
  }
  return settings;
}

const std::string& ProxySettings::For(std::string_view scheme, std::string_view host) const {
  static const std::string kNone;
  const std::string& proxy = scheme == "https" ? https_ : http_;
  return proxy.empty() || Excepted(host) ? kNone : proxy;
}

bool ProxySettings::Excepted(std::string_view host) const {
  if (host.ends_with('.')) host.remove_suffix(1);
  const auto address = IpAddress::Parse(host);
  // A machine's metadata service answers that machine alone; a proxy would ask for itself.
  if (host == "metadata.google.internal") return true;
  if (address.has_value()) {
    const AddressClass kind = Classify(*address);
    if (kind == AddressClass::kLinkLocal || kind == AddressClass::kMetadata) return true;
  }
  for (const std::string_view entry : exceptions_) {
    if (entry == "*") return true;
    if (address.has_value()) {
      const size_t slash = entry.find('/');
      const auto network = IpAddress::Parse(entry.substr(0, slash));
      if (!network.has_value()) continue;
      if (slash == std::string_view::npos) {
        if (*network == *address) return true;
      } else if (const auto bits = ParseInt(entry.substr(slash + 1))) {
        if (address->In(*network, static_cast<int>(std::clamp<int64_t>(*bits, -1, 129))))
          return true;
      }
      continue;
    }
    if (host == entry) return true;
    if (host.size() > entry.size() && host.ends_with(entry) &&
        host[host.size() - entry.size() - 1] == '.') {
      return true;
    }
  }
  return false;
}

}  // namespace millrace::net

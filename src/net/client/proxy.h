// Which proxy a request goes through, decided here and not inside of curl, because the address
// check has to know whether it sees the target's address or the proxy's.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::net {

// The operator's proxies, as curl's manual has them: http_proxy (lower case only, since a CGI
// server sets HTTP_PROXY from a request header), https_proxy, all_proxy, no_proxy, the last three
// in either case. Immutable.
class ProxySettings {
 public:
  using Env = std::function<const char*(const char*)>;  // as getenv
  static ProxySettings From(const Env& env);

  // The proxy for a URL, "" for none: also for what only this machine can ask, link-local
  // addresses and metadata services. `host` as in Url.
  const std::string& For(std::string_view scheme, std::string_view host) const;
  // No request ever uses one.
  bool none() const { return http_.empty() && https_.empty(); }

 private:
  bool Excepted(std::string_view host) const;

  std::string http_, https_;
  std::vector<std::string> exceptions_;  // names, addresses, networks, or "*"
};

}  // namespace millrace::net

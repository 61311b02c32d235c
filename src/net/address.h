// Which addresses the server may connect to for its users: their storages and webhooks (design §3).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

struct sockaddr;

namespace millrace::net {

// An IPv4 or IPv6 address. An IPv4 address in IPv6 clothes (mapped, compatible, NAT64 of RFC 6052,
// 6to4 of RFC 3056) is the IPv4 address that it leads to.
class IpAddress {
 public:
  // The text form of inet_pton; a zone ("%eth0") is ignored. Nothing for a host name.
  static std::optional<IpAddress> Parse(std::string_view text);
  // Also the numeric forms that resolvers take ("127.1", "0x7f000001", "2130706433"), brackets and
  // a trailing dot: what a proxy would make of the host of a URL.
  static std::optional<IpAddress> ParseHost(std::string_view host);
  // Nothing for other families than AF_INET and AF_INET6.
  static std::optional<IpAddress> From(const sockaddr* address);

  std::string ToString() const;
  // Do the first `bits` bits equal those of `network`? False across families.
  bool In(const IpAddress& network, int bits) const;

  friend bool operator==(const IpAddress&, const IpAddress&) = default;

 private:
  void Unwrap();

  bool v4_ = false;
  std::array<uint8_t, 16> bytes_{};  // IPv4: the first four
};

enum class AddressClass {
  kOrdinary,     // public ranges
  kPrivate,      // private ranges, and those that are reserved for other ends
  kLoopback,     // 127/8, ::1
  kLinkLocal,    // 169.254/16, fe80::/10
  kMetadata,     // the credential services of the clouds
  kUnspecified,  // 0/8, ::
  kMulticast,    // and broadcast
};
AddressClass Classify(const IpAddress& address);

// What besides public addresses a user may name.
struct UserAddresses {
  bool loopback = true;
  bool private_ranges = true;
};
// kDenied, permanent, with host, address and rule in the sentence, unless the server may connect
// there for a user. `host` as the user typed it.
Result<void> CheckUserAddress(std::string_view host, const IpAddress& address,
                              const UserAddresses& allowed);

}  // namespace millrace::net

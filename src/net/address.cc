#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace millrace::net {
namespace {

struct Range {
  const char* network;
  int bits;
  AddressClass of;
};

// The first match counts, so single metadata addresses stand before the ranges that hold them.
constexpr Range kRanges[] = {
    {"169.254.169.254", 32, AddressClass::kMetadata},  // AWS, GCP, Azure and others
    {"169.254.170.2", 32, AddressClass::kMetadata},    // AWS ECS task credentials
    {"169.254.170.23", 32, AddressClass::kMetadata},   // AWS EKS pod identity
    {"fd00:ec2::254", 128, AddressClass::kMetadata},   // AWS
    {"fd00:ec2::23", 128, AddressClass::kMetadata},    // AWS EKS pod identity
    {"fd20:ce::254", 128, AddressClass::kMetadata},    // GCP
    {"100.100.100.200", 32, AddressClass::kMetadata},  // Alibaba Cloud
    {"168.63.129.16", 32, AddressClass::kMetadata},    // Azure's host
    {"192.0.0.192", 32, AddressClass::kMetadata},      // Oracle Cloud
    {"127.0.0.0", 8, AddressClass::kLoopback},
    {"::1", 128, AddressClass::kLoopback},
    {"169.254.0.0", 16, AddressClass::kLinkLocal},
    {"fe80::", 10, AddressClass::kLinkLocal},
    {"0.0.0.0", 8, AddressClass::kUnspecified},
    {"::", 128, AddressClass::kUnspecified},
    {"224.0.0.0", 4, AddressClass::kMulticast},
    {"255.255.255.255", 32, AddressClass::kMulticast},
    {"ff00::", 8, AddressClass::kMulticast},
    {"10.0.0.0", 8, AddressClass::kPrivate},
    {"172.16.0.0", 12, AddressClass::kPrivate},
    {"192.168.0.0", 16, AddressClass::kPrivate},
    {"fc00::", 7, AddressClass::kPrivate},
    {"100.64.0.0", 10, AddressClass::kPrivate},    // between providers and their customers
    {"192.0.0.0", 24, AddressClass::kPrivate},     // of the IETF's protocols
    {"192.0.2.0", 24, AddressClass::kPrivate},     // documentation
    {"192.88.99.0", 24, AddressClass::kPrivate},   // once 6to4 relays
    {"198.18.0.0", 15, AddressClass::kPrivate},    // benchmarks of networks
    {"198.51.100.0", 24, AddressClass::kPrivate},  // documentation
    {"203.0.113.0", 24, AddressClass::kPrivate},   // documentation
    {"240.0.0.0", 4, AddressClass::kPrivate},      // for later
    {"64:ff9b:1::", 48, AddressClass::kPrivate},   // translations of local addresses
    {"100::", 64, AddressClass::kPrivate},         // to be discarded
    {"2001::", 32, AddressClass::kPrivate},        // Teredo
    {"2001:20::", 28, AddressClass::kPrivate},     // ORCHIDv2
    {"2001:db8::", 32, AddressClass::kPrivate},    // documentation
};

std::string_view RuleName(AddressClass of) {
  switch (of) {
    case AddressClass::kLinkLocal: return "a link-local address";
    case AddressClass::kMetadata: return "the metadata address of a cloud";
    case AddressClass::kUnspecified: return "an address of \"this host\"";
    case AddressClass::kMulticast: return "a multicast address";
    case AddressClass::kLoopback: return "a loopback address";
    case AddressClass::kPrivate: return "an address of a private or reserved range";
    case AddressClass::kOrdinary: break;
  }
  return "an ordinary address";
}

}  // namespace

std::optional<IpAddress> IpAddress::Parse(std::string_view text) {
  const std::string copy(text.substr(0, text.find('%')));
  if (copy.find('\0') != std::string::npos) return std::nullopt;
  IpAddress address;
  if (inet_pton(AF_INET, copy.c_str(), address.bytes_.data()) == 1) {
    address.v4_ = true;
    return address;
  }
  if (inet_pton(AF_INET6, copy.c_str(), address.bytes_.data()) != 1) return std::nullopt;
  address.Unwrap();
  return address;
}

std::optional<IpAddress> IpAddress::ParseHost(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.ends_with('.')) host.remove_suffix(1);
  if (auto address = Parse(host)) return address;
  in_addr legacy;
  const std::string copy(host);
  // inet_aton stops at white space, so "1 x" would pass as "0.0.0.1".
  if (copy.find_first_of(std::string_view(" \t\r\n\v\f\0", 7)) != std::string::npos)
    return std::nullopt;
  if (inet_aton(copy.c_str(), &legacy) == 0) return std::nullopt;
  IpAddress address;
  address.v4_ = true;
  std::memcpy(address.bytes_.data(), &legacy, 4);
  return address;
}

std::optional<IpAddress> IpAddress::From(const sockaddr* address) {
  IpAddress result;
  if (address->sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, address, sizeof(v4));
    std::memcpy(result.bytes_.data(), &v4.sin_addr, 4);
    result.v4_ = true;
    return result;
  }
  if (address->sa_family != AF_INET6) return std::nullopt;
  sockaddr_in6 v6;
  std::memcpy(&v6, address, sizeof(v6));
  std::memcpy(result.bytes_.data(), &v6.sin6_addr, 16);
  result.Unwrap();
  return result;
}

void IpAddress::Unwrap() {
  constexpr uint8_t kNat64[12] = {0x00, 0x64, 0xff, 0x9b};
  const bool zeros10 =
      std::all_of(bytes_.begin(), bytes_.begin() + 10, [](uint8_t b) { return b == 0; });
  const bool mapped = zeros10 && bytes_[10] == 0xff && bytes_[11] == 0xff;
  // ::/96 holds the unspecified address and loopback, which stay themselves.
  const bool compatible = zeros10 && bytes_[10] == 0 && bytes_[11] == 0 &&
                          (bytes_[12] != 0 || bytes_[13] != 0 || bytes_[14] != 0);
  const bool nat64 = std::equal(std::begin(kNat64), std::end(kNat64), bytes_.begin());
  size_t at = 0;
  if (mapped || compatible || nat64)
    at = 12;
  else if (bytes_[0] == 0x20 && bytes_[1] == 0x02)
    at = 2;
  if (at == 0) return;
  std::array<uint8_t, 16> inner{};
  std::copy_n(bytes_.begin() + at, 4, inner.begin());
  bytes_ = inner;
  v4_ = true;
}

std::string IpAddress::ToString() const {
  char text[INET6_ADDRSTRLEN];
  inet_ntop(v4_ ? AF_INET : AF_INET6, bytes_.data(), text, sizeof(text));
  return text;
}

bool IpAddress::In(const IpAddress& network, int bits) const {
  if (v4_ != network.v4_ || bits < 0 || bits > (v4_ ? 32 : 128)) return false;
  const int whole = bits / 8, rest = bits % 8;
  if (!std::equal(bytes_.begin(), bytes_.begin() + whole, network.bytes_.begin())) return false;
  return rest == 0 || (bytes_[whole] ^ network.bytes_[whole]) >> (8 - rest) == 0;
}

AddressClass Classify(const IpAddress& address) {
  // Parsed once: this runs for every request of a user's storage.
  static const auto networks = [] {
    std::array<IpAddress, std::size(kRanges)> parsed;
    for (size_t i = 0; i < parsed.size(); ++i) parsed[i] = *IpAddress::Parse(kRanges[i].network);
    return parsed;
  }();
  for (size_t i = 0; i < networks.size(); ++i) {
    if (address.In(networks[i], kRanges[i].bits)) return kRanges[i].of;
  }
  return AddressClass::kOrdinary;
}

Result<void> CheckUserAddress(std::string_view host, const IpAddress& address,
                              const UserAddresses& allowed) {
  const AddressClass of = Classify(address);
  if (of == AddressClass::kOrdinary || (of == AddressClass::kLoopback && allowed.loopback) ||
      (of == AddressClass::kPrivate && allowed.private_ranges))
    return {};
  const std::string text = address.ToString();
  std::string message =
      host == text ? text : '"' + Printable(host) + "\" leads to " + text + ", which";
  message +=
      " is " + std::string(RuleName(of)) + "; the server does not connect there for its users.";
  if (of == AddressClass::kLoopback) {
    return Fail(ErrorKind::kDenied, std::move(message),
                "Use the address that it has in your network, or start the server with "
                "SSRF_PROTECTION_ENABLED=false, which allows loopback addresses.");
  }
  if (of == AddressClass::kPrivate) {
    return Fail(ErrorKind::kDenied, std::move(message),
                "Use a public address, or start the server without ML_BLOCK_LOCAL_IP=true.");
  }
  return Fail(ErrorKind::kDenied, std::move(message),
              "Use another address. This rule cannot be turned off; "
              "SSRF_PROTECTION_ENABLED concerns loopback addresses only.");
}

}  // namespace millrace::net

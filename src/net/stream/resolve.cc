#include "net/stream/resolve.h"

#include <algorithm>

#include "base/text.h"
#include "net/stream.h"

namespace millrace::net {

Result<AddressList> Lookup(const std::string& host, int port) {
  std::string name = host;
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  if (name.empty() || name.find('\0') != std::string::npos)
    return Fail(ErrorKind::kInvalid, "\"" + Printable(host) + "\" is not the name of a host.",
                "Give a host name or an IP address.");
  const addrinfo hints{.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
  addrinfo* found = nullptr;
  const int code = getaddrinfo(name.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (code == 0 && found != nullptr) return AddressList(found);
  if (code == EAI_MEMORY || code == EAI_SYSTEM)
    return FailForNow(
        ErrorKind::kUnavailable,
        "The name " + Printable(host) + " could not be looked up: " + gai_strerror(code) + ".",
        "Try again.");
  // A name may be unknown only while the network is down, or not yet set up.
  return FailForNow(ErrorKind::kUnavailable,
                    "No address was found for the name " + Printable(host) + ".",
                    "Check its spelling, and the name service of this machine.");
}

Result<std::vector<IpAddress>> Resolve(const std::string& host) {
  ASSIGN_OR_RETURN(const AddressList list, Lookup(host, 0));
  std::vector<IpAddress> addresses;
  for (const addrinfo* entry = list.get(); entry != nullptr; entry = entry->ai_next) {
    const auto address = IpAddress::From(entry->ai_addr);
    if (address.has_value() && std::ranges::find(addresses, *address) == addresses.end())
      addresses.push_back(*address);
  }
  return addresses;
}

}  // namespace millrace::net

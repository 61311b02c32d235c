// Names to addresses, by the resolver of this machine.
#pragma once

#include <netdb.h>

#include <memory>
#include <string>

#include "base/result.h"

namespace millrace::net {

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using AddressList = std::unique_ptr<addrinfo, FreeAddresses>;

// The TCP addresses of a host, never none, in the order in which they should be tried. Blocks as
// long as the resolver does.
Result<AddressList> Lookup(const std::string& host, int port);

}  // namespace millrace::net

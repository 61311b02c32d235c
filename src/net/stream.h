// A connection to a server that does not speak HTTP: TCP, or TLS over it.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/http_client.h"

namespace millrace::net {

struct StreamOptions {
  std::string host;  // name or address
  int port = 0;
  bool tls = false;
  std::string ca_file;  // extra trust: a file with PEM; "" = the system's
  std::string ca_pem;   // the same as text
  bool verify_tls = true;
  AddressPolicy addresses = AddressPolicy::kTrusted;
  bool allow_loopback = true;  // for AddressPolicy::kUser
  // For all addresses of the name, TLS included; looking up the name takes what the resolver takes.
  std::chrono::milliseconds connect_timeout{5'000};
  // When it is requested, from any thread, the connection ends: what waits for the peer gets an
  // Error, or the end of what the peer sent, at once.
  std::stop_token stop;
};

// One thread at a time. Errors say in a sentence what failed (name not found, refused, certificate,
// timeout) and name host and port; they are temporary where a second try may help.
class Stream {
 public:
  virtual ~Stream() = default;

  // Writes all of it. kTimeout if the peer takes nothing for `patience`.
  virtual Result<void> Write(std::string_view bytes, std::chrono::milliseconds patience) = 0;
  // At least one byte, at most `size`; 0 = the peer closed. kTimeout if none came.
  virtual Result<size_t> Read(char* buffer, size_t size, std::chrono::milliseconds patience) = 0;
  // Between two questions: the connection stands and nothing came unasked. False also when the peer
  // closed it, so that a kept connection can be told from a dead one before it is used.
  virtual bool Quiet() = 0;
};

Result<std::unique_ptr<Stream>> Connect(const StreamOptions& options);

// The addresses of a name, as they would be tried; for the doctor.
Result<std::vector<IpAddress>> Resolve(const std::string& host);

}  // namespace millrace::net

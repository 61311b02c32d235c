// A failed curl transfer in the words of a person.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http_client.h"

namespace millrace::net {

// What is known of a transfer that failed.
struct TransferFailure {
  int code = 0;            // CURLcode
  long os_error = 0;       // errno of the failed connect, 0 if unknown
  bool connected = false;  // the connection (with TLS) stood
  bool proxied = false;    // the connection led to a proxy
  std::string detail;      // curl's own text; may be empty; has no secret
};

Error ErrorOf(const TransferFailure& failure, const HttpRequest& request);
// No byte came or went for request.stall_timeout.
Error StallError(const HttpRequest& request);
// "minio.example.com:9000", or "the socket /run/x.sock": whom the request was meant for.
std::string PeerName(const HttpRequest& request);

}  // namespace millrace::net

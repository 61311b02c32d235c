// Sockets that wait for connections.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "net/server/asio.h"
#include "net/server/core.h"

namespace millrace::net {

// Accepts until it is closed. Used on the I/O thread once Accept was called. Outlives the core's
// loop.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void Accept() = 0;
  virtual void Close() = 0;
  virtual int port() const = 0;  // 0 for a Unix socket
};

// Errors name address and port, or the file, and what to change: kConflict in use, kDenied not
// allowed, kInvalid no such address or name, kNotFound no such directory.
// `tls` may be null.
Result<std::unique_ptr<Listener>> ListenTcp(Core& core, const std::string& host, int port,
                                            std::shared_ptr<asio::ssl::context> tls);
// The file gets mode 0600 and is removed by Close(). A file that a dead server left is replaced.
Result<std::unique_ptr<Listener>> ListenUnix(Core& core, const std::string& path);

}  // namespace millrace::net

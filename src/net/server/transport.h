// The bytes of one connection, plain or TLS, below a Session.
#pragma once

#include <sys/types.h>

#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "net/server/asio.h"

namespace millrace::net {

class Session;

// Used on the I/O thread. Each asynchronous call ends in one call of the session, which it keeps
// alive; after Close() all of them fail soon. At most one read and one write at a time.
class Transport {
 public:
  using Pieces = std::span<const std::string_view>;
  virtual ~Transport() = default;

  // → OnReady.
  virtual void Open(std::shared_ptr<Session> session) = 0;
  // Reads at least one byte into the session's memory → OnRead.
  virtual void Read(char* data, size_t size, std::shared_ptr<Session> session) = 0;
  // Sends what fits without waiting: bytes sent, 0 if none could be now, -1 if the connection
  // broke.
  virtual ssize_t TryWrite(Pieces pieces) = 0;
  // Sends at least one byte of the pieces, which stay valid until then → OnWritten.
  virtual void Write(Pieces pieces, std::shared_ptr<Session> session) = 0;
  // Says that no more is sent, and drops what still comes until the other side closes → OnLingered.
  // Closing at once instead would reset the connection under bytes on their way, and with them the
  // last answer (RFC 9112 §9.6).
  virtual void Linger(std::shared_ptr<Session> session) = 0;
  virtual void Close() = 0;
  // Closes with a reset: what the client has not taken is dropped, with the kernel's memory for it.
  virtual void Abort() = 0;
};

std::unique_ptr<Transport> MakePlainTransport(StreamSocket socket);
std::unique_ptr<Transport> MakeTlsTransport(StreamSocket socket, asio::ssl::context& context);

// The server's certificate and key, ready for use. The sentence of an Error names the file.
Result<std::shared_ptr<asio::ssl::context>> MakeTlsContext(const std::string& cert_file,
                                                           const std::string& key_file);

}  // namespace millrace::net

#include "net/stream.h"

#include "net/stream/socket.h"

namespace millrace::net {
namespace {

class PlainStream final : public Stream {
 public:
  explicit PlainStream(Socket socket) : socket_(std::move(socket)) {}
  Result<void> Write(std::string_view bytes, std::chrono::milliseconds patience) override {
    return socket_.Send(bytes, patience);
  }
  Result<size_t> Read(char* buffer, size_t size, std::chrono::milliseconds patience) override {
    return socket_.Receive(buffer, size, patience);
  }
  bool Quiet() override { return socket_.Quiet(); }

 private:
  Socket socket_;
};

}  // namespace

Result<std::unique_ptr<Stream>> Connect(const StreamOptions& options) {
  if (options.port < 1 || options.port > 65535)
    return Fail(ErrorKind::kInvalid, "There is no port " + std::to_string(options.port) + ".",
                "Give a port from 1 to 65535.");
  const Deadline deadline = std::chrono::steady_clock::now() + options.connect_timeout;
  ASSIGN_OR_RETURN(Socket socket, Dial(options, deadline));
  if (options.tls) return StartTls(std::move(socket), options, deadline);
  return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace millrace::net

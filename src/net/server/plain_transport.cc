#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>

#include "net/server/session.h"
#include "net/server/transport.h"

namespace millrace::net {
namespace {

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(StreamSocket socket) : socket_(std::move(socket)) {}

  void Open(std::shared_ptr<Session> session) override { session->OnReady(true); }

  void Read(char* data, size_t size, std::shared_ptr<Session> session) override {
    socket_.async_read_some(asio::buffer(data, size),
                            [session = std::move(session)](AsioError error, size_t count) {
                              session->OnRead(error ? 0 : count);
                            });
  }

  ssize_t TryWrite(Pieces pieces) override {
    std::array<iovec, 4> parts;
    const size_t count = std::min(pieces.size(), parts.size());
    for (size_t i = 0; i < count; ++i) {
      parts[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    const ssize_t sent = sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) return sent;
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : -1;
  }

  void Write(Pieces, std::shared_ptr<Session> session) override {
    // What can be sent is sent by TryWrite; here is only the waiting.
    socket_.async_wait(StreamSocket::wait_write, [session = std::move(session)](AsioError error) {
      session->OnWritable(!error);
    });
  }

  void Linger(std::shared_ptr<Session> session) override {
    AsioError ignored;
    socket_.shutdown(StreamSocket::shutdown_send, ignored);
    Discard(std::move(session));
  }

  void Close() override {
    AsioError ignored;
    socket_.close(ignored);
  }

  void Abort() override {
    AsioError ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    Close();
  }

 private:
  void Discard(std::shared_ptr<Session> session) {
    socket_.async_read_some(asio::buffer(scratch_),
                            [this, session = std::move(session)](AsioError error, size_t) mutable {
                              if (error)
                                session->OnLingered();
                              else
                                Discard(std::move(session));
                            });
  }

  StreamSocket socket_;
  std::array<char, 1024> scratch_;
};

}  // namespace

std::unique_ptr<Transport> MakePlainTransport(StreamSocket socket) {
  return std::make_unique<PlainTransport>(std::move(socket));
}

}  // namespace millrace::net

#include "net/stream/socket.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "net/stream/resolve.h"

namespace millrace::net {
namespace {

using std::chrono::milliseconds;

constexpr const char* kCheckPeer = "Check host and port, and that the service is running.";

std::string PeerOf(const StreamOptions& options) {
  const bool v6 = options.host.find(':') != std::string::npos && !options.host.starts_with('[');
  return (v6 ? "[" + Printable(options.host) + "]" : Printable(options.host)) + ":" +
         std::to_string(options.port);
}

std::string Duration(milliseconds time) {
  if (time.count() % 1000 == 0) return std::to_string(time.count() / 1000) + " s";
  return std::to_string(time.count()) + " ms";
}

Error ConnectError(int code, const StreamOptions& options, const std::string& peer) {
  Error error{.kind = ErrorKind::kUnavailable, .temporary = true, .advice = kCheckPeer};
  switch (code) {
    case ECONNREFUSED: error.message = peer + " refused the connection."; break;
    case ENETUNREACH:
    case EHOSTUNREACH:
      error.message = "No route leads to " + peer + ".";
      error.advice = "Check the network of this machine.";
      break;
    case EACCES:
    case EPERM:
      error.kind = ErrorKind::kDenied;
      error.temporary = false;
      error.message = "This user may not connect to " + peer + ".";
      error.advice = "Check the firewall of this machine.";
      break;
    case ETIMEDOUT:
      error.kind = ErrorKind::kTimeout;
      error.message =
          peer + " did not accept a connection within " + Duration(options.connect_timeout) + ".";
      break;
    default: error.message = "No connection to " + peer + " could be made."; break;
  }
  return error;
}

Error Broken(const std::string& peer) {
  return {.kind = ErrorKind::kUnavailable,
          .temporary = true,
          .message = "The connection to " + peer + " broke.",
          .advice = "Try again."};
}

Error Stalled(const std::string& peer, milliseconds patience) {
  return {.kind = ErrorKind::kTimeout,
          .temporary = true,
          .message = "No data moved to or from " + peer + " for " + Duration(patience) + ".",
          .advice = "Try again; if it stays so, check the network and the load of that service."};
}

std::unexpected<Error> Stopped() {
  return Fail(ErrorKind::kCancelled, "The connection was given up.");
}

bool WaitFor(int fd, short events, milliseconds patience) {
  const Deadline deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    pollfd wait{.fd = fd, .events = events};
    const int ready = poll(&wait, 1, static_cast<int>(Left(deadline).count()));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

// 0, or the reason why this address did not answer.
int ConnectTo(int fd, const addrinfo& address, milliseconds patience) {
  if (connect(fd, address.ai_addr, address.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS && errno != EINTR) return errno;
  if (!WaitFor(fd, POLLOUT, patience)) return ETIMEDOUT;
  int code = 0;
  socklen_t size = sizeof(code);
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size) != 0) return errno;
  return code;
}

}  // namespace

milliseconds Left(Deadline deadline) {
  const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
  return std::max(left, milliseconds(0));
}

Socket::~Socket() {
  watch_.reset();  // before the number can be another file's
  if (fd_ >= 0) close(fd_);
}

void Socket::EndWith(const std::stop_token& stop) {
  if (!stop.stop_possible()) return;
  watch_ = std::make_unique<std::stop_callback<std::function<void()>>>(
      stop, [fd = fd_] { shutdown(fd, SHUT_RDWR); });
}

bool Socket::Wait(short events, milliseconds patience) const {
  return WaitFor(fd_, events, patience);
}

Result<void> Socket::Send(std::string_view bytes, milliseconds patience) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!Wait(POLLOUT, patience)) return std::unexpected(Stalled(peer_, patience));
    } else if (errno != EINTR) {
      return std::unexpected(Broken(peer_));
    }
  }
  return {};
}

Result<size_t> Socket::Receive(char* buffer, size_t size, milliseconds patience) {
  for (;;) {
    const ssize_t count = recv(fd_, buffer, size, 0);
    if (count >= 0) return static_cast<size_t>(count);
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!Wait(POLLIN, patience)) return std::unexpected(Stalled(peer_, patience));
    } else if (errno != EINTR) {
      return std::unexpected(Broken(peer_));
    }
  }
}

bool Socket::Quiet() const {
  char byte;
  return recv(fd_, &byte, 1, MSG_PEEK) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

Result<Socket> Dial(const StreamOptions& options, Deadline deadline) {
  const std::string peer = PeerOf(options);
  ASSIGN_OR_RETURN(const AddressList addresses, Lookup(options.host, options.port));
  std::optional<Error> last;
  for (const addrinfo* address = addresses.get(); address != nullptr; address = address->ai_next) {
    const auto ip = IpAddress::From(address->ai_addr);
    if (!ip.has_value()) continue;
    if (options.addresses == AddressPolicy::kUser) {
      // On the very address that is connected to: a name that resolves differently the second time
      // gains nothing.
      if (auto allowed = CheckUserAddress(options.host, *ip, {.loopback = options.allow_loopback});
          !allowed.has_value()) {
        last = std::move(allowed).error();
        continue;
      }
    }
    Socket socket(::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
                  peer);
    const int fd = socket.fd_;
    if (fd < 0) {
      last = ConnectError(errno, options, peer);
      continue;
    }
    socket.EndWith(options.stop);
    if (options.stop.stop_requested()) return Stopped();
    // An address that swallows packets leaves time for the next one.
    const milliseconds left = Left(deadline);
    const int code = ConnectTo(fd, *address, address->ai_next != nullptr ? left / 2 : left);
    // A stop before the first packet found nothing to end.
    if (options.stop.stop_requested()) return Stopped();
    if (code == 0) {
      const int on = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
      return socket;
    }
    last = ConnectError(code, options, peer);
  }
  if (last.has_value()) return std::unexpected(*std::move(last));
  return std::unexpected(ConnectError(EHOSTUNREACH, options, peer));
}

}  // namespace millrace::net

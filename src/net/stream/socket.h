// A connected TCP socket, and how one is made: the ground of both kinds of Stream.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "net/stream.h"

namespace millrace::net {

using Deadline = std::chrono::steady_clock::time_point;

// Owns the descriptor, which is non-blocking. One thread at a time. All waits are its own.
class Socket {
 public:
  Socket(int fd, std::string peer) : fd_(fd), peer_(std::move(peer)) {}
  Socket(Socket&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)),
        peer_(std::move(other.peer_)),
        watch_(std::move(other.watch_)) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket();

  // As Stream::Write and Stream::Read.
  Result<void> Send(std::string_view bytes, std::chrono::milliseconds patience);
  Result<size_t> Receive(char* buffer, size_t size, std::chrono::milliseconds patience);
  // As Stream::Quiet.
  bool Quiet() const;

  const std::string& peer() const { return peer_; }  // "redis.example.com:6379"

 private:
  friend Result<Socket> Dial(const StreamOptions& options, Deadline deadline);

  // False if nothing happened within `patience`.
  bool Wait(short events, std::chrono::milliseconds patience) const;

  // From now on a stop ends the connection.
  void EndWith(const std::stop_token& stop);

  int fd_;
  std::string peer_;
  std::unique_ptr<std::stop_callback<std::function<void()>>> watch_;  // uses fd_
};

// Tries the addresses of the name one after the other until `deadline`, those that the policy
// allows.
Result<Socket> Dial(const StreamOptions& options, Deadline deadline);

// Speaks TLS over the socket: handshake and check of the certificate, until `deadline`.
Result<std::unique_ptr<Stream>> StartTls(Socket socket, const StreamOptions& options,
                                         Deadline deadline);

// What is left until the deadline, at least nothing.
std::chrono::milliseconds Left(Deadline deadline);

}  // namespace millrace::net

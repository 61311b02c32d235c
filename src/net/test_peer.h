// For tests of this room: raw peers that say exactly what a test wants, and scratch files.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace millrace::net {

// A directory that goes with the test.
class ScratchDir {
 public:
  ScratchDir() {
    std::string pattern = std::filesystem::temp_directory_path() / "millrace-net-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~ScratchDir() { std::filesystem::remove_all(path_); }
  std::string operator/(std::string_view name) const { return path_ + '/' + std::string(name); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// One end of a connection. Blocking, with a limit of ten seconds for each read.
class RawSocket {
 public:
  explicit RawSocket(int fd) : fd_(fd) {}
  RawSocket(RawSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ~RawSocket() { Close(); }

  static RawSocket Connect(int port) {
    sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(static_cast<uint16_t>(port))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    return RawSocket(fd);
  }

  void Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(sent);
    }
  }
  void EndSending() { shutdown(fd_, SHUT_WR); }

  // What comes next; "" at the end.
  std::string Read(size_t limit = 64 << 10) {
    pollfd wait{.fd = fd_, .events = POLLIN};
    if (poll(&wait, 1, 10'000) <= 0) return {};
    std::string bytes(limit, '\0');
    const ssize_t count = recv(fd_, bytes.data(), bytes.size(), 0);
    bytes.resize(std::max<ssize_t>(count, 0));
    return bytes;
  }
  // Until `mark` has come (it is part of the result) or the end.
  std::string ReadUntil(std::string_view mark) {
    std::string bytes;
    while (bytes.find(mark) == std::string::npos) {
      const std::string more = Read();
      if (more.empty()) break;
      bytes += more;
    }
    return bytes;
  }
  std::string ReadToEnd() {
    std::string bytes;
    for (std::string more = Read(); !more.empty(); more = Read()) bytes += more;
    return bytes;
  }
  // Ends with a reset instead of an orderly close.
  void Reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    Close();
  }
  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

// A server that gives each connection, one after the other, to `script`.
class RawServer {
 public:
  explicit RawServer(std::function<void(RawSocket&)> script) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    listen(listener_, 16);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, script = std::move(script)] {
      for (int fd; (fd = accept(listener_, nullptr, nullptr)) >= 0;) {
        RawSocket connection(fd);
        script(connection);
      }
    });
  }
  ~RawServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  int port() const { return port_; }
  std::string Url(std::string_view path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }

 private:
  int listener_, port_;
  std::thread thread_;
};

}  // namespace millrace::net

// Curl's sockets and timer on epoll: the glue of curl_multi_socket_action. It does one system call
// per batch of ready sockets, where curl_multi_poll asks the kernel about every transfer every
// time.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <optional>
#include <vector>

namespace millrace::net {

// Used on one thread, but for Wake(). Outlives the multi handle's transfers.
class SocketWatch {
 public:
  SocketWatch();
  ~SocketWatch();
  SocketWatch(const SocketWatch&) = delete;
  SocketWatch& operator=(const SocketWatch&) = delete;

  // False if the kernel refused a descriptor.
  bool ok() const { return epoll_ >= 0 && event_ >= 0; }
  // Installs itself as the multi's socket and timer function.
  void Attach(CURLM* multi);

  // Waits until a socket is ready, curl's timer is due, Wake() was called or `limit` has passed,
  // and lets curl act.
  void Run(std::chrono::milliseconds limit);
  // From any thread: ends the current or the next Run().
  void Wake();

  // Sockets that are reported here, opened and closed, may stay registered while they idle between
  // two transfers, which saves two system calls per transfer.
  void Opened(int fd);
  void Closed(int fd);

 private:
  struct Socket {
    uint32_t registered = 0;  // with epoll
    uint32_t wanted = 0;      // by curl
    bool reported = false;
  };

  static int SocketCallback(CURL*, curl_socket_t fd, int what, void* self, void*);
  static int TimerCallback(CURLM*, long timeout_ms, void* self);
  Socket& At(int fd);
  void Want(int fd, uint32_t events);
  void Register(int fd, Socket& socket, uint32_t events);
  void Act(int fd, uint32_t events);
  int WaitMs(std::chrono::milliseconds limit) const;

  int epoll_, event_;
  CURLM* multi_ = nullptr;
  std::vector<Socket> sockets_;  // by descriptor
  std::optional<std::chrono::steady_clock::time_point> due_;
};

}  // namespace millrace::net

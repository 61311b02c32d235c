#include "net/client/socket_watch.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace millrace::net {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

SocketWatch::SocketWatch()
    : epoll_(epoll_create1(EPOLL_CLOEXEC)), event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  epoll_event event{.events = EPOLLIN, .data = {.fd = event_}};
  if (ok()) epoll_ctl(epoll_, EPOLL_CTL_ADD, event_, &event);
}

SocketWatch::~SocketWatch() {
  if (epoll_ >= 0) close(epoll_);
  if (event_ >= 0) close(event_);
}

void SocketWatch::Attach(CURLM* multi) {
  multi_ = multi;
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &SocketCallback);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &TimerCallback);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
}

int SocketWatch::WaitMs(milliseconds limit) const {
  if (!due_) return static_cast<int>(limit.count());
  const auto left = std::chrono::ceil<milliseconds>(*due_ - steady_clock::now());
  return static_cast<int>(std::clamp<int64_t>(left.count(), 0, limit.count()));
}

void SocketWatch::Run(milliseconds limit) {
  std::array<epoll_event, 128> events;
  const int count = epoll_wait(epoll_, events.data(), events.size(), WaitMs(limit));
  for (int i = 0; i < count; ++i) {
    if (events[i].data.fd == event_) {
      uint64_t ignored;
      while (read(event_, &ignored, sizeof(ignored)) > 0) {
      }
    } else {
      Act(events[i].data.fd, events[i].events);
    }
  }
  if (due_ && *due_ <= steady_clock::now()) {
    due_.reset();
    int running;
    curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
  }
}

void SocketWatch::Act(int fd, uint32_t events) {
  Socket& socket = At(fd);
  if (socket.wanted == 0) {  // an idle connection that the other side closed
    Register(fd, socket, 0);
    return;
  }
  int mask = 0;
  if (events & EPOLLIN) mask |= CURL_CSELECT_IN;
  if (events & EPOLLOUT) mask |= CURL_CSELECT_OUT;
  if (events & (EPOLLERR | EPOLLHUP)) mask |= CURL_CSELECT_ERR | CURL_CSELECT_IN;
  int running;
  curl_multi_socket_action(multi_, fd, mask, &running);
}

void SocketWatch::Wake() {
  const uint64_t one = 1;
  // Can only fail if the counter is full, and then a wake-up is pending anyway.
  [[maybe_unused]] const ssize_t written = write(event_, &one, sizeof(one));
}

void SocketWatch::Opened(int fd) { At(fd) = {.reported = true}; }

// The kernel forgets a closed descriptor by itself.
void SocketWatch::Closed(int fd) { At(fd) = {}; }

SocketWatch::Socket& SocketWatch::At(int fd) {
  if (static_cast<size_t>(fd) >= sockets_.size()) sockets_.resize(fd + 1);
  return sockets_[fd];
}

void SocketWatch::Want(int fd, uint32_t events) {
  Socket& socket = At(fd);
  socket.wanted = events;
  const bool keep = socket.reported && events == 0 && socket.registered == EPOLLIN;
  if (!keep && socket.registered != events) Register(fd, socket, events);
}

void SocketWatch::Register(int fd, Socket& socket, uint32_t events) {
  epoll_event event{.events = events, .data = {.fd = fd}};
  const int operation = events == 0              ? EPOLL_CTL_DEL
                        : socket.registered == 0 ? EPOLL_CTL_ADD
                                                 : EPOLL_CTL_MOD;
  // A descriptor closed behind our back may have come back under the same number.
  if (epoll_ctl(epoll_, operation, fd, &event) != 0 && events != 0) {
    epoll_ctl(epoll_, operation == EPOLL_CTL_ADD ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
  }
  socket.registered = events;
}

int SocketWatch::SocketCallback(CURL*, curl_socket_t fd, int what, void* self, void*) {
  uint32_t events = 0;
  if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) events |= EPOLLIN;
  if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) events |= EPOLLOUT;
  static_cast<SocketWatch*>(self)->Want(fd, events);
  return 0;
}

int SocketWatch::TimerCallback(CURLM*, long timeout_ms, void* self) {
  auto& due = static_cast<SocketWatch*>(self)->due_;
  if (timeout_ms < 0)
    due.reset();
  else
    due = steady_clock::now() + milliseconds(timeout_ms);
  return 0;
}

}  // namespace millrace::net

// Which request may start next: at most so many at once, and so many per host, the hosts in turn,
// so that a slow store with a long queue holds up nobody else.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace millrace::net {

// Not thread-safe.
template <class T>
class Admission {
 public:
  Admission(size_t limit, size_t limit_per_host) : limit_(limit), limit_per_host_(limit_per_host) {}

  struct Host {
    size_t running = 0;
    bool in_turn = false;
    std::deque<T> waiting;
    std::string name;
  };

  void Add(std::string_view name, T item) {
    auto found = hosts_.find(name);
    if (found == hosts_.end()) {
      found = hosts_.emplace(std::string(name), Host{}).first;
      found->second.name = name;
    }
    Host& host = found->second;
    host.waiting.push_back(std::move(item));
    ++waiting_;
    TakeTurn(host);
  }

  // The next item that may run; it counts until Done(host).
  std::optional<std::pair<T, Host*>> Next() {
    if (running_ >= limit_ || turns_.empty()) return std::nullopt;
    Host& host = *turns_.front();
    turns_.pop_front();
    host.in_turn = false;
    std::pair<T, Host*> next(std::move(host.waiting.front()), &host);
    host.waiting.pop_front();
    --waiting_;
    ++host.running;
    ++running_;
    TakeTurn(host);
    return next;
  }

  void Done(Host* host) {
    --host->running;
    --running_;
    TakeTurn(*host);
    // Names come from users; those that nobody uses any more are forgotten.
    if (hosts_.size() > kRemembered && host->running == 0 && host->waiting.empty()) {
      hosts_.erase(hosts_.find(host->name));
    }
  }

  size_t running() const { return running_; }
  size_t waiting() const { return waiting_; }

 private:
  static constexpr size_t kRemembered = 256;

  void TakeTurn(Host& host) {
    if (host.in_turn || host.waiting.empty() || host.running >= limit_per_host_) return;
    host.in_turn = true;
    turns_.push_back(&host);
  }

  const size_t limit_, limit_per_host_;
  size_t running_ = 0, waiting_ = 0;
  std::map<std::string, Host, std::less<>> hosts_;  // its nodes do not move
  std::deque<Host*> turns_;                         // with something waiting and room to run
};

}  // namespace millrace::net

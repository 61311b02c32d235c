// Who waits for the end of something, each for a limited time.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/timers.h"

namespace millrace {

// Thread-safe. Add first and look then whether it has ended already, with a Tell if so: nobody is
// forgotten between the two.
template <class Key>
class Waiters {
 public:
  // Calls `done` once: when the key is told, or after `limit`. It must not block. Whoever still
  // waits when the Waiters end is not called.
  void Add(const Key& key, std::chrono::milliseconds limit, std::function<void()> done) {
    const auto waiter = std::make_shared<std::function<void()>>(std::move(done));
    {
      std::lock_guard lock(mutex_);
      waiters_.emplace(key, waiter);
    }
    timers_.After(limit, [this, key, waiter] {
      for (const auto& late : Take(key, waiter)) late();
    });
  }

  void Tell(const Key& key) {
    for (const auto& done : Take(key, nullptr)) done();
  }

 private:
  using Waiter = std::shared_ptr<std::function<void()>>;

  // Of the key's, `only` this one; all if it is null.
  std::vector<std::function<void()>> Take(const Key& key, const Waiter& only) {
    std::vector<std::function<void()>> taken;
    std::lock_guard lock(mutex_);
    auto [at, end] = waiters_.equal_range(key);
    while (at != end) {
      if (only != nullptr && at->second != only) {
        ++at;
        continue;
      }
      taken.push_back(std::exchange(*at->second, {}));
      at = waiters_.erase(at);
    }
    return taken;
  }

  std::mutex mutex_;
  std::multimap<Key, Waiter> waiters_;
  Timers timers_;  // last: it uses the others
};

}  // namespace millrace

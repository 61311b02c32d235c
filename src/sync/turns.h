// Lets several threads work on numbered pieces side by side and hand over the results in order.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace millrace::sync {

// Thread-safe. Every ticket, counted from 0 without gaps, passes exactly once.
class Turns {
 public:
  // Waits until all earlier tickets have passed. False if one of them failed: nothing may be handed
  // over behind it.
  bool Await(uint64_t ticket) {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return failed_ || now_ == ticket; });
    return !failed_;
  }

  // Hands the turn to the next ticket, or ends all later ones. Waits for its own turn first; false
  // if an earlier one failed.
  bool Pass(uint64_t ticket, bool good) {
    if (!Await(ticket)) return false;
    {
      std::lock_guard lock(mutex_);
      if (good)
        ++now_;
      else
        failed_ = true;
    }
    moved_.notify_all();
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable moved_;
  uint64_t now_ = 0;
  bool failed_ = false;
};

}  // namespace millrace::sync

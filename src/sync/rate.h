// How fast something goes at the moment.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace millrace::sync {

// The growth of a count over the last ten seconds, per second. Not thread-safe.
class Rate {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // The count stands at `count` now. One that shrank begins anew.
  void Note(int64_t count, Moment now);
  // 0 when nothing moves any more; nothing in the first half second, when nobody can tell yet.
  std::optional<double> PerSecond(Moment now) const;

 private:
  struct Sample {
    int64_t count;
    Moment at;
  };
  std::deque<Sample> samples_;  // oldest first: one from before the window, and those in it
};

}  // namespace millrace::sync

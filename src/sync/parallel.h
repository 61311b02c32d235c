// Runs independent blocking calls side by side.
#pragma once

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace millrace::sync {

// Calls fn(0) … fn(count - 1), at most `threads` at a time, and returns when all have ended.
template <class F>
void ParallelFor(size_t count, size_t threads, const F& fn) {
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t i; (i = next.fetch_add(1)) < count;) fn(i);
  };
  std::vector<std::jthread> others;
  for (size_t i = 1; i < std::min(count, threads); ++i) others.emplace_back(work);
  work();
}

}  // namespace millrace::sync

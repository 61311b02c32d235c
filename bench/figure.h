// What every limit program prints: one line of JSON with a count and its seconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace millrace::bench {

class Stopwatch {
 public:
  double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

inline void PrintFigure(int64_t count, int64_t bytes, double seconds) {
  printf("{\"count\": %lld, \"bytes\": %lld, \"seconds\": %.6f}\n", static_cast<long long>(count),
         static_cast<long long>(bytes), seconds);
}

[[noreturn]] inline void Stop(const char* what, const char* why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

}  // namespace millrace::bench

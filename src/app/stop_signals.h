// SIGINT and SIGTERM as a stop token.
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

namespace millrace::app {

// One per process; made before any other thread, so that all of them leave the signals to it. The
// first signal requests the stop. The second one, or ten seconds without an end, end the process at
// once: what was acknowledged is on disk by then.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  std::stop_token token() const { return source_.get_token(); }
  // Waits for the first signal.
  void Wait() const;

 private:
  void Run();

  std::stop_source source_;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace millrace::app

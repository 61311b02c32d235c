#include "app/stop_signals.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <condition_variable>
#include <ctime>
#include <mutex>

namespace millrace::app {
namespace {

constexpr int kSecondsToEnd = 10;

sigset_t Signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = Signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);  // a reader that went away is an error of write()
  thread_ = std::thread([this] { Run(); });
}

StopSignals::~StopSignals() {
  ending_ = true;
  pthread_kill(thread_.native_handle(), SIGTERM);
  thread_.join();
}

void StopSignals::Run() {
  const sigset_t set = Signals();
  int signal = 0;
  sigwait(&set, &signal);
  if (ending_) return;
  source_.request_stop();
  const timespec limit{.tv_sec = kSecondsToEnd, .tv_nsec = 0};
  sigtimedwait(&set, nullptr, &limit);
  if (!ending_) _exit(128 + signal);
}

void StopSignals::Wait() const {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait(lock, source_.get_token(), [] { return false; });
}

}  // namespace millrace::app

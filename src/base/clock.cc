#include "base/clock.h"

#include <time.h>

#include <cstdio>

namespace millrace {
namespace {

class RealClock final : public Clock {
 public:
  Time Now() const override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
  std::chrono::steady_clock::time_point Steady() const override {
    return std::chrono::steady_clock::now();
  }
  bool Sleep(std::chrono::milliseconds duration, std::stop_token stop) override {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, duration, [] { return false; });
    return !stop.stop_requested();
  }
};

tm Utc(Time time, int* micros) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  *micros = static_cast<int>((time - seconds).count());
  const time_t t = seconds.time_since_epoch().count();
  tm out{};
  gmtime_r(&t, &out);
  return out;
}

std::string Format(Time time, const char* pattern) {
  int micros = 0;
  const tm utc = Utc(time, &micros);
  char buffer[64];
  return std::string(buffer, strftime(buffer, sizeof buffer, pattern, &utc));
}

}  // namespace

Clock& SystemClock() {
  static RealClock clock;
  return clock;
}

Time FakeClock::Now() const {
  std::lock_guard lock(mutex_);
  return now_;
}

std::chrono::steady_clock::time_point FakeClock::Steady() const {
  std::lock_guard lock(mutex_);
  return std::chrono::steady_clock::time_point(now_.time_since_epoch());
}

bool FakeClock::Sleep(std::chrono::milliseconds duration, std::stop_token stop) {
  std::lock_guard lock(mutex_);
  now_ += duration;
  slept_ += duration;
  return !stop.stop_requested();
}

void FakeClock::Advance(std::chrono::microseconds by) {
  std::lock_guard lock(mutex_);
  now_ += by;
}

std::chrono::microseconds FakeClock::slept() const {
  std::lock_guard lock(mutex_);
  return slept_;
}

std::string FormatIso(Time time) {
  int micros = 0;
  const tm utc = Utc(time, &micros);
  char buffer[64];
  const int n = snprintf(buffer, sizeof buffer, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ",
                         utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min,
                         utc.tm_sec, micros);
  return std::string(buffer, n);
}

std::optional<Time> ParseIso(std::string_view text) {
  const std::string copy(text);
  tm utc{};
  const char* rest = strptime(copy.c_str(), "%Y-%m-%dT%H:%M:%S", &utc);
  if (rest == nullptr) rest = strptime(copy.c_str(), "%Y-%m-%d %H:%M:%S", &utc);
  if (rest == nullptr) return std::nullopt;
  int64_t micros = 0;
  if (*rest == '.') {
    int64_t unit = 100'000;
    for (++rest; *rest >= '0' && *rest <= '9'; ++rest, unit /= 10) micros += (*rest - '0') * unit;
  }
  int64_t offset_seconds = 0;
  if (*rest == '+' || *rest == '-') {
    int hours = 0, minutes = 0, read = 0;
    if (sscanf(rest + 1, "%2d:%2d%n", &hours, &minutes, &read) != 2) return std::nullopt;
    offset_seconds = (*rest == '+' ? 1 : -1) * (hours * 3600 + minutes * 60);
    rest += 1 + read;
  } else if (*rest == 'Z') {
    ++rest;
  }
  if (*rest != '\0') return std::nullopt;
  return Time(std::chrono::seconds(timegm(&utc) - offset_seconds)) +
         std::chrono::microseconds(micros);
}

std::string FormatBasic(Time time) { return Format(time, "%Y%m%dT%H%M%SZ"); }

std::string FormatHttpDate(Time time) { return Format(time, "%a, %d %b %Y %H:%M:%S GMT"); }

std::optional<Time> ParseHttpDate(std::string_view text) {
  const std::string copy(text);
  tm utc{};
  const char* rest = strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  if (rest == nullptr || *rest != '\0') return std::nullopt;
  return Time(std::chrono::seconds(timegm(&utc)));
}

}  // namespace millrace

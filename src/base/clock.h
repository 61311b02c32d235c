// Time: the one source of "now" and of waiting, so that tests can stand still or jump.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace millrace {

// Wall-clock time, UTC, microseconds: what databases and JSON carry.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time Now() const = 0;
  // Never goes back; for measuring.
  virtual std::chrono::steady_clock::time_point Steady() const = 0;
  // Waits `duration`. Returns false at once when `stop` is requested.
  virtual bool Sleep(std::chrono::milliseconds duration, std::stop_token stop = {}) = 0;
};

// The machine's clock; lives for ever.
Clock& SystemClock();

// A clock that moves only when told, or by its own Sleep (which returns at once). For tests.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Time now = Time(std::chrono::seconds(1'700'000'000))) : now_(now) {}
  Time Now() const override;
  std::chrono::steady_clock::time_point Steady() const override;
  bool Sleep(std::chrono::milliseconds duration, std::stop_token stop = {}) override;
  void Advance(std::chrono::microseconds by);
  std::chrono::microseconds slept() const;

 private:
  mutable std::mutex mutex_;
  Time now_;
  std::chrono::microseconds slept_{0};
};

// "2024-02-03T04:05:06.000000Z", as Label Studio's JSON has it.
std::string FormatIso(Time time);
// Reads that form, also with a space for the "T", another number of fraction digits or none (more
// than six are cut), and "±hh:mm" or nothing (UTC) for the "Z"; nothing for anything else.
std::optional<Time> ParseIso(std::string_view text);
// "20240203T040506Z", the date of AWS signatures.
std::string FormatBasic(Time time);
// "Sat, 03 Feb 2024 04:05:06 GMT" (RFC 9110 §5.6.7).
std::string FormatHttpDate(Time time);
// Reads that form and the two obsolete ones of the same section; nothing for anything else.
std::optional<Time> ParseHttpDate(std::string_view text);

inline int64_t ToMicros(Time time) { return time.time_since_epoch().count(); }
inline Time FromMicros(int64_t micros) { return Time(std::chrono::microseconds(micros)); }

}  // namespace millrace

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

std::chrono::year_month_day Date(int year, int month, int day) {
  return {std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
          std::chrono::day(static_cast<unsigned>(day))};
}

// Takes an ISO 8601 text apart from the front. Once something is missing it is no longer ok() and
// its numbers mean nothing.
class IsoReader {
 public:
  explicit IsoReader(std::string_view text) : text_(text) {}

  bool ok() const { return ok_; }
  bool AtEnd() const { return text_.empty(); }

  bool Accept(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  void Skip(char c) { ok_ &= Accept(c); }

  int Number(int digits) {
    int value = 0;
    for (; digits > 0; --digits) value = value * 10 + Digit();
    return value;
  }
  // The digits behind the point; more than six are cut.
  int Micros() {
    int value = 0, unit = 100'000;
    do {
      value += Digit() * unit;
      unit /= 10;
    } while (AtDigit());
    return value;
  }

 private:
  bool AtDigit() const { return !text_.empty() && text_[0] >= '0' && text_[0] <= '9'; }
  int Digit() {
    if (!AtDigit()) {
      ok_ = false;
      return 0;
    }
    const int value = text_[0] - '0';
    text_.remove_prefix(1);
    return value;
  }

  std::string_view text_;
  bool ok_ = true;
};

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
  if (stop.stop_requested()) return false;
  std::lock_guard lock(mutex_);
  now_ += duration;
  slept_ += duration;
  return true;
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
  const int n =
      snprintf(buffer, sizeof buffer, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", utc.tm_year + 1900,
               utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, micros);
  return std::string(buffer, n);
}

std::optional<Time> ParseIso(std::string_view text) {
  IsoReader reader(text);
  const int year = reader.Number(4);
  reader.Skip('-');
  const int month = reader.Number(2);
  reader.Skip('-');
  const int day = reader.Number(2);
  if (!reader.Accept('T')) reader.Skip(' ');
  const int hour = reader.Number(2);
  reader.Skip(':');
  const int minute = reader.Number(2);
  reader.Skip(':');
  const int second = reader.Number(2);
  const int micros = reader.Accept('.') ? reader.Micros() : 0;
  int east = 0;  // minutes
  if (!reader.Accept('Z') && !reader.AtEnd()) {
    const int sign = reader.Accept('-') ? -1 : 1;
    if (sign > 0) reader.Skip('+');
    const int hours = reader.Number(2);
    reader.Skip(':');
    const int minutes = reader.Number(2);
    if (hours > 23 || minutes > 59) return std::nullopt;
    east = sign * (hours * 60 + minutes);
  }
  if (!reader.ok() || !reader.AtEnd()) return std::nullopt;
  const std::chrono::year_month_day date = Date(year, month, day);
  // 60 is a leap second (RFC 3339 §5.6).
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) +
         std::chrono::minutes(minute - east) + std::chrono::seconds(second) +
         std::chrono::microseconds(micros);
}

std::string FormatBasic(Time time) { return Format(time, "%Y%m%dT%H%M%SZ"); }

std::string FormatHttpDate(Time time) { return Format(time, "%a, %d %b %Y %H:%M:%S GMT"); }

std::optional<Time> ParseHttpDate(std::string_view text) {
  const std::string copy(text);
  // A recipient must also accept the two obsolete forms (RFC 9110 §5.6.7).
  for (const char* form :
       {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"}) {
    tm utc{};
    const char* rest = strptime(copy.c_str(), form, &utc);
    if (rest != copy.c_str() + copy.size()) continue;
    // strptime takes a 31st of any month.
    if (!Date(utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday).ok()) return std::nullopt;
    return Time(std::chrono::seconds(timegm(&utc)));
  }
  return std::nullopt;
}

}  // namespace millrace

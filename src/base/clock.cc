#include "base/clock.h"

#include <time.h>

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

tm Utc(Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const time_t t = seconds.time_since_epoch().count();
  tm out{};
  gmtime_r(&t, &out);
  return out;
}

void PutDigits(std::string& out, size_t position, size_t count, int64_t number) {
  for (; count > 0; --count, number /= 10)
    out[position + count - 1] = static_cast<char>('0' + number % 10);
}

std::string Format(Time time, const char* pattern) {
  const tm utc = Utc(time);
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
  // Each exported object has five of them: printf would cost more than all else in its body.
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(time - days);
  const int year = static_cast<int>(date.year());
  if (year < 0 || year > 9999) return Format(time, "%Y-%m-%dT%H:%M:%SZ");
  std::string out = "0000-00-00T00:00:00.000000Z";
  PutDigits(out, 0, 4, year);
  PutDigits(out, 5, 2, static_cast<unsigned>(date.month()));
  PutDigits(out, 8, 2, static_cast<unsigned>(date.day()));
  PutDigits(out, 11, 2, clock.hours().count());
  PutDigits(out, 14, 2, clock.minutes().count());
  PutDigits(out, 17, 2, clock.seconds().count());
  PutDigits(out, 20, 6, clock.subseconds().count());
  return out;
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

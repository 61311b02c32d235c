// Log lines: one event, then its facts as key=value. Never a secret (see base/secret.h).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace millrace {

enum class LogLevel { kDebug, kInfo, kWarning, kError, kOff };

// One fact of a log line.
struct LogField {
  std::string_view name;
  std::string value;

  LogField(std::string_view n, std::string_view v) : name(n), value(v) {}
  LogField(std::string_view n, const std::string& v) : name(n), value(v) {}
  LogField(std::string_view n, const char* v) : name(n), value(v) {}
  LogField(std::string_view n, int64_t v) : name(n), value(std::to_string(v)) {}
  LogField(std::string_view n, int v) : name(n), value(std::to_string(v)) {}
  LogField(std::string_view n, const Error& e) : name(n), value(e.Sentence()) {}
};

using LogFields = std::initializer_list<LogField>;

// Lines go to standard error. Thread-safe. The default level is kInfo.
void SetLogLevel(LogLevel level);
// "debug", "info", "warning", "error" or "off", in any case, and Python's
// "warn" and "critical" (as error); an Error that lists them otherwise.
Result<LogLevel> ParseLogLevel(std::string_view name);

void LogDebug(std::string_view event, LogFields fields = {});
void LogInfo(std::string_view event, LogFields fields = {});
void LogWarning(std::string_view event, LogFields fields = {});
void LogError(std::string_view event, LogFields fields = {});

}  // namespace millrace

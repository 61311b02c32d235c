#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "base/text.h"

namespace millrace {
namespace {

spdlog::logger& Logger() {
  static const auto logger = [] {
    auto made = std::make_shared<spdlog::logger>(
        "millrace", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
    return made;
  }();
  return *logger;
}

void Write(spdlog::level::level_enum level, std::string_view event, LogFields fields) {
  if (!Logger().should_log(level)) return;
  std::string line(event);
  for (const LogField& field : fields) {
    const std::string value = Printable(field.value, 2000);
    line += "  ";
    line += field.name;
    line += '=';
    if (value.empty() || value.find_first_of(" \"=") != std::string::npos)
      line += '"' + ReplaceAll(value, "\"", "\\\"") + '"';
    else
      line += value;
  }
  Logger().log(level, "{}", line);
}

}  // namespace

void SetLogLevel(LogLevel level) {
  static constexpr spdlog::level::level_enum kLevels[] = {
      spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err,
      spdlog::level::off};
  Logger().set_level(kLevels[static_cast<int>(level)]);
}

Result<LogLevel> ParseLogLevel(std::string_view name) {
  const std::string lower = ToLower(name);
  if (lower == "debug") return LogLevel::kDebug;
  if (lower == "info") return LogLevel::kInfo;
  if (lower == "warning" || lower == "warn") return LogLevel::kWarning;
  if (lower == "error" || lower == "critical") return LogLevel::kError;
  if (lower == "off") return LogLevel::kOff;
  return Fail(ErrorKind::kInvalid, "\"" + Printable(name) + "\" is not a log level.",
              "Use debug, info, warning, error or off.");
}

void LogDebug(std::string_view event, LogFields fields) { Write(spdlog::level::debug, event, fields); }
void LogInfo(std::string_view event, LogFields fields) { Write(spdlog::level::info, event, fields); }
void LogWarning(std::string_view event, LogFields fields) { Write(spdlog::level::warn, event, fields); }
void LogError(std::string_view event, LogFields fields) { Write(spdlog::level::err, event, fields); }

}  // namespace millrace

#include "labeling/text/python_text.h"

#include <charconv>
#include <cmath>

#include "base/text.h"

namespace millrace::labeling {

std::string PythonText(std::string_view text) {
  const char quote = text.find('\'') != text.npos && text.find('"') == text.npos ? '"' : '\'';
  std::string out(1, quote);
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == quote || c == '\\') out += '\\';
    out += c;
  }
  return out + quote;
}

std::string PythonFloat(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char buffer[64];
  const double size = std::abs(value);
  // Python changes to exponents at 1e16 and below 1e-4.
  const auto format = size != 0 && (size >= 1e16 || size < 1e-4) ? std::chars_format::scientific
                                                                 : std::chars_format::fixed;
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, format).ptr;
  std::string text(buffer, end);
  if (format == std::chars_format::fixed && text.find('.') == text.npos) text += ".0";
  return text;
}

std::optional<double> ParsePythonFloat(std::string_view text) {
  text = Trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return HUGE_VAL;
  if (error != std::errc()) return std::nullopt;
  return value;
}

std::optional<std::string> PythonScalar(std::string_view text) {
  const std::string lower = ToLower(text);
  if (lower == "true") return "True";
  if (lower == "false") return "False";
  std::string_view digits = Trim(text);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  if (const auto whole = ParseInt(digits); whole.has_value()) return std::to_string(*whole);
  const auto value = ParsePythonFloat(text);
  if (!value.has_value() || !std::isfinite(*value)) return std::nullopt;
  return PythonFloat(*value);
}

}  // namespace millrace::labeling

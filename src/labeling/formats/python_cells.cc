#include "labeling/formats/python_cells.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "labeling/text/json_slices.h"

namespace millrace::labeling {
namespace {

bool IsWhole(std::string_view number) {
  return number.find_first_of(".eE") == std::string_view::npos;
}

// The shortest digits that read back as this number; the power of ten in front of which they stand:
// 0.d1d2d3… × 10^point.
struct Digits {
  bool negative = false;
  std::string digits;
  int point = 0;
};

Digits Shortest(double value) {
  Digits out{.negative = std::signbit(value)};
  char buffer[40];
  const auto written =
      std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::scientific);
  const std::string_view text(buffer, written.ptr - buffer);  // "1.5e-07"
  const size_t e = text.find('e');
  for (const char c : text.substr(0, e)) {
    if (c != '.') out.digits += c;
  }
  int exponent = 0;
  std::string_view power = text.substr(e + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  std::from_chars(power.data(), power.data() + power.size(), exponent);
  while (out.digits.size() > 1 && out.digits.back() == '0') out.digits.pop_back();
  out.point = exponent + 1;
  return out;
}

// `least`: digits of the exponent at least; from `most` on an exponent is used.
std::string FormatReal(double value, size_t least, int most) {
  const Digits number = Shortest(value);
  std::string out = number.negative ? "-" : "";
  const int size = static_cast<int>(number.digits.size());
  if (value != 0 && (number.point - 1 < -4 || number.point - 1 >= most)) {
    out += number.digits[0];
    if (size > 1) out.append(".").append(number.digits, 1);
    const int exponent = number.point - 1;
    std::string power = std::to_string(std::abs(exponent));
    if (power.size() < least) power.insert(0, least - power.size(), '0');
    return out + (exponent < 0 ? "e-" : "e+") + power;
  }
  if (number.point <= 0) return out + "0." + std::string(-number.point, '0') + number.digits;
  if (size <= number.point)
    return out + number.digits + std::string(number.point - size, '0') + ".0";
  return out + number.digits.substr(0, number.point) + "." + number.digits.substr(number.point);
}

std::optional<double> ReadReal(std::string_view json) {
  double value = 0;
  const auto read = std::from_chars(json.data(), json.data() + json.size(), value);
  if (read.ec != std::errc()) return std::nullopt;
  return value;
}

void AppendCompactString(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '/': out += "\\/"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          constexpr char kHex[] = "0123456789abcdef";
          out += "\\u00";
          out += kHex[c >> 4];
          out += kHex[c & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

}  // namespace

std::string PythonNumber(std::string_view json) {
  if (IsWhole(json)) return std::string(json);
  const auto value = ReadReal(json);
  return value.has_value() ? PythonNumber(*value) : std::string(json);
}

std::string PythonNumber(double value) { return FormatReal(value, 2, 16); }

void AppendCompactJson(std::string& out, std::string_view json) {
  switch (json.empty() ? 'n' : json.front()) {
    case '"': AppendCompactString(out, DecodeJsonString(json)); return;
    case '{':
    case '[': {
      const bool object = json.front() == '{';
      out += json.front();
      bool any = false;
      ForEachMember(json, [&](std::string_view name, std::string_view value) {
        if (any) out += ',';
        any = true;
        if (object) {
          AppendCompactString(out, name);
          out += ':';
        }
        AppendCompactJson(out, value);
        return true;
      });
      out += object ? '}' : ']';
      return;
    }
    case 't':
    case 'f':
    case 'n': out += json; return;
    default: {
      const auto value = IsWhole(json) ? std::nullopt : ReadReal(json);
      out += value.has_value() ? FormatReal(*value, 1, 16) : std::string(json);
    }
  }
}

void AppendTextCell(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void AppendCell(std::string& out, std::string_view json) {
  switch (json.empty() ? 'n' : json.front()) {
    case '"': AppendTextCell(out, DecodeJsonString(json)); return;
    case '{':
    case '[': {
      std::string text;
      AppendCompactJson(text, json);
      AppendTextCell(out, text);
      return;
    }
    case 't': out += "True"; return;
    case 'f': out += "False"; return;
    case 'n': out += "\"\""; return;
    default: out += PythonNumber(json);
  }
}

}  // namespace millrace::labeling

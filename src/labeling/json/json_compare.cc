// Equality of JSON values, whatever wrote them.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "labeling/json/task_json.h"
#include "labeling/text/json_text.h"

namespace millrace::labeling {
namespace {

// Digits and a power of ten without redundancy: "1500", "1.5e3" and "1500.0" all become "15e2".
struct Decimal {
  bool negative = false;
  std::string digits;  // no zeros at either end; empty is zero
  int64_t exponent = 0;

  std::string Text() const {
    if (digits.empty()) return "0";
    return (negative ? "-" : "") + digits + "e" + std::to_string(exponent);
  }
};

// Nothing if the exponent itself is beyond 64 bits.
std::optional<Decimal> ReadDecimal(std::string_view token) {
  Decimal out;
  out.negative = token.starts_with('-');
  if (out.negative) token.remove_prefix(1);
  if (const auto e = token.find_first_of("eE"); e != token.npos) {
    std::string_view power = token.substr(e + 1);
    if (power.starts_with('+')) power.remove_prefix(1);
    const auto read = std::from_chars(power.data(), power.data() + power.size(), out.exponent);
    if (read.ec != std::errc() || out.exponent > (int64_t{1} << 60) ||
        out.exponent < -(int64_t{1} << 60)) {
      return std::nullopt;
    }
    token = token.substr(0, e);
  }
  if (const auto dot = token.find('.'); dot != token.npos) {
    out.exponent -= static_cast<int64_t>(token.size() - dot - 1);
    out.digits = std::string(token.substr(0, dot)) + std::string(token.substr(dot + 1));
  } else {
    out.digits = token;
  }
  const auto last = out.digits.find_last_not_of('0');
  const size_t kept = last == std::string::npos ? 0 : last + 1;
  out.exponent += static_cast<int64_t>(out.digits.size() - kept);
  out.digits.resize(kept);
  out.digits.erase(0, std::min(out.digits.find_first_not_of('0'), out.digits.size()));
  return out;
}

std::string CanonicalNumber(std::string_view token) {
  // Up to 15 digits survive a double and back, so decimal and binary readers agree on them.
  constexpr size_t kExactDigits = 15;
  const auto decimal = ReadDecimal(token);
  if (!decimal.has_value()) return std::string(token);
  if (decimal->digits.size() <= kExactDigits || decimal->exponent >= 0) return decimal->Text();
  double value = 0;
  const auto read = std::from_chars(token.data(), token.data() + token.size(), value);
  if (read.ec != std::errc()) return decimal->Text();
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  const auto shortest = ReadDecimal(std::string_view(buffer, end - buffer));
  return shortest.has_value() ? shortest->Text() : decimal->Text();
}

// Text that is equal exactly for equal values: strings by length and bytes, members sorted by key.
void AppendCanonical(JsonText& json, std::string_view slice, std::string& out) {
  const auto append_string = [&](std::string_view text) {
    out.append("\"").append(std::to_string(text.size())).append(":").append(text);
  };
  if (slice.starts_with('{')) {
    std::map<std::string, std::string_view> members;
    for (JsonMember& member : json.Members(slice)) {
      members.insert_or_assign(std::move(member.key), member.value);
    }
    out += '{';
    for (const auto& [key, value] : members) {
      append_string(key);
      AppendCanonical(json, value, out);
    }
    out += '}';
  } else if (slice.starts_with('[')) {
    out += '[';
    for (const std::string_view element : json.Elements(slice)) {
      AppendCanonical(json, element, out);
      out += ',';
    }
    out += ']';
  } else if (std::string text; json.Unescape(slice, text)) {
    append_string(text);
  } else if (slice.starts_with('t') || slice.starts_with('f') || slice.starts_with('n')) {
    out += slice;
  } else {
    out += CanonicalNumber(slice);
  }
}

}  // namespace

bool SameJson(std::string_view a, std::string_view b) {
  if (a == b) return true;
  JsonText left, right;
  if (!left.Load(a).has_value() || !right.Load(b).has_value()) return false;
  std::string canonical_left, canonical_right;
  AppendCanonical(left, left.text(), canonical_left);
  AppendCanonical(right, right.text(), canonical_right);
  return canonical_left == canonical_right;
}

void ForEachString(std::string_view json, const std::function<void(std::string_view)>& visit) {
  JsonText text;
  text.Borrow(json);
  text.ForEachString(text.text(), visit);
}

}  // namespace millrace::labeling

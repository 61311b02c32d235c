#include "labeling/text/json_slices.h"

#include <cstdint>

#include "base/json_writer.h"

namespace millrace::labeling {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

size_t SkipSpace(std::string_view json, size_t at) {
  while (at < json.size() && IsSpace(json[at])) ++at;
  return at;
}

// Index behind the closing quote.
size_t SkipString(std::string_view json, size_t at) {
  for (++at; at < json.size(); ++at) {
    if (json[at] == '\\')
      ++at;
    else if (json[at] == '"')
      return at + 1;
  }
  return json.size();
}

void AppendUtf8(std::string& out, uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

// Four hex digits at `at`; nothing if they are not there.
std::optional<uint32_t> Hex4(std::string_view text, size_t at) {
  if (at + 4 > text.size()) return std::nullopt;
  uint32_t value = 0;
  for (const char c : text.substr(at, 4)) {
    value <<= 4;
    if (c >= '0' && c <= '9')
      value |= c - '0';
    else if (c >= 'a' && c <= 'f')
      value |= c - 'a' + 10;
    else if (c >= 'A' && c <= 'F')
      value |= c - 'A' + 10;
    else
      return std::nullopt;
  }
  return value;
}

}  // namespace

size_t SkipJsonValue(std::string_view json, size_t at) {
  at = SkipSpace(json, at);
  if (at >= json.size()) return at;
  if (json[at] == '"') return SkipString(json, at);
  if (json[at] != '{' && json[at] != '[') {
    while (at < json.size() && json[at] != ',' && json[at] != '}' && json[at] != ']' &&
           !IsSpace(json[at]))
      ++at;
    return at;
  }
  int depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = SkipString(json, at);
      continue;
    }
    ++at;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at;
  }
  return at;
}

void ForEachMember(std::string_view json,
                   const std::function<bool(std::string_view, std::string_view)>& visit) {
  size_t at = SkipSpace(json, 0);
  if (at >= json.size() || (json[at] != '{' && json[at] != '[')) return;
  const bool object = json[at] == '{';
  ++at;
  std::string decoded;
  while (true) {
    at = SkipSpace(json, at);
    if (at >= json.size() || json[at] == '}' || json[at] == ']') return;
    std::string_view name;
    if (object) {
      const size_t end = SkipString(json, at);
      const std::string_view quoted = json.substr(at, end - at);
      if (quoted.find('\\') == std::string_view::npos) {
        name = quoted.size() >= 2 ? quoted.substr(1, quoted.size() - 2) : quoted;
      } else {
        decoded = DecodeJsonString(quoted);
        name = decoded;
      }
      at = SkipSpace(json, end) + 1;  // the colon
    }
    at = SkipSpace(json, at);
    const size_t end = SkipJsonValue(json, at);
    if (end <= at || !visit(name, json.substr(at, end - at))) return;
    at = SkipSpace(json, end);
    if (at < json.size() && json[at] == ',') ++at;
  }
}

std::optional<std::string_view> FindMember(std::string_view object, std::string_view name) {
  std::optional<std::string_view> found;
  ForEachMember(object, [&](std::string_view member, std::string_view value) {
    if (member == name) found = value;
    return true;
  });
  return found;
}

std::string DecodeJsonString(std::string_view quoted) {
  std::string out;
  if (quoted.size() < 2) return out;
  const std::string_view text = quoted.substr(1, quoted.size() - 2);
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out += text[i];
      continue;
    }
    switch (const char c = text[++i]) {
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'u': {
        uint32_t code = Hex4(text, i + 1).value_or(0xFFFD);
        i += 4;
        if (code >= 0xD800 && code < 0xDC00 && i + 2 < text.size() && text[i + 1] == '\\' &&
            text[i + 2] == 'u') {
          const uint32_t low = Hex4(text, i + 3).value_or(0);
          if (low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            i += 6;
          }
        }
        AppendUtf8(out, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
        break;
      }
      default: out += c;
    }
  }
  return out;
}

std::string ReplaceStrings(
    std::string_view json,
    const std::function<std::optional<std::string>(std::string_view)>& replace) {
  std::string out;
  out.reserve(json.size() + 64);
  size_t copied = 0;
  for (size_t at = 0; at < json.size();) {
    if (json[at] != '"') {
      ++at;
      continue;
    }
    const size_t end = SkipString(json, at);
    const size_t behind = SkipSpace(json, end);
    if (behind < json.size() && json[behind] == ':') {  // a name
      at = end;
      continue;
    }
    const std::string_view quoted = json.substr(at, end - at);
    std::optional<std::string> text =
        quoted.find('\\') == std::string_view::npos && quoted.size() >= 2
            ? replace(quoted.substr(1, quoted.size() - 2))
            : replace(DecodeJsonString(quoted));
    if (text.has_value()) {
      out.append(json, copied, at - copied);
      AppendJsonString(out, *text);
      copied = end;
    }
    at = end;
  }
  out.append(json, copied, std::string_view::npos);
  return out;
}

}  // namespace millrace::labeling

// Says where JSON text is broken. Runs only on text that simdjson refused, which says no place.
#include <algorithm>
#include <cctype>
#include <optional>

#include "base/text.h"
#include "labeling/text/json_text.h"

namespace millrace::labeling {
namespace {

struct Fault {
  size_t offset;
  std::string reason;
};

class FaultFinder {
 public:
  explicit FaultFinder(std::string_view json) : json_(json) {}

  std::optional<Fault> Find() {
    Skip();
    if (at_ == json_.size()) return Fault{0, "it is empty"};
    Value();
    while (!fault_.has_value() && !open_.empty()) Next();
    Skip();
    if (!fault_.has_value() && at_ < json_.size()) Unexpected();
    return fault_;
  }

 private:
  void Skip() {
    while (at_ < json_.size() && std::string_view(" \t\r\n").find(json_[at_]) != std::string::npos)
      ++at_;
  }
  void Say(size_t offset, std::string reason) {
    if (!fault_.has_value()) fault_ = Fault{offset, std::move(reason)};
  }
  bool Ended() {
    if (at_ < json_.size()) return false;
    Say(at_, "it ends too early");
    return true;
  }
  void Unexpected() {
    if (Ended()) return;
    size_t end = at_ + 1;
    const auto is_word = [](unsigned char c) { return std::isalnum(c) || c == '_' || c >= 0x80; };
    if (is_word(static_cast<unsigned char>(json_[at_])))
      while (end < json_.size() && is_word(static_cast<unsigned char>(json_[end]))) ++end;
    Say(at_, "unexpected \"" + Printable(json_.substr(at_, end - at_), 20) + "\"");
  }

  // What may follow inside the innermost list or object, up to and including one value.
  void Next() {
    Skip();
    if (Ended()) return;
    const char close = open_.back() == '{' ? '}' : ']';
    if (json_[at_] == close) {
      if (comma_) return Unexpected();
      ++at_;
      open_.pop_back();
      first_ = false;
      return;
    }
    if (!first_ && !comma_) {
      if (json_[at_] != ',') return Unexpected();
      ++at_;
      comma_ = true;
      return;
    }
    first_ = comma_ = false;
    if (open_.back() == '{') {
      if (json_[at_] != '"') return Unexpected();
      String();
      Skip();
      if (fault_.has_value() || Ended()) return;
      if (json_[at_] != ':') return Unexpected();
      ++at_;
      Skip();
      if (Ended()) return;
    }
    Value();
  }

  void Value() {
    const char c = json_[at_];
    if (c == '{' || c == '[') {
      if (static_cast<int>(open_.size()) >= kMaxJsonDepth)
        return Say(at_, "it is nested deeper than " + std::to_string(kMaxJsonDepth) + " levels");
      open_ += c;
      ++at_;
      first_ = true;
      comma_ = false;
    } else if (c == '"') {
      String();
    } else {
      Scalar();
    }
  }

  void Scalar() {
    size_t end = at_;
    while (end < json_.size() &&
           std::string_view(" \t\r\n,]}:\"[{").find(json_[end]) == std::string::npos)
      ++end;
    const std::string_view token = json_.substr(at_, end - at_);
    if (token == "true" || token == "false" || token == "null" || IsJsonNumber(token)) {
      at_ = end;
    } else if (!token.empty() && (token[0] == '-' || std::isdigit(token[0]) != 0)) {
      Say(at_, "\"" + Printable(token, 20) + "\" is not a number");
    } else {
      Unexpected();
    }
  }

  void String() {
    const size_t start = at_++;
    while (at_ < json_.size()) {
      const auto c = static_cast<unsigned char>(json_[at_]);
      if (c == '"') {
        ++at_;
        return;
      }
      if (c < 0x20) {
        return Say(at_, c == '\n' || c == '\r' ? "a text is not closed at the end of the line"
                                               : "a text holds the control character " +
                                                     Printable(json_.substr(at_, 1)));
      }
      if (c == '\\') {
        if (!Escape())
          return Say(at_,
                     "a text holds the bad escape \"" + Printable(json_.substr(at_, 6), 20) + "\"");
      } else {
        ++at_;
      }
    }
    Say(start, "a text is not closed");
  }

  bool Escape() {
    if (at_ + 1 >= json_.size()) return false;
    if (json_[at_ + 1] != 'u') {
      if (std::string_view("\"\\/bfnrt").find(json_[at_ + 1]) == std::string::npos) return false;
      at_ += 2;
      return true;
    }
    const auto unit = CodeUnit(at_);
    if (!unit.has_value() || (*unit >= 0xDC00 && *unit < 0xE000)) return false;
    if (*unit < 0xD800 || *unit >= 0xE000) {
      at_ += 6;
      return true;
    }
    const auto low = CodeUnit(at_ + 6);
    if (!low.has_value() || *low < 0xDC00 || *low >= 0xE000) return false;
    at_ += 12;
    return true;
  }

  std::optional<unsigned> CodeUnit(size_t at) const {
    if (at + 6 > json_.size() || json_[at] != '\\' || json_[at + 1] != 'u') return std::nullopt;
    const auto bytes = HexDecode(json_.substr(at + 2, 4));
    if (!bytes.has_value()) return std::nullopt;
    return static_cast<unsigned char>((*bytes)[0]) * 256U + static_cast<unsigned char>((*bytes)[1]);
  }

  const std::string_view json_;
  size_t at_ = 0;
  std::string open_;  // the brackets around at_
  bool first_ = false, comma_ = false;
  std::optional<Fault> fault_;
};

int64_t LineOf(std::string_view json, size_t offset) {
  return 1 + std::ranges::count(json.substr(0, offset), '\n');
}

}  // namespace

std::string DescribeJsonFault(std::string_view json) {
  if (!IsUtf8(json)) {
    int64_t line = 1;
    for (std::string_view rest = json; !rest.empty(); ++line) {
      const auto end = rest.find('\n');
      if (!IsUtf8(rest.substr(0, end))) break;
      rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
    }
    return "line " + std::to_string(line) + " is not UTF-8 text";
  }
  const auto fault = FaultFinder(json).Find();
  if (!fault.has_value()) return "it is not JSON";
  return "line " + std::to_string(LineOf(json, fault->offset)) + " is not JSON (" + fault->reason +
         ")";
}

}  // namespace millrace::labeling

#include "app/params_json.h"

#include <algorithm>
#include <boost/json.hpp>

#include "app/shell_word.h"
#include "base/text.h"

namespace millrace::app {
namespace {

namespace json = boost::json;

// Parses `text`; on failure gives the place, counted in bytes from 0.
std::optional<json::value> Parse(std::string_view text, size_t* place) {
  json::stream_parser parser;
  json::error_code error;
  size_t read = parser.write_some(text, error);
  if (!error) {
    const size_t end = text.find_first_not_of(" \t\r\n", read);
    if (end != std::string_view::npos) {
      *place = end;
      return std::nullopt;
    }
    parser.finish(error);
    if (!error) return parser.release();
    read = text.size();
  }
  *place = std::min(read, text.size());
  return std::nullopt;
}

// Reads almost-JSON front to back and writes JSON.
class Guesser {
 public:
  explicit Guesser(std::string_view text) : rest_(Trim(text)) {}

  // A whole object, or nothing.
  std::optional<json::object> Object() {
    if (!Take('{')) return std::nullopt;
    json::object out;
    while (!Take('}')) {
      const auto name = Name();
      if (!name || !Take(':')) return std::nullopt;
      auto value = Value();
      if (!value) return std::nullopt;
      out[*name] = *std::move(value);
      if (!Take(',') && !Peek('}')) return std::nullopt;
    }
    return out;
  }

  bool AtEnd() const { return Trim(rest_).empty(); }

 private:
  void Skip() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }
  bool Peek(char c) {
    Skip();
    return rest_.starts_with(c);
  }
  bool Take(char c) {
    if (!Peek(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<std::string> Quoted() {
    const char quote = rest_.front();
    std::string out;
    for (size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == quote) {
        rest_.remove_prefix(i + 1);
        return out;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) {
        const char next = rest_[i + 1];
        // Only what must be escaped is unescaped: "\." is a regex that lost one backslash.
        if (next == quote || next == '\\') ++i;
      }
      out += rest_[i];
    }
    return std::nullopt;
  }

  std::optional<std::string> Name() {
    Skip();
    if (rest_.starts_with('"') || rest_.starts_with('\'')) return Quoted();
    const size_t end = rest_.find_first_of(":,{} \t\r\n");
    if (end == 0 || end == std::string_view::npos) return std::nullopt;
    std::string name(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return name;
  }

  std::optional<json::value> Value() {
    Skip();
    if (rest_.empty()) return std::nullopt;
    if (rest_.front() == '"' || rest_.front() == '\'') {
      auto text = Quoted();
      if (!text) return std::nullopt;
      return json::value(*text);
    }
    const std::string word(Trim(rest_.substr(0, EndOfWord())));
    rest_.remove_prefix(EndOfWord());
    if (word == "True" || word == "true") return json::value(true);
    if (word == "False" || word == "false") return json::value(false);
    if (word == "None" || word == "null" || word.empty()) return json::value(nullptr);
    if (const auto number = ParseInt(word)) return json::value(*number);
    return json::value(word);
  }

  // A bare value ends before the next member or the object's last brace: a regex such as a{1,2}
  // holds commas and braces of its own.
  size_t EndOfWord() const {
    for (size_t i = rest_.find(','); i != std::string_view::npos; i = rest_.find(',', i + 1)) {
      const std::string_view after = Trim(rest_.substr(i + 1));
      const size_t colon = after.find(':');
      const std::string_view name = Trim(after.substr(0, colon));
      if (colon == std::string_view::npos || name.empty()) continue;
      if (name.find_first_not_of(
              "\"'abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") ==
          std::string_view::npos)
        return i;
    }
    const size_t brace = rest_.rfind('}');
    return brace == std::string_view::npos ? rest_.size() : brace;
  }

  std::string_view rest_;
};

// Where it broke, with a little of what stands there unless that may be a secret.
std::string Place(std::string_view text, size_t place, bool show) {
  if (place >= text.size()) return "it ends too early";
  const std::string what =
      show ? "\"" + Printable(text.substr(place, 12), 24) + "\"" : std::string("text");
  return "unexpected " + what + " at character " + std::to_string(place + 1);
}

}  // namespace

std::optional<json::object> GuessParams(std::string_view text) {
  Guesser guesser(text);
  auto object = guesser.Object();
  if (!object || !guesser.AtEnd()) return std::nullopt;
  return object;
}

Result<json::object> ParseParams(std::string_view flag, std::string_view text,
                                 bool (*is_secret)(std::string_view name)) {
  size_t place = 0;
  if (auto value = Parse(text, &place)) {
    if (value->is_object()) return std::move(value->as_object());
    return Fail(ErrorKind::kInvalid, std::string(flag) + " is JSON but not an object.",
                "Write it as " + std::string(flag) + " '{\"regex\": \".*\"}'.");
  }
  auto guess = GuessParams(text);
  const bool open = guess && std::ranges::none_of(*guess, [&](const auto& member) {
                      return is_secret(member.key());
                    });
  const std::string cause = std::string(flag) + " is not JSON: " + Place(text, place, open) + ".";
  if (!guess)
    return Fail(ErrorKind::kInvalid, cause,
                "Put the whole text into single quotes, as in " + std::string(flag) +
                    " '{\"use_blob_urls\": true, \"regex\": \".*\"}', or into a file: " +
                    std::string(flag) + " @params.json.");
  for (auto& member : *guess)
    if (is_secret(member.key())) member.value() = "…";
  return Fail(ErrorKind::kInvalid, cause,
              "The shell removed quotes; write instead:\n  " + std::string(flag) + " " +
                  ShellWord(json::serialize(*guess)));
}

}  // namespace millrace::app

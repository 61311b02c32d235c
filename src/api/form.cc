#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "api/body.h"
#include "base/clock.h"
#include "base/text.h"

namespace millrace::api {
namespace {

namespace json = boost::json;

constexpr size_t kMaxText = 1u << 20;  // characters, where nothing else is declared

size_t Characters(std::string_view utf8) {
  size_t n = 0;
  for (const char c : utf8) n += (c & 0xC0) != 0x80;
  return n;
}

}  // namespace

Form::Form(const Body& body, const Shape& shape, Given given) : body_(body) {
  for (const Shape* part = &shape; part != nullptr; part = part->more) {
    for (const Member& member : part->members) Check(member, given);
  }
}

void Form::Check(const Member& member, Given given) {
  const std::string_view name = member.name;
  if (!Has(name)) {
    if (member.required && given == Given::kAll) Wrong(name, "This field is required.");
    return;
  }
  if (Null(name)) {
    if (!member.nullable) Wrong(name, "This field may not be null.");
    return;
  }
  if (!member.wrong.empty()) own_words_.emplace_back(name, member.wrong);
  switch (member.type) {
    case Type::kBool: Bool(name); break;
    case Type::kInt: Int(name, member.min, member.max); break;
    case Type::kNumber: Number(name); break;
    case Type::kObject: Object(name); break;
    case Type::kList: List(name); break;
    case Type::kText:
    case Type::kTime: {
      const size_t min = member.min > 0 ? static_cast<size_t>(member.min) : 0;
      const size_t max = member.max < INT64_MAX ? static_cast<size_t>(member.max) : kMaxText;
      const auto text = Text(name, {.min = min, .max = max, .blank = member.blank});
      if (!text.has_value()) break;
      if (member.type == Type::kTime && !ParseIso(*text).has_value()) {
        Fault(name,
              "Datetime has wrong format. Use one of these formats instead: "
              "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].");
      } else if (!member.choices.empty()) {
        const std::vector<std::string> choices = Split(member.choices, '|');
        if (std::ranges::find(choices, *text) == choices.end())
          Fault(name, "\"" + Printable(*text, 60) + "\" is not a valid choice.");
      }
      break;
    }
    case Type::kScalar:
    case Type::kAny:
    case Type::kFile: break;
  }
}

const json::value* Form::Find(std::string_view name) const {
  return body_.object().if_contains(name);
}

bool Form::Has(std::string_view name) const { return Find(name) != nullptr; }

bool Form::Null(std::string_view name) const {
  const json::value* value = Find(name);
  return value != nullptr && value->is_null();
}

std::optional<std::string> Form::Text(std::string_view name, TextRule rule) {
  const json::value* value = Find(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  std::string text;
  if (value->is_string()) {
    text = value->get_string();
  } else if (value->is_number()) {
    text = json::serialize(*value);
  } else {
    Fault(name, "Not a valid string.");
    return std::nullopt;
  }
  const size_t length = Characters(text);
  if (text.find('\0') != std::string::npos)
    Fault(name, "Null characters are not allowed.");
  else if (!rule.blank && Trim(text).empty())
    Fault(name, "This field may not be blank.");
  else if (length < rule.min && !(length == 0 && rule.blank)) {
    Fault(name, "Ensure this field has at least " + std::to_string(rule.min) + " characters.");
  } else if (length > rule.max) {
    Fault(name, "Ensure this field has no more than " + std::to_string(rule.max) + " characters.");
  } else {
    return text;
  }
  return std::nullopt;
}

std::optional<bool> Form::Bool(std::string_view name) {
  const json::value* value = Find(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (value->is_bool()) return value->get_bool();
  if (value->is_int64() && (value->get_int64() == 0 || value->get_int64() == 1))
    return value->get_int64() == 1;
  if (value->is_string()) {
    if (const auto parsed = ParseBool(std::string_view(value->get_string()))) return parsed;
  }
  Fault(name, "Must be a valid boolean.");
  return std::nullopt;
}

std::optional<int64_t> Form::Int(std::string_view name, int64_t min, int64_t max) {
  const json::value* value = Find(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  std::optional<int64_t> number;
  if (value->is_int64()) number = value->get_int64();
  if (value->is_double() && value->get_double() == std::floor(value->get_double()) &&
      std::abs(value->get_double()) < 9e15) {
    number = static_cast<int64_t>(value->get_double());
  }
  if (value->is_string()) number = ParseInt(Trim(std::string_view(value->get_string())));
  if (!number.has_value()) {
    Fault(name, "A valid integer is required.");
  } else if (*number < min) {
    Fault(name, "Ensure this value is greater than or equal to " + std::to_string(min) + ".");
  } else if (*number > max) {
    Fault(name, "Ensure this value is less than or equal to " + std::to_string(max) + ".");
  } else {
    return number;
  }
  return std::nullopt;
}

std::optional<double> Form::Number(std::string_view name) {
  const json::value* value = Find(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (value->is_number()) {
    const double number = value->to_number<double>();
    if (std::isfinite(number)) return number;
  }
  if (value->is_string()) {
    const std::string text(Trim(std::string_view(value->get_string())));
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (!text.empty() && *end == '\0' && std::isfinite(number)) return number;
  }
  Fault(name, "A valid number is required.");
  return std::nullopt;
}

std::optional<std::string> Form::Container(std::string_view name, char opening,
                                           const char* sentence) {
  const json::value* value = Find(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  std::optional<std::string> text;
  if (value->is_string()) {  // JSON in a text field, as forms send it
    const std::string_view inner = Trim(std::string_view(value->get_string()));
    if (ParseJson(inner).has_value()) text = inner;
  } else {
    text = body_.Raw(name);
  }
  if (text.has_value() && !text->empty() && text->front() == opening) return text;
  Fault(name, sentence);
  return std::nullopt;
}

std::optional<std::string> Form::List(std::string_view name) {
  return Container(name, '[', "Expected a list of items.");
}

std::optional<std::string> Form::Object(std::string_view name) {
  return Container(name, '{', "Expected a dictionary of items.");
}

std::optional<std::string> Form::Json(std::string_view name) const {
  const json::value* value = Find(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (auto raw = body_.Raw(name)) return raw;
  return json::serialize(*value);
}

void Form::Require(std::string_view name) {
  if (!Has(name))
    Wrong(name, "This field is required.");
  else if (Null(name))
    Wrong(name, "This field may not be null.");
}

void Form::Fault(std::string_view name, std::string sentence) {
  const auto own = std::ranges::find(own_words_, name, &std::pair<std::string, std::string>::first);
  Wrong(name, own == own_words_.end() ? std::move(sentence) : own->second);
}

void Form::Wrong(std::string_view name, std::string sentence) {
  for (const auto& [known, said] : wrong_) {
    if (known == name && said == sentence) return;
  }
  wrong_.emplace_back(std::string(name), std::move(sentence));
}

Result<void> Form::Done() const {
  if (body_.value().is_array()) {
    return Fail(ErrorKind::kInvalid, "Invalid data. Expected a dictionary, but got list.");
  }
  if (!body_.is_object()) {
    return Fail(ErrorKind::kInvalid,
                "Invalid data. Expected a dictionary, but got a single value.");
  }
  if (wrong_.empty()) return {};
  Error error{.kind = ErrorKind::kInvalid};
  for (const auto& [name, sentence] : wrong_) {
    error.message += (error.message.empty() ? "" : " ") + name + ": " + sentence;
  }
  error.fields = wrong_;
  return std::unexpected(std::move(error));
}

}  // namespace millrace::api

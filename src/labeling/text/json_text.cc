#include "labeling/text/json_text.h"

#include <simdjson.h>

namespace millrace::labeling {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;
using simdjson::SUCCESS;

std::string_view TrimJson(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

error_code Walk(ondemand::value value, int depth);

error_code WalkObject(ondemand::value& value, int depth) {
  ondemand::object object;
  if (const auto error = value.get_object().get(object)) return error;
  for (auto next : object) {
    ondemand::field field;
    if (const auto error = std::move(next).get(field)) return error;
    if (const auto error = field.unescaped_key().error()) return error;
    if (const auto error = Walk(field.value(), depth + 1)) return error;
  }
  return SUCCESS;
}

error_code WalkArray(ondemand::value& value, int depth) {
  ondemand::array array;
  if (const auto error = value.get_array().get(array)) return error;
  for (auto next : array) {
    ondemand::value element;
    if (const auto error = std::move(next).get(element)) return error;
    if (const auto error = Walk(element, depth + 1)) return error;
  }
  return SUCCESS;
}

// On-demand parsing checks only what is asked for, so everything is asked for. Scalars other than
// strings are left for the iteration to skip: simdjson's own readers refuse whole numbers beyond 64
// bits.
error_code Walk(ondemand::value value, int depth) {
  if (depth > kMaxJsonDepth) return simdjson::DEPTH_ERROR;
  ondemand::json_type type;
  if (const auto error = value.type().get(type)) return error;
  const auto is = [&](std::string_view atom, error_code otherwise) {
    return TrimJson(value.raw_json_token()) == atom ? SUCCESS : otherwise;
  };
  switch (type) {
    case ondemand::json_type::object: return WalkObject(value, depth);
    case ondemand::json_type::array: return WalkArray(value, depth);
    case ondemand::json_type::string: return value.get_string().error();
    case ondemand::json_type::boolean:
      return is(value.raw_json_token().starts_with('t') ? "true" : "false", simdjson::T_ATOM_ERROR);
    case ondemand::json_type::null: return is("null", simdjson::N_ATOM_ERROR);
    case ondemand::json_type::number:
      return IsJsonNumber(TrimJson(value.raw_json_token())) ? SUCCESS : simdjson::NUMBER_ERROR;
  }
  return simdjson::TAPE_ERROR;
}

// The value's text. Consumes it if it is a container.
error_code SliceOf(ondemand::value& value, std::string_view& out) {
  ondemand::json_type type;
  if (const auto error = value.type().get(type)) return error;
  std::string_view raw;
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) return error;
    if (const auto error = object.raw_json().get(raw)) return error;
  } else if (type == ondemand::json_type::array) {
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) return error;
    if (const auto error = array.raw_json().get(raw)) return error;
  } else {
    raw = value.raw_json_token();
  }
  out = TrimJson(raw);
  return SUCCESS;
}

error_code VisitStrings(ondemand::value value, const std::function<void(std::string_view)>& visit) {
  ondemand::json_type type;
  if (const auto error = value.type().get(type)) return error;
  if (type == ondemand::json_type::string) {
    std::string_view text;
    if (const auto error = value.get_string().get(text)) return error;
    visit(text);
  } else if (type == ondemand::json_type::array) {
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) return error;
    for (auto next : array) {
      ondemand::value element;
      if (const auto error = std::move(next).get(element)) return error;
      if (const auto error = VisitStrings(element, visit)) return error;
    }
  } else if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) return error;
    for (auto next : object) {
      ondemand::field field;
      if (const auto error = std::move(next).get(field)) return error;
      if (const auto error = VisitStrings(field.value(), visit)) return error;
    }
  }
  return SUCCESS;
}

}  // namespace

struct JsonText::Impl {
  ondemand::parser parser;
  std::string buffer;  // "[", the value, "]" and simdjson's padding: so every value is an element
  std::string_view text;  // the value, inside buffer
  std::vector<JsonMember> members;

  void Copy(std::string_view json) {
    members.clear();
    const std::string_view trimmed = TrimJson(json);
    buffer.reserve(trimmed.size() + 2 + simdjson::SIMDJSON_PADDING);
    buffer.assign("[").append(trimmed).append("]");
    buffer.append(simdjson::SIMDJSON_PADDING, '\0');
    text = std::string_view(buffer).substr(1, trimmed.size());
  }

  simdjson::padded_string_view Padded(std::string_view slice) const {
    const size_t behind = buffer.data() + buffer.size() - slice.data();
    return simdjson::padded_string_view(slice.data(), slice.size(), behind);
  }
  // The whole buffer without its padding.
  std::string_view Wrapped() const { return std::string_view(buffer).substr(0, text.size() + 2); }

  error_code Check() {
    ondemand::document document;
    if (const auto error = parser.iterate(Padded(Wrapped())).get(document)) return error;
    ondemand::array array;
    if (const auto error = document.get_array().get(array)) return error;
    size_t count = 0;
    for (auto next : array) {
      ondemand::value value;
      if (const auto error = std::move(next).get(value)) return error;
      if (count++ > 0) return simdjson::TAPE_ERROR;
      if (const auto error = Walk(value, 1)) return error;
    }
    if (count != 1) return simdjson::EMPTY;
    // Anything behind the closing bracket came from the text.
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS ? SUCCESS
                                                                          : simdjson::TAPE_ERROR;
  }
};

JsonText::JsonText() : impl_(std::make_unique<Impl>()) {}
JsonText::~JsonText() = default;

Result<void> JsonText::Load(std::string_view json) {
  impl_->Copy(json);
  const error_code error = impl_->Check();
  if (error == SUCCESS) {
    impl_->members = Members(impl_->text);
    return {};
  }
  impl_->text = {};
  if (error == simdjson::MEMALLOC || error == simdjson::CAPACITY) {
    return FailForNow(ErrorKind::kUnavailable, "There is not enough memory to read the JSON text.",
                      "Split it into smaller pieces.");
  }
  return Fail(ErrorKind::kInvalid, DescribeJsonFault(json) + ".", "Correct it and try again.");
}

void JsonText::Borrow(std::string_view json) { impl_->Copy(json); }

std::string_view JsonText::text() const { return impl_->text; }
const std::vector<JsonMember>& JsonText::members() const { return impl_->members; }

std::vector<JsonMember> JsonText::Members(std::string_view slice) {
  std::vector<JsonMember> members;
  if (!slice.starts_with('{')) return members;
  ondemand::document document;
  ondemand::object object;
  if (impl_->parser.iterate(impl_->Padded(slice)).get(document)) return members;
  if (document.get_object().get(object)) return members;
  for (auto next : object) {
    ondemand::field field;
    std::string_view key;
    JsonMember member;
    if (std::move(next).get(field) || field.unescaped_key().get(key)) return members;
    member.key = key;
    if (SliceOf(field.value(), member.value)) return members;
    members.push_back(std::move(member));
  }
  return members;
}

std::vector<std::string_view> JsonText::Elements(std::string_view slice) {
  std::vector<std::string_view> elements;
  if (!slice.starts_with('[')) return elements;
  ondemand::document document;
  ondemand::array array;
  if (impl_->parser.iterate(impl_->Padded(slice)).get(document)) return elements;
  if (document.get_array().get(array)) return elements;
  for (auto next : array) {
    ondemand::value value;
    std::string_view element;
    if (std::move(next).get(value) || SliceOf(value, element)) return elements;
    elements.push_back(element);
  }
  return elements;
}

bool JsonText::Unescape(std::string_view slice, std::string& out) {
  if (!slice.starts_with('"')) return false;
  ondemand::document document;
  std::string_view text;
  if (impl_->parser.iterate(impl_->Padded(slice)).get(document)) return false;
  if (document.get_string().get(text)) return false;
  out = text;
  return true;
}

void JsonText::ForEachString(std::string_view slice,
                             const std::function<void(std::string_view)>& visit) {
  ondemand::document document;
  if (slice.starts_with('"')) {
    std::string text;
    if (Unescape(slice, text)) visit(text);
    return;
  }
  ondemand::value value;
  if (impl_->parser.iterate(impl_->Padded(slice)).get(document)) return;
  if (document.get_value().get(value)) return;  // a scalar has no strings inside
  (void)VisitStrings(value, visit);
}

bool IsJsonNumber(std::string_view token) {
  size_t i = 0;
  const auto digits = [&] {
    const size_t start = i;
    while (i < token.size() && IsDigit(token[i])) ++i;
    return i > start;
  };
  if (i < token.size() && token[i] == '-') ++i;
  if (i < token.size() && token[i] == '0') {
    ++i;
  } else if (!digits()) {
    return false;
  }
  if (i < token.size() && token[i] == '.') {
    ++i;
    if (!digits()) return false;
  }
  if (i < token.size() && (token[i] == 'e' || token[i] == 'E')) {
    ++i;
    if (i < token.size() && (token[i] == '+' || token[i] == '-')) ++i;
    if (!digits()) return false;
  }
  return i == token.size();
}

}  // namespace millrace::labeling

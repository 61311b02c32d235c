#include "schema/field.h"

#include <algorithm>

#include "base/text.h"

namespace millrace {
namespace {

// The declared default of a number or boolean; a declaration that does not parse counts as none.
int64_t FallbackInt(const Field& field) { return ParseInt(field.fallback).value_or(0); }
bool FallbackBool(const Field& field) { return ParseBool(field.fallback).value_or(false); }

bool IsChoice(const Field& field, std::string_view text) {
  return std::ranges::any_of(
      field.choices, [&](std::string_view choice) { return !choice.empty() && choice == text; });
}

std::unexpected<Error> Wrong(const Field& field, std::string sentence, std::string advice = {}) {
  Error error{.kind = ErrorKind::kInvalid,
              .message = std::string(field.name) + ": " + sentence,
              .advice = std::move(advice)};
  error.fields.emplace_back(std::string(field.name), std::move(sentence));
  return std::unexpected(std::move(error));
}

std::string ChoiceAdvice(const Field& field) {
  std::string list;
  for (const std::string_view choice : field.choices) {
    if (choice.empty()) continue;
    if (!list.empty()) list += ", ";
    list += choice;
  }
  return "Use one of: " + list + ".";
}

}  // namespace

std::string Values::String(const Field& field) const {
  const auto it = values_.find(field.name);
  if (it == values_.end()) return std::string(field.fallback);
  if (const auto* text = std::get_if<std::string>(&it->second)) return *text;
  if (const auto* flag = std::get_if<bool>(&it->second)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<int64_t>(&it->second)) return std::to_string(*number);
  return {};  // a secret is only given by SecretValue()
}

bool Values::Bool(const Field& field) const {
  const auto it = values_.find(field.name);
  if (it == values_.end()) return FallbackBool(field);
  const auto* flag = std::get_if<bool>(&it->second);
  return flag != nullptr && *flag;
}

int64_t Values::Int(const Field& field) const {
  const auto it = values_.find(field.name);
  if (it == values_.end()) return FallbackInt(field);
  const auto* number = std::get_if<int64_t>(&it->second);
  return number != nullptr ? *number : 0;
}

Secret Values::SecretValue(const Field& field) const {
  const auto it = values_.find(field.name);
  if (it == values_.end()) return {};
  const auto* secret = std::get_if<Secret>(&it->second);
  return secret != nullptr ? *secret : Secret();
}

void Values::Set(const Field& field, std::string value) {
  if (field.type == FieldType::kSecret)
    values_.insert_or_assign(std::string(field.name), Secret(std::move(value)));
  else
    values_.insert_or_assign(std::string(field.name), std::move(value));
}

void Values::Set(const Field& field, bool value) {
  values_.insert_or_assign(std::string(field.name), value);
}

void Values::Set(const Field& field, int64_t value) {
  values_.insert_or_assign(std::string(field.name), value);
}

void Values::Merge(const Values& other) {
  for (const auto& [name, value] : other.values_) values_.insert_or_assign(name, value);
}

Result<void> SetFromText(Values& values, const Field& field, std::string_view text) {
  switch (field.type) {
    case FieldType::kBool: {
      const auto flag = ParseBool(text);
      if (!flag) return Wrong(field, "Must be a valid boolean.", "Use true or false.");
      values.Set(field, *flag);
      return {};
    }
    case FieldType::kInt: {
      const auto number = ParseInt(Trim(text));
      if (!number) return Wrong(field, "A valid integer is required.");
      if (*number < field.minimum)
        return Wrong(field, "Ensure this value is greater than or equal to " +
                                std::to_string(field.minimum) + ".");
      if (*number > field.maximum)
        return Wrong(field, "Ensure this value is less than or equal to " +
                                std::to_string(field.maximum) + ".");
      values.Set(field, *number);
      return {};
    }
    case FieldType::kSecret:
    case FieldType::kString: break;
  }
  if (text.find('\0') != std::string_view::npos)
    return Wrong(field, "Null characters are not allowed.");
  if (!IsUtf8(text)) return Wrong(field, "Must be UTF-8 text.");
  if (field.type == FieldType::kSecret && text.empty()) return {};
  if (!field.choices[0].empty() && !IsChoice(field, text))
    return Wrong(field, "\"" + std::string(text) + "\" is not a valid choice.",
                 ChoiceAdvice(field));
  values.Set(field, std::string(text));
  return {};
}

std::string_view DefaultFor(const Field& field, FieldRole role) {
  const bool own = role == FieldRole::kTarget && !field.target_fallback.empty();
  return own ? field.target_fallback : field.fallback;
}

std::string_view DialogDefault(const Field& field, FieldRole role) {
  if (!field.dialog.empty()) return field.dialog;
  return field.suggested.empty() ? DefaultFor(field, role) : field.suggested;
}

void FillDefaults(Fields fields, FieldRole role, Values& values) {
  for (const Field* field : fields)
    if (!field->target_fallback.empty() && !values.Has(*field))
      (void)SetFromText(values, *field, DefaultFor(*field, role));
}

Result<void> CheckRequired(Fields fields, const Values& values) {
  Error error{.kind = ErrorKind::kInvalid};
  for (const Field* field : fields) {
    if (!field->required || !field->fallback.empty()) continue;
    std::string sentence;
    if (!values.Has(*field)) {
      sentence = "This field is required.";
    } else if (field->type == FieldType::kString && values.String(*field).empty()) {
      sentence = "This field may not be blank.";
    } else {
      continue;
    }
    if (!error.message.empty()) error.message += ' ';
    error.message += std::string(field->name) + ": " + sentence;
    error.fields.emplace_back(std::string(field->name), std::move(sentence));
  }
  if (error.fields.empty()) return {};
  return std::unexpected(std::move(error));
}

std::string FlagName(std::string_view prefix, const Field& field) {
  std::string name(field.flag.empty() ? field.name : field.flag);
  std::ranges::replace(name, '_', '-');
  if (prefix.empty()) return "--" + name;
  return "--" + std::string(prefix) + "-" + name;
}

bool AppliesTo(const Field& field, FieldRole role) {
  return field.role == FieldRole::kBoth || role == FieldRole::kBoth || field.role == role;
}

}  // namespace millrace

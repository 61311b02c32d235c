// The JSON side of fields: reading bodies, answers, what the database stores, JSON Schema.
#include <boost/json.hpp>
#include <cmath>

#include "base/text.h"
#include "schema/field.h"

namespace millrace {

namespace json = boost::json;

// Reaches into Values so that JSON code needs no second list of types.
class ValuesJson {
 public:
  static json::value ToJson(const Values& values, const Field& field) {
    const auto it = values.values_.find(field.name);
    if (it == values.values_.end()) return nullptr;
    if (const auto* text = std::get_if<std::string>(&it->second)) return json::value(*text);
    if (const auto* flag = std::get_if<bool>(&it->second)) return json::value(*flag);
    if (const auto* number = std::get_if<int64_t>(&it->second)) return json::value(*number);
    return nullptr;
  }
};

namespace {

json::string_view View(std::string_view text) { return {text.data(), text.size()}; }
std::string Text(json::string_view text) { return std::string(text.data(), text.size()); }

// The text a form would send for `value`; nothing if the value has no such form for this type.
std::optional<std::string> AsText(const Field& field, const json::value& value) {
  switch (value.kind()) {
    case json::kind::string: return std::string(value.get_string());
    case json::kind::bool_:
      if (field.type != FieldType::kBool) return std::nullopt;
      return value.get_bool() ? "true" : "false";
    case json::kind::int64: return std::to_string(value.get_int64());
    case json::kind::uint64: return std::to_string(value.get_uint64());
    case json::kind::double_: {
      const double number = value.get_double();
      if (field.type != FieldType::kInt || std::trunc(number) != number ||
          std::abs(number) > 9007199254740992.0)
        return std::nullopt;
      return std::to_string(static_cast<int64_t>(number));
    }
    default: return std::nullopt;
  }
}

std::string_view TypeSentence(const Field& field) {
  switch (field.type) {
    case FieldType::kBool: return "Must be a valid boolean.";
    case FieldType::kInt: return "A valid integer is required.";
    default: return "Not a valid string.";
  }
}

Result<void> SetFromJson(Values& values, const Field& field, const json::value& value) {
  const auto text = AsText(field, value);
  if (!text) {
    Error error{.kind = ErrorKind::kInvalid};
    error.message = std::string(field.name) + ": " + std::string(TypeSentence(field));
    error.fields.emplace_back(std::string(field.name), std::string(TypeSentence(field)));
    return std::unexpected(std::move(error));
  }
  const bool plain = field.type == FieldType::kString && field.choices[0].empty();
  if (text->empty() && !plain) return {};
  return SetFromText(values, field, *text);
}

bool HasName(const Field& field, std::string_view name) {
  if (name == field.name) return true;
  for (const std::string_view alias : field.aliases)
    if (!alias.empty() && alias == name) return true;
  return false;
}

// The first member that gives `field`, its own name before the aliases; a null counts as not given.
const json::value* FindMember(const Field& field, const json::object& object) {
  const auto find = [&](std::string_view name) -> const json::value* {
    const auto it = object.find(View(name));
    return it == object.end() || it->value().is_null() ? nullptr : &it->value();
  };
  if (const json::value* value = find(field.name)) return value;
  for (const std::string_view alias : field.aliases) {
    if (alias.empty()) continue;
    if (const json::value* value = find(alias)) return value;
  }
  return nullptr;
}

// A declared default, which is text, as JSON of the field's type; null for none.
json::value DefaultJson(const Field& field, std::string_view text) {
  Values values;
  if (text.empty() || !SetFromText(values, field, text).has_value()) return nullptr;
  return ValuesJson::ToJson(values, field);
}

json::object PropertySchema(const Field& field, FieldRole role) {
  json::object property;
  switch (field.type) {
    case FieldType::kBool: property["type"] = "boolean"; break;
    case FieldType::kInt:
      property["type"] = "integer";
      property["minimum"] = field.minimum;
      property["maximum"] = field.maximum;
      break;
    case FieldType::kString: property["type"] = "string"; break;
    case FieldType::kSecret:
      property["type"] = "string";
      property["format"] = "password";
      property["writeOnly"] = true;
      break;
  }
  property["title"] = View(field.title);
  property["description"] = View(field.help);
  if (json::value fallback = DefaultJson(field, DefaultFor(field, role)); !fallback.is_null())
    property["default"] = std::move(fallback);
  if (!field.suggested.empty()) property["x-suggested"] = DefaultJson(field, field.suggested);
  json::array choices;
  for (const std::string_view choice : field.choices)
    if (!choice.empty()) choices.emplace_back(View(choice));
  if (!choices.empty()) property["enum"] = std::move(choices);
  if (!field.placeholder.empty()) property["x-placeholder"] = View(field.placeholder);
  if (field.advanced) property["x-advanced"] = true;
  return property;
}

std::string_view TypeName(FieldType type) {
  switch (type) {
    case FieldType::kBool: return "bool";
    case FieldType::kInt: return "int";
    case FieldType::kSecret: return "secret";
    case FieldType::kString: return "string";
  }
  return "";
}

json::array ChoicesOf(const Field& field) {
  json::array choices;
  for (size_t i = 0; i < field.choices.size() && !field.choices[i].empty(); ++i) {
    const std::string_view title = field.choice_titles[i];
    choices.push_back({{"value", View(field.choices[i])},
                       {"title", View(title.empty() ? field.choices[i] : title)}});
  }
  return choices;
}

// The condition with its values in the type of the field it names; null for none.
json::value ConditionOf(const Field& field, Fields fields) {
  if (field.only_with.field.empty()) return nullptr;
  json::array values;
  for (const Field* other : fields) {
    if (other->name != field.only_with.field) continue;
    for (const std::string& text : Split(field.only_with.values, '|'))
      values.push_back(DefaultJson(*other, text));
  }
  if (values.empty()) return nullptr;  // this kind has no such parameter
  return {{"field", View(field.only_with.field)}, {"values", std::move(values)}};
}

json::object DialogField(const Field& field, Fields fields, FieldRole role) {
  const bool number = field.type == FieldType::kInt;
  json::object form;
  form["name"] = View(field.name);
  form["title"] = View(field.title);
  form["help"] = View(field.help);
  form["type"] = View(TypeName(field.type));
  form["required"] = field.required && DefaultFor(field, role).empty();
  form["advanced"] = field.advanced;
  form["default"] = DefaultJson(field, DialogDefault(field, role));
  form["min"] = number ? json::value(field.minimum) : nullptr;
  form["max"] = number ? json::value(field.maximum) : nullptr;
  form["unit"] = View(field.unit);
  form["choices"] = ChoicesOf(field);
  form["placeholder"] = View(field.placeholder);
  form["multiline"] = field.multiline;
  form["depends_on"] = ConditionOf(field, fields);
  return form;
}

Result<json::object> ParseStored(std::string_view text, std::string_view what) {
  if (text.empty()) return json::object();
  json::error_code code;
  json::value value = json::parse(View(text), code);
  if (code || !value.is_object())
    return Fail(ErrorKind::kCorrupt,
                "The stored " + std::string(what) + " of this storage cannot be read.",
                "Enter them again in the storage's settings.");
  return std::move(value.get_object());
}

}  // namespace

Result<Values> ParseValues(Fields fields, const json::object& object,
                           std::vector<std::string>* unknown) {
  Values values;
  Error errors{.kind = ErrorKind::kInvalid};
  for (const Field* field : fields) {
    const json::value* member = FindMember(*field, object);
    if (member == nullptr) continue;
    auto outcome = SetFromJson(values, *field, *member);
    if (outcome.has_value()) continue;
    Error& error = outcome.error();
    if (!errors.message.empty()) errors.message += ' ';
    errors.message += error.message;
    if (errors.advice.empty()) errors.advice = std::move(error.advice);
    for (auto& wrong : error.fields) errors.fields.push_back(std::move(wrong));
  }
  if (unknown != nullptr) {
    for (const auto& member : object) {
      const std::string name = Text(member.key());
      bool known = false;
      for (const Field* field : fields) known = known || HasName(*field, name);
      if (!known) unknown->push_back(name);
    }
  }
  if (!errors.fields.empty()) {
    if (errors.fields.size() > 1) errors.advice.clear();  // it would speak of one of them only
    return std::unexpected(std::move(errors));
  }
  return values;
}

json::object PublicJson(Fields fields, const Values& values) {
  json::object object;
  for (const Field* field : fields) {
    if (field->type == FieldType::kSecret) continue;
    object[View(field->name)] = values.Has(*field) ? ValuesJson::ToJson(values, *field)
                                                   : DefaultJson(*field, field->fallback);
  }
  return object;
}

std::string StoredJson(Fields fields, const Values& values) {
  json::object object;
  for (const Field* field : fields)
    if (field->type != FieldType::kSecret && values.Has(*field))
      object[View(field->name)] = ValuesJson::ToJson(values, *field);
  return json::serialize(object);
}

std::string StoredSecrets(Fields fields, const Values& values) {
  json::object object;
  for (const Field* field : fields)
    if (field->type == FieldType::kSecret && values.Has(*field))
      object[View(field->name)] = View(values.SecretValue(*field).Reveal());
  return object.empty() ? std::string() : json::serialize(object);
}

Result<Values> FromStored(Fields fields, std::string_view json_text, std::string_view secrets) {
  ASSIGN_OR_RETURN(const json::object plain, ParseStored(json_text, "settings"));
  ASSIGN_OR_RETURN(const json::object hidden, ParseStored(secrets, "secrets"));
  auto values = ParseValues(fields, plain);
  auto sealed = ParseValues(fields, hidden);
  for (const auto* part : {&values, &sealed}) {
    if (part->has_value()) continue;
    return Fail(ErrorKind::kCorrupt,
                "The stored settings of this storage are no longer valid: " + part->error().message,
                "Enter them again in the storage's settings.");
  }
  values->Merge(*sealed);
  return values;
}

json::object JsonSchema(Fields fields, FieldRole role) {
  json::object properties;
  json::array required;
  for (const Field* field : fields) {
    if (!AppliesTo(*field, role)) continue;
    properties[View(field->name)] = PropertySchema(*field, role);
    if (field->required && field->fallback.empty()) required.emplace_back(View(field->name));
  }
  json::object schema;
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["type"] = "object";
  schema["properties"] = std::move(properties);
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

json::array DialogForm(Fields fields, FieldRole role) {
  json::array form;
  for (const Field* field : fields)
    if (AppliesTo(*field, role)) form.push_back(DialogField(*field, fields, role));
  return form;
}

}  // namespace millrace

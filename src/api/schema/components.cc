#include "api/schema/components.h"

#include <algorithm>

#include "base/text.h"
#include "schema/field.h"
#include "storage/provider.h"

namespace millrace::api {
namespace {

namespace json = boost::json;

json::object RefTo(std::string_view name) {
  return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

// Calls `visit` with every shape that `shape` leads to, itself included, once.
void Reach(const Shape* shape, std::set<const Shape*>& reached) {
  if (shape == nullptr || !reached.insert(shape).second) return;
  for (const Shape* part = shape; part != nullptr; part = part->more) {
    for (const Member& member : part->members) Reach(member.shape, reached);
  }
}

// The same, or null.
json::object Nullable(json::object schema) {
  if (schema.empty()) return schema;  // anything, null included
  if (schema.contains("$ref"))
    return {{"anyOf", json::array{std::move(schema), json::object{{"type", "null"}}}}};
  json::value& type = schema["type"];
  if (!type.is_array()) type = json::array{type};
  type.as_array().emplace_back("null");
  if (json::value* choices = schema.if_contains("enum")) choices->as_array().push_back(nullptr);
  return schema;
}

// What an answer holds of a storage's parameters: no secret, and null where nothing was given.
json::object AnswerOf(json::object parameters) {
  json::object properties;
  for (auto& [name, value] : parameters["properties"].as_object()) {
    json::object property = value.as_object();
    if (property.contains("writeOnly")) continue;
    // A stored value was valid when it was given.
    property.erase("minimum");
    property.erase("maximum");
    properties[name] = property.contains("default") ? property : Nullable(std::move(property));
  }
  return properties;
}

}  // namespace

Components::Components(std::span<const Route> routes) {
  for (const Route& route : routes) Reach(route.contract.answer.shape, answers_);
}

std::string Components::Name(const Shape& shape, Use use) const {
  const std::string name(shape.name);
  if (use == Use::kPatch) return "Patched" + name;
  return use == Use::kBody && answers_.contains(&shape) ? name + "Input" : name;
}

json::object Components::Ref(const Shape& shape, Use use) {
  const std::string name = Name(shape, use);
  if (!schemas_.contains(name)) {
    schemas_[name];  // a shape may hold itself
    json::object schema =
        shape.parameters == Shape::kNone ? ObjectSchema(shape, use) : PerKind(shape, use);
    schemas_[name] = std::move(schema);
  }
  return RefTo(name);
}

json::object Components::Answer(const AnswerShape& answer) {
  json::object one = Ref(*answer.shape, Use::kAnswer);
  if (answer.many == AnswerShape::kOne) return one;
  if (answer.many == AnswerShape::kList) return {{"type", "array"}, {"items", std::move(one)}};
  const std::string name = std::string(answer.shape->name) + "Page";
  const json::object link = {{"type", json::array{"string", "null"}}};
  schemas_[name] = {{"type", "object"},
                    {"required", json::array{"count", "next", "previous", "results"}},
                    {"properties",
                     {{"count", {{"type", "integer"}, {"description", "How many there are."}}},
                      {"next", link},
                      {"previous", link},
                      {"results", {{"type", "array"}, {"items", std::move(one)}}}}}};
  return RefTo(name);
}

json::object Components::Value(Type type, const Member& member, Use use) {
  json::object schema;
  const bool given = use != Use::kAnswer;  // bounds and rules are for what comes in
  switch (type) {
    case Type::kText: schema["type"] = "string"; break;
    case Type::kBool: schema["type"] = "boolean"; break;
    case Type::kInt: schema["type"] = "integer"; break;
    case Type::kNumber: schema["type"] = "number"; break;
    case Type::kScalar: schema["type"] = json::array{"string", "boolean", "integer"}; break;
    case Type::kTime:
      schema["type"] = "string";
      schema["format"] = "date-time";
      break;
    case Type::kObject:
      if (member.shape != nullptr) return Ref(*member.shape, use == Use::kPatch ? Use::kBody : use);
      schema["type"] = "object";
      schema["additionalProperties"] = true;  // said aloud: without it generated types are empty
      break;
    case Type::kList: {
      schema["type"] = "array";
      if (member.shape != nullptr)
        schema["items"] = Ref(*member.shape, use == Use::kPatch ? Use::kBody : use);
      else if (member.items != Type::kAny && member.items != Type::kList)
        schema["items"] = Value(member.items, Member{}, use);
      break;
    }
    case Type::kFile:
      schema["type"] = "string";
      schema["contentMediaType"] = "application/octet-stream";
      break;
    case Type::kAny: return schema;
  }
  if (given && (type == Type::kInt || type == Type::kNumber)) {
    if (member.min != INT64_MIN) schema["minimum"] = member.min;
    if (member.max != INT64_MAX) schema["maximum"] = member.max;
  }
  if (given && type == Type::kText) {
    // Where a blank text is allowed the least length is that of all others, which no schema says.
    if (!member.blank) schema["minLength"] = std::max<int64_t>(member.min, 1);
    if (member.max != INT64_MAX) schema["maxLength"] = member.max;
  }
  if (!member.choices.empty()) {
    json::array choices;
    for (const std::string& choice : Split(member.choices, '|')) choices.emplace_back(choice);
    schema["enum"] = std::move(choices);
  }
  return schema;
}

json::object Components::Schema(const Member& member, Use use) {
  json::object schema = Value(member.type, member, use);
  if (member.nullable) schema = Nullable(std::move(schema));
  if (!member.about.empty()) schema["description"] = std::string(member.about);
  if (!member.example.empty()) schema["examples"] = json::array{json::parse(member.example)};
  return schema;
}

json::object Components::ObjectSchema(const Shape& shape, Use use) {
  json::object properties;
  json::array required;
  bool open = false;
  for (const Shape* part = &shape; part != nullptr; part = part->more) {
    open = open || part->open;
    for (const Member& member : part->members) {
      properties[member.name] = Schema(member, use);
      if (use == Use::kAnswer ? !member.optional : use == Use::kBody && member.required)
        required.emplace_back(std::string(member.name));
    }
  }
  json::object schema = {{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  // A body's unknown members are ignored, so they are no mistake.
  // Where others may come it is said aloud: else generated types do not let them be read.
  if (open) schema["additionalProperties"] = true;
  if (use == Use::kAnswer && !open) schema["additionalProperties"] = false;
  return schema;
}

json::object Components::PerKind(const Shape& shape, Use use) {
  const FieldRole role =
      shape.parameters == Shape::kOfSource ? FieldRole::kSource : FieldRole::kTarget;
  json::array kinds;
  for (const storage::Provider* provider : storage::Providers()) {
    json::object schema = ObjectSchema(shape, use);
    json::object& properties = schema["properties"].as_object();
    json::object parameters = JsonSchema(storage::AllFields(*provider), role);
    json::array required;
    if (const json::value* known = schema.if_contains("required")) required = known->as_array();
    if (use == Use::kAnswer) {
      for (auto& [name, property] : AnswerOf(std::move(parameters))) {
        required.emplace_back(name);
        properties[name] = std::move(property);
      }
    } else {
      if (const json::value* more = parameters.if_contains("required");
          more != nullptr && use == Use::kBody)
        required.insert(required.end(), more->as_array().begin(), more->as_array().end());
      for (auto& [name, property] : parameters["properties"].as_object())
        properties[name] = Nullable(std::move(property.as_object()));  // null = not given
    }
    if (!required.empty()) schema["required"] = std::move(required);
    schema["title"] = std::string(provider->title);
    if (json::value* type = properties.if_contains("type"); type != nullptr)
      type->as_object()["enum"] = json::array{std::string(provider->rest_name)};
    // "SourceStorageS3".
    std::string kind = ToLower(provider->rest_name);
    kind[0] -= 'a' - 'A';
    const std::string name = Name(shape, use) + kind;
    schemas_[name] = std::move(schema);
    kinds.emplace_back(RefTo(name));
  }
  return {{"anyOf", std::move(kinds)}};
}

json::object Components::Take() && {
  json::object all;
  for (auto& [name, schema] : schemas_) all[name] = std::move(schema);
  return all;
}

}  // namespace millrace::api

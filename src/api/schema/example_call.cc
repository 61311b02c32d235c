#include "api/schema/example_call.h"

#include "api/schema/operation.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "net/url.h"
#include "storage/provider.h"

namespace millrace::api {
namespace {

constexpr int kMembers = 3;  // of a body that requires fewer

void AppendObject(JsonWriter& json, const Shape& shape, bool some, int depth);

void AppendValue(JsonWriter& json, const Member& member, int depth) {
  if (!member.example.empty()) {
    json.Raw(member.example);
    return;
  }
  switch (member.type) {
    case Type::kText:
      json.String(member.choices.empty() ? "…" : Split(member.choices, '|')[0]);
      return;
    case Type::kBool: json.Bool(true); return;
    case Type::kInt:
      json.Int(member.min == INT64_MIN ? 1 : std::max<int64_t>(member.min, 1));
      return;
    case Type::kNumber: json.Double(0.5); return;
    case Type::kTime: json.String("2026-01-31T12:00:00Z"); return;
    case Type::kScalar:
    case Type::kAny:
    case Type::kFile: json.String("…"); return;
    case Type::kObject:
      if (member.shape != nullptr && depth < 3)
        return AppendObject(json, *member.shape, false, depth + 1);
      json.Raw("{}");
      return;
    case Type::kList:
      json.BeginArray();
      if (member.shape != nullptr && depth < 3)
        AppendObject(json, *member.shape, false, depth + 1);
      else if (member.shape == nullptr && member.items != Type::kAny && member.items != Type::kList)
        AppendValue(json, {.name = member.name, .type = member.items}, depth);
      json.EndArray();
      return;
  }
}

// What is required, and some more if that is little.
void AppendObject(JsonWriter& json, const Shape& shape, bool some, int depth) {
  json.BeginObject();
  int shown = 0;
  for (const bool required : {true, false}) {
    for (const Shape* part = &shape; part != nullptr; part = part->more) {
      for (const Member& member : part->members) {
        const bool wanted = member.required && !some;
        if (wanted != required || (!wanted && shown >= (some ? 1 : kMembers))) continue;
        json.Key(member.name);
        AppendValue(json, member, depth);
        ++shown;
      }
    }
    if (required && shown > 0) break;
  }
  json.EndObject();
}

// The fields that a kind of storage cannot do without; Amazon's, as the path of the example.
void AppendParameters(JsonWriter& json, const storage::Provider& provider) {
  json.Member("project", 1);
  json.Member(provider.path_field->name, "my-bucket");
  json.Member("prefix", "raw/");
}

std::string Json(const Route& route) {
  JsonWriter json;
  const Shape& shape = *route.contract.body;
  if (shape.parameters != Shape::kNone) {
    json.BeginObject();
    AppendParameters(json, *storage::Providers()[0]);
    json.EndObject();
  } else {
    AppendObject(json, shape, route.method == "PATCH", 0);
  }
  return std::move(json).Take();
}

std::string Path(const Route& route) {
  std::string path = PathOf(route);
  for (const PathParameter& parameter : PathParametersOf(route)) {
    std::string value = parameter.choices.empty() ? "NAME" : std::string(parameter.choices[0]);
    if (parameter.number) value = "1";
    path = ReplaceAll(path, "{" + parameter.name + "}", value);
  }
  net::Query query;
  for (const Member& member : route.contract.query) {
    if (!member.required) continue;
    const bool number = member.type == Type::kInt;
    query.emplace_back(std::string(member.name), number ? "1" : "VALUE");
  }
  if (!query.empty()) path += "?" + net::EncodeQuery(query);
  return path;
}

bool HasFile(const Shape& shape, std::string* name) {
  for (const Member& member : shape.members) {
    if (member.type != Type::kFile) continue;
    *name = member.name;
    return true;
  }
  return false;
}

}  // namespace

std::string ExampleCall(const Route& route, std::string_view base) {
  std::string call = "curl";
  if (route.method != "GET" && !(route.method == "POST" && TakesBody(route)))
    call += " -X " + std::string(route.method);
  if (route.right != Right::kPublic) call += " -H \"Authorization: Token $TOKEN\"";
  std::string file;
  if (route.contract.body != nullptr && HasFile(*route.contract.body, &file)) {
    call += " -F " + file + "=@FILE";
  } else if (TakesBody(route)) {
    call += " -H 'Content-Type: application/json'";
    call += route.contract.body == nullptr ? " -d @FILE" : " \\\n  -d '" + Json(route) + "'";
  }
  std::string address = std::string(base) + Path(route);
  if (address.find_first_of("?&") != std::string::npos) address = "'" + address + "'";
  return call + " \\\n  " + address;
}

}  // namespace millrace::api

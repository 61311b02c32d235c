#include "api/schema/openapi.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <vector>

#include "api/schema/components.h"
#include "api/schema/operation.h"
#include "base/text.h"

namespace millrace::api {
namespace {

namespace json = boost::json;

std::string Text(std::string_view text) { return std::string(text); }

json::object Parameter(std::string_view name, std::string_view in, bool required,
                       std::string_view about, json::object schema) {
  json::object parameter = {{"name", Text(name)}, {"in", Text(in)}};
  if (required) parameter["required"] = true;
  if (!about.empty()) parameter["description"] = Text(about);
  schema.erase("description");
  parameter["schema"] = std::move(schema);
  return parameter;
}

json::array Parameters(const Route& route, Components& components) {
  json::array parameters;
  for (const PathParameter& given : PathParametersOf(route)) {
    json::object schema;
    if (given.number) {
      schema = {{"type", "integer"}, {"minimum", 0}, {"maximum", INT64_MAX}};
    } else {
      schema = {{"type", "string"}, {"minLength", 1}};
      if (!given.choices.empty())
        schema["enum"] = json::array(given.choices.begin(), given.choices.end());
    }
    parameters.push_back(Parameter(given.name, "path", true, given.about, std::move(schema)));
  }
  for (const Member& member : route.contract.query) {
    json::object parameter = Parameter(member.name, "query", member.required, member.about,
                                       components.Schema(member, Use::kBody));
    // "a=1&a=2" and "a=1,2" are both read.
    if (member.type == Type::kList) parameter["explode"] = false;
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

bool HasMember(const Shape& shape, bool (*is)(const Member&)) {
  for (const Shape* part = &shape; part != nullptr; part = part->more) {
    if (std::ranges::any_of(part->members, is)) return true;
  }
  return false;
}

json::object RequestBody(const Route& route, Components& components) {
  const Contract& contract = route.contract;
  json::object body;
  if (contract.body == nullptr) {
    body["description"] = Text(contract.free_body);
    body["content"] = {{"application/json", {{"schema", json::object()}}}};
    return body;
  }
  const json::object schema =
      components.Ref(*contract.body, route.method == "PATCH" ? Use::kPatch : Use::kBody);
  json::object content;
  if (!HasMember(*contract.body, [](const Member& member) { return member.type == Type::kFile; })) {
    content["application/json"] = {{"schema", schema}};
    content["application/x-www-form-urlencoded"] = {{"schema", schema}};
  }
  content["multipart/form-data"] = {{"schema", schema}};
  const bool required =
      route.method != "PATCH" &&
      HasMember(*contract.body, [](const Member& member) { return member.required; });
  if (required) body["required"] = true;
  body["content"] = std::move(content);
  return body;
}

json::object GoodAnswer(const Route& route, int status, Components& components) {
  const AnswerShape& answer = route.contract.answer;
  json::object response;
  if (IsEmptyStatus(status)) {
    response["description"] = status < 300 ? "Done." : "It is at the address in Location.";
    if (status >= 300) {
      response["headers"] = {{"Location", {{"schema", {{"type", "string"}}}}}};
    }
    return response;
  }
  response["description"] = status == 202 ? "It was started." : "Done.";
  if (!answer.media.empty()) {
    json::object content;
    for (const std::string& media : Split(answer.media, '|')) {
      json::object body;
      if (answer.shape != nullptr) body["schema"] = components.Answer(answer);
      content[media] = std::move(body);
    }
    response["content"] = std::move(content);
  } else if (answer.shape != nullptr) {
    json::object content = {{"application/json", {{"schema", components.Answer(answer)}}}};
    if (answer.events) content["text/event-stream"] = json::object();
    response["content"] = std::move(content);
  }
  return response;
}

json::object Refusal(int status) {
  return {
      {"description", Text(RefusalMeaning(status))},
      {"content", {{"application/json", {{"schema", {{"$ref", "#/components/schemas/Error"}}}}}}}};
}

json::object Responses(const Route& route, Components& components) {
  json::object responses;
  const AnswerShape& answer = route.contract.answer;
  responses[std::to_string(answer.status)] = GoodAnswer(route, answer.status, components);
  if (answer.also != 0)
    responses[std::to_string(answer.also)] = GoodAnswer(route, answer.also, components);
  for (const int status : RefusalsOf(route)) {
    const std::string name = std::to_string(status);
    if (answer.media == "text/html") {
      json::object refusal = Refusal(status);
      refusal["content"].as_object()["text/html"] = json::object();
      responses[name] = std::move(refusal);
    } else {
      responses[name] = {{"$ref", "#/components/responses/Refused" + name}};
    }
  }
  return responses;
}

// Every refusal has one form (api/error_response.h).
json::object ErrorSchema() {
  const json::object text = {{"type", "string"}};
  return {{"type", "object"},
          {"required", json::array{"id", "status_code", "version", "detail", "exc_info"}},
          {"properties",
           {{"id", {{"type", "string"}, {"format", "uuid"}}},
            {"status_code", {{"type", "integer"}}},
            {"version", text},
            {"detail", {{"type", "string"}, {"description", "What is wrong, and what to do."}}},
            {"exc_info", {{"type", "null"}}},
            {"validation_errors",
             {{"type", "object"},
              {"description", "By member: what is wrong with it."},
              {"additionalProperties", {{"type", "array"}, {"items", text}}}}}}}};
}

json::object SecuritySchemes() {
  return {{"token",
           {{"type", "apiKey"},
            {"in", "header"},
            {"name", "Authorization"},
            {"description", "\"Token \" and the token of the account page."}}},
          {"bearer",
           {{"type", "http"},
            {"scheme", "bearer"},
            {"bearerFormat", "JWT"},
            {"description", "An access token, made of a personal one at /api/token/refresh."}}},
          {"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "sessionid"}}}};
}

json::object Operation(const RouteGroup& group, const Route& route, Components& components) {
  json::object operation;
  operation["operationId"] = OperationIdOf(route);
  operation["tags"] = json::array{Text(group.title)};
  operation["summary"] = Text(route.contract.about);
  operation["description"] = "For " + Text(WhoMay(route.right)) + ".";
  // An account is never needed, and a wrong token is still refused.
  if (route.right == Right::kPublic) operation["security"] = json::array();
  if (json::array parameters = Parameters(route, components); !parameters.empty())
    operation["parameters"] = std::move(parameters);
  if (TakesBody(route)) operation["requestBody"] = RequestBody(route, components);
  operation["responses"] = Responses(route, components);
  return operation;
}

json::object Refusals(std::span<const Route> routes) {
  std::set<int> statuses;
  for (const Route& route : routes) {
    for (const int status : RefusalsOf(route)) statuses.insert(status);
  }
  json::object responses;
  for (const int status : statuses) responses["Refused" + std::to_string(status)] = Refusal(status);
  return responses;
}

}  // namespace

std::string OpenApiDocument(std::span<const RouteGroup> groups, std::string_view version) {
  std::vector<Route> all;
  for (const RouteGroup& group : groups)
    all.insert(all.end(), group.routes.begin(), group.routes.end());
  Components components(all);
  json::object paths;
  json::array tags;
  for (const RouteGroup& group : groups) {
    tags.push_back(json::object{{"name", Text(group.title)}, {"description", Text(group.about)}});
    for (const Route& route : group.routes) {
      json::value& item = paths[PathOf(route)];
      if (!item.is_object()) item.emplace_object();
      item.as_object()[ToLower(route.method)] = Operation(group, route, components);
    }
  }
  json::object document;
  document["openapi"] = "3.1.0";
  document["info"] = {
      {"title", "Millrace"},
      {"version", Text(version)},
      {"summary", "A labeling server that syncs cloud storage and labeling tasks."},
      {"description",
       "Paths and bodies of Label Studio's API, and under /api/v1 what only Millrace has. A slash "
       "at the end of a path changes nothing. Bodies are JSON, urlencoded or multipart."},
      {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}};
  document["servers"] = json::array{json::object{{"url", "/"}}};
  document["security"] =
      json::array{json::object{{"token", json::array()}}, json::object{{"bearer", json::array()}},
                  json::object{{"session", json::array()}}};
  document["tags"] = std::move(tags);
  document["paths"] = std::move(paths);
  json::object schemas = std::move(components).Take();
  schemas["Error"] = ErrorSchema();
  document["components"] = {{"schemas", std::move(schemas)},
                            {"responses", Refusals(all)},
                            {"securitySchemes", SecuritySchemes()}};
  return json::serialize(document);
}

}  // namespace millrace::api

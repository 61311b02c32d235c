// What is declared of the API, and what is made of it.
#include <gmock/gmock.h>

#include <map>
#include <set>

#include "api/schema/docs_page.h"
#include "api/schema/openapi.h"
#include "api/schema/operation.h"
#include "api/testing.h"

namespace millrace::api {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Every shape that a route leads to.
std::set<const Shape*> AllShapes() {
  std::set<const Shape*> shapes;
  const auto reach = [&](const auto& self, const Shape* shape) -> void {
    if (shape == nullptr || !shapes.insert(shape).second) return;
    for (const Shape* part = shape; part != nullptr; part = part->more) {
      for (const Member& member : part->members) self(self, member.shape);
    }
  };
  for (const Route& route : Routes()) {
    reach(reach, route.contract.body);
    reach(reach, route.contract.answer.shape);
  }
  return shapes;
}

std::string Name(const Route& route) {
  return std::string(route.method) + " " + std::string(route.pattern);
}

void ForEachRef(const json::value& value, const std::function<void(std::string)>& visit) {
  if (value.is_array()) {
    for (const json::value& item : value.get_array()) ForEachRef(item, visit);
  } else if (value.is_object()) {
    for (const auto& [name, member] : value.get_object()) {
      if (name == "$ref" && member.is_string())
        visit(std::string(member.get_string()));
      else
        ForEachRef(member, visit);
    }
  }
}

// What Label Studio calls a route is not ours to choose, but each of our names is one function.
TEST(Operation, NamesAreUnique) {
  std::map<std::string, std::string> known;
  for (const Route& route : Routes()) {
    const auto [entry, fresh] = known.emplace(OperationIdOf(route), Name(route));
    EXPECT_TRUE(fresh) << entry->first << ": " << entry->second << " and " << Name(route);
  }
}

TEST(Operation, NamesReadWell) {
  const auto name = [](const char* method, const char* pattern, AnswerShape answer = {}) {
    return OperationIdOf({.method = method,
                          .pattern = pattern,
                          .right = Right::kManage,
                          .contract = {.answer = answer}});
  };
  EXPECT_EQ(name("GET", "/api/projects", {.many = AnswerShape::kPage}), "listProjects");
  EXPECT_EQ(name("POST", "/api/projects", {.status = 201}), "createProject");
  EXPECT_EQ(name("PATCH", "/api/projects/{id}"), "updateProject");
  EXPECT_EQ(name("POST", "/api/projects/{id}/import"), "importProject");
  EXPECT_EQ(name("GET", "/api/storages/{word}", {.many = AnswerShape::kList}),
            "listStoragesOfKind");
  EXPECT_EQ(name("POST", "/api/storages/{word}", {.status = 201}), "createStorage");
  EXPECT_EQ(name("DELETE", "/api/storages/export/{word}/{id}"), "deleteExportStorage");
  EXPECT_EQ(name("GET", "/api/v1/jobs/{word}"), "getJobV1");
  EXPECT_EQ(name("GET", "/user/login", {.media = "text/html"}), "getUserLoginPage");
}

TEST(Operation, ParametersHaveNamesOfTheirOwn) {
  const Route conflict = {.pattern = "/api/v1/storages/{id}/conflicts/{id}"};
  EXPECT_EQ(PathOf(conflict), "/api/v1/storages/{id}/conflicts/{conflict_id}");
  const Route page = {.pattern = "/projects/{id}/{word}/{word}"};
  EXPECT_EQ(PathOf(page), "/projects/{id}/{project}/{project_3}");
  const Route storage = {.pattern = "/api/storages/export/{word}/{id}"};
  EXPECT_EQ(PathOf(storage), "/api/storages/export/{kind}/{id}");
  EXPECT_THAT(PathParametersOf(storage)[0].choices,
              ElementsAre("s3", "gcs", "azure", "redis", "localfiles"));
}

TEST(Shapes, HaveUniqueNamesAndMembers) {
  std::map<std::string_view, const Shape*> known;
  for (const Shape* shape : AllShapes()) {
    EXPECT_FALSE(shape->name.empty());
    const auto [entry, fresh] = known.emplace(shape->name, shape);
    EXPECT_TRUE(fresh) << "two shapes are named " << shape->name;
    std::set<std::string_view> members;
    for (const Shape* part = shape; part != nullptr; part = part->more) {
      for (const Member& member : part->members)
        EXPECT_TRUE(members.insert(member.name).second)
            << shape->name << " declares " << member.name << " twice";
    }
  }
}

// "Thing" makes "ThingPage", "ThingInput" and "PatchedThing"; none may be a shape of its own.
TEST(Shapes, DoNotBearTheNamesThatAreMadeOfOthers) {
  std::set<std::string> names = {"Error"};
  for (const Shape* shape : AllShapes()) EXPECT_TRUE(names.emplace(shape->name).second);
  for (const std::string& name : names) {
    for (const std::string& made : {name + "Page", name + "Input", "Patched" + name})
      EXPECT_FALSE(names.contains(made)) << made << " is made of " << name;
  }
}

TEST(OpenApi, EveryReferenceResolves) {
  const std::string text = OpenApiDocument(RouteGroups(), "1.2.3");
  EXPECT_EQ(text, OpenApiDocument(RouteGroups(), "1.2.3"));
  const json::value document = json::parse(text);
  EXPECT_EQ(document.at("info").at("version"), "1.2.3");
  size_t operations = 0;
  for (const auto& [path, item] : document.at("paths").as_object())
    operations += item.as_object().size();
  EXPECT_EQ(operations, Routes().size()) << "two routes are one operation";
  int refs = 0;
  ForEachRef(document, [&](std::string ref) {
    ++refs;
    boost::system::error_code ec;
    ASSERT_THAT(ref, testing::StartsWith("#/"));
    EXPECT_NE(document.find_pointer(ref.substr(1), ec), nullptr) << ref;
  });
  EXPECT_GT(refs, 100);
}

constexpr Member kInnerMembers[] = {{.name = "x", .type = Type::kNumber, .required = true}};
constexpr Shape kInner = {.name = "Inner", .members = kInnerMembers};
constexpr Member kThingMembers[] = {
    {.name = "title", .required = true, .blank = false, .max = 50},
    {.name = "color", .nullable = true, .choices = "red|blue"},
    {.name = "inner", .type = Type::kObject, .optional = true, .nullable = true, .shape = &kInner},
    {.name = "ids", .type = Type::kList, .optional = true, .items = Type::kInt},
};
constexpr Shape kThing = {.name = "Thing", .members = kThingMembers};
constexpr Member kBase[] = {{.name = "project", .type = Type::kInt, .required = true}};
constexpr Shape kSource = {.name = "Source", .members = kBase, .parameters = Shape::kOfSource};

json::value Documented() {
  static constexpr Route kRoutes[] = {
      {"GET",
       "/api/things",
       Right::kPublic,
       nullptr,
       {.answer = {.shape = &kThing, .many = AnswerShape::kPage}}},
      {"POST",
       "/api/things",
       Right::kManage,
       nullptr,
       {.body = &kThing, .answer = {.status = 201, .shape = &kThing}, .refusals = {409}}},
      {"PATCH",
       "/api/things/{id}",
       Right::kManage,
       nullptr,
       {.body = &kThing, .answer = {.status = 204}}},
      {"POST",
       "/api/sources",
       Right::kManage,
       nullptr,
       {.body = &kSource, .answer = {.status = 201, .shape = &kSource}}},
  };
  const RouteGroup group = {"Things", "Some things.", kRoutes};
  return json::parse(OpenApiDocument(std::span(&group, 1), "1"));
}

// An answer has all members but the optional ones, a body must have the required ones, a PATCH
// none.
TEST(OpenApi, WhatMustBeThereDependsOnTheDirection) {
  const json::value document = Documented();
  const json::value& schemas = document.at("components").at("schemas");
  EXPECT_EQ(schemas.at("Thing").at("required"), (json::array{"title", "color"}));
  EXPECT_EQ(schemas.at("Thing").at("additionalProperties"), false);
  EXPECT_EQ(schemas.at("ThingInput").at("required"), json::array{"title"});
  EXPECT_FALSE(schemas.at("PatchedThing").as_object().contains("required"));
  const json::value& properties = schemas.at("ThingInput").at("properties");
  EXPECT_EQ(properties.at("title"),
            (json::object{{"type", "string"}, {"minLength", 1}, {"maxLength", 50}}));
  EXPECT_EQ(properties.at("color"), (json::object{{"type", json::array{"string", "null"}},
                                                  {"enum", json::array{"red", "blue", nullptr}}}));
  EXPECT_EQ(properties.at("ids").at("items"), (json::object{{"type", "integer"}}));
  EXPECT_EQ(schemas.at("ThingPage").at("properties").at("results").at("items").at("$ref"),
            "#/components/schemas/Thing");
  const json::value& post = document.at("paths").at("/api/things").at("post");
  EXPECT_TRUE(post.at("responses").as_object().contains("409"));
  EXPECT_EQ(post.at("requestBody").at("content").as_object().size(), 3);
  EXPECT_EQ(document.at("paths").at("/api/things").at("get").at("security"), json::array());
}

// A storage is one of its kinds, and its secrets only ever come in.
TEST(OpenApi, StoragesHaveTheFieldsOfTheirKinds) {
  const json::value document = Documented();
  const json::value& schemas = document.at("components").at("schemas");
  EXPECT_EQ(schemas.at("Source").at("anyOf").as_array().size(), storage::Providers().size());
  const json::object& in = schemas.at("SourceInputS3").at("properties").as_object();
  const json::object& out = schemas.at("SourceS3").at("properties").as_object();
  EXPECT_EQ(in.at("aws_secret_access_key").at("writeOnly"), true);
  EXPECT_FALSE(out.contains("aws_secret_access_key"));
  EXPECT_TRUE(out.contains("bucket"));
  EXPECT_FALSE(in.contains("can_delete_objects")) << "that is of targets";
}

class SchemaTest : public ApiTest {};

TEST_F(SchemaTest, IsServedOnceToWhoHasIt) {
  const Answered first = Send({.method = "GET", .path = "/api/schema?format=json"});
  ASSERT_EQ(first.status, 200);
  EXPECT_EQ(first.text("openapi"), "3.1.0");
  const std::string etag(first.headers.Get("ETag"));
  ASSERT_FALSE(etag.empty());
  const Answered again =
      Send({.method = "GET", .path = "/api/schema", .headers = {{"If-None-Match", etag}}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(Send({.method = "GET", .path = "/docs/api/schema/json/"}).body, first.body);
  EXPECT_EQ(Send({.method = "GET", .path = "/swagger.json"}).headers.Get("Location"),
            "/docs/api/schema/json/");
}

TEST_F(SchemaTest, ThePageShowsEveryRoute) {
  const Answered page = Send({.method = "GET", .path = "/docs/api/"});
  ASSERT_EQ(page.status, 200);
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  for (const Route& route : Routes()) {
    EXPECT_THAT(page.body, HasSubstr("<section id=\"" + OperationIdOf(route) + "\">"));
  }
  // Every link within it leads somewhere.
  for (size_t at = page.body.find("href=\"#"); at != std::string::npos;
       at = page.body.find("href=\"#", at + 1)) {
    const size_t begin = at + 7, end = page.body.find('"', begin);
    const std::string anchor = page.body.substr(begin, end - begin);
    EXPECT_THAT(page.body, HasSubstr("id=\"" + anchor + "\""));
  }
}

}  // namespace
}  // namespace millrace::api

// Shapes as JSON Schemas (2020-12) under components/schemas of an OpenAPI 3.1 document
// (https://spec.openapis.org/oas/v3.1.1, §4.8.7).
#pragma once

#include <boost/json.hpp>
#include <map>
#include <set>
#include <span>
#include <string>

#include "api/route.h"

namespace millrace::api {

// What a shape describes decides which members it must have: of an answer all that are not
// optional, of a body the required ones, of a PATCH none.
enum class Use { kAnswer, kBody, kPatch };

class Components {
 public:
  // `routes`: a shape that both comes and goes has two schemas; bodies then end in "Input".
  explicit Components(std::span<const Route> routes);

  // {"$ref": …} to the shape's schema, which is added when it is asked for first.
  boost::json::object Ref(const Shape& shape, Use use);
  // The answer's body: the shape, a list of it, or a page of it.
  boost::json::object Answer(const AnswerShape& answer);
  // Of one member or parameter.
  boost::json::object Schema(const Member& member, Use use);

  // All that was asked for, by name.
  boost::json::object Take() &&;

 private:
  std::string Name(const Shape& shape, Use use) const;
  boost::json::object ObjectSchema(const Shape& shape, Use use);
  boost::json::object PerKind(const Shape& shape, Use use);
  boost::json::object Value(Type type, const Member& member, Use use);
  void Add(const std::string& name, boost::json::object schema);

  std::set<const Shape*> answers_;  // reached from an answer
  std::map<std::string, boost::json::object> schemas_;
};

}  // namespace millrace::api

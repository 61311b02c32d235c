// A route as its readers see it: its name, its parameters, whom it serves and what it may refuse.
// Made from the declarations alone, for the OpenAPI document and for the page beside it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/route.h"

namespace millrace::api {

struct PathParameter {
  std::string name;                       // "id", "kind"
  bool number;                            // {id}; else {word}
  std::string about;                      // one sentence
  std::vector<std::string_view> choices;  // empty = any
};

// The path with named parameters: "/api/storages/{kind}/{id}".
std::string PathOf(const Route& route);
std::vector<PathParameter> PathParametersOf(const Route& route);

// "listProjects", "updateTask", "getStorageV1": unique, and the name of a client's function.
std::string OperationIdOf(const Route& route);

// "managers and administrators".
std::string_view WhoMay(Right right);

// Does it read a body?
bool TakesBody(const Route& route);

// The statuses of refusals that can come, ascending.
std::vector<int> RefusalsOf(const Route& route);
// "The body or a parameter is wrong."
std::string_view RefusalMeaning(int status);

// Is an answer of this status without a body?
bool IsEmptyStatus(int status);

}  // namespace millrace::api

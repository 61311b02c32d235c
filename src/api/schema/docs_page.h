// The API as a page for people: every route with who may use it, what comes in and goes out, and a
// call to try. Made from the same declarations as the OpenAPI document.
#pragma once

#include <span>
#include <string>

#include "api/route.h"

namespace millrace::api {

// HTML without script or foreign resource. `base`: what the examples call,
// "http://localhost:8080".
std::string DocsPage(std::span<const RouteGroup> groups, std::string_view version,
                     std::string_view base);

}  // namespace millrace::api

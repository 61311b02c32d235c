// A call of a route to copy into a terminal.
#pragma once

#include <string>
#include <string_view>

#include "api/route.h"

namespace millrace::api {

// curl with the token in $TOKEN, required parameters, and a small JSON body.
std::string ExampleCall(const Route& route, std::string_view base);

}  // namespace millrace::api

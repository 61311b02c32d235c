// May a request have its answer? By what its route declares; access.h decides.
#pragma once

#include "api/call.h"
#include "api/route.h"

namespace millrace::api {

// The body of a request whose head alone is here tells nothing yet.
enum class BodyOf { kThere, kToCome };

// May call.who use this route? What only a body could tell is allowed while there is none; it is
// asked again when it is there.
Result<void> Authorize(Service& service, Call& call, const Route& route, BodyOf body);

}  // namespace millrace::api

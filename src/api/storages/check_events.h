// A run of the doctor as server-sent events (HTML Living Standard §9.2), while it goes on.
#pragma once

#include <string>

#include "api/call.h"
#include "api/service.h"

namespace millrace::api {

// Does the caller want events instead of one answer at the end?
bool WantsEvents(const net::Request& request);

// Begins the run. Events: `started` with {"number", "name", "title"} and `probe` with the whole
// probe, for each; then `done` with the diagnosis, whose probes are what counts. A client that
// leaves ends the run. `place` is the storage as JSON.
Outcome AnswerCheckEvents(Service& service, sync::ConnectionSpec spec, sync::DoctorOptions options,
                          std::string place);

}  // namespace millrace::api

// Two windows on one task: whoever saves may say which version he changed, and is refused if it is
// no longer the one that is stored. Ours; Label Studio lets the last one win.
#pragma once

#include "api/call.h"

namespace millrace::api {

// The updated_at of the version that was changed: `expected_updated_at` of the body, or the header
// If-Match: "2026-01-31T12:00:00.000000Z". Nothing if neither is given. kInvalid for no time.
Result<std::optional<Time>> ReadExpected(const Call& call, const Body& body);

// "2 min ago"
std::string Ago(Time then, Time now);

inline constexpr Member kExpectedMember = {
    .name = "expected_updated_at",
    .type = Type::kTime,
    .about =
        "The version that was changed, by its updated_at: 409 if another one is stored. The "
        "header If-Match with it in quotes says the same.",
    .nullable = true};

}  // namespace millrace::api

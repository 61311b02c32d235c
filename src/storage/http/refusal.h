// The sentences that stores over HTTP share when they refuse.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "net/headers.h"
#include "storage/http/bucket.h"

namespace millrace::storage::http {

// kInvalid: the store cannot hold such a key because of `rule` ("it is empty").
std::unexpected<Error> UnusableKey(std::string_view key, std::string_view rule);

// ": what the server said", bounded and without its full stop; "" if it said nothing.
std::string Says(std::string_view message);

// kConflict: the call's precondition did not hold for `object`, "The object "k" in bucket "b"".
void SayPrecondition(const std::string& object, Operation operation, Precondition precondition,
                     Error& error);

// How much this machine's clock is ahead of the server's; nothing if the answer has no Date.
std::optional<std::chrono::seconds> ClockAhead(const net::Headers& headers, Time now);
// "The clock of this machine is 20 minutes ahead of HOST".
std::string ClockIsOff(std::chrono::seconds ahead, const std::string& host);

}  // namespace millrace::storage::http

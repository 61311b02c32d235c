// Password hashes: argon2id (RFC 9106), 19 MiB, 2 passes. About 50 ms of a core each: call from a
// worker.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"

namespace millrace::crypto {

// The encoded hash ("$argon2id$v=19$m=…") with its own random salt.
std::string HashPassword(const Secret& password);
// Also false for an empty or foreign `encoded`, after the same time, so that a stranger cannot tell
// an unknown account from a wrong password.
bool VerifyPassword(const Secret& password, const std::string& encoded);

}  // namespace millrace::crypto

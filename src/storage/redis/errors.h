// What a Redis refuses, in the terms of the person who connected it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "storage/redis/resp.h"

namespace millrace::storage::redis {

// Whose answer it is.
struct Place {
  std::string peer;  // "127.0.0.1:6379"
  int64_t db = 0;
  std::string username;  // "" = the default user
  bool has_password = false;
  bool tls = false;

  std::string Name() const { return "Redis at " + peer; }
};

// An error reply (redis.io, "Redis error codes"; the first word tells the kind). `key` as in
// Error::key, may be empty. What the server refused without doing anything and may do later is
// kRateLimited.
Error ErrorOf(const Reply& reply, const Place& place, std::string_view operation,
              std::string_view key);

// A reply of another shape than the command has.
Error UnexpectedReply(const Place& place, std::string_view operation, std::string_view key);

// Is it this error reply? `code` is its first word: "NOSCRIPT".
bool IsCode(const Reply& reply, std::string_view code);

}  // namespace millrace::storage::redis

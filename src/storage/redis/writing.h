// Writing and deleting values under conditions. A version is the SHA-1 of the value, in hex; Lua
// scripts compare it inside the server, so that nothing can come in between.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "storage/object_store.h"
#include "storage/redis/connection.h"

namespace millrace::storage::redis {

// The version of a value.
std::string VersionOf(std::string_view value);

// As ObjectStore::PutMany for those of `requests` that `open` names, on one connection; `now` is
// the time of all of them.
void PutValues(Connection& connection, const Place& place, std::span<const PutRequest> requests,
               std::vector<size_t> open, PutSink& sink, Time now);

// As ObjectStore::Delete.
Result<void> DeleteValue(Connection& connection, const Place& place, std::string_view key,
                         std::string_view version);

}  // namespace millrace::storage::redis

// What only a Redis can tell of itself: for the doctor, and for refusing what cannot go well.
#pragma once

#include <string>
#include <vector>

#include "storage/object_store.h"
#include "storage/redis/connection.h"

namespace millrace::storage::redis {

// Version, role, persistence, eviction. What may not be asked is kSkipped.
std::vector<Finding> Examine(Connection& connection, const Place& place);

// Run id and database, and why writes are refused, as far as INFO tells.
Result<SelfReport> Describe(Connection& connection, const Place& place);

}  // namespace millrace::storage::redis

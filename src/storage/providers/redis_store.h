// The object store of a Redis database: a key is an object, its value the body.
#pragma once

#include <memory>

#include "base/clock.h"
#include "storage/object_store.h"
#include "storage/redis/connection.h"

namespace millrace::storage {

struct RedisStoreOptions {
  redis::ConnectionOptions connection;
  // Off: listing reads no value, and an object that is known counts as unchanged for ever.
  bool detect_changes = true;
  Clock* clock = nullptr;  // outlives the store
};

// Contacts nobody. Redis keeps no times: an object's `modified` is when it was looked at.
std::unique_ptr<ObjectStore> MakeRedisStore(RedisStoreOptions options);

}  // namespace millrace::storage

// Redis databases.
#pragma once

#include "storage/provider.h"

namespace millrace::storage {

extern const Provider kRedis;

extern const Field kRedisPath;
extern const Field kRedisDb;
extern const Field kRedisHost;
extern const Field kRedisPort;
extern const Field kRedisUsername;
extern const Field kRedisPassword;
extern const Field kRedisTls;
extern const Field kRedisCaFile;
extern const Field kRedisDetectChanges;

}  // namespace millrace::storage

// What a database takes on the disk.
#pragma once

#include <cstdint>
#include <string>

#include "db/database.h"

namespace millrace::db {

struct DatabaseFacts {
  std::string kind;       // "SQLite"
  int64_t bytes = 0;      // of the file
  int64_t wal_bytes = 0;  // committed, and not yet in the file
};

Result<DatabaseFacts> ReadFacts(Connection& tx);

}  // namespace millrace::db

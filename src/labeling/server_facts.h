// What an operator wants to know of the whole server, from counters and bounded looks: a few
// milliseconds, however many tasks there are.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

struct ServerFacts {
  int64_t projects = 0, tasks = 0, annotations = 0;
  std::map<std::string, int64_t> accounts;  // active ones, by role
  std::map<std::string, int64_t> jobs;      // of all times, by state
  int64_t running_imports = 0;
};
Result<ServerFacts> ReadServerFacts(db::Connection& tx);

struct OutboxFacts {
  int64_t pending = 0, failed = 0, conflicts = 0;
};
struct OutboxLook {
  std::map<int64_t, OutboxFacts> by_storage;
  bool complete = true;  // false: there are more rows than were counted
};
// Counts the first `most` rows of the outbox.
Result<OutboxLook> LookAtOutbox(db::Connection& tx, int64_t most);

}  // namespace millrace::labeling

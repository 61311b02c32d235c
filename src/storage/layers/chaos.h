// Faults on demand, for tests: what networks and stores do to requests.
#pragma once

#include <functional>
#include <memory>

#include "base/clock.h"
#include "storage/object_store.h"

namespace millrace::storage {

enum class Fault {
  kNone,
  kUnavailable,  // 503: refused, nothing happened
  kRateLimited,  // 429 with Retry-After: refused, nothing happened
  kDropped,      // the connection ended before the request was carried out
  kTruncated,   // GetMany: half of the object's bytes come, then the connection ends; else kDropped
  kStalled,     // no answer for `stall`, then a timeout; nothing happened
  kAnswerLost,  // Put and Delete are carried out, then a timeout; else kStalled
};

// Which fault an operation ("list", "get", "head", "put", "delete", "check") on `key` meets. Called
// from several threads at once. For GetMany asked once for each object.
using FaultPlan = std::function<Fault(std::string_view operation, std::string_view key)>;

// Each call meets a fault with `probability`, evenly chosen from all kinds. The same seed gives the
// same sequence of faults; with several threads their order decides who meets which.
FaultPlan RandomFaults(uint64_t seed, double probability);

struct ChaosOptions {
  std::chrono::milliseconds stall{1'000};
  long retry_after_ms = 1'000;
};

std::unique_ptr<ObjectStore> Chaos(std::unique_ptr<ObjectStore> inner, Clock& clock, FaultPlan plan,
                                   ChaosOptions options = {});

}  // namespace millrace::storage

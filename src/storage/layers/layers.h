// The layers that every store gets, from the inside out: limit, timeout, retry, log, metrics. The
// order matters: a retry waits for its turn again and has a new deadline, and one line and one
// count stand for all tries of an operation. (chaos.h is for tests.)
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "storage/object_store.h"
#include "storage/provider.h"
#include "storage/store_metrics.h"

namespace millrace::storage {

// All five, with the settings of `environment`. `name` stands in log lines: "s3:cats".
std::unique_ptr<ObjectStore> WrapStore(std::unique_ptr<ObjectStore> bare, const std::string& kind,
                                       std::string name, const Environment& environment);

// At most `max_requests` requests at once, first come first served. A GetMany or PutMany takes as
// many as it keeps in flight (Capabilities::get_concurrency, put_concurrency), at most all, and
// gives them back as its last objects end.
std::unique_ptr<ObjectStore> LimitRequests(std::unique_ptr<ObjectStore> inner, size_t max_requests);

// Ends an object's transfer that crawls: from its Start it has `patience` plus the time that its
// length takes at `min_bytes_per_second`; then it fails with kTimeout, which is temporary. A peer
// that sends nothing at all is the business of the provider's transport, which alone can interrupt
// a call.
struct TimeoutOptions {
  std::chrono::milliseconds patience{60'000};
  uint64_t min_bytes_per_second = 16 << 10;
};
std::unique_ptr<ObjectStore> LimitTime(std::unique_ptr<ObjectStore> inner, Clock& clock,
                                       TimeoutOptions options = {});

// Repeats what failed for now, waiting a random time up to base × 2^tries (full jitter), at least
// the other side's Retry-After, until the budget since the last progress is spent; then the last
// error says how often and how long it was tried. A Retry-After beyond the budget ends it at once.
//   List, Head, Delete, PutMany without precondition: repeating does no harm. A conditional Delete
//     whose first answer was lost finds nothing and succeeds, or another object and conflicts.
//   PutMany with a precondition: only after kRateLimited or a temporary kConflict, where the store
//     said that it did nothing. kTimeout and kUnavailable are returned: whether it was written is
//     open, and a second try would conflict with the first; the caller settles that by reading.
//     Each object by its own precondition; only those that failed are sent again.
//   GetMany: only the objects that failed. One whose bytes were partly passed on is continued
//     behind them, on the same version (if_match); if that is gone, or the store has no ranges or
//     gave no version, its error is passed on. The sink sees one Start and one gapless sequence of
//     bytes. An answer of another version than if_match, from a server that ignores it, becomes a
//     kConflict.
//   A stop ends the waiting, and everything that fails then fails with kCancelled. For a PutMany
//     with a precondition that leaves open, too, whether it was written.
//   Check: a person waits for it, so its budget is 5 s at most.
//   Presign: contacts nobody as a rule; not repeated.
struct RetryOptions {
  std::chrono::milliseconds base{200};
  std::chrono::milliseconds longest{10'000};  // of one wait, without Retry-After
  std::chrono::milliseconds budget{30'000};
  std::optional<uint64_t> seed;  // for the jitter; absent = random
  std::stop_token stop{};
};
std::unique_ptr<ObjectStore> Retry(std::unique_ptr<ObjectStore> inner, Clock& clock,
                                   RetryOptions options = {});

// One debug line per operation, a warning where it failed for good. Never a body or a secret.
std::unique_ptr<ObjectStore> LogOperations(std::unique_ptr<ObjectStore> inner, std::string name,
                                           Clock& clock);

// Counts into `metrics`, which outlives the store.
std::unique_ptr<ObjectStore> CountOperations(std::unique_ptr<ObjectStore> inner,
                                             KindMetrics& metrics, Clock& clock);

}  // namespace millrace::storage

// What the conformance suite runs over. To join: add a Candidate in candidates.cc (about ten
// lines).
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/http_client.h"
#include "storage/object_store.h"

namespace millrace::conformance {

using StorePtr = std::unique_ptr<storage::ObjectStore>;

// One storage with an empty bucket, for one test.
struct Instance {
  StorePtr store;
  // Its bucket does not exist; null where that cannot be.
  StorePtr wrong_bucket;
  // Its credentials are wrong; null where the peer does not check them.
  StorePtr wrong_credentials;
  // Keys that the peer itself, not our provider, fails with.
  std::function<bool(std::string_view key)> peer_cannot = [](std::string_view) { return false; };
  // What must live as long as the stores (directories, servers); destroyed after them.
  std::shared_ptr<void> keep;
};

struct Candidate {
  std::string name;  // letters, digits, underscores
  // kUnsupported: the peer is not available here, the tests are skipped with its message.
  std::function<Result<Instance>()> make;
};

// How GoogleTest prints it.
inline void PrintTo(const Candidate& candidate, std::ostream* out) { *out << candidate.name; }

std::vector<Candidate> Candidates();

// One client for all tests.
net::HttpClient& Http();

}  // namespace millrace::conformance

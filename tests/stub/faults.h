// What goes wrong in the stub on demand.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/url.h"

namespace millrace::stub {

enum class FaultKind {
  kStatus,      // answered with `status` and S3's error document; nothing is done
  kReset,       // the connection ends before a whole answer; nothing is done
  kStall,       // no answer for `delay_ms`, then done as usual
  kTruncate,    // GET and LIST: half of the body, then the connection ends
  kBadXml,      // LIST: a page that is not XML
  kLostAnswer,  // PUT and DELETE are done, then the connection ends
};

struct FaultRule {
  std::string operation;  // "list", "get", "head", "put", "delete"; "" = any
  std::string key_part;   // only keys (prefixes for list) that contain it
  FaultKind kind = FaultKind::kStatus;
  int status = 503;
  int retry_after = -1;  // seconds; -1 = no header
  int delay_ms = 1000;
  double probability = 1;
  int64_t skip = 0;    // matching requests that pass first
  int64_t count = -1;  // matching requests that meet it; -1 = all
};

// The rules in force. The first rule that meets a request is taken. Thread-safe.
class Faults {
 public:
  // From the query of /_faults: op, key, kind (503, 429, any status, reset, stall, truncate,
  // bad_xml, lost_answer), retry_after, ms, probability, skip, count; seed starts the random
  // numbers again.
  Result<void> AddFromQuery(const net::Query& query);
  void Add(FaultRule rule);
  void Clear();
  void Seed(uint64_t seed);

  std::optional<FaultRule> Meet(std::string_view operation, std::string_view key);
  uint64_t met() const;

 private:
  mutable std::mutex mutex_;
  std::vector<FaultRule> rules_;
  std::mt19937_64 random_{1};
  uint64_t met_ = 0;
};

}  // namespace millrace::stub

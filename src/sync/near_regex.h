// Regexes near to one that matches nothing, which people mean by it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/key_filter.h"

namespace millrace::sync {

// Used by one thread.
class NearRegexes {
 public:
  // Those near to the regex of `values`; none if there is no regex.
  NearRegexes(const storage::Provider& provider, const Values& values, const std::string& prefix);

  // Counts a key that the regex itself does not match.
  void Look(std::string_view key);

  struct Near {
    std::string regex;
    int64_t matched = 0;
  };
  // The nearest one that matched anything.
  std::optional<Near> Best() const;

 private:
  struct Candidate {
    Near near;
    KeyFilter filter;
  };
  std::vector<Candidate> candidates_;  // nearest first
};

}  // namespace millrace::sync

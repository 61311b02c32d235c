// Which record of a changed object is which record of the old one (design §4).
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "labeling/storages/source_objects.h"

namespace millrace::sync {

// A record is the old one with the same digest, else the old one at the same position, unless that
// one is still to come by its digest elsewhere. Each old record is matched once. Used by one
// thread.
class RecordMatcher {
 public:
  // `coming`: digests of the new object's records that will be asked for.
  RecordMatcher(std::vector<labeling::SourceRecord> old,
                const std::vector<std::string_view>& coming);

  struct Match {
    const labeling::SourceRecord* old = nullptr;  // nullptr: the record is new
    bool same_content = false;
  };
  Match Find(int64_t position, std::string_view digest);
  // An earlier run of this object matched the old records of these tasks already.
  void AlreadyMatched(std::vector<int64_t> task_ids);
  // What no record matched, once all were asked for.
  std::vector<const labeling::SourceRecord*> Unmatched() const;

 private:
  static uint64_t Short(std::string_view digest);

  std::vector<labeling::SourceRecord> old_;  // by position
  std::vector<bool> matched_;
  std::unordered_multimap<uint64_t, size_t> by_digest_;
  std::unordered_map<uint64_t, int64_t> coming_;  // how often each digest is still to come
};

}  // namespace millrace::sync

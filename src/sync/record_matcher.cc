#include "sync/record_matcher.h"

#include <algorithm>
#include <cstring>

namespace millrace::sync {

uint64_t RecordMatcher::Short(std::string_view digest) {
  uint64_t value = 0;
  memcpy(&value, digest.data(), std::min(digest.size(), sizeof value));
  return value;
}

RecordMatcher::RecordMatcher(std::vector<labeling::SourceRecord> old,
                             const std::vector<std::string_view>& coming)
    : old_(std::move(old)), matched_(old_.size(), false) {
  for (size_t i = 0; i < old_.size(); ++i) by_digest_.emplace(Short(old_[i].digest), i);
  for (const std::string_view digest : coming) ++coming_[Short(digest)];
}

RecordMatcher::Match RecordMatcher::Find(int64_t position, std::string_view digest) {
  if (const auto left = coming_.find(Short(digest)); left != coming_.end()) --left->second;
  // Of several equal ones the one that did not move.
  const auto [first, last] = by_digest_.equal_range(Short(digest));
  size_t found = old_.size();
  for (auto at = first; at != last; ++at) {
    const size_t i = at->second;
    if (matched_[i] || old_[i].digest != digest) continue;
    if (found == old_.size() || old_[i].position == position ||
        old_[i].position < old_[found].position)
      found = i;
    if (old_[found].position == position) break;
  }
  if (found < old_.size()) {
    matched_[found] = true;
    return {&old_[found], true};
  }
  const auto here = std::ranges::lower_bound(old_, position, {}, &labeling::SourceRecord::position);
  if (here == old_.end() || here->position != position) return {};
  const auto i = static_cast<size_t>(here - old_.begin());
  if (matched_[i]) return {};
  if (const auto later = coming_.find(Short(old_[i].digest));
      later != coming_.end() && later->second > 0)
    return {};
  matched_[i] = true;
  return {&old_[i], false};
}

void RecordMatcher::AlreadyMatched(std::vector<int64_t> task_ids) {
  std::ranges::sort(task_ids);
  for (size_t i = 0; i < old_.size(); ++i)
    if (old_[i].task_id.has_value() && std::ranges::binary_search(task_ids, *old_[i].task_id))
      matched_[i] = true;
}

std::vector<const labeling::SourceRecord*> RecordMatcher::Unmatched() const {
  std::vector<const labeling::SourceRecord*> left;
  for (size_t i = 0; i < old_.size(); ++i)
    if (!matched_[i]) left.push_back(&old_[i]);
  return left;
}

}  // namespace millrace::sync

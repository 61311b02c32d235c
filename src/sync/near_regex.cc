#include "sync/near_regex.h"

#include "storage/common_fields.h"

namespace millrace::sync {

NearRegexes::NearRegexes(const storage::Provider& provider, const Values& values,
                         const std::string& prefix) {
  const std::string regex = values.String(storage::kRegexFilter);
  if (regex.empty()) return;
  std::vector<std::string> texts;
  // It is matched from the start of the key, which most people do not expect.
  if (!regex.starts_with(".*")) texts.push_back(".*" + regex);
  texts.push_back("(?i)" + regex);
  if (!regex.starts_with(".*")) texts.push_back("(?i).*" + regex);
  for (std::string& text : texts) {
    Values changed = values;
    changed.Set(storage::kRegexFilter, text);
    auto filter = KeyFilter::Make(provider, changed, prefix);
    if (filter.has_value())
      candidates_.push_back({.near = {.regex = std::move(text)}, .filter = *std::move(filter)});
  }
}

void NearRegexes::Look(std::string_view key) {
  for (Candidate& candidate : candidates_)
    if (candidate.filter.Matches(key)) ++candidate.near.matched;
}

std::optional<NearRegexes::Near> NearRegexes::Best() const {
  for (const Candidate& candidate : candidates_)
    if (candidate.near.matched > 0) return candidate.near;
  return std::nullopt;
}

}  // namespace millrace::sync

// Which keys of a bucket a source uses: prefix, depth and regex (design §7).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "schema/field.h"
#include "storage/provider.h"

namespace re2 {
class RE2;
}

namespace millrace::sync {

// Immutable after Make; thread-safe.
class KeyFilter {
 public:
  // kInvalid on the field regex_filter if the regex does not compile: RE2's syntax, so that no
  // regex can take for ever.
  static Result<KeyFilter> Make(const storage::Provider& provider, const Values& values,
                                std::string scan_prefix);
  KeyFilter(KeyFilter&&) noexcept;
  KeyFilter& operator=(KeyFilter&&) noexcept;
  ~KeyFilter();

  // Below the prefix and not too deep: a listing of the whole prefix shows this key.
  bool Covers(std::string_view key) const;
  // The regex matches from the start of the key (of the file's name on local files).
  bool Matches(std::string_view key) const;
  // An empty regex that was left empty knowingly skips everything.
  bool skips_all() const { return skips_all_; }
  const std::string& prefix() const { return prefix_; }
  bool recursive() const { return recursive_; }

  // Two filters with the same description use the same keys.
  std::string Describe() const;

 private:
  KeyFilter();

  std::string prefix_, regex_;
  bool recursive_ = true, skips_all_ = false, file_name_only_ = false;
  std::unique_ptr<re2::RE2> compiled_;  // nothing: every key matches
};

}  // namespace millrace::sync

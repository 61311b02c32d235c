#include "sync/key_filter.h"

#include <re2/re2.h>

#include <algorithm>

#include "base/text.h"
#include "storage/common_fields.h"

namespace millrace::sync {

namespace {

// The regex for a pattern as shells write it ("*.jpg"); nothing if `text` does not look like one.
std::optional<std::string> RegexOfGlob(std::string_view text) {
  if (!text.starts_with('*') && !text.starts_with('?')) return std::nullopt;
  std::string regex;
  for (const char c : text) {
    if (c == '*')
      regex += ".*";
    else if (c == '?')
      regex += '.';
    else if (std::string_view(".+()[]{}|^$\\").find(c) != std::string_view::npos)
      regex += {'\\', c};
    else
      regex += c;
  }
  return regex;
}

// What is wrong with a regex, where, and what was perhaps meant.
std::string WhyNot(const std::string& regex, const re2::RE2& compiled) {
  std::string sentence =
      "The regex \"" + Printable(regex) + "\" does not compile: " + compiled.error();
  const std::string& part = compiled.error_arg();
  const size_t place = part.empty() || part == regex ? std::string::npos : regex.find(part);
  if (place != std::string::npos) sentence += " at character " + std::to_string(place + 1);
  sentence += ".";
  const std::optional<std::string> meant = RegexOfGlob(regex);
  return sentence + (meant.has_value() ? " Do you mean " + *meant + "?"
                                       : " Use RE2 syntax, for example .*\\.jpg.");
}

}  // namespace

KeyFilter::KeyFilter() = default;
KeyFilter::KeyFilter(KeyFilter&&) noexcept = default;
KeyFilter& KeyFilter::operator=(KeyFilter&&) noexcept = default;
KeyFilter::~KeyFilter() = default;

Result<KeyFilter> KeyFilter::Make(const storage::Provider& provider, const Values& values,
                                  std::string scan_prefix) {
  KeyFilter filter;
  filter.prefix_ = std::move(scan_prefix);
  // Where the parameter means nothing there are no folders.
  const bool has_folders =
      std::ranges::find(provider.without, &storage::kRecursiveScan) == provider.without.end();
  filter.recursive_ = !has_folders || values.Bool(storage::kRecursiveScan);
  filter.regex_ = values.String(storage::kRegexFilter);
  filter.file_name_only_ = provider.kind == "local";
  if (filter.regex_.empty()) {
    filter.skips_all_ = values.Bool(storage::kEmptyRegexSkips);
    return filter;
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  filter.compiled_ = std::make_unique<re2::RE2>(filter.regex_, options);
  if (!filter.compiled_->ok())
    return FailField(std::string(storage::kRegexFilter.name),
                     WhyNot(filter.regex_, *filter.compiled_));
  return filter;
}

bool KeyFilter::Covers(std::string_view key) const {
  if (!key.starts_with(prefix_)) return false;
  return recursive_ || key.find('/', prefix_.size()) == std::string_view::npos;
}

bool KeyFilter::Matches(std::string_view key) const {
  if (skips_all_) return false;
  if (compiled_ == nullptr) return true;
  if (file_name_only_) key.remove_prefix(key.rfind('/') + 1);
  return compiled_->Match(re2::StringPiece(key.data(), key.size()), 0, key.size(),
                          re2::RE2::ANCHOR_START, nullptr, 0);
}

std::string KeyFilter::Describe() const {
  return std::string(recursive_ ? "recursive " : "flat ") + (skips_all_ ? "none " : "") +
         std::to_string(prefix_.size()) + ":" + prefix_ + " " + regex_;
}

}  // namespace millrace::sync

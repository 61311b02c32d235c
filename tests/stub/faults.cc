#include "tests/stub/faults.h"

#include <charconv>

#include "base/text.h"

namespace millrace::stub {
namespace {

Result<void> ReadKind(std::string_view text, FaultRule& rule) {
  static constexpr std::pair<std::string_view, FaultKind> kNames[] = {
      {"reset", FaultKind::kReset},
      {"stall", FaultKind::kStall},
      {"truncate", FaultKind::kTruncate},
      {"bad_xml", FaultKind::kBadXml},
      {"lost_answer", FaultKind::kLostAnswer}};
  for (const auto& [name, kind] : kNames) {
    if (text != name) continue;
    rule.kind = kind;
    return {};
  }
  const auto status = ParseInt(text);
  if (!status || *status < 400 || *status > 599)
    return Fail(ErrorKind::kInvalid, "\"" + std::string(text) + "\" is no kind of fault.",
                "Use a status from 400, reset, stall, truncate, bad_xml or lost_answer.");
  rule.status = static_cast<int>(*status);
  return {};
}

}  // namespace

Result<void> Faults::AddFromQuery(const net::Query& query) {
  FaultRule rule;
  bool named = false;
  for (const auto& [name, value] : query) {
    if (name == "kind") {
      RETURN_IF_ERROR(ReadKind(value, rule));
      named = true;
      continue;
    }
    if (name == "op") {
      rule.operation = value;
      continue;
    }
    if (name == "key") {
      rule.key_part = value;
      continue;
    }
    if (name == "probability") {
      const auto [end, error] =
          std::from_chars(value.data(), value.data() + value.size(), rule.probability);
      if (error != std::errc() || end != value.data() + value.size())
        return Fail(ErrorKind::kInvalid, "probability must be a number from 0 to 1.");
      continue;
    }
    const auto number = ParseInt(value);
    if (!number) return Fail(ErrorKind::kInvalid, name + " must be a whole number.");
    if (name == "retry_after")
      rule.retry_after = static_cast<int>(*number);
    else if (name == "ms")
      rule.delay_ms = static_cast<int>(*number);
    else if (name == "skip")
      rule.skip = *number;
    else if (name == "count")
      rule.count = *number;
    else if (name == "seed")
      Seed(static_cast<uint64_t>(*number));
    else if (name == "clear")
      Clear();
    else
      return Fail(ErrorKind::kInvalid, "\"" + name + "\" is no parameter of a fault.");
  }
  if (named) Add(std::move(rule));
  return {};
}

void Faults::Add(FaultRule rule) {
  std::lock_guard lock(mutex_);
  rules_.push_back(std::move(rule));
}

void Faults::Clear() {
  std::lock_guard lock(mutex_);
  rules_.clear();
}

void Faults::Seed(uint64_t seed) {
  std::lock_guard lock(mutex_);
  random_.seed(seed);
}

std::optional<FaultRule> Faults::Meet(std::string_view operation, std::string_view key) {
  std::lock_guard lock(mutex_);
  for (FaultRule& rule : rules_) {
    if (!rule.operation.empty() && rule.operation != operation) continue;
    if (!rule.key_part.empty() && key.find(rule.key_part) == std::string_view::npos) continue;
    if (rule.count == 0) continue;
    if (rule.skip > 0) {
      --rule.skip;
      continue;
    }
    if (!std::bernoulli_distribution(rule.probability)(random_)) continue;
    if (rule.count > 0) --rule.count;
    ++met_;
    return rule;
  }
  return std::nullopt;
}

uint64_t Faults::met() const {
  std::lock_guard lock(mutex_);
  return met_;
}

}  // namespace millrace::stub

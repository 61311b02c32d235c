#include "sync/rate.h"

#include <algorithm>

namespace millrace::sync {
namespace {

constexpr std::chrono::milliseconds kWindow{10'000}, kSpacing{250}, kSteady{500};

}  // namespace

void Rate::Note(int64_t count, Moment now) {
  if (!samples_.empty() && count < samples_.back().count) samples_.clear();
  // What comes close behind the last sample takes its place; the one before says how it began.
  if (samples_.size() > 1 && now - samples_[samples_.size() - 2].at < kSpacing)
    samples_.back() = {count, now};
  else
    samples_.push_back({count, now});
  while (samples_.size() > 1 && now - samples_[1].at > kWindow) samples_.pop_front();
}

std::optional<double> Rate::PerSecond(Moment now) const {
  if (samples_.empty()) return std::nullopt;
  const Moment begin = now - kWindow;
  // What had been counted when the window began.
  const Sample* first = &samples_.front();
  for (const Sample& sample : samples_)
    if (sample.at <= begin) first = &sample;
  const auto span = now - std::max(first->at, begin);
  if (span < kSteady) return std::nullopt;
  return static_cast<double>(samples_.back().count - first->count) /
         std::chrono::duration<double>(span).count();
}

}  // namespace millrace::sync

#include "storage/layers/repeating_sink.h"

#include <algorithm>

namespace millrace::storage {

bool RepeatingSink::MayRepeat(size_t object, const Error& error) const {
  if (!error.temporary) return false;
  if (requests_[object].precondition == Precondition::kNone) return true;
  // The store said that it did nothing, so a second try cannot meet the first one's work.
  return error.kind == ErrorKind::kRateLimited || error.kind == ErrorKind::kConflict;
}

void RepeatingSink::Done(size_t index, Result<ObjectInfo> outcome) {
  const size_t object = mapping_.empty() ? index : mapping_[index];
  if (!outcome.has_value() && MayRepeat(object, outcome.error())) {
    std::lock_guard lock(mutex_);
    failed_.emplace_back(object, std::move(outcome).error());
    return;
  }
  progress_ = true;
  outer().Done(object, std::move(outcome));
}

RepeatingSink::Round RepeatingSink::TakeRound() {
  Round round;
  round.failed = std::exchange(failed_, {});
  std::ranges::sort(round.failed, {}, &Failed::object);
  for (const Failed& failed : round.failed) {
    round.requests.push_back(requests_[failed.object]);
    if (round.most_patient.message.empty() ||
        failed.error.retry_after_ms > round.most_patient.retry_after_ms)
      round.most_patient = failed.error;
  }
  round.progress = progress_.exchange(false);
  return round;
}

}  // namespace millrace::storage

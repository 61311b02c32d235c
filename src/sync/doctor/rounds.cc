#include "sync/doctor/rounds.h"

namespace millrace::sync {
namespace {

constexpr size_t kMost = 8;

}  // namespace

Rounds::~Rounds() {
  std::list<Round> left;
  {
    std::lock_guard lock(mutex_);
    for (Round& round : rounds_) round.thread.request_stop();
    left.splice(left.end(), rounds_);
  }
  // The threads are joined here, without the lock that their ends need.
}

Result<std::stop_source> Rounds::Begin(std::function<void(std::stop_token)> look) {
  std::list<Round> ended;  // joined without the lock
  std::lock_guard lock(mutex_);
  for (auto round = rounds_.begin(); round != rounds_.end();) {
    const auto next = std::next(round);
    if (round->ended) ended.splice(ended.end(), rounds_, round);
    round = next;
  }
  if (rounds_.size() >= kMost)
    return FailForNow(ErrorKind::kRateLimited,
                      std::to_string(kMost) + " storages are being looked at at the moment.",
                      "Try again in half a minute.");
  Round& round = rounds_.emplace_back();
  round.thread = std::jthread([this, &round, look = std::move(look)](std::stop_token stop) {
    look(std::move(stop));
    std::lock_guard lock(mutex_);
    round.ended = true;
  });
  return round.thread.get_stop_source();
}

}  // namespace millrace::sync

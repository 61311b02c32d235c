#include "sync/live_exports.h"

#include <algorithm>

#include "base/log.h"
#include "labeling/storages/export_outbox.h"
#include "sync/exporter.h"

namespace millrace::sync {
namespace {

constexpr std::chrono::seconds kLookAtLeast{60};

}  // namespace

LiveExports::LiveExports(Context& context, Connections& connections, DrainLocks& locks)
    : context_(context), connections_(connections), locks_(locks), thread_([this] { Run(); }) {}

LiveExports::~LiveExports() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& [id, target] : targets_)
      if (target.progress != nullptr) target.progress->RequestStop();
  }
  wake_.notify_all();
  thread_.join();
  for (auto& [id, target] : targets_)
    if (target.thread.joinable()) target.thread.join();
}

void LiveExports::Wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.notify_all();
}

void LiveExports::Run() {
  for (;;) {
    const Time now = context_.clock->Now();
    std::vector<int64_t> due;
    std::optional<Time> next;
    const Result<void> looked = context_.db->Read([&](db::Connection& tx) -> Result<void> {
      ASSIGN_OR_RETURN(due, labeling::StoragesWithDueRows(tx, now));
      ASSIGN_OR_RETURN(next, labeling::NextDue(tx));
      return {};
    });
    if (!looked.has_value()) LogError("the outbox cannot be read", {{"cause", looked.error()}});

    std::unique_lock lock(mutex_);
    auto until = std::chrono::duration_cast<std::chrono::microseconds>(kLookAtLeast);
    if (next.has_value() && *next > now) until = std::min(until, *next - now);
    for (const int64_t id : due) {
      Target& target = targets_[id];
      if (stopping_ || target.running) continue;
      if (target.rest_until > now) {
        until = std::min(until, target.rest_until - now);
        continue;
      }
      if (target.thread.joinable()) target.thread.join();
      target.running = true;
      target.progress = std::make_unique<Progress>(JobStatus{.storage_id = id});
      target.thread = std::thread([this, id, &target] { DrainOne(id, target); });
    }
    wake_.wait_for(lock, until, [&] { return stopping_ || woken_; });
    if (stopping_) return;
    woken_ = false;
  }
}

void LiveExports::DrainOne(int64_t storage_id, Target& target) {
  const auto drain = [&]() -> Result<void> {
    const std::shared_ptr<void> held = locks_.Take(storage_id, target.progress->stop());
    if (held == nullptr) return {};
    ASSIGN_OR_RETURN(const auto connection, connections_.Get(storage_id));
    return DrainOutbox(context_, *connection, {}, *target.progress);
  };
  const Result<void> drained = drain();
  std::lock_guard lock(mutex_);
  target.running = false;
  if (drained.has_value()) {
    target.failures = 0;
  } else if (!stopping_) {
    LogWarning("annotations wait for their target",
               {{"storage", storage_id}, {"cause", drained.error()}});
    target.failures = std::min(target.failures + 1, 9);
    target.rest_until =
        context_.clock->Now() + std::chrono::seconds(std::min(300, 1 << target.failures));
  }
  // New rows may have come while this one ran.
  woken_ = true;
  wake_.notify_all();
}

}  // namespace millrace::sync

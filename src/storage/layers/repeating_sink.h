// The memory of a PutMany that is tried again: which objects are still to be written.
#pragma once

#include <atomic>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "storage/layers/layer.h"

namespace millrace::storage {

// Stands between a store and the caller's sink over several rounds. Keeps back the failures after
// which an object may be sent once more, and passes everything else on. As thread-safe as PutSink
// asks for.
class RepeatingSink final : public PutSinkLayer {
 public:
  // `requests` outlives it.
  RepeatingSink(PutSink& outer, std::span<const PutRequest> requests)
      : PutSinkLayer(outer), requests_(requests) {}

  struct Failed {
    size_t object;
    Error error;
  };
  // What is left to do after a round: requests[i] repeats failed[i].
  struct Round {
    std::vector<Failed> failed;
    std::vector<PutRequest> requests;
    bool progress = false;  // some object ended
    Error most_patient;     // the error with the longest Retry-After
  };
  // Between rounds only.
  Round TakeRound();
  // The next round's index i means the object of failed[i].
  void Begin(const Round& round) {
    mapping_.clear();
    for (const Failed& failed : round.failed) mapping_.push_back(failed.object);
  }
  // Reports the round's objects as failed for good, each with its own last error as `final` returns
  // it.
  template <class Final>
  void FailAll(Round round, Final final) {
    for (Failed& failed : round.failed)
      outer().Done(failed.object, std::unexpected(final(std::move(failed.error))));
  }

  void Done(size_t index, Result<ObjectInfo> outcome) override;

 private:
  bool MayRepeat(size_t object, const Error& error) const;

  const std::span<const PutRequest> requests_;
  std::vector<size_t> mapping_;
  std::atomic<bool> progress_{false};
  std::mutex mutex_;  // guards failed_
  std::vector<Failed> failed_;
};

}  // namespace millrace::storage

// The memory of a GetMany that is tried again: what each object's sink has seen already.
#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "storage/layers/layer.h"

namespace millrace::storage {

// Stands between a store and the caller's sink over several rounds. Keeps back the temporary
// failures of objects that can be continued without the caller noticing, and passes everything else
// on. As thread-safe as GetSink asks for.
class ResumingSink final : public SinkLayer {
 public:
  // `requests` outlives it. Without `ranges` an object whose bytes were passed on is not continued.
  ResumingSink(GetSink& outer, std::span<const GetRequest> requests, bool ranges);

  // What is left to do after a round. `requests[i]` continues the object `indexes[i]`.
  struct Round {
    std::vector<size_t> indexes;
    std::vector<GetRequest> requests;
    bool progress = false;  // some object ended, or some bytes were passed on
    Error most_patient;     // the error with the longest Retry-After
  };
  // Between rounds only.
  Round TakeRound();
  // The next round's index i means the object round.indexes[i].
  void Begin(const Round& round) { mapping_ = round.indexes; }
  // Reports the round's objects as failed for good, each with its own last error as `final` returns
  // it.
  template <class Final>
  void FailAll(const Round& round, Final final) {
    for (const size_t object : round.indexes)
      outer().Done(object, std::unexpected(final(std::move(objects_[object].error))));
  }

  bool Start(size_t index, const ObjectInfo& info) override;
  bool Data(size_t index, std::string_view bytes) override;
  void Done(size_t index, Result<void> outcome) override;

 private:
  struct Object {
    bool started = false;
    bool changed = false;   // a later round found another version
    bool refused = false;   // the caller's sink dropped it
    uint64_t passed = 0;    // bytes
    uint64_t length = 0;    // bytes to pass in all
    std::string condition;  // of the version that was started
    Error error;
  };
  size_t ObjectOf(size_t index) const { return mapping_.empty() ? index : mapping_[index]; }
  bool CanContinue(const Object& object, const Error& error) const;

  const std::span<const GetRequest> requests_;
  const bool ranges_;
  std::vector<Object> objects_;
  std::vector<size_t> mapping_;
  std::atomic<bool> progress_{false};
  std::mutex mutex_;  // guards failed_
  std::vector<size_t> failed_;
};

}  // namespace millrace::storage

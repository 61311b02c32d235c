#include <vector>

#include "base/text.h"
#include "storage/layers/layer.h"
#include "storage/layers/layers.h"

namespace millrace::storage {
namespace {

using Instant = std::chrono::steady_clock::time_point;

// Calls for one index never overlap (GetSink), so each slot has one user at a time.
class DeadlineSink final : public SinkLayer {
 public:
  DeadlineSink(GetSink& outer, std::span<const GetRequest> requests, Clock& clock,
               const TimeoutOptions& options)
      : SinkLayer(outer),
        requests_(requests),
        clock_(clock),
        options_(options),
        slots_(requests.size()) {}

  bool Start(size_t index, const ObjectInfo& info) override {
    const GetRequest& request = requests_[index];
    uint64_t length = info.size > request.offset ? info.size - request.offset : 0;
    if (request.length != 0 && request.length < length) length = request.length;
    const auto allowance = options_.patience +
                           std::chrono::milliseconds(length * 1000 / options_.min_bytes_per_second);
    slots_[index].deadline = clock_.Steady() + allowance;
    slots_[index].allowance = allowance;
    return outer().Start(index, info);
  }

  bool Data(size_t index, std::string_view bytes) override {
    if (clock_.Steady() > slots_[index].deadline) {
      slots_[index].late = true;
      return false;
    }
    return outer().Data(index, bytes);
  }

  void Done(size_t index, Result<void> outcome) override {
    if (slots_[index].late && !outcome.has_value()) {
      const std::string& key = requests_[index].key;
      const auto seconds =
          std::chrono::duration_cast<std::chrono::seconds>(slots_[index].allowance);
      outcome = std::unexpected(
          Error{.kind = ErrorKind::kTimeout,
                .temporary = true,
                .message = "\"" + Printable(key) + "\" came too slowly: it was not " +
                           "complete after " + Plural(seconds.count(), "second") + ".",
                .advice = "Check the connection to the storage.",
                .operation = "get",
                .key = key});
    }
    outer().Done(index, std::move(outcome));
  }

 private:
  struct Slot {
    Instant deadline{};
    std::chrono::milliseconds allowance{0};
    bool late = false;
  };
  std::span<const GetRequest> requests_;
  Clock& clock_;
  const TimeoutOptions& options_;
  std::vector<Slot> slots_;
};

class TimeoutLayer final : public Layer {
 public:
  TimeoutLayer(std::unique_ptr<ObjectStore> inner, Clock& clock, TimeoutOptions options)
      : Layer(std::move(inner)), clock_(clock), options_(options) {}

  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override {
    DeadlineSink deadlines(sink, requests, clock_, options_);
    inner().GetMany(requests, deadlines);
  }

 private:
  Clock& clock_;
  const TimeoutOptions options_;
};

}  // namespace

std::unique_ptr<ObjectStore> LimitTime(std::unique_ptr<ObjectStore> inner, Clock& clock,
                                       TimeoutOptions options) {
  return std::make_unique<TimeoutLayer>(std::move(inner), clock, options);
}

}  // namespace millrace::storage

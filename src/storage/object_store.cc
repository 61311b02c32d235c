#include "storage/object_store.h"

#include <optional>

namespace millrace::storage {
namespace {

class OneOutcome final : public PutSink {
 public:
  void Done(size_t, Result<ObjectInfo> outcome) override { outcome_ = std::move(outcome); }
  std::optional<Result<ObjectInfo>> outcome_;
};

}  // namespace

Result<ObjectInfo> ObjectStore::Put(const PutRequest& request) {
  OneOutcome sink;
  PutMany({&request, 1}, sink);
  return *std::move(sink.outcome_);
}

}  // namespace millrace::storage

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

Error PositionLost(std::string cause) {
  return {.kind = ErrorKind::kConflict,
          .message = std::move(cause),
          .advice = "Begin again from the start.",
          .operation = "position"};
}

bool IsPositionLost(const Error& error) {
  return error.kind == ErrorKind::kConflict && error.operation == "position";
}

Result<ObjectInfo> ObjectStore::Put(const PutRequest& request) {
  OneOutcome sink;
  PutMany({&request, 1}, sink);
  return *std::move(sink.outcome_);
}

}  // namespace millrace::storage

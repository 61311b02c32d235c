#include <optional>

#include "base/text.h"
#include "storage/object_store.h"

namespace millrace::storage {
namespace {

// Collects one object; drops the transfer as soon as it is known to be too long.
class OneObject final : public GetSink {
 public:
  explicit OneObject(uint64_t max_bytes) : max_bytes_(max_bytes) {}

  bool Start(size_t, const ObjectInfo& info) override {
    object_.info = info;
    return true;
  }

  bool Data(size_t, std::string_view bytes) override {
    if (bytes.size() > max_bytes_ - object_.body.size()) {
      too_large_ = true;
      return false;
    }
    object_.body.append(bytes);
    return true;
  }

  void Done(size_t, Result<void> outcome) override { outcome_ = std::move(outcome); }

  Result<Object> Take(const GetRequest& request) && {
    if (too_large_) {
      Error error{.kind = ErrorKind::kTooLarge,
                  .message = "Object \"" + Printable(request.key) +
                             "\" is larger than the limit of " + HumanBytes(max_bytes_) + ".",
                  .operation = "get",
                  .key = request.key};
      return std::unexpected(std::move(error));
    }
    if (!outcome_.has_value())
      return Fail(ErrorKind::kInternal,
                  "The store gave no outcome for \"" + Printable(request.key) + "\".");
    if (!outcome_->has_value()) return std::unexpected(std::move(*outcome_).error());
    return std::move(object_);
  }

 private:
  const uint64_t max_bytes_;
  Object object_;
  bool too_large_ = false;
  std::optional<Result<void>> outcome_;
};

}  // namespace

Result<Object> GetObject(ObjectStore& store, const GetRequest& request, uint64_t max_bytes) {
  OneObject sink(max_bytes);
  store.GetMany({&request, 1}, sink);
  return std::move(sink).Take(request);
}

}  // namespace millrace::storage

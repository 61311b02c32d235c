#include "storage/layers/layers.h"

#include <algorithm>

namespace millrace::storage {
namespace {

constexpr size_t kRequestsPerStore = 128;

// Without metrics in the environment the counts go nowhere; the layer stays, so that no store
// differs.
KindMetrics& Unread() {
  static KindMetrics metrics;
  return metrics;
}

}  // namespace

std::unique_ptr<ObjectStore> WrapStore(std::unique_ptr<ObjectStore> bare, const std::string& kind,
                                       std::string name, const Environment& environment) {
  Clock& clock = environment.clock != nullptr ? *environment.clock : SystemClock();
  const Capabilities capabilities = bare->capabilities();
  const size_t requests =
      std::max({kRequestsPerStore, capabilities.get_concurrency, capabilities.put_concurrency});
  auto store = LimitRequests(std::move(bare), requests);
  store = LimitTime(std::move(store), clock);
  store = Retry(std::move(store), clock,
                {.base = environment.retry_base,
                 .budget = environment.retry_budget,
                 .stop = environment.stop});
  store = LogOperations(std::move(store), std::move(name), clock);
  KindMetrics& metrics = environment.metrics != nullptr ? environment.metrics->Of(kind) : Unread();
  return CountOperations(std::move(store), metrics, clock);
}

}  // namespace millrace::storage

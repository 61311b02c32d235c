// What the stores did: counters per provider kind and operation.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace millrace::storage {

enum class StoreOperation { kList, kGet, kHead, kPut, kDelete, kPresign, kCheck };
inline constexpr size_t kStoreOperations = 7;
// "list", "get", …: as in Error::operation.
std::string_view OperationName(StoreOperation operation);

// The counters of one kind. Thread-safe; lives as long as its StoreMetrics.
class KindMetrics {
 public:
  // A consistent reading is not promised between the members while stores run.
  struct Reading {
    uint64_t count = 0;   // operations that ended; GetMany and PutMany count each object
    uint64_t errors = 0;  // of these, failed (after all retries); a kNotFound is not counted
    uint64_t bytes = 0;   // bodies read or written
    double seconds = 0;   // summed; a GetMany or PutMany counts its own duration once
  };

  void Add(StoreOperation operation, uint64_t count, uint64_t errors, uint64_t bytes,
           double seconds);
  Reading Read(StoreOperation operation) const;

 private:
  struct Counters {
    std::atomic<uint64_t> count{0}, errors{0}, bytes{0}, nanoseconds{0};
  };
  std::array<Counters, kStoreOperations> counters_;
};

// One for the process. Thread-safe.
class StoreMetrics {
 public:
  // Made at the first call for a kind; the reference stays good.
  KindMetrics& Of(std::string_view kind);
  // Everything so far, by kind and operation name.
  std::map<std::string, std::map<std::string, KindMetrics::Reading>> Snapshot() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<KindMetrics>, std::less<>> kinds_;
};

}  // namespace millrace::storage

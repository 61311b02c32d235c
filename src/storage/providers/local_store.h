// The object store of a local directory.
#pragma once

#include <list>
#include <memory>
#include <mutex>

#include "storage/object_store.h"
#include "storage/providers/local_root.h"
#include "storage/providers/local_scan.h"

namespace millrace::storage {

// Keys are paths relative to the directory. Thread-safe. Conditions hold against all writers that
// use this class, in this and other processes (flock on the directory); a foreign program that
// replaces a file within the moment of a conditional Put is found out by the exchange of both files
// and not lost.
class LocalStore final : public ObjectStore {
 public:
  explicit LocalStore(LocalRootOptions options) : root_(std::move(options)) {}

  Result<ListPage> List(const ListRequest& request) override;
  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override;
  Result<ObjectInfo> Head(std::string_view key) override;
  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override;
  Result<void> Delete(std::string_view key, std::string_view version) override;
  Result<std::string> Presign(const PresignRequest& request) override;
  Result<void> Check() override;
  Result<std::string> Identity() override;
  Capabilities capabilities() const override;
  Result<void> CheckKey(std::string_view key) const override;

 private:
  // A scan that waits for its next page; without it, a page would read its directories again.
  struct Paused {
    std::string prefix, position;
    bool recursive;
    std::unique_ptr<LocalScan> scan;
  };
  std::unique_ptr<LocalScan> TakeScan(const ListRequest& request);
  void KeepScan(const ListRequest& request, const std::string& position,
                std::unique_ptr<LocalScan> scan);

  // Threads of a PutMany.
  static constexpr size_t kWriters = 4;
  // Writes requests[first] … requests[end - 1] together.
  void PutGroup(std::span<const PutRequest> requests, size_t first, size_t end,
                PutSink& sink) const;
  Result<void> Get(const LocalRoot::Base& base, size_t index, const GetRequest& request,
                   GetSink& sink, std::string& buffer) const;

  const LocalRoot root_;
  std::mutex mutex_;  // guards paused_
  std::list<Paused> paused_;
};

}  // namespace millrace::storage

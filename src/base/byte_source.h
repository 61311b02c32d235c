// Bytes that lie somewhere, in memory or in a file, read by offset: one interface for what may be
// too long for memory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"

namespace millrace {

// Thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual uint64_t size() const = 0;
  // At most `limit` bytes from `offset` on; fewer only at the end, where it is "". They may lie in
  // `buffer`, and are valid until that is used again. kCorrupt for a file that lost bytes.
  virtual Result<std::string_view> Read(uint64_t offset, size_t limit,
                                        std::string& buffer) const = 0;

  // Front to back, in pieces of about 1 MiB.
  Result<void> ForEachPiece(const std::function<Result<void>(std::string_view)>& visit) const;
};

// Borrows `bytes`.
std::shared_ptr<const ByteSource> MemoryBytes(std::string_view bytes);
// The first `size` bytes of a regular file.
std::shared_ptr<const ByteSource> FileBytes(UniqueFd fd, uint64_t size);
// A part of another one, which it keeps alive; cut where that ends.
std::shared_ptr<const ByteSource> SliceOf(std::shared_ptr<const ByteSource> whole, uint64_t offset,
                                          uint64_t size);

}  // namespace millrace

// Bytes on their way into a file that has no name.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/byte_source.h"
#include "base/result.h"

namespace millrace {

// The file has no name, so nothing is left of it when its last user is gone, however that ends.
// Used by one thread at a time.
class SpoolFile {
 public:
  // In `directory`. kUnavailable with a sentence that names it.
  static Result<std::unique_ptr<SpoolFile>> Make(const std::string& directory);

  // kUnavailable: no space left, or a broken disk.
  Result<void> Append(std::string_view bytes);
  // What was appended. Nothing more is.
  std::shared_ptr<const ByteSource> Finish();

 private:
  SpoolFile(UniqueFd fd, std::string directory)
      : fd_(std::move(fd)), directory_(std::move(directory)) {}

  UniqueFd fd_;
  const std::string directory_;
  uint64_t size_ = 0;
};

}  // namespace millrace

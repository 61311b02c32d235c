// A zip archive that is written front to back into memory that is taken away piece by piece.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace millrace::labeling {

// Names are UTF-8. Archives and files above 4 GiB become Zip64. Of each file its name is kept until
// the end, about 150 bytes. One thread at a time.
class ZipWriter {
 public:
  static Result<ZipWriter> Make(Time now);
  ZipWriter(ZipWriter&&) noexcept;
  ~ZipWriter();

  Result<void> Folder(const std::string& name);
  // Then Data, as often as it takes; the file ends with the next one, or with the archive.
  Result<void> File(const std::string& name, bool compress);
  Result<void> Data(std::string_view bytes);
  Result<void> Finish();

  // What was made since the last call.
  std::string Take();
  size_t ready() const;  // bytes that Take would give

 private:
  struct Impl;
  explicit ZipWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace millrace::labeling

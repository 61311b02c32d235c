// Opens files below a directory in a way that nothing outside can be reached: neither by "..", nor
// by a symbolic link, nor by a directory that is swapped meanwhile.
#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/beneath.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace millrace::storage {

struct LocalRootOptions {
  std::string path;                // absolute, lexically normal
  std::vector<std::string> roots;  // where `path` may lie (absolute)
  std::string data_dir;            // the server's own; "" = none
  PathMode mode = PathMode::kOpenat2;
};

// The directory of one storage. Every call opens it anew, so that a directory that is mounted or
// made again is seen. Thread-safe.
class LocalRoot {
 public:
  explicit LocalRoot(LocalRootOptions options) : options_(std::move(options)) {}

  // The directory itself as a base for the calls below, after all checks: it exists, is a
  // directory, lies in an allowed root and not in the data directory (but for target/).
  struct Base {
    UniqueFd fd;
    std::string hidden;  // the data directory relative to it, if it lies below; "" = it does not
  };
  Result<Base> Open(std::string_view operation) const;

  // Opens `relative` ("" = the base) for reading; `flags` are added to O_RDONLY | O_CLOEXEC |
  // O_NONBLOCK. Gives an invalid descriptor and leaves the cause in errno. What is hidden gives
  // ENOENT.
  UniqueFd OpenBelow(const Base& base, const std::string& relative, int flags) const;
  // The directory that holds `key`'s file, for writing; symbolic links are not followed. With
  // `create` missing directories are made (and made durable). errno as above.
  UniqueFd OpenParent(const Base& base, std::string_view key, bool create) const;

  const std::string& path() const { return options_.path; }
  PathMode mode() const { return options_.mode; }

 private:
  const LocalRootOptions options_;
};

// True if `path` is `directory` or lies below it; both lexically normal.
bool LiesIn(std::string_view path, std::string_view directory);

// What errno means for a file, as an Error that names it.
Error FileError(int code, std::string_view operation, std::string_view key,
                const std::string& root);

}  // namespace millrace::storage

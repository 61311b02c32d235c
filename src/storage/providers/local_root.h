// Opens files below a directory in a way that nothing outside can be reached: neither by "..", nor
// by a symbolic link, nor by a directory that is swapped meanwhile.
#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace millrace::storage {

// A file descriptor that closes itself.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~UniqueFd();
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// Whether all bytes were written; errno says why not.
bool WriteAll(int fd, std::string_view bytes);

// How paths are resolved.
enum class PathMode {
  kOpenat2,  // openat2(2) with RESOLVE_BENEATH: symbolic links work as long as they stay below
  kWalk,     // component by component with O_NOFOLLOW: symbolic links are not followed at all
};
// The best mode that this kernel allows; found out once.
PathMode BestPathMode();

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

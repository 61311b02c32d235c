#include "base/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace millrace {
namespace {

int Openat2(int directory, const std::string& path, int flags, uint64_t resolve) {
  open_how how{};
  how.flags = static_cast<uint64_t>(flags);
  how.resolve = resolve | RESOLVE_NO_MAGICLINKS;
  int fd = -1;
  do {
    fd = static_cast<int>(syscall(SYS_openat2, directory, path.c_str(), &how, sizeof how));
  } while (fd < 0 && (errno == EAGAIN || errno == EINTR));
  return fd;
}

int Openat(int directory, const std::string& path, int flags) {
  int fd = -1;
  do {
    fd = openat(directory, path.c_str(), flags);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

// Each component by itself, so that a link in the middle cannot lead away.
UniqueFd Walk(int base, const std::string& relative, int flags) {
  UniqueFd directory(Openat(base, ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  size_t start = 0;
  while (directory) {
    const size_t end = relative.find('/', start);
    const std::string component = relative.substr(start, end - start);
    if (component == "..") {
      errno = EXDEV;
      return {};
    }
    if (end == std::string::npos) {
      UniqueFd file = OpenNoFollow(directory.get(), component, flags);
      return file;
    }
    directory = OpenNoFollow(directory.get(), component, O_PATH | O_DIRECTORY | O_CLOEXEC);
    start = end + 1;
  }
  return {};
}

}  // namespace

PathMode BestPathMode() {
  static const PathMode mode = [] {
    const UniqueFd fd(Openat2(AT_FDCWD, ".", O_PATH | O_CLOEXEC, RESOLVE_BENEATH));
    return fd ? PathMode::kOpenat2 : PathMode::kWalk;
  }();
  return mode;
}

UniqueFd OpenNoFollow(int directory, const std::string& name, int flags) {
  int fd = Openat(directory, name, flags | O_NOFOLLOW);
  struct stat status;
  if (fd < 0 && errno == ENOTDIR) {
    const bool link = fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                      S_ISLNK(status.st_mode);
    errno = link ? ELOOP : ENOTDIR;
  }
  return UniqueFd(fd);
}

UniqueFd OpenBeneath(PathMode mode, int base, const std::string& relative, int flags, bool links) {
  const std::string path = relative.empty() ? "." : relative;
  if (mode == PathMode::kWalk) return Walk(base, path, flags);
  return UniqueFd(Openat2(base, path, flags, RESOLVE_BENEATH | (links ? 0 : RESOLVE_NO_SYMLINKS)));
}

}  // namespace millrace

#include "base/unique_fd.h"

#include <errno.h>
#include <unistd.h>

namespace millrace {

UniqueFd::~UniqueFd() {
  if (fd_ >= 0) close(fd_);
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

}  // namespace millrace

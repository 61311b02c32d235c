#include "base/spool_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <system_error>

namespace millrace {
namespace {

std::unexpected<Error> Broken(const std::string& directory, int code) {
  if (code == ENOSPC || code == EDQUOT) {
    return FailForNow(ErrorKind::kUnavailable, "There is no space left in " + directory + ".",
                      "Free some space on that disk, then try again.");
  }
  return FailForNow(ErrorKind::kUnavailable,
                    "Nothing can be written into " + directory + ": " +
                        std::system_category().message(code) + ".",
                    "Check that directory, then try again.");
}

// Not every file system knows O_TMPFILE.
UniqueFd OpenNamed(const std::string& directory) {
  std::string path = directory + "/.body-XXXXXX";
  UniqueFd fd(mkostemp(path.data(), O_CLOEXEC));
  if (fd) unlink(path.c_str());
  return fd;
}

}  // namespace

Result<std::unique_ptr<SpoolFile>> SpoolFile::Make(const std::string& directory) {
  UniqueFd fd(open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!fd && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) fd = OpenNamed(directory);
  if (!fd) return Broken(directory, errno);
  return std::unique_ptr<SpoolFile>(new SpoolFile(std::move(fd), directory));
}

Result<void> SpoolFile::Append(std::string_view bytes) {
  if (!WriteAll(fd_.get(), bytes)) return Broken(directory_, errno);
  size_ += bytes.size();
  return {};
}

std::shared_ptr<const ByteSource> SpoolFile::Finish() { return FileBytes(std::move(fd_), size_); }

}  // namespace millrace

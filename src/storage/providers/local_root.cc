#include "storage/providers/local_root.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "base/text.h"

namespace millrace::storage {
namespace {

constexpr int kBaseFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

// openat2 refuses flags beside O_PATH that openat ignores.
int WithBaseFlags(int flags) {
  return (flags & O_PATH) != 0 ? flags | O_CLOEXEC : flags | kBaseFlags;
}

// The path behind a descriptor; the kernel's word, without any link. "" where /proc is missing.
std::string PathOf(int fd) {
  std::error_code code;
  return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd), code).string();
}

std::string Canonical(const std::string& path) {
  std::error_code code;
  const auto canonical = std::filesystem::weakly_canonical(path, code);
  return code ? path : canonical.string();
}

Error At(Error error, std::string_view operation) {
  error.operation = operation;
  return error;
}

std::unexpected<Error> NotAllowed(const std::string& path, std::string_view operation,
                                  std::string_view why) {
  return std::unexpected(
      At(Error{.kind = ErrorKind::kDenied,
               .message = "\"" + path + "\" " + std::string(why) + ".",
               .advice = "Start the server with --local-root " + path +
                         " or set LOCAL_FILES_DOCUMENT_ROOT to a directory that holds it."},
         operation));
}

}  // namespace

bool LiesIn(std::string_view path, std::string_view directory) {
  while (directory.size() > 1 && directory.ends_with('/')) directory.remove_suffix(1);
  if (directory == "/") return path.starts_with('/');
  return path.starts_with(directory) &&
         (path.size() == directory.size() || path[directory.size()] == '/');
}

Error FileError(int code, std::string_view operation, std::string_view key,
                const std::string& root) {
  const std::string name = "\"" + (key.empty() ? root : root + "/" + Printable(key)) + "\"";
  Error error{.operation = std::string(operation), .key = std::string(key)};
  switch (code) {
    case ENOENT:
      error.kind = ErrorKind::kNotFound;
      error.message = name + " does not exist.";
      break;
    case EACCES:
    case EPERM:
      error.kind = ErrorKind::kDenied;
      error.message = "The server may not access " + name + ".";
      error.advice = "Give the user that runs the server the right to it.";
      break;
    case EROFS:
      error.kind = ErrorKind::kDenied;
      error.message = name + " cannot be written: its file system is read-only.";
      break;
    case ELOOP:
    case EXDEV:
      error.kind = ErrorKind::kDenied;
      error.message = name + " leads outside of the storage's directory by a symbolic link.";
      error.advice = "Connect the directory that it points to as a storage of its own.";
      break;
    case ENOTDIR:
    case EISDIR:
      error.kind = ErrorKind::kInvalid;
      error.message =
          name + " cannot be used: a name in it is a file in one place and a directory in another.";
      error.advice = "Choose another object name or prefix.";
      break;
    case ENAMETOOLONG:
      error.kind = ErrorKind::kInvalid;
      error.message = name + " is too long a name for this file system.";
      break;
    case ENOSPC:
    case EDQUOT:
      error.kind = ErrorKind::kUnavailable;
      error.message = "There is no space left for " + name + ".";
      error.advice = "Free some space on that disk.";
      break;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      error.kind = ErrorKind::kUnavailable;
      error.temporary = true;
      error.message = name + " cannot be opened: too many files are open.";
      break;
    default:
      error.kind = ErrorKind::kUnavailable;
      error.message = name + " cannot be accessed: " + std::system_category().message(code) + ".";
      error.advice = "Check the disk or mount that it lies on.";
  }
  return error;
}

Result<LocalRoot::Base> LocalRoot::Open(std::string_view operation) const {
  const std::string& path = options_.path;
  std::string_view root;
  for (const std::string& candidate : options_.roots)
    if (LiesIn(path, candidate) && candidate.size() > root.size()) root = candidate;
  if (root.empty())
    return NotAllowed(path, operation, "lies outside of the directories that storages may use");

  const UniqueFd root_fd(
      openat(AT_FDCWD, std::string(root).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root_fd) return std::unexpected(FileError(errno, operation, "", std::string(root)));
  std::string relative = path.substr(std::min(root.size(), path.size()));
  relative.erase(0, relative.find_first_not_of('/'));
  Base base;
  base.fd = OpenBeneath(options_.mode, root_fd.get(), relative, kBaseFlags | O_DIRECTORY, true);
  if (!base.fd) {
    if (errno == EXDEV || errno == ELOOP)
      return NotAllowed(
          path, operation,
          "is a symbolic link that leads outside of the directories that storages may use");
    if (errno == ENOTDIR)
      return std::unexpected(At(Error{.kind = ErrorKind::kInvalid,
                                      .message = "\"" + path + "\" is not a directory.",
                                      .advice = "Give the directory that holds the files."},
                                operation));
    return std::unexpected(FileError(errno, operation, "", path));
  }
  if (options_.data_dir.empty()) return base;

  std::string real = PathOf(base.fd.get());
  if (real.empty()) real = Canonical(path);
  const std::string data_dir = Canonical(options_.data_dir);
  if (LiesIn(real, data_dir) && !LiesIn(real, data_dir + "/target"))
    return std::unexpected(
        At(Error{.kind = ErrorKind::kDenied,
                 .message = "\"" + path + "\" lies in the server's own data directory.",
                 .advice = "Choose another directory, or its \"target\" folder."},
           operation));
  if (LiesIn(data_dir, real)) {
    base.hidden = data_dir.substr(real.size());
    base.hidden.erase(0, base.hidden.find_first_not_of('/'));
  }
  return base;
}

UniqueFd LocalRoot::OpenBelow(const Base& base, const std::string& relative, int flags) const {
  if (!base.hidden.empty() && LiesIn(relative, base.hidden)) {
    errno = ENOENT;
    return {};
  }
  // With the data directory below, a link inside could lead into it.
  return OpenBeneath(options_.mode, base.fd.get(), relative, WithBaseFlags(flags),
                     base.hidden.empty());
}

UniqueFd LocalRoot::OpenParent(const Base& base, std::string_view key, bool create) const {
  if (!base.hidden.empty() && LiesIn(key, base.hidden)) {
    errno = EACCES;
    return {};
  }
  UniqueFd directory(openat(base.fd.get(), ".", kBaseFlags | O_DIRECTORY));
  size_t start = 0;
  for (size_t end; directory && (end = key.find('/', start)) != std::string_view::npos;
       start = end + 1) {
    const std::string component(key.substr(start, end - start));
    constexpr int kFlags = kBaseFlags | O_DIRECTORY;
    UniqueFd next = OpenNoFollow(directory.get(), component, kFlags);
    if (!next && errno == ENOENT && create) {
      if (mkdirat(directory.get(), component.c_str(), 0777) == 0)
        fsync(directory.get());
      else if (errno != EEXIST)
        return {};
      next = OpenNoFollow(directory.get(), component, kFlags);
    }
    directory = std::move(next);
  }
  return directory;
}

}  // namespace millrace::storage

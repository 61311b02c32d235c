// Writing and deleting local files: all or nothing, durable, and only under the asked condition.
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <functional>

#include "base/ids.h"
#include "base/text.h"
#include "storage/providers/local_store.h"

namespace millrace::storage {
namespace {

// Keeps writers of one directory apart: those of this process by a mutex, others by flock, as far
// as the file system has it.
class WriteLock {
 public:
  WriteLock(const std::string& root, int directory)
      : lock_(MutexOf(root)), file_(openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (file_)
      while (flock(file_.get(), LOCK_EX) != 0 && errno == EINTR) {
      }
  }

 private:
  static std::mutex& MutexOf(const std::string& root) {
    static std::array<std::mutex, 64> mutexes;
    return mutexes[std::hash<std::string>{}(root) % mutexes.size()];
  }
  std::lock_guard<std::mutex> lock_;
  UniqueFd file_;  // closing it unlocks
};

// A file that is not there yet under its name; removed unless Keep was called.
class TemporaryFile {
 public:
  explicit TemporaryFile(int directory)
      : directory_(directory), name_(std::string(kTemporaryPrefix) + RandomHex(12)) {
    fd_ = UniqueFd(openat(directory, name_.c_str(),
                          O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666));
  }
  ~TemporaryFile() {
    if (fd_ && !kept_) unlinkat(directory_, name_.c_str(), 0);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  int fd() const { return fd_.get(); }
  const char* name() const { return name_.c_str(); }
  void Keep() { kept_ = true; }  // it has its own name now

 private:
  const int directory_;
  const std::string name_;
  UniqueFd fd_;
  bool kept_ = false;
};

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

// Whether the directory's entry `name` is the regular file of that token.
bool Is(int directory, const char* name, const std::string& token) {
  struct stat status;
  return fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
         LocalToken(status) == token;
}

enum class Outcome { kDone, kConflict, kFailed /* errno */ };

Outcome PlaceNew(int directory, TemporaryFile& file, const char* name) {
  if (renameat2(directory, file.name(), directory, name, RENAME_NOREPLACE) == 0) {
    file.Keep();
    return Outcome::kDone;
  }
  if (errno == EEXIST) return Outcome::kConflict;
  if (errno != EINVAL && errno != ENOSYS) return Outcome::kFailed;
  // The file system has no such rename; a link does not replace either.
  if (linkat(directory, file.name(), directory, name, 0) == 0) return Outcome::kDone;
  return errno == EEXIST ? Outcome::kConflict : Outcome::kFailed;
}

// Exchanges both files, so that one that a foreign program put there within this moment comes to
// light and is put back.
Outcome PlaceInsteadOf(int directory, TemporaryFile& file, const char* name,
                       const std::string& token) {
  if (!Is(directory, name, token)) return Outcome::kConflict;
  if (renameat2(directory, file.name(), directory, name, RENAME_EXCHANGE) == 0) {
    if (Is(directory, file.name(), token)) return Outcome::kDone;  // the old one is removed
    if (renameat2(directory, file.name(), directory, name, RENAME_EXCHANGE) != 0)
      file.Keep();  // better a stray file than a lost one
    return Outcome::kConflict;
  }
  if (errno == ENOENT) return Outcome::kConflict;
  if (errno != EINVAL && errno != ENOSYS) return Outcome::kFailed;
  if (renameat(directory, file.name(), directory, name) != 0) return Outcome::kFailed;
  file.Keep();
  return Outcome::kDone;
}

Outcome PlaceAnyhow(int directory, TemporaryFile& file, const char* name) {
  if (renameat(directory, file.name(), directory, name) != 0) return Outcome::kFailed;
  file.Keep();
  return Outcome::kDone;
}

std::string FileName(std::string_view key) {
  const size_t slash = key.rfind('/');
  return std::string(slash == std::string_view::npos ? key : key.substr(slash + 1));
}

std::unexpected<Error> Conflict(std::string_view operation, std::string_view key,
                                std::string_view why) {
  return std::unexpected(Error{.kind = ErrorKind::kConflict,
                               .message = "\"" + Printable(key) + "\" " + std::string(why) + ".",
                               .operation = std::string(operation),
                               .key = std::string(key)});
}

}  // namespace

Result<ObjectInfo> LocalStore::Put(const PutRequest& request) {
  const std::string& key = request.key;
  const auto failed = [&] { return std::unexpected(FileError(errno, "put", key, root_.path())); };
  RETURN_IF_ERROR(CheckKey(key));
  ASSIGN_OR_RETURN(const LocalRoot::Base base, root_.Open("put"));
  const bool create = request.precondition != Precondition::kMatches;
  const UniqueFd directory = root_.OpenParent(base, key, create);
  if (!directory) {
    if (errno == ENOENT && !create) return Conflict("put", key, "is gone");
    return failed();
  }
  TemporaryFile file(directory.get());
  struct stat status;
  if (file.fd() < 0 || !WriteAll(file.fd(), request.body) || fsync(file.fd()) != 0 ||
      fstat(file.fd(), &status) != 0)
    return failed();

  const std::string name = FileName(key);
  Outcome outcome = Outcome::kFailed;
  {
    const WriteLock lock(root_.path(), directory.get());
    switch (request.precondition) {
      case Precondition::kAbsent: outcome = PlaceNew(directory.get(), file, name.c_str()); break;
      case Precondition::kMatches:
        outcome = PlaceInsteadOf(directory.get(), file, name.c_str(), request.version);
        break;
      case Precondition::kNone: outcome = PlaceAnyhow(directory.get(), file, name.c_str()); break;
    }
    if (outcome == Outcome::kFailed) return failed();
  }
  if (outcome == Outcome::kConflict)
    return Conflict("put", key,
                    request.precondition == Precondition::kAbsent
                        ? "exists already"
                        : "is not the version that was expected");
  if (fsync(directory.get()) != 0) return failed();
  return LocalInfo(key, status);
}

Result<void> LocalStore::Delete(std::string_view key, std::string_view version) {
  RETURN_IF_ERROR(CheckKey(key));
  ASSIGN_OR_RETURN(const LocalRoot::Base base, root_.Open("delete"));
  const UniqueFd directory = root_.OpenParent(base, key, false);
  if (!directory) {
    if (errno == ENOENT || errno == ENOTDIR) return {};
    return std::unexpected(FileError(errno, "delete", key, root_.path()));
  }
  const std::string name = FileName(key);
  {
    const WriteLock lock(root_.path(), directory.get());
    struct stat status;
    if (fstatat(directory.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 &&
        errno == ENOENT)
      return {};
    if (!version.empty() && !Is(directory.get(), name.c_str(), std::string(version)))
      return Conflict("delete", key, "is not the version that was expected");
    if (unlinkat(directory.get(), name.c_str(), 0) != 0 && errno != ENOENT) {
      if (errno == EISDIR) return {};  // a directory is no object
      return std::unexpected(FileError(errno, "delete", key, root_.path()));
    }
  }
  if (fsync(directory.get()) != 0)
    return std::unexpected(FileError(errno, "delete", key, root_.path()));
  return {};
}

}  // namespace millrace::storage

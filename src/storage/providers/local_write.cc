// Writing and deleting local files: all or nothing, durable, and only under the asked condition.
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <thread>

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

// Whether the directory's entry `name` is the regular file of that token.
bool Is(int directory, const char* name, const std::string& token) {
  struct stat status;
  return fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
         LocalToken(status) == token;
}

constexpr size_t kGroup = 32;  // objects that are written together; as many files are open

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

// One object on its way.
struct Writing {
  size_t index = 0;
  const PutRequest* request = nullptr;
  int directory = -1;                   // WriteGroup's
  std::unique_ptr<TemporaryFile> file;  // null once `outcome` is an Error
  Result<ObjectInfo> outcome;
};

// Writes some objects so that the disk is waited for once and not for each: the first fsync commits
// what the others wrote too, and each directory is flushed once.
class WriteGroup {
 public:
  explicit WriteGroup(const LocalRoot& root) : root_(root) {}

  // Its bytes in a temporary file, on their way to the disk.
  Writing Stage(const LocalRoot::Base& base, size_t index, const PutRequest& request) {
    Writing writing{.index = index, .request = &request};
    const bool create = request.precondition != Precondition::kMatches;
    writing.directory = Directory(base, request.key, create);
    if (writing.directory < 0) {
      writing.outcome = errno == ENOENT && !create ? Conflict("put", request.key, "is gone")
                                                   : Failed(request.key);
      return writing;
    }
    writing.file = std::make_unique<TemporaryFile>(writing.directory);
    if (writing.file->fd() < 0 || !WriteAll(writing.file->fd(), request.body)) {
      End(writing, Failed(request.key));
    } else {
      sync_file_range(writing.file->fd(), 0, 0, SYNC_FILE_RANGE_WRITE);
    }
    return writing;
  }

  // Gives them their names and waits until that is durable.
  void Finish(std::span<Writing> writings) const {
    for (Writing& writing : writings) {
      struct stat status;
      if (writing.file == nullptr) continue;
      if (fsync(writing.file->fd()) != 0 || fstat(writing.file->fd(), &status) != 0) {
        End(writing, Failed(writing.request->key));
      } else {
        writing.outcome = LocalInfo(writing.request->key, status);
      }
    }
    for (const auto& [path, directory] : directories_) Place(directory.get(), writings);
  }

 private:
  // Of the key's file, opened once; -1 with errno.
  int Directory(const LocalRoot::Base& base, std::string_view key, bool create) {
    const size_t slash = key.rfind('/');
    const std::string_view path = slash == std::string_view::npos ? "" : key.substr(0, slash);
    if (const auto it = directories_.find(path); it != directories_.end()) return it->second.get();
    UniqueFd opened = root_.OpenParent(base, key, create);
    if (!opened) return -1;
    return directories_.emplace(path, std::move(opened)).first->second.get();
  }

  void Place(int directory, std::span<Writing> writings) const {
    bool changed = false;
    {
      const WriteLock lock(root_.path(), directory);
      for (Writing& writing : writings)
        if (writing.directory == directory && writing.file != nullptr)
          changed = PlaceOne(writing) || changed;
    }
    if (!changed || fsync(directory) == 0) return;
    const int code = errno;
    for (Writing& writing : writings) {
      errno = code;
      if (writing.directory == directory && writing.outcome.has_value())
        writing.outcome = Failed(writing.request->key);
    }
  }

  bool PlaceOne(Writing& writing) const {
    const PutRequest& request = *writing.request;
    const std::string name = FileName(request.key);
    Outcome outcome = Outcome::kFailed;
    switch (request.precondition) {
      case Precondition::kAbsent:
        outcome = PlaceNew(writing.directory, *writing.file, name.c_str());
        break;
      case Precondition::kMatches:
        outcome = PlaceInsteadOf(writing.directory, *writing.file, name.c_str(), request.version);
        break;
      case Precondition::kNone:
        outcome = PlaceAnyhow(writing.directory, *writing.file, name.c_str());
        break;
    }
    if (outcome == Outcome::kFailed) writing.outcome = Failed(request.key);
    if (outcome == Outcome::kConflict)
      writing.outcome = Conflict("put", request.key,
                                 request.precondition == Precondition::kAbsent
                                     ? "exists already"
                                     : "is not the version that was expected");
    writing.file = nullptr;  // what is left of it goes before the directory is flushed
    return outcome == Outcome::kDone;
  }

  static void End(Writing& writing, std::unexpected<Error> error) {
    writing.outcome = std::move(error);
    writing.file = nullptr;
  }
  std::unexpected<Error> Failed(std::string_view key) const {
    return std::unexpected(FileError(errno, "put", key, root_.path()));
  }

  const LocalRoot& root_;
  // By path.
  std::map<std::string, UniqueFd, std::less<>> directories_;
};

}  // namespace

void LocalStore::PutMany(std::span<const PutRequest> requests, PutSink& sink) {
  std::atomic<size_t> next{0};
  const auto write = [&] {
    for (size_t first; (first = next.fetch_add(kGroup)) < requests.size();)
      PutGroup(requests, first, std::min(first + kGroup, requests.size()), sink);
  };
  std::vector<std::jthread> helpers;
  const size_t groups = (requests.size() + kGroup - 1) / kGroup;
  for (size_t i = 1; i < std::min(kWriters, groups); ++i) helpers.emplace_back(write);
  write();
}

void LocalStore::PutGroup(std::span<const PutRequest> requests, size_t first, size_t end,
                          PutSink& sink) const {
  const auto base = root_.Open("put");
  WriteGroup group(root_);
  std::vector<Writing> writings;
  for (size_t i = first; i < end; ++i) {
    Result<void> allowed = CheckKey(requests[i].key);
    if (allowed.has_value() && !base.has_value()) allowed = std::unexpected(base.error());
    if (allowed.has_value()) {
      writings.push_back(group.Stage(*base, i, requests[i]));
    } else {
      sink.Done(i, std::unexpected(std::move(allowed).error()));
    }
  }
  group.Finish(writings);
  for (Writing& writing : writings) sink.Done(writing.index, std::move(writing.outcome));
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

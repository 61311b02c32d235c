#include "storage/providers/local_scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

namespace millrace::storage {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

bool IsDirectory(int directory, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
  struct stat status;
  return fstatat(directory, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISDIR(status.st_mode);
}

}  // namespace

std::string LocalToken(const struct stat& status) {
  const int64_t nanoseconds =
      int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  return std::to_string(nanoseconds) + "-" + std::to_string(status.st_size) + "-" +
         std::to_string(status.st_ino);
}

ObjectInfo LocalInfo(std::string key, const struct stat& status) {
  return {.key = std::move(key),
          .size = static_cast<uint64_t>(status.st_size),
          .token = LocalToken(status),
          .modified = Time(std::chrono::microseconds(int64_t{status.st_mtim.tv_sec} * 1'000'000 +
                                                     status.st_mtim.tv_nsec / 1'000))};
}

LocalScan::LocalScan(const LocalRoot& root, std::string prefix, std::string after, bool recursive,
                     size_t window)
    : root_(root),
      prefix_(std::move(prefix)),
      after_(std::move(after)),
      recursive_(recursive),
      window_(std::max<size_t>(window, 1)) {}

Result<void> LocalScan::Next(const LocalRoot::Base& base, size_t limit, ListPage& page) {
  if (!begun_) {
    begun_ = true;
    const size_t slash = prefix_.rfind('/');
    RETURN_IF_ERROR(Descend(base, slash == std::string::npos ? "" : prefix_.substr(0, slash + 1)));
  }
  while (!levels_.empty()) {
    Level& level = levels_.back();
    if (level.next == level.names.size()) {
      if (level.more) {
        RETURN_IF_ERROR(Fill(base, level));
      } else {
        levels_.pop_back();
      }
      continue;
    }
    if (page.objects.size() >= limit) break;
    const std::string name = std::move(level.names[level.next++]);
    if (!name.ends_with('/')) {
      RETURN_IF_ERROR(Visit(base, level, name, page));
    } else if (recursive_) {
      RETURN_IF_ERROR(Descend(base, level.path + name));
    }
  }
  for (Level& level : levels_) level.fd = UniqueFd();
  if (!levels_.empty()) page.next = page.objects.back().key;
  return {};
}

Result<void> LocalScan::Descend(const LocalRoot::Base& base, std::string path) {
  // Everything below `path` starts with it, so `after_` is before all, behind all, or below it too.
  const bool below = after_.starts_with(path);
  if (!below && after_ > path) return {};
  Level level{.path = std::move(path)};
  RETURN_IF_ERROR(Fill(base, level));
  levels_.push_back(std::move(level));
  return {};
}

bool LocalScan::Wanted(const std::string& path, std::string_view name) const {
  if (name.starts_with(kTemporaryPrefix)) return false;
  const std::string key = path + std::string(name);
  if (!key.starts_with(prefix_) && !(name.ends_with('/') && prefix_.starts_with(key))) return false;
  if (key > after_) return true;
  return name.ends_with('/') && after_.starts_with(key);
}

Result<bool> LocalScan::OpenLevel(const LocalRoot::Base& base, Level& level) {
  if (level.fd) return true;
  std::string path = level.path;
  if (!path.empty()) path.pop_back();
  level.fd = root_.OpenBelow(base, path, O_DIRECTORY);
  if (level.fd) return true;
  if (errno == ENOENT || errno == ENOTDIR) return false;
  return std::unexpected(FileError(errno, "list", path, root_.path()));
}

Result<void> LocalScan::Fill(const LocalRoot::Base& base, Level& level) {
  level.names.clear();
  level.next = 0;
  level.more = false;
  ASSIGN_OR_RETURN(const bool there, OpenLevel(base, level));
  if (!there) return {};
  const int own = openat(level.fd.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, CloseDirectory> directory(own < 0 ? nullptr : fdopendir(own));
  if (directory == nullptr) {
    const int code = errno;
    if (own >= 0) close(own);
    return std::unexpected(FileError(code, "list", level.path, root_.path()));
  }
  const auto trim = [&] {  // keeps the smallest names
    if (level.names.size() <= window_) return;
    std::ranges::nth_element(level.names, level.names.begin() + window_);
    level.names.resize(window_);
    level.more = true;
  };
  errno = 0;
  while (const dirent* entry = readdir(directory.get())) {
    std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (IsDirectory(level.fd.get(), *entry)) name += '/';
    if (name > level.last && Wanted(level.path, name)) level.names.push_back(std::move(name));
    if (level.names.size() >= 2 * window_) trim();
    errno = 0;
  }
  if (errno != 0) return std::unexpected(FileError(errno, "list", level.path, root_.path()));
  trim();
  std::ranges::sort(level.names);
  if (!level.names.empty()) level.last = level.names.back();
  return {};
}

Result<void> LocalScan::Visit(const LocalRoot::Base& base, Level& level, const std::string& name,
                              ListPage& page) {
  ASSIGN_OR_RETURN(const bool there, OpenLevel(base, level));
  if (!there) return {};
  struct stat status;
  if (fstatat(level.fd.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return {};  // deleted since the directory was read
    return std::unexpected(FileError(errno, "list", level.path + name, root_.path()));
  }
  if (S_ISLNK(status.st_mode)) {
    const UniqueFd target = root_.OpenBelow(base, level.path + name, O_PATH);
    if (!target || fstat(target.get(), &status) != 0) status.st_mode = 0;
  }
  if (S_ISREG(status.st_mode))
    page.objects.push_back(LocalInfo(level.path + name, status));
  else
    ++page.directories;
  return {};
}

}  // namespace millrace::storage

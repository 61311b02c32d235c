#include "storage/providers/local_store.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/text.h"

namespace millrace::storage {
namespace {

constexpr size_t kPausedScans = 4;
constexpr size_t kReaders = 4;
constexpr size_t kObjectsPerReader = 16;
constexpr size_t kChunk = 256 << 10;
constexpr size_t kLongestSegment = 255;
constexpr size_t kLongestKey = 4'000;  // PATH_MAX less the directory's share

// The rule that `key` breaks, "" if none.
std::string_view BrokenRule(std::string_view key) {
  if (key.empty()) return "must not be empty";
  if (key.find('\0') != std::string_view::npos) return "must not contain a NUL byte";
  if (key.size() > kLongestKey) return "must not be longer than 4,000 bytes";
  size_t start = 0;
  while (start <= key.size()) {
    const size_t end = std::min(key.find('/', start), key.size());
    const std::string_view segment = key.substr(start, end - start);
    if (segment.empty()) return "must not start or end with \"/\" or contain \"//\"";
    if (segment == "." || segment == "..")
      return "must not contain \".\" or \"..\" between slashes";
    if (segment.size() > kLongestSegment)
      return "must not have more than 255 bytes between slashes";
    if (segment.starts_with(kTemporaryPrefix)) return "must not start with \".millrace-tmp-\"";
    start = end + 1;
  }
  return {};
}

std::unexpected<Error> GetError(ErrorKind kind, const std::string& key, std::string message) {
  return std::unexpected(
      Error{.kind = kind, .message = std::move(message), .operation = "get", .key = key});
}

std::unexpected<Error> Dropped(const std::string& key) {
  return GetError(ErrorKind::kCancelled, key, "The transfer was dropped by its receiver.");
}

// The account whose rights count: that of this process, by name, else by number.
std::string ProcessAccount() {
  std::string buffer(16 << 10, '\0');
  passwd entry;
  passwd* found = nullptr;
  if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
    return found->pw_name;
  return std::to_string(geteuid());
}

}  // namespace

std::unique_ptr<LocalScan> LocalStore::TakeScan(const ListRequest& request) {
  std::lock_guard lock(mutex_);
  const auto it = std::ranges::find_if(paused_, [&](const Paused& paused) {
    return paused.position == request.position && paused.prefix == request.prefix &&
           paused.recursive == request.recursive;
  });
  if (it == paused_.end()) return nullptr;
  std::unique_ptr<LocalScan> scan = std::move(it->scan);
  paused_.erase(it);
  return scan;
}

void LocalStore::KeepScan(const ListRequest& request, const std::string& position,
                          std::unique_ptr<LocalScan> scan) {
  std::lock_guard lock(mutex_);
  paused_.push_front({.prefix = request.prefix,
                      .position = position,
                      .recursive = request.recursive,
                      .scan = std::move(scan)});
  if (paused_.size() > kPausedScans) paused_.pop_back();
}

Result<ListPage> LocalStore::List(const ListRequest& request) {
  ASSIGN_OR_RETURN(const LocalRoot::Base base, root_.Open("list"));
  ListPage page;
  const size_t slash = request.prefix.rfind('/');
  if (slash != std::string::npos && !BrokenRule(request.prefix.substr(0, slash)).empty())
    return page;  // no key here can start with it
  std::unique_ptr<LocalScan> scan;
  if (!request.position.empty()) scan = TakeScan(request);
  if (scan == nullptr)
    scan = std::make_unique<LocalScan>(
        root_, request.prefix, request.position.empty() ? request.start_after : request.position,
        request.recursive);
  RETURN_IF_ERROR(scan->Next(base, std::max<size_t>(request.limit, 1), page));
  if (!page.next.empty()) KeepScan(request, page.next, std::move(scan));
  return page;
}

void LocalStore::GetMany(std::span<const GetRequest> requests, GetSink& sink) {
  if (requests.empty()) return;
  const auto base = root_.Open("get");
  std::atomic<size_t> next{0};
  const auto read = [&] {
    std::string buffer;
    for (size_t i; (i = next.fetch_add(1)) < requests.size();) {
      if (base.has_value())
        sink.Done(i, Get(*base, i, requests[i], sink, buffer));
      else
        sink.Done(i, std::unexpected(base.error()));
    }
  };
  std::vector<std::jthread> helpers;
  const size_t readers = std::min(kReaders, requests.size() / kObjectsPerReader);
  for (size_t i = 1; i < readers; ++i) helpers.emplace_back(read);
  read();
}

Result<void> LocalStore::Get(const LocalRoot::Base& base, size_t index, const GetRequest& request,
                             GetSink& sink, std::string& buffer) const {
  const std::string& key = request.key;
  const auto named = [&] { return "\"" + Printable(key) + "\""; };
  RETURN_IF_ERROR(CheckKey(key));
  const UniqueFd file = root_.OpenBelow(base, key, 0);
  if (!file) return std::unexpected(FileError(errno, "get", key, root_.path()));
  struct stat before;
  if (fstat(file.get(), &before) != 0)
    return std::unexpected(FileError(errno, "get", key, root_.path()));
  if (!S_ISREG(before.st_mode))
    return GetError(ErrorKind::kNotFound, key, named() + " is not a regular file.");
  const ObjectInfo info = LocalInfo(key, before);
  if (!request.if_match.empty() && request.if_match != info.token)
    return GetError(ErrorKind::kConflict, key, named() + " has changed since it was listed.");
  if (request.offset > 0 && request.offset >= info.size)
    return GetError(ErrorKind::kInvalid, key,
                    named() + " has no byte " + std::to_string(request.offset) + ".");
  uint64_t left = info.size - request.offset;
  if (request.length != 0) left = std::min(left, request.length);
  if (!sink.Start(index, info)) return Dropped(key);

  if (buffer.size() < std::min<uint64_t>(left, kChunk))
    buffer.resize(std::min<uint64_t>(left, kChunk));
  uint64_t offset = request.offset;
  while (left > 0) {
    const ssize_t n = pread(file.get(), buffer.data(), std::min<uint64_t>(left, buffer.size()),
                            static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::unexpected(FileError(errno, "get", key, root_.path()));
    if (n == 0) break;  // it became shorter; reported below
    if (!sink.Data(index, std::string_view(buffer.data(), static_cast<size_t>(n))))
      return Dropped(key);
    offset += static_cast<uint64_t>(n);
    left -= static_cast<uint64_t>(n);
  }
  struct stat after;
  if (left > 0 || fstat(file.get(), &after) != 0 || LocalToken(after) != info.token)
    return GetError(ErrorKind::kConflict, key, named() + " was changed while it was being read.");
  return {};
}

Result<ObjectInfo> LocalStore::Head(std::string_view key) {
  RETURN_IF_ERROR(CheckKey(key));
  ASSIGN_OR_RETURN(const LocalRoot::Base base, root_.Open("head"));
  const UniqueFd file = root_.OpenBelow(base, std::string(key), O_PATH);
  struct stat status;
  if (!file || fstat(file.get(), &status) != 0)
    return std::unexpected(FileError(errno, "head", key, root_.path()));
  if (!S_ISREG(status.st_mode))
    return std::unexpected(FileError(ENOENT, "head", key, root_.path()));
  return LocalInfo(std::string(key), status);
}

Result<std::string> LocalStore::Presign(const PresignRequest& request) {
  return std::unexpected(Error{.kind = ErrorKind::kUnsupported,
                               .message = "Local files have no presigned URLs.",
                               .advice = "They are served by this server.",
                               .operation = "presign",
                               .key = request.key});
}

Result<void> LocalStore::Check() {
  ASSIGN_OR_RETURN(const LocalRoot::Base base, root_.Open("check"));
  if (faccessat(base.fd.get(), ".", R_OK | X_OK, AT_EACCESS) != 0)
    return std::unexpected(FileError(errno, "check", "", root_.path()));
  return {};
}

Result<std::string> LocalStore::Identity() {
  return "The account \"" + ProcessAccount() + "\" that this server runs as.";
}

Capabilities LocalStore::capabilities() const {
  return {.order = Order::kBytes,
          .start_after = true,
          .put_if_absent = Support::kYes,
          .put_if_match = Support::kYes,
          .delete_if_match = Support::kYes,
          .presign = false,
          .get_concurrency = kReaders,
          .put_concurrency = kWriters};
}

Result<void> LocalStore::CheckKey(std::string_view key) const {
  const std::string_view rule = BrokenRule(key);
  if (rule.empty()) return {};
  return std::unexpected(Error{.kind = ErrorKind::kInvalid,
                               .message = "\"" + Printable(key) + "\" cannot be a file below \"" +
                                          root_.path() + "\": its name " + std::string(rule) + ".",
                               .advice = "Choose another object name.",
                               .key = std::string(key)});
}

}  // namespace millrace::storage

#include "api/transfer/upload_files.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/beneath.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/text.h"
#include "net/url.h"

namespace millrace::api {
namespace {

constexpr size_t kMaxName = 120;  // bytes; file systems allow 255
constexpr size_t kMaxExtension = 12;

std::unexpected<Error> CannotWrite(const std::string& file, int code) {
  const bool full = code == ENOSPC || code == EDQUOT;
  return FailForNow(ErrorKind::kUnavailable,
                    full ? "There is no space left for \"" + file + "\" in the data directory."
                         : "\"" + file + "\" cannot be written into the data directory: " +
                               std::system_category().message(code) + ".",
                    full ? "Free some space on that disk, then try again."
                         : "Check that directory, then try again.");
}

// The directory of `file`, made if it is missing.
UniqueFd OpenDirectory(const std::string& data_dir, const std::string& file, bool create) {
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  UniqueFd directory(open(data_dir.c_str(), kFlags));
  size_t start = 0;
  for (size_t end; directory && (end = file.find('/', start)) != std::string::npos;
       start = end + 1) {
    const std::string name = file.substr(start, end - start);
    if (create && mkdirat(directory.get(), name.c_str(), 0700) == 0) fsync(directory.get());
    directory = OpenNoFollow(directory.get(), name, kFlags);
  }
  return directory;
}

std::string NameIn(const std::string& file) { return file.substr(file.rfind('/') + 1); }

}  // namespace

std::string ExtensionOf(std::string_view name) {
  name = name.substr(name.find_last_of("/\\") + 1);  // npos + 1 = 0
  const size_t dot = name.rfind('.');
  return dot == name.npos || dot == 0 ? "" : ToLower(name.substr(dot));
}

std::string SafeFileName(std::string_view given) {
  given = given.substr(given.find_last_of("/\\") + 1);
  std::string name;
  while (!given.empty()) {
    const size_t length = Utf8Length(given);
    const char c = given.front();
    if (length > 1) {
      name += given.substr(0, length);
    } else if (length == 1 && (isalnum(static_cast<unsigned char>(c)) || strchr("-_.", c))) {
      name += c;
    } else if (c == ' ') {
      name += '_';
    }
    given.remove_prefix(std::max<size_t>(length, 1));
  }
  if (name.find_first_not_of('.') == name.npos) return "file";
  if (name.size() <= kMaxName) return name;
  std::string extension = ExtensionOf(name);
  if (extension.size() > kMaxExtension) extension.clear();
  size_t kept = kMaxName - extension.size();
  while (kept > 0 && (name[kept] & 0xC0) == 0x80) --kept;
  return name.substr(0, kept) + extension;
}

std::string UploadFiles::NewFile(int64_t project_id, std::string_view given_name) {
  return "upload/" + std::to_string(project_id) + "/" + RandomHex(4) + "-" +
         SafeFileName(given_name);
}

std::string UploadFiles::UrlOf(std::string_view file) {
  return "/data/" + net::PercentEncode(file, "/");
}

Result<void> UploadFiles::Write(const std::string& file, const ByteSource& bytes) const {
  const UniqueFd directory = OpenDirectory(data_dir_, file, true);
  if (!directory) return CannotWrite(file, errno);
  const std::string name = NameIn(file);
  const UniqueFd out(openat(directory.get(), name.c_str(),
                            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!out) return CannotWrite(file, errno);
  Result<void> written = bytes.ForEachPiece([&](std::string_view piece) -> Result<void> {
    if (!WriteAll(out.get(), piece)) return CannotWrite(file, errno);
    return {};
  });
  if (written.has_value() && fsync(out.get()) != 0) written = CannotWrite(file, errno);
  if (!written.has_value()) {
    unlinkat(directory.get(), name.c_str(), 0);
    return written;
  }
  fsync(directory.get());
  return {};
}

Result<std::shared_ptr<const ByteSource>> UploadFiles::Open(const std::string& file) const {
  const UniqueFd root(open(data_dir_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  UniqueFd fd;
  if (root && file.starts_with("upload/")) {
    fd = OpenBeneath(BestPathMode(), root.get(), file, O_RDONLY | O_CLOEXEC | O_NONBLOCK, false);
  }
  struct stat status;
  if (!fd || fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return Fail(ErrorKind::kNotFound, "The uploaded file \"" + Printable(file) + "\" is gone.",
                "Upload it again.");
  }
  return FileBytes(std::move(fd), static_cast<uint64_t>(status.st_size));
}

void UploadFiles::Remove(const std::string& file) const {
  const UniqueFd directory = OpenDirectory(data_dir_, file, false);
  if (!directory || !file.starts_with("upload/")) return;
  if (unlinkat(directory.get(), NameIn(file).c_str(), 0) != 0 && errno != ENOENT) {
    LogWarning("An uploaded file cannot be removed", {{"file", file}});
  }
}

void UploadFiles::RemoveProject(int64_t project_id) const {
  std::error_code ignored;  // what cannot be removed is no longer known to anybody
  std::filesystem::remove_all(data_dir_ + "/upload/" + std::to_string(project_id), ignored);
}

}  // namespace millrace::api

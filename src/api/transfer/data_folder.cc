#include "api/transfer/data_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "base/beneath.h"
#include "base/log.h"
#include "base/text.h"

namespace millrace::api {
namespace {

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

DataFile::~DataFile() {
  if (!committed_) unlinkat(directory_.get(), NameIn(file_).c_str(), 0);
}

Result<void> DataFile::Append(std::string_view bytes) {
  if (!WriteAll(out_.get(), bytes)) return CannotWrite(file_, errno);
  return {};
}

Result<void> DataFile::Commit() {
  if (fsync(out_.get()) != 0) return CannotWrite(file_, errno);
  fsync(directory_.get());
  committed_ = true;
  return {};
}

Result<std::unique_ptr<DataFile>> DataFolder::Create(const std::string& file) const {
  UniqueFd directory = OpenDirectory(data_dir_, file, true);
  if (!directory) return CannotWrite(file, errno);
  UniqueFd out(openat(directory.get(), NameIn(file).c_str(),
                      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!out) return CannotWrite(file, errno);
  return std::make_unique<DataFile>(std::move(directory), std::move(out), file);
}

Result<void> DataFolder::Write(const std::string& file, const ByteSource& bytes) const {
  ASSIGN_OR_RETURN(const auto out, Create(file));
  RETURN_IF_ERROR(bytes.ForEachPiece([&](std::string_view piece) { return out->Append(piece); }));
  return out->Commit();
}

Result<std::shared_ptr<const ByteSource>> DataFolder::Open(const std::string& file) const {
  const UniqueFd root(open(data_dir_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  UniqueFd fd;
  if (root && file.starts_with(folder_ + "/")) {
    fd = OpenBeneath(BestPathMode(), root.get(), file, O_RDONLY | O_CLOEXEC | O_NONBLOCK, false);
  }
  struct stat status;
  if (!fd || fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return Fail(ErrorKind::kNotFound,
                "The file \"" + Printable(file) + "\" of the data directory is gone.", advice_);
  }
  return FileBytes(std::move(fd), static_cast<uint64_t>(status.st_size));
}

void DataFolder::Remove(const std::string& file) const {
  const UniqueFd directory = OpenDirectory(data_dir_, file, false);
  if (!directory || !file.starts_with(folder_ + "/")) return;
  if (unlinkat(directory.get(), NameIn(file).c_str(), 0) != 0 && errno != ENOENT) {
    LogWarning("A file of the data directory cannot be removed", {{"file", file}});
  }
}

void DataFolder::RemoveProject(int64_t project_id) const {
  std::error_code ignored;  // what cannot be removed is no longer known to anybody
  std::filesystem::remove_all(data_dir_ + "/" + folder_ + "/" + std::to_string(project_id),
                              ignored);
}

}  // namespace millrace::api

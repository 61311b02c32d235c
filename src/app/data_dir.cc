#include "app/data_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>

namespace millrace::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

Holder ReadHolder(int file) {
  char bytes[4096];
  const ssize_t length = pread(file, bytes, sizeof bytes, 0);
  Holder holder;
  if (length <= 0) return holder;
  json::error_code error;
  const json::value value = json::parse(std::string_view(bytes, length), error);
  const json::object* object = error ? nullptr : value.if_object();
  if (object == nullptr) return holder;
  if (const auto* pid = object->if_contains("pid"); pid != nullptr && pid->is_int64())
    holder.pid = static_cast<int>(pid->as_int64());
  for (const auto& [name, into] :
       {std::pair("command", &holder.command), std::pair("address", &holder.address)})
    if (const auto* text = object->if_contains(name); text != nullptr && text->is_string())
      *into = text->as_string();
  return holder;
}

Result<int> OpenLockFile(const fs::path& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file >= 0) return file;
  return Fail(
      errno == EACCES || errno == EROFS ? ErrorKind::kDenied : ErrorKind::kUnavailable,
      "The lock file \"" + path.string() + "\" cannot be opened: " + std::strerror(errno) + ".",
      "Give the directory to the user that runs Millrace, or choose another with --data-dir.");
}

}  // namespace

std::string Holder::Describe() const {
  std::string who =
      address.empty() ? "the command \"millrace " + command + "\"" : "a Millrace server";
  if (command.empty() && address.empty()) who = "another Millrace";
  std::string facts;
  if (pid != 0) facts = "process " + std::to_string(pid);
  if (!address.empty()) facts += (facts.empty() ? "" : ", ") + address;
  return facts.empty() ? who : who + " (" + facts + ")";
}

Result<void> MakeDataDir(const fs::path& data_dir) {
  std::error_code error;
  fs::create_directories(data_dir.parent_path(), error);
  if (mkdir(data_dir.c_str(), 0700) == 0) return {};
  const int cause = errno;
  if (cause == EEXIST && fs::is_directory(data_dir, error)) return {};
  return Fail(cause == EACCES || cause == EROFS ? ErrorKind::kDenied : ErrorKind::kInvalid,
              "The data directory \"" + data_dir.string() + "\" cannot be made: " +
                  (cause == EEXIST ? "a file of that name is there" : std::strerror(cause)) + ".",
              "Choose another with --data-dir.");
}

fs::path SocketPath(const fs::path& data_dir) { return data_dir / "millrace.sock"; }

Result<DataLock> DataLock::Take(const fs::path& data_dir, const fs::path& database,
                                const std::string& command, Holder* holder) {
  std::vector<fs::path> paths = {data_dir / "millrace.lock"};
  // Two data directories may name one database.
  if (database.parent_path() != data_dir) paths.push_back(database.string() + ".lock");

  DataLock lock;
  for (const fs::path& path : paths) {
    ASSIGN_OR_RETURN(const int file, OpenLockFile(path));
    lock.files_.push_back(file);
    if (flock(file, LOCK_EX | LOCK_NB) == 0) continue;
    if (errno != EWOULDBLOCK)
      return Fail(
          ErrorKind::kUnavailable,
          "The lock file \"" + path.string() + "\" cannot be locked: " + std::strerror(errno) + ".",
          "Put the data directory on a file system with locks.");
    *holder = ReadHolder(file);
    return Fail(ErrorKind::kConflict,
                "\"" + (path == paths.front() ? data_dir : database).string() + "\" is in use by " +
                    holder->Describe() + ".",
                "Stop it, or choose another with --data-dir.");
  }
  lock.Announce(command, "");
  return lock;
}

DataLock::~DataLock() {
  for (const int file : files_) close(file);
}

void DataLock::Announce(const std::string& command, const std::string& address) {
  const std::string text =
      json::serialize(json::object{{"pid", getpid()}, {"command", command}, {"address", address}}) +
      "\n";
  for (const int file : files_) {
    // Only words for a person: the lock itself does not depend on them.
    if (ftruncate(file, 0) != 0 ||
        pwrite(file, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
      continue;
  }
}

}  // namespace millrace::app

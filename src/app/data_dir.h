// The data directory and the lock that gives it to one process at a time.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace millrace::app {

// Who holds a data directory, as it says itself in the lock file.
struct Holder {
  int pid = 0;
  std::string command;  // "start", "sync", …
  std::string address;  // "http://127.0.0.1:8080"; "" for a command that serves nobody

  // "Millrace (process 4711, http://127.0.0.1:8080)", for messages.
  std::string Describe() const;
};

// Makes the directory, mode 0700, with its parents. Errors name it.
Result<void> MakeDataDir(const std::filesystem::path& data_dir);

// Where a server listens for commands on the same machine.
std::filesystem::path SocketPath(const std::filesystem::path& data_dir);

// Exclusive use of a data directory and of the database, wherever that lies; given back when it
// dies or the process ends, however it ends. Movable.
class DataLock {
 public:
  // kConflict while another process holds it; `holder` then says who (what is known of it). The
  // directory must exist.
  static Result<DataLock> Take(const std::filesystem::path& data_dir,
                               const std::filesystem::path& database, const std::string& command,
                               Holder* holder);
  DataLock(DataLock&& other) noexcept : files_(std::exchange(other.files_, {})) {}
  DataLock& operator=(DataLock&& other) noexcept {
    std::swap(files_, other.files_);
    return *this;
  }
  ~DataLock();

  // Writes into the lock file who we are; `address` may follow later.
  void Announce(const std::string& command, const std::string& address);

 private:
  DataLock() = default;
  std::vector<int> files_;  // locked descriptors
};

}  // namespace millrace::app

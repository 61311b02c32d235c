// Starts the servers of tests/emulators and ends them with the process.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/result.h"

namespace millrace::conformance {

// "endpoint" → "http://127.0.0.1:21234", "pid" → "4711", as the script printed them.
using Facts = std::map<std::string, std::string>;

// The running emulator of that script ("moto.sh") and that argument, started at the first call.
// Thread-safe. kUnsupported if it is not installed (tests/emulators/common.sh).
Result<Facts> Emulator(const std::string& script, const std::string& argument = "");

// A directory that is removed with the process.
std::string ProcessDirectory();

// A directory that is removed with this object.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace millrace::conformance

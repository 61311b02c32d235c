#include "tests/conformance/emulator.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <filesystem>
#include <sstream>

namespace millrace::conformance {
namespace {

namespace fs = std::filesystem;

constexpr int kNotInstalled = 3;  // tests/emulators/common.sh

std::string ScriptPath(const std::string& script) {
  return std::string(MILLRACE_SOURCE_DIR) + "/tests/emulators/" + script;
}

Result<Facts> StartScript(const std::string& script, const std::string& argument) {
  const std::string command = ScriptPath(script) + " start '" + argument + "' 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return Fail(ErrorKind::kInternal, "A shell could not be started.");
  std::string output;
  char buffer[512];
  while (fgets(buffer, sizeof buffer, pipe) != nullptr) output += buffer;
  const int status = pclose(pipe);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (code == kNotInstalled) return Fail(ErrorKind::kUnsupported, output);
  if (code != 0) return Fail(ErrorKind::kUnavailable, script + " failed: " + output);
  Facts facts;
  std::istringstream words(output);
  for (std::string word; words >> word;)
    if (const size_t equals = word.find('='); equals != std::string::npos)
      facts[word.substr(0, equals)] = word.substr(equals + 1);
  return facts;
}

// Ends all servers when the process does.
class Running {
 public:
  ~Running() {
    for (const auto& [call, facts] : started_) {
      const std::string script = call.first;
      if (!facts.has_value() || !facts->contains("pid")) continue;
      const std::string command = ScriptPath(script) + " stop " + facts->at("pid");
      if (system(command.c_str()) != 0) fprintf(stderr, "%s failed\n", command.c_str());
    }
  }
  Result<Facts> Get(const std::string& script, const std::string& argument) {
    std::lock_guard lock(mutex_);
    const std::pair call(script, argument);
    auto it = started_.find(call);
    if (it == started_.end()) it = started_.emplace(call, StartScript(script, argument)).first;
    return it->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Result<Facts>> started_;
};

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
  std::string pattern = (fs::temp_directory_path() / "millrace-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) abort();
  path_ = fs::canonical(pattern).string();
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code code;
  fs::remove_all(path_, code);
}

std::string ProcessDirectory() {
  static const TemporaryDirectory directory;
  return directory.path();
}

Result<Facts> Emulator(const std::string& script, const std::string& argument) {
  ProcessDirectory();  // made first, so that it outlives the servers that work in it
  static Running running;
  return running.Get(script, argument);
}

}  // namespace millrace::conformance

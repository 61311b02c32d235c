#include "storage/aws/process_credentials.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace millrace::storage::aws {
namespace {

constexpr size_t kMaxOutput = 256u << 10;
constexpr size_t kMaxComplaint = 2'000;

class Pipe {
 public:
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) == 0) read_ = ends[0], write_ = ends[1];
  }
  ~Pipe() { CloseRead(), CloseWrite(); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int read() const { return read_; }
  int write() const { return write_; }
  void CloseRead() { Close(read_); }
  void CloseWrite() { Close(write_); }

 private:
  static void Close(int& end) {
    if (end >= 0) close(end);
    end = -1;
  }
  int read_ = -1, write_ = -1;
};

struct Outcome {
  Secret output;
  std::string complaint;  // what it wrote to standard error
  int status = 0;         // as of waitpid
};

enum class Ending { kEnded, kTimeout, kTooMuch };

using Deadline = std::chrono::steady_clock::time_point;

// Reads both ends until the program closed them.
Ending Collect(Pipe& out, Pipe& err, Deadline deadline, std::string& output,
               std::string& complaint) {
  std::string buffer(4096, '\0');
  while (out.read() >= 0 || err.read() >= 0) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Ending::kTimeout;
    pollfd ends[] = {{out.read(), POLLIN, 0}, {err.read(), POLLIN, 0}};
    if (poll(ends, 2, static_cast<int>(left.count())) < 0 && errno != EINTR) break;
    for (int i = 0; i < 2; ++i) {
      if (ends[i].revents == 0) continue;
      const ssize_t got = read(ends[i].fd, buffer.data(), buffer.size());
      if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      Pipe& end = i == 0 ? out : err;
      if (got <= 0) {
        end.CloseRead();
      } else if (i == 0) {
        output.append(buffer, 0, static_cast<size_t>(got));
        if (output.size() > kMaxOutput) return Ending::kTooMuch;
      } else if (complaint.size() < kMaxComplaint) {
        complaint.append(buffer, 0, static_cast<size_t>(got));
      }
    }
  }
  Wipe(buffer);
  return Ending::kEnded;
}

// A program may close its output and go on.
Ending AwaitEnd(pid_t pid, Deadline deadline, int& status) {
  for (;;) {
    const pid_t ended = waitpid(pid, &status, WNOHANG);
    if (ended == pid || (ended < 0 && errno != EINTR)) return Ending::kEnded;
    if (std::chrono::steady_clock::now() >= deadline) return Ending::kTimeout;
    poll(nullptr, 0, 2);
  }
}

class Process final : public LentCredentials {
 public:
  Process(Surroundings around, std::string command, std::string profile,
          std::chrono::milliseconds timeout)
      : LentCredentials(*around.clock),
        command_(std::move(command)),
        profile_(std::move(profile)),
        timeout_(timeout) {}
  std::string Name() const override {
    return "credential_process of the profile \"" + Printable(profile_) + "\"";
  }

 protected:
  Result<SharedCredentials> Fetch() override {
    ASSIGN_OR_RETURN(const Outcome outcome, Run());
    if (!WIFEXITED(outcome.status) || WEXITSTATUS(outcome.status) != 0) {
      const std::string how =
          WIFEXITED(outcome.status)
              ? "ended with exit code " + std::to_string(WEXITSTATUS(outcome.status))
              : "was ended by signal " + std::to_string(WTERMSIG(outcome.status));
      const std::string_view says = Trim(outcome.complaint);
      return Wrong(how + (says.empty() ? "" : ": " + Printable(says, 300)));
    }
    const std::string_view output = outcome.output.Reveal();
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(output, error);
    const auto* version =
        !error && value.is_object() ? value.get_object().if_contains("Version") : nullptr;
    if (version == nullptr || *version != 1) return Wrong("did not print JSON with \"Version\": 1");
    return ParseJsonKey(output, {.token = "SessionToken"}, Name());
  }

 private:
  std::unexpected<Error> Wrong(const std::string& what) const {
    return Fail(ErrorKind::kUnauthenticated, "The " + Name() + " " + what + ".",
                "Run the command of the profile by hand.");
  }

  Result<Outcome> Run() const {
    Pipe out, err;
    if (out.read() < 0 || err.read() < 0)
      return Wrong(std::string("could not be started: ") + strerror(errno));
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out.write(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.write(), STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    // A group of its own, to end it with all that it started; and signals as a program expects
    // them, not as this server's threads have them.
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::string shell = "sh", option = "-c", command = command_;
    char* arguments[] = {shell.data(), option.data(), command.data(), nullptr};
    pid_t pid = -1;
    const int failure = posix_spawn(&pid, "/bin/sh", &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failure != 0) return Wrong(std::string("could not be started: ") + strerror(failure));
    out.CloseWrite(), err.CloseWrite();
    Outcome outcome;
    std::string output;
    const Deadline deadline = std::chrono::steady_clock::now() + timeout_;
    Ending ending = Collect(out, err, deadline, output, outcome.complaint);
    if (ending == Ending::kEnded) ending = AwaitEnd(pid, deadline, outcome.status);
    if (ending != Ending::kEnded) {
      kill(-pid, SIGKILL);
      while (waitpid(pid, &outcome.status, 0) < 0 && errno == EINTR) {
      }
    }
    outcome.output = Secret(std::move(output));
    if (ending == Ending::kTimeout) {
      return Wrong("did not end within " +
                   Plural(std::chrono::ceil<std::chrono::seconds>(timeout_).count(), "second"));
    }
    if (ending == Ending::kTooMuch) return Wrong("printed more than 256 KiB");
    return outcome;
  }

  const std::string command_, profile_;
  const std::chrono::milliseconds timeout_;
};

}  // namespace

std::unique_ptr<CredentialProvider> ProcessCredentials(Surroundings around, std::string command,
                                                       std::string profile,
                                                       std::chrono::milliseconds timeout) {
  return std::make_unique<Process>(std::move(around), std::move(command), std::move(profile),
                                   timeout);
}

}  // namespace millrace::storage::aws

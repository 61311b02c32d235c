#include "app/program.h"

#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "api/server.h"
#include "app/argv_secrets.h"
#include "app/command_line.h"
#include "app/commands.h"
#include "app/services.h"
#include "app/start_command.h"
#include "app/stop_signals.h"
#include "base/clock.h"

namespace millrace::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// How long a command waits for another one, or for a server that is just starting.
constexpr std::chrono::seconds kPatience{5};

int Report(const Error& error, bool as_json, int status) {
  std::fprintf(stderr, "%s\n", error.Sentence().c_str());
  if (as_json)
    std::printf("%s\n", json::serialize(json::object{{"error",
                                                      {{"kind", KindName(error.kind)},
                                                       {"message", error.message},
                                                       {"advice", error.advice}}}})
                            .c_str());
  return status;
}

bool MakesData(const Arguments& arguments) {
  return arguments.verb == Verb::kStart || arguments.verb == Verb::kUserCreate ||
         (arguments.verb == Verb::kStorageAdd && arguments.init);
}

std::string_view NameOf(Verb verb) {
  switch (verb) {
    case Verb::kStart: return "start";
    case Verb::kSync: return "sync";
    case Verb::kExport: return "export";
    case Verb::kUserCreate:
    case Verb::kUserResetPassword: return "user";
    default: return "storage";
  }
}

Result<void> CheckArguments(const Arguments& arguments, const StorageRequests& requests) {
  if (arguments.verb == Verb::kStorageAdd && requests.storages.empty())
    return Fail(ErrorKind::kInvalid, "Neither a source nor a target was named.",
                "Add --source KIND --source-path PATH or --target KIND --target-path PATH.");
  if (arguments.verb == Verb::kStorageCheck &&
      arguments.storage.empty() == requests.storages.empty())
    return Fail(ErrorKind::kInvalid,
                requests.storages.empty()
                    ? "No storage was named."
                    : "A storage was named, and settings of another one were given.",
                "Give the id of a storage (millrace storage list shows it), or --source KIND "
                "--source-path PATH for one that is not connected yet.");
  if (arguments.verb != Verb::kStart || !arguments.project.empty()) return {};
  if (!requests.storages.empty() || arguments.init || !arguments.label_config_file.empty())
    return Fail(ErrorKind::kInvalid, "A project was described but not named.",
                "Name it: millrace start my_project --init …");
  return {};
}

// A directory for a command that needs none of ours; it goes with the command.
class ScratchDir {
 public:
  Result<void> Make(Config& config) {
    std::error_code ignored;
    std::string pattern = (fs::temp_directory_path(ignored) / "millrace-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
      return Fail(ErrorKind::kUnavailable,
                  "No temporary directory could be made at " + pattern + ".",
                  "Set TMPDIR to a directory that you may write to.");
    path_ = config.data_dir = pattern;
    config.database = path_ / "millrace.sqlite3";
    return {};
  }
  ~ScratchDir() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }

 private:
  fs::path path_;
};

// A look at settings that are not saved needs no data of ours.
bool NeedsNoData(const Arguments& arguments, const Config& config) {
  std::error_code ignored;
  return arguments.verb == Verb::kStorageCheck && arguments.storage.empty() &&
         !fs::is_directory(config.data_dir, ignored);
}

Result<void> CheckDataDir(const Arguments& arguments, const Config& config) {
  std::error_code ignored;
  if (MakesData(arguments)) return MakeDataDir(config.data_dir);
  if (fs::is_directory(config.data_dir, ignored)) return {};
  return Fail(ErrorKind::kNotFound, "There is no data in \"" + config.data_dir.string() + "\".",
              "Name the data directory with --data-dir, or make one with millrace start.");
}

// The lock, or nothing while a server that can be asked holds it.
Result<std::optional<DataLock>> LockOrServer(const Arguments& arguments, const Config& config,
                                             std::stop_token stop) {
  const auto deadline = SystemClock().Steady() + kPatience;
  for (;;) {
    Holder holder;
    auto lock = DataLock::Take(config.data_dir, config.database,
                               std::string(NameOf(arguments.verb)), &holder);
    if (lock) return std::optional(*std::move(lock));
    if (lock.error().kind != ErrorKind::kConflict) return std::unexpected(std::move(lock).error());
    if (arguments.verb == Verb::kStart) {
      if (!holder.address.empty() && !arguments.project.empty())
        lock.error().advice +=
            " To connect a project to the running server: millrace storage add --help.";
      return std::unexpected(std::move(lock).error());
    }
    if (!holder.address.empty()) return std::nullopt;
    if (SystemClock().Steady() > deadline ||
        !SystemClock().Sleep(std::chrono::milliseconds(100), stop))
      return std::unexpected(std::move(lock).error());
  }
}

Result<int> RunVerb(CommandContext& context, const StorageRequests& requests) {
  switch (context.arguments.verb) {
    case Verb::kStart:         // it serves, and has no client
    case Verb::kStorageKinds:  // they need none
    case Verb::kSchema: break;
    case Verb::kStorageAdd: return RunStorageAdd(context, requests);
    case Verb::kStorageList: return RunStorageList(context);
    case Verb::kStorageCheck: return RunStorageCheck(context, requests);
    case Verb::kStorageSync: return RunStorageSync(context);
    case Verb::kStorageVerify: return RunStorageVerify(context);
    case Verb::kStorageConflicts: return RunStorageConflicts(context);
    case Verb::kSync: return RunSync(context);
    case Verb::kExport: return RunExport(context);
    case Verb::kUserCreate: return RunUserCreate(context);
    case Verb::kUserResetPassword: return RunUserResetPassword(context);
  }
  return Fail(ErrorKind::kInternal, "This command is not known here.");
}

Result<int> Run(const Arguments& arguments, Config config, const StorageRequests& requests,
                const StopSignals& signals) {
  Console console(arguments.json);
  ScratchDir scratch;
  if (NeedsNoData(arguments, config)) RETURN_IF_ERROR(scratch.Make(config));
  RETURN_IF_ERROR(CheckDataDir(arguments, config));
  ASSIGN_OR_RETURN(std::optional<DataLock> lock, LockOrServer(arguments, config, signals.token()));
  if (arguments.verb == Verb::kStart)
    return RunStart(arguments, config, requests, *std::move(lock), signals, console);

  std::unique_ptr<Services> services;
  std::unique_ptr<Client> client;
  if (lock) {
    ASSIGN_OR_RETURN(services, Services::Open(config, *std::move(lock), {}));
    client = MakeInProcessClient(
        [&services](net::Request& request) { return services->api().Answer(request); });
  } else {
    client = MakeSocketClient(SocketPath(config.data_dir));
  }
  std::error_code ignored;
  CommandContext context{.arguments = arguments,
                         .client = *client,
                         .console = console,
                         .stop = signals.token(),
                         .directory = fs::current_path(ignored).string()};
  return RunVerb(context, requests);
}

int RunArguments(const Arguments& arguments, const std::vector<std::string>& warnings,
                 std::span<const api::WebFile> web) {
  for (const std::string& warning : warnings)
    std::fprintf(stderr, "warning: %s\n", warning.c_str());
  auto config = ReadConfig(arguments.settings, ProcessEnv());
  if (!config) return Report(config.error(), arguments.json, kExitUsage);
  config->web = web;
  // A command says itself what went wrong; a server has only its log.
  SetLogLevel(config->log_level.value_or(arguments.verb == Verb::kStart ? LogLevel::kWarning
                                                                        : LogLevel::kError));
  if (arguments.verb == Verb::kSchema) return RunSchema();
  if (arguments.verb == Verb::kStorageKinds) {
    Console console(arguments.json);
    const Result<int> status = RunStorageKinds(arguments, console);
    return status ? *status : Report(status.error(), arguments.json, kExitFailed);
  }
  const auto requests = ReadStorageArguments(arguments);
  if (!requests) return Report(requests.error(), arguments.json, kExitUsage);
  if (const auto checked = CheckArguments(arguments, *requests); !checked)
    return Report(checked.error(), arguments.json, kExitUsage);

  const StopSignals signals;
  const Result<int> status = Run(arguments, *config, *requests, signals);
  return status ? *status : Report(status.error(), arguments.json, kExitFailed);
}

}  // namespace

int Main(int argc, char** argv, std::span<const api::WebFile> web) {
  try {
    std::vector<std::string> warnings;
    const std::vector<std::string> given = TakeArguments(argc, argv, warnings);
    const auto parsed = ParseCommandLine(given);
    if (const auto* finished = std::get_if<Finished>(&parsed)) {
      std::fputs(finished->output.c_str(), stdout);
      std::fputs(finished->error.c_str(), stderr);
      return finished->status;
    }
    return RunArguments(std::get<Arguments>(parsed), warnings, web);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "Millrace stopped because of a fault of its own: %s.\n", error.what());
    return kExitFailed;
  }
}

}  // namespace millrace::app

#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/help_text.h"
#include "app/version.h"
#include "schema/field.h"
#include "storage/provider.h"

namespace millrace::app {
namespace {

enum class Side { kSource, kTarget };

std::string_view Name(Side side) { return side == Side::kSource ? "source" : "target"; }
FieldRole RoleOf(Side side) {
  return side == Side::kSource ? FieldRole::kSource : FieldRole::kTarget;
}

// Calls `fn(provider, field, flag)` for each parameter that has a flag of its own.
void ForEachStorageFlag(Side side, const auto& fn) {
  for (const storage::Provider* provider : storage::Providers()) {
    const std::string prefix = std::string(Name(side)) + "-" + std::string(provider->kind);
    for (const Field* field : storage::AllFields(*provider)) {
      if (field == provider->path_field || !AppliesTo(*field, RoleOf(side))) continue;
      std::string flag = FlagName(prefix, *field);
      if (field->type == FieldType::kSecret) flag += "-file";
      fn(*provider, *field, flag);
    }
  }
}

std::string StorageFlagsHelp() {
  std::string text;
  for (const Side side : {Side::kSource, Side::kTarget}) {
    const storage::Provider* shown = nullptr;
    ForEachStorageFlag(
        side, [&](const storage::Provider& provider, const Field& field, const std::string& flag) {
          if (shown != &provider) {
            text += (text.empty() ? "" : "\n") + std::string(provider.title) + " as " +
                    std::string(Name(side)) + " (--" + std::string(Name(side)) + " " +
                    std::string(provider.kind) + "):\n";
            shown = &provider;
          }
          text += "  " + flag + "\n      " + std::string(field.help);
          if (field.type == FieldType::kSecret) text += " The file holds the value.";
          if (!field.fallback.empty()) text += " Default: " + std::string(field.fallback) + ".";
          text += "\n";
        });
  }
  return text;
}

// Binds CLI11's options to an Arguments; used once.
class Parser {
 public:
  Parser() : app_(std::string(kProgramHelp), "millrace") {
    app_.set_version_flag("--version", "Millrace " + std::string(kVersion));
    app_.footer(std::string(kProgramExamples));
    app_.require_subcommand(1);
    AddStart();
    AddStorage();
    AddSync();
    AddExport();
    AddUser();
    AddSchema();
  }

  std::variant<Arguments, Finished> Parse(std::vector<std::string> arguments) {
    std::ranges::reverse(arguments);  // CLI11 takes them from the back
    try {
      app_.parse(std::move(arguments));
    } catch (const CLI::CallForVersion& text) {
      return Finished{.output = std::string(text.what()) + "\n"};
    } catch (const CLI::CallForHelp&) {
      return Finished{.output = app_.help()};
    } catch (const CLI::ParseError& error) {
      return Usage(error.what());
    }
    return std::move(out_);
  }

 private:
  Finished Usage(std::string cause) const {
    const CLI::App* deepest = &app_;
    std::string command = "millrace";
    while (!deepest->get_subcommands().empty()) {
      deepest = deepest->get_subcommands().front();
      command += " " + deepest->get_name();
    }
    if (!cause.empty() && !cause.ends_with('.')) cause += '.';
    return Finished{.status = kExitUsage, .error = cause + " See " + command + " --help.\n"};
  }

  CLI::App* Command(CLI::App& parent, const std::string& name, const std::string& help, Verb verb,
                    std::string_view examples = {}) {
    CLI::App* command = parent.add_subcommand(name, help);
    command->footer(std::string(examples));
    command->callback([this, verb] { out_.verb = verb; });
    auto& settings = out_.settings;
    command->add_option("--data-dir", settings.data_dir,
                        "Directory of all data (default: ./millrace-data)");
    command->add_option("--log-level", settings.log_level, "debug, info, warning, error or off");
    command->add_flag("--json", out_.json, "Print the result as JSON");
    return command;
  }

  CLI::Option* AddSecret(CLI::App* command, const std::string& name, std::optional<Secret>& into,
                         const std::string& help) {
    return command->add_option_function<std::string>(
        name, [&into](const std::string& text) { into = Secret(text); }, help);
  }

  void AddDatabase(CLI::App* command) {
    command->add_option("--db,--database", out_.settings.database,
                        "SQLite file (default: millrace.sqlite3 in the data directory), or redis: "
                        "source and target on a local Redis");
  }

  void AddServerOptions(CLI::App* start) {
    auto& settings = out_.settings;
    const std::string group = "Server";
    start->add_option("-p,--port", settings.port, "TCP port (default: 8080; 0: any free one)")
        ->check(CLI::Range(0, 65535))
        ->group(group);
    start
        ->add_option("--internal-host", settings.internal_host,
                     "Address to listen on (default: 127.0.0.1)")
        ->group(group);
    start
        ->add_option("--host", settings.host,
                     "Public URL of this server, for links: https://labels.example.com")
        ->group(group);
    start->add_option("--cert", settings.cert, "Certificate for HTTPS, PEM")->group(group);
    start->add_option("--key", settings.key, "Private key for HTTPS, PEM")->group(group);
    start
        ->add_option("--local-root", settings.local_roots,
                     "Directory that local storages made in the browser may lie in; repeatable")
        ->group(group);
    start
        ->add_option("--document-root", settings.document_root,
                     "What /data/local-files/?d= is relative to")
        ->group(group);
    start
        ->add_flag("--allow-loopback", settings.allow_loopback,
                   "Storages may name endpoints on this machine though the server listens "
                   "elsewhere too")
        ->group(group);
    start
        ->add_option("--max-upload", settings.max_upload_mib,
                     "Largest upload in MiB (default: 5120)")
        ->check(CLI::Range(1, 1 << 24))
        ->group(group);
    start->add_flag("-b,--no-browser", out_.no_browser, "Do not open a browser")->group(group);

    const std::string account = "Account";
    start
        ->add_option("--username", settings.username,
                     "E-mail of an administrator; made if missing, else given the password")
        ->group(account);
    AddSecret(start, "--password", settings.password, "The password; better as MILLRACE_PASSWORD")
        ->group(account);
    AddSecret(start, "--user-token", settings.user_token, "API token of that account")
        ->group(account);
    start
        ->add_option("--signup-role", settings.signup_role,
                     "Role of whoever signs up without an invitation, but for the first: "
                     "administrator (default), manager or annotator")
        ->check(CLI::IsMember({"administrator", "manager", "annotator"}))
        ->group(account);
    start
        ->add_flag("--generate-password", settings.generate_password,
                   "Make the account with a random password that is printed once")
        ->group(account);
  }

  void AddProject(CLI::App* command, bool required) {
    command->add_option("project", out_.project, "Title or id of the project")->required(required);
  }

  void AddConnection(CLI::App* command) {
    command->add_flag("--init", out_.init, "Make the project if it is missing");
    command->add_option("-l,--label-config", out_.label_config_file,
                        "File with the label config (XML) of the project");
    AddSides(command);
  }

  void AddSides(CLI::App* command) {
    AddSide(command, Side::kSource, out_.source);
    AddSide(command, Side::kTarget, out_.target);
    command
        ->add_flag_callback(
            "--help-storage", [] { throw CLI::CallForVersion(StorageFlagsHelp(), 0); },
            "Show every storage parameter that has a flag")
        ->trigger_on_parse();
  }

  void AddSide(CLI::App* command, Side side, StorageArguments& into) {
    const std::string name(Name(side));
    const std::string group =
        side == Side::kSource ? "Source (tasks come from here)" : "Target (annotations go there)";
    command->add_option("--" + name, into.kind, KindHelp(side))->group(group);
    command->add_option("--" + name + "-path", into.path, "Bucket, container or directory")
        ->group(group);
    AddSecret(command, "--" + name + "-params", into.params,
              "Parameters as JSON; @FILE reads a file, - standard input")
        ->group(group);
    command->add_option("--" + name + "-title", into.title, "Title of the storage")->group(group);
    ForEachStorageFlag(
        side, [&](const storage::Provider&, const Field& field, const std::string& flag) {
          const bool from_file = field.type == FieldType::kSecret;
          command
              ->add_option_function<std::string>(
                  flag,
                  [&into, &field, flag, from_file](const std::string& value) {
                    into.flags.push_back({flag, std::string(field.name), value, from_file});
                  },
                  std::string(field.help))
              ->group("");  // shown by --help-storage
        });
  }

  static std::string KindHelp(Side side) {
    std::string kinds;
    for (const storage::Provider* provider : storage::Providers()) {
      if (!kinds.empty()) kinds += ", ";
      kinds += provider->kind;
      if (side == Side::kTarget) kinds += ", " + std::string(provider->kind) + "-completions";
    }
    return "Kind of storage: " + kinds;
  }

  void AddStart() {
    CLI::App* start = Command(app_, "start", "Serve; with a project, connect and sync it first",
                              Verb::kStart, kStartExamples);
    AddDatabase(start);
    AddProject(start, false);
    AddConnection(start);
    AddServerOptions(start);
  }

  void AddStorage() {
    CLI::App* storage = app_.add_subcommand("storage", "Connected buckets and directories");
    storage->require_subcommand(1);

    CLI::App* add = Command(*storage, "add", "Connect a source, a target or both to a project",
                            Verb::kStorageAdd, kStorageAddExamples);
    AddDatabase(add);
    AddProject(add, true);
    AddConnection(add);
    add->add_flag_callback("--no-sync", [this] { out_.add_then_sync = false; }, "Only connect");

    Command(*storage, "kinds", "List the kinds of storage", Verb::kStorageKinds)
        ->add_option("--page", out_.page,
                     "A Markdown page whose generated parts are made anew, on standard output");

    CLI::App* list = Command(*storage, "list", "List the storages", Verb::kStorageList);
    AddDatabase(list);
    AddProject(list, false);

    CLI::App* check =
        Command(*storage, "check", "Find out what works and what does not, and what to do",
                Verb::kStorageCheck, kStorageCheckExamples);
    AddDatabase(check);
    check->add_option("storage", out_.storage, "Id of the storage, or its URI as listed");
    AddSides(check);
    AddJobOptions(AddOneStorage(*storage, "sync", "Sync one storage", Verb::kStorageSync));
    AddOneStorage(*storage, "verify", "Compare a target with what was written there",
                  Verb::kStorageVerify)
        ->add_flag("--repair", out_.repair, "Write again what is missing or differs");
    CLI::App* conflicts =
        AddOneStorage(*storage, "conflicts", "Objects of a target that someone else wrote",
                      Verb::kStorageConflicts, kConflictsExamples);
    conflicts->add_option("--decide", out_.decision, "adopt, overwrite or keep")
        ->check(CLI::IsMember({"adopt", "overwrite", "keep"}));
    conflicts->add_option("--subject", out_.subject, "Decide for this one only");
  }

  CLI::App* AddOneStorage(CLI::App& parent, const std::string& name, const std::string& help,
                          Verb verb, std::string_view examples = {}) {
    CLI::App* command = Command(parent, name, help, verb, examples);
    AddDatabase(command);
    command->add_option("storage", out_.storage, "Id of the storage, or its URI as listed")
        ->required();
    return command;
  }

  void AddJobOptions(CLI::App* command) {
    command->add_flag("--dry-run", out_.dry_run, "Say what a sync would do; write nothing");
    command->add_flag("--failed", out_.failed, "Only what failed before");
    command->add_flag("--confirm-deletions", out_.confirm_deletions,
                      "Apply vanished objects that were held back");
  }

  void AddSync() {
    CLI::App* sync =
        Command(app_, "sync", "Sync the storages of a project, or all", Verb::kSync, kSyncExamples);
    AddDatabase(sync);
    AddProject(sync, false);
    AddJobOptions(sync);
  }

  void AddExport() {
    CLI::App* command = Command(app_, "export", "Write a project's annotated tasks to a file",
                                Verb::kExport, kExportExamples);
    AddDatabase(command);
    AddProject(command, true);
    command->add_option("-o,--output", out_.output, "File (default: standard output)");
    command->add_flag("--all", out_.all_tasks, "Tasks without annotations too");
    command->add_option("--type", out_.export_type, "JSON or JSON_MIN (default: JSON)")
        ->check(CLI::IsMember({"JSON", "JSON_MIN"}));
  }

  void AddSchema() {
    Command(app_, "schema", "Print the REST API as an OpenAPI document", Verb::kSchema);
  }

  void AddUser() {
    CLI::App* user = app_.add_subcommand("user", "Accounts");
    user->require_subcommand(1);
    for (const auto& [name, help, verb] :
         {std::tuple{"create", "Make an account", Verb::kUserCreate},
          std::tuple{"reset-password", "Set a new password", Verb::kUserResetPassword}}) {
      CLI::App* command = Command(*user, name, help, verb, kUserExamples);
      AddDatabase(command);
      command->add_option("email", out_.email, "E-mail address")->required();
      command->add_option("--password-file", out_.password_file, "File with the password");
      if (verb == Verb::kUserCreate)
        command->add_option("--role", out_.role, "administrator, manager or annotator")
            ->check(CLI::IsMember({"administrator", "manager", "annotator"}));
    }
  }

  CLI::App app_;
  Arguments out_;
};

}  // namespace

std::variant<Arguments, Finished> ParseCommandLine(const std::vector<std::string>& arguments) {
  return Parser().Parse(arguments);
}

}  // namespace millrace::app

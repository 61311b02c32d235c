// What the command line said, as plain data. Nothing is opened, read or checked against a server
// yet.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"

namespace millrace::app {

// One parameter of a storage given as a flag of its own ("--source-s3-region us-east-2").
struct StorageFlag {
  std::string flag;        // as typed, for messages
  std::string field;       // Field::name
  std::string value;       // the value, or the file that holds it
  bool from_file = false;  // secrets come only from files
};

// One side of a connection as typed. `kind` is empty when this side was not asked for.
struct StorageArguments {
  std::string kind;              // "s3", "s3-completions", "local", …
  std::string path;              // bucket, container or directory
  std::optional<Secret> params;  // --source-params: JSON, "@file" or "-"
  std::vector<StorageFlag> flags;
  std::string title;
};

// Settings that a server and a lone command share. What is absent comes from the environment.
struct Settings {
  std::optional<std::string> data_dir, database, host, internal_host, log_level, cert, key;
  std::optional<std::string> username, document_root, signup_role;
  std::optional<Secret> password, user_token;
  std::optional<int> port;
  std::optional<int> max_upload_mib;  // of one request that uploads files
  std::vector<std::string> local_roots;
  bool generate_password = false;
  bool allow_loopback = false;
};

enum class Verb {
  kStart,
  kStorageAdd,
  kStorageList,
  kStorageKinds,
  kStorageCheck,
  kStorageSync,
  kStorageVerify,
  kStorageConflicts,
  kSync,
  kExport,
  kSchema,
  kUserCreate,
  kUserResetPassword,
};

struct Arguments {
  Verb verb = Verb::kStart;
  Settings settings;
  bool json = false;  // machine-readable results on standard output

  // start, storage add, sync, export: a title or an id; empty = none given.
  std::string project;
  bool init = false;
  std::string label_config_file;
  StorageArguments source, target;
  bool no_browser = false;

  // storage check|sync|verify|conflicts: an id or a URI such as s3://cats/raw/.
  std::string storage;
  bool add_then_sync = true;  // storage add
  bool dry_run = false, failed = false, confirm_deletions = false, repair = false;
  std::string page;                // storage kinds: a Markdown page to fill in; empty = list them
  std::string decision;            // storage conflicts: adopt, overwrite or keep; empty = list
  std::optional<int64_t> subject;  // storage conflicts: one object; absent = all listed

  bool all_tasks = false;                    // export: those without annotations too
  std::string output, export_type = "JSON";  // export; empty output = standard output

  std::string email, role = "administrator", password_file;  // user
};

// Exit statuses of the program.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitWithErrors = 3;  // a sync completed with errors

}  // namespace millrace::app

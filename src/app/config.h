// The process's configuration: flags, then environment variables, then defaults.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/web/web_file.h"
#include "app/arguments.h"
#include "base/log.h"
#include "base/result.h"
#include "base/secret.h"
#include "labeling/accounts/accounts.h"
#include "net/address.h"

namespace millrace::app {

// As getenv: nothing if unset.
using Env = std::function<std::optional<std::string>(const std::string&)>;
Env ProcessEnv();

struct Config {
  std::span<const api::WebFile> web;  // the web app; empty = built without
  std::filesystem::path data_dir;     // absolute
  std::filesystem::path database;     // absolute
  std::string public_url;             // "" = none given; no trailing slash
  std::string internal_host = "127.0.0.1";
  int port = 8080;
  std::string cert, key;
  std::vector<std::string> local_roots;  // absolute
  std::string document_root;             // absolute; "" = none given
  bool serve_local_files = true;
  bool allow_loopback = true;       // for endpoints that users name (design §3)
  net::UserAddresses ml_addresses;  // the same for ML backends
  bool open_signup = true;
  labeling::Role signup_role = labeling::Role::kAdministrator;
  bool legacy_tokens = true;
  int64_t label_history_limit = 100;            // tasks that an annotator can go back to; 0 = none
  uint64_t max_body = 256u << 20;               // bytes of a request's body
  uint64_t max_upload = 5ull << 30;             // the same where files are uploaded
  size_t max_files = 1000;                      // in one upload
  std::chrono::seconds task_lock_time{86'400};  // how long a task that was given is kept
  std::string username;
  Secret password, user_token;
  bool generate_password = false;
  std::optional<LogLevel> log_level;  // nothing: as the command deems right

  // Only programs on this machine can reach it.
  bool OnLoopback() const;
  // "http://127.0.0.1:8080": what to type into a browser on this machine.
  std::string LocalUrl(int bound_port) const;
};

// Variables are read with the prefixes MILLRACE_ and LABEL_STUDIO_, then without. Errors name the
// flag or the variable.
Result<Config> ReadConfig(const Settings& settings, const Env& env);

}  // namespace millrace::app

#include "app/config.h"

#include <cstdlib>

#include "base/text.h"
#include "net/url.h"

namespace millrace::app {
namespace {

namespace fs = std::filesystem;

// A variable and the name it was found under.
struct Variable {
  std::string name, value;
};

std::optional<Variable> Find(const Env& env, const std::string& name) {
  for (const std::string prefix : {"MILLRACE_", "LABEL_STUDIO_", ""})
    if (auto value = env(prefix + name); value && !value->empty())
      return Variable{prefix + name, *std::move(value)};
  return std::nullopt;
}

std::string Text(const std::optional<std::string>& flag, const Env& env, const std::string& name,
                 std::string fallback = {}) {
  if (flag) return *flag;
  if (auto found = Find(env, name)) return std::move(found->value);
  return fallback;
}

Result<bool> Switch(const Env& env, const std::string& name, bool fallback) {
  const auto found = Find(env, name);
  if (!found) return fallback;
  if (const auto value = ParseBool(Trim(found->value))) return *value;
  return Fail(ErrorKind::kInvalid,
              found->name + "=" + Printable(found->value, 40) + " is neither true nor false.",
              "Set it to true or false.");
}

Result<int64_t> Count(const Env& env, const std::string& name, int64_t fallback) {
  const auto found = Find(env, name);
  if (!found) return fallback;
  const auto count = ParseInt(Trim(found->value));
  if (count && *count >= 0 && *count <= 1'000'000) return *count;
  return Fail(ErrorKind::kInvalid,
              found->name + "=" + Printable(found->value, 40) + " is not a number of tasks.",
              "Set it to a number from 0 to 1000000.");
}

Result<fs::path> Absolute(const std::string& path, std::string_view what) {
  std::error_code error;
  fs::path out = fs::absolute(path, error);
  if (error)
    return Fail(ErrorKind::kInvalid, std::string(what) + " \"" + Printable(path) +
                                         "\" is not a path: " + error.message() + ".");
  return out.lexically_normal();
}

Result<int> ReadPort(const Settings& settings, const Env& env) {
  if (settings.port) return *settings.port;
  const auto found = Find(env, "PORT");
  if (!found) return 8080;
  const auto port = ParseInt(Trim(found->value));
  if (port && *port >= 0 && *port <= 65535) return static_cast<int>(*port);
  return Fail(ErrorKind::kInvalid,
              found->name + "=" + Printable(found->value, 40) + " is not a port.",
              "Set it to a number from 1 to 65535.");
}

// As Label Studio: HOST without a scheme is somebody else's variable and is ignored.
Result<std::string> ReadPublicUrl(const Settings& settings, const Env& env) {
  std::string url;
  if (settings.host) {
    url = *settings.host;
    if (url.empty()) return url;
    if (auto parsed = net::ParseUrl(url); !parsed)
      return Fail(parsed.error().kind, "--host: " + parsed.error().message, parsed.error().advice);
  } else if (const auto found = Find(env, "HOST")) {
    if (!net::ParseUrl(found->value)) return std::string();
    url = found->value;
  }
  while (url.ends_with('/')) url.pop_back();
  return url;
}

Result<void> ReadPaths(const Settings& settings, const Env& env, Config& config) {
  std::string data_dir = Text(settings.data_dir, env, "DATA_DIR");
  if (data_dir.empty()) data_dir = Text(std::nullopt, env, "BASE_DATA_DIR", "millrace-data");
  ASSIGN_OR_RETURN(config.data_dir, Absolute(data_dir, "The data directory"));

  const std::string database = settings.database.value_or("");
  if (database.starts_with("postgres://") || database.starts_with("postgresql://"))
    return Fail(ErrorKind::kUnsupported, "--db: PostgreSQL is not in this version.",
                "Give the path of an SQLite file, or leave --db out.");
  if (database.empty() || database == "redis" || database == "sqlite")
    config.database = config.data_dir / "millrace.sqlite3";
  else {
    ASSIGN_OR_RETURN(config.database, Absolute(database, "--db"));
  }
  for (const std::string& root : settings.local_roots) {
    ASSIGN_OR_RETURN(const fs::path absolute, Absolute(root, "--local-root"));
    config.local_roots.push_back(absolute.string());
  }
  const std::string document_root = Text(settings.document_root, env, "LOCAL_FILES_DOCUMENT_ROOT");
  if (!document_root.empty()) {
    ASSIGN_OR_RETURN(const fs::path absolute, Absolute(document_root, "The document root"));
    config.document_root = absolute.string();
    config.local_roots.push_back(config.document_root);
  }
  return {};
}

// Label Studio's limit of one upload, in bytes, and of its files; ours is a flag as well.
Result<void> ReadUploadLimits(const Settings& settings, const Env& env, Config& config) {
  if (settings.max_upload_mib) {
    config.max_upload = static_cast<uint64_t>(*settings.max_upload_mib) << 20;
  } else if (const auto found = Find(env, "DATA_UPLOAD_MAX_MEMORY_SIZE")) {
    const auto bytes = ParseInt(Trim(found->value));
    if (!bytes || *bytes < 1)
      return Fail(ErrorKind::kInvalid,
                  found->name + " is \"" + found->value + "\", which is no number of bytes.",
                  "Write it as 1073741824, or use --max-upload.");
    config.max_upload = static_cast<uint64_t>(*bytes);
  }
  if (const auto found = Find(env, "DATA_UPLOAD_MAX_NUMBER_FILES")) {
    const auto files = ParseInt(Trim(found->value));
    if (!files || *files < 1)
      return Fail(ErrorKind::kInvalid,
                  found->name + " is \"" + found->value + "\", which is no number of files.");
    config.max_files = static_cast<size_t>(*files);
  }
  return {};
}

Result<void> ReadAccount(const Settings& settings, const Env& env, Config& config) {
  config.generate_password = settings.generate_password;
  config.username = Text(settings.username, env, "USERNAME");
  if (settings.password)
    config.password = *settings.password;
  else if (auto found = Find(env, "PASSWORD"))
    config.password = Secret(std::move(found->value));
  if (settings.user_token)
    config.user_token = *settings.user_token;
  else if (auto found = Find(env, "USER_TOKEN"))
    config.user_token = Secret(std::move(found->value));

  if (settings.password && config.generate_password)
    return Fail(ErrorKind::kInvalid,
                "A password is given and --generate-password asks for another.",
                "Use one of them.");
  if (config.generate_password)
    config.password = Secret();  // one from the environment is not meant
  const bool complete =
      !config.username.empty() && (!config.password.empty() || config.generate_password);
  if (complete) return {};
  if (settings.username || settings.password || settings.generate_password)
    return Fail(ErrorKind::kInvalid,
                config.username.empty() ? "A password is given without an account."
                                        : "--username is given without a password.",
                config.username.empty()
                    ? "Add --username EMAIL."
                    : "Set MILLRACE_PASSWORD, or add --password or --generate-password.");
  // Half a pair in the environment is somebody else's: many systems set USERNAME.
  config.username.clear();
  config.password = Secret();
  return {};
}

Result<labeling::Role> ReadSignupRole(const Settings& settings, const Env& env) {
  const std::string name = Text(settings.signup_role, env, "SIGNUP_ROLE", "administrator");
  if (const auto role = labeling::ParseRole(name)) return *role;
  return Fail(ErrorKind::kInvalid, "\"" + Printable(name, 40) + "\" is not a role.",
              "Set --signup-role to administrator, manager or annotator.");
}

}  // namespace

Env ProcessEnv() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  };
}

bool Config::OnLoopback() const {
  return internal_host == "localhost" || internal_host == "::1" ||
         internal_host.starts_with("127.");
}

std::string Config::LocalUrl(int bound_port) const {
  std::string host = internal_host;
  if (host == "0.0.0.0" || host.empty()) host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return (cert.empty() ? "http://" : "https://") + host + ":" + std::to_string(bound_port);
}

Result<Config> ReadConfig(const Settings& settings, const Env& env) {
  Config config;
  RETURN_IF_ERROR(ReadPaths(settings, env, config));
  ASSIGN_OR_RETURN(config.port, ReadPort(settings, env));
  ASSIGN_OR_RETURN(config.public_url, ReadPublicUrl(settings, env));
  config.internal_host = Text(settings.internal_host, env, "INTERNAL_HOST", config.internal_host);
  config.cert = Text(settings.cert, env, "CERT_FILE");
  config.key = Text(settings.key, env, "KEY_FILE");
  if (config.cert.empty() != config.key.empty())
    return Fail(
        ErrorKind::kInvalid,
        config.cert.empty() ? "--key is given without --cert." : "--cert is given without --key.",
        "HTTPS needs both.");
  RETURN_IF_ERROR(ReadAccount(settings, env, config));

  ASSIGN_OR_RETURN(config.serve_local_files, Switch(env, "LOCAL_FILES_SERVING_ENABLED", true));
  ASSIGN_OR_RETURN(const bool protect, Switch(env, "SSRF_PROTECTION_ENABLED", true));
  config.allow_loopback = config.OnLoopback() || !protect || settings.allow_loopback;
  ASSIGN_OR_RETURN(const bool ml_blocked, Switch(env, "ML_BLOCK_LOCAL_IP", false));
  const bool said = Find(env, "ML_BLOCK_LOCAL_IP").has_value();
  config.ml_addresses = {.loopback = said ? !ml_blocked : config.allow_loopback,
                         .private_ranges = !ml_blocked};
  ASSIGN_OR_RETURN(const bool closed, Switch(env, "DISABLE_SIGNUP_WITHOUT_LINK", false));
  config.open_signup = !closed;
  ASSIGN_OR_RETURN(config.signup_role, ReadSignupRole(settings, env));
  ASSIGN_OR_RETURN(config.legacy_tokens, Switch(env, "ENABLE_LEGACY_API_TOKEN", true));
  ASSIGN_OR_RETURN(config.label_history_limit,
                   Count(env, "LABEL_STREAM_HISTORY_LIMIT", config.label_history_limit));
  ASSIGN_OR_RETURN(const int64_t lock_seconds,
                   Count(env, "TASK_LOCK_TTL", config.task_lock_time.count()));
  config.task_lock_time = std::chrono::seconds(lock_seconds);

  RETURN_IF_ERROR(ReadUploadLimits(settings, env, config));
  const std::string level = Text(settings.log_level, env, "LOG_LEVEL");
  if (!level.empty()) {
    ASSIGN_OR_RETURN(config.log_level, ParseLogLevel(level));
  }
  return config;
}

}  // namespace millrace::app

#include "storage/redis/examine.h"

#include <optional>

#include "base/text.h"

namespace millrace::storage::redis {
namespace {

using State = Finding::State;

constexpr const char* kPersistenceAdvice =
    "Data saved in Redis does not persist by itself. Set up Redis persistence:\n"
    "  CONFIG SET appendonly yes\n"
    "  CONFIG REWRITE\n"
    "(or \"appendonly yes\" in redis.conf), or use Redis in the cloud, such as Microsoft Azure or "
    "Amazon AWS.";

// A setting of the server; nothing if this user may not ask.
Result<std::optional<std::string>> Setting(Connection& connection, std::string_view name) {
  ASSIGN_OR_RETURN(const Reply reply, connection.One({"CONFIG", "GET", name}));
  if (reply.type != Reply::Type::kArray || reply.items.size() != 2) return std::nullopt;
  return reply.items[1].text;
}

Finding Version(const std::string& info) {
  const std::string version = InfoValue(info, "redis_version");
  const std::string mode = InfoValue(info, "redis_mode");
  Finding finding{.name = "version",
                  .detail = version.empty() ? "It did not say its version."
                                            : "Redis " + Printable(version) + "."};
  if (mode == "cluster") {
    finding.state = State::kFailed;
    finding.detail = "It is part of a cluster, where keys live on several servers.";
    finding.advice = "Millrace reads single servers; use a Redis that is not in cluster mode.";
  }
  return finding;
}

Finding Role(const std::string& info) {
  if (InfoValue(info, "role") != "slave") return {.name = "role", .detail = "A primary server."};
  return {.name = "role",
          .state = State::kWarning,
          .detail = "A replica of " + Printable(InfoValue(info, "master_host")) + ":" +
                    Printable(InfoValue(info, "master_port")) + ".",
          .advice = "It may be a source. As target give the address of the primary server."};
}

Result<Finding> Persistence(Connection& connection, const std::string& info) {
  Finding finding{.name = "persistence"};
  if (InfoValue(info, "aof_enabled") == "1") {
    finding.detail = "Every write goes to the append-only file.";
    if (InfoValue(info, "aof_last_write_status") == "err") {
      finding.state = State::kFailed;
      finding.detail = "The append-only file could not be written.";
      finding.advice = "Look into the log of that server: its disk may be full.";
    }
    return finding;
  }
  ASSIGN_OR_RETURN(const std::optional<std::string> save, Setting(connection, "save"));
  if (!save.has_value()) {
    finding.state = State::kSkipped;
    finding.detail =
        "This user may not run CONFIG GET, so whether snapshots are made is not known.";
    finding.advice = "Make sure that the server keeps its data on disk.";
    return finding;
  }
  if (save->empty()) {
    finding.state = State::kWarning;
    finding.detail = "Nothing is kept on disk: a restart of that server loses all its data.";
    finding.advice = kPersistenceAdvice;
    return finding;
  }
  finding.detail = "Snapshots are made (save " + Printable(*save) +
                   "): a crash loses what was written after the last one.";
  if (InfoValue(info, "rdb_last_bgsave_status") == "err") {
    finding.state = State::kFailed;
    finding.detail = "The last snapshot to disk failed.";
    finding.advice = "Look into the log of that server: its disk may be full.";
  }
  return finding;
}

Finding Eviction(const std::string& info) {
  const std::string policy = InfoValue(info, "maxmemory_policy");
  const std::string limit = InfoValue(info, "maxmemory");
  if (limit.empty() || limit == "0" || !policy.starts_with("allkeys"))
    return {.name = "eviction", .detail = "It drops no keys of ours when its memory is full."};
  return {
      .name = "eviction",
      .state = State::kWarning,
      .detail = "When its memory is full it drops keys to make room (maxmemory-policy " +
                Printable(policy) + "), tasks and annotations too.",
      .advice = "Give the data a Redis of its own with CONFIG SET maxmemory-policy noeviction."};
}

Finding Unanswered(const Error& error) {
  return {
      .name = "server", .state = State::kSkipped, .detail = error.message, .advice = error.advice};
}

// The answer to INFO; nothing if this user may not ask.
Result<std::optional<std::string>> Info(Connection& connection, const Place& place) {
  ASSIGN_OR_RETURN(Reply reply, connection.One({"INFO"}));
  if (reply.string()) return std::move(reply.text);
  if (IsCode(reply, "NOPERM")) return std::nullopt;
  if (reply.error()) return std::unexpected(ErrorOf(reply, place, "check", ""));
  return std::unexpected(UnexpectedReply(place, "check", ""));
}

}  // namespace

std::vector<Finding> Examine(Connection& connection, const Place& place) {
  const Result<std::optional<std::string>> info = Info(connection, place);
  if (!info.has_value()) return {Unanswered(info.error())};
  if (!info->has_value())
    return {
        {.name = "server",
         .state = State::kSkipped,
         .detail = "This user may not run INFO, so version, role and persistence are not known.",
         .advice = "Allow it with ACL SETUSER … +info."}};
  std::vector<Finding> findings{Version(**info), Role(**info)};
  if (auto persistence = Persistence(connection, **info); persistence.has_value())
    findings.push_back(*std::move(persistence));
  else
    findings.push_back(Unanswered(persistence.error()));
  findings.push_back(Eviction(**info));
  return findings;
}

Result<SelfReport> Describe(Connection& connection, const Place& place) {
  ASSIGN_OR_RETURN(const std::optional<std::string> info, Info(connection, place));
  SelfReport report;
  if (!info.has_value()) return report;
  // A server and its replicas hold the same data and have this id in common.
  std::string id = InfoValue(*info, "master_replid");
  if (id.empty()) id = InfoValue(*info, "run_id");
  const std::string db = std::to_string(place.db);
  if (!id.empty()) report.place = id + "/" + db;
  report.place_name = "database " + db + " of " + place.Name();
  report.rule =
      "Tasks and annotations must be stored in different databases: give one of them another db.";
  if (InfoValue(*info, "role") == "slave" && InfoValue(*info, "slave_read_only") != "0")
    report.refuses_writes =
        ErrorOf({.type = Reply::Type::kError, .text = "READONLY"}, place, "check", "");
  return report;
}

}  // namespace millrace::storage::redis

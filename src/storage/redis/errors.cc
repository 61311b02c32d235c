#include "storage/redis/errors.h"

#include "base/text.h"

namespace millrace::storage::redis {
namespace {

using Kind = ErrorKind;

struct Meaning {
  Kind kind = Kind::kUnavailable;
  bool temporary = false;
  std::string message, advice;
};

std::string UserOf(const Place& place) {
  return place.username.empty() ? "the default user" : "user \"" + place.username + "\"";
}

// "NOPERM this user has no permissions to run the 'set' command or its subcommand" (7.0 quotes the
// command, 7.2 names the user too), or "… to access one of the keys used as arguments".
Meaning Forbidden(std::string_view text, const Place& place, std::string_view key) {
  const std::string who = place.Name() + " does not allow " + UserOf(place);
  if (text.find("keys") != text.npos || text.find("key ") != text.npos)
    return {
        Kind::kDenied, false,
        who + " to use " + (key.empty() ? "this key" : "the key \"" + Printable(key) + "\"") + ".",
        "Add its pattern to the user's ACL, for example ~" +
            (key.empty() ? std::string("*") : Printable(key)) + "."};
  const size_t open = text.find('\''), close = text.find('\'', open + 1);
  const std::string command = open == text.npos || close == text.npos
                                  ? std::string("a command that is needed")
                                  : std::string(text.substr(open + 1, close - open - 1));
  return {Kind::kDenied, false, who + " to run " + ToLower(command) + ".",
          "Allow it with ACL SETUSER " + (place.username.empty() ? "default" : place.username) +
              " +" + (open == text.npos ? "@all" : ToLower(command)) + "."};
}

Meaning Plain(std::string_view text, const Place& place) {
  const std::string name = place.Name();
  if (text.find("invalid password") != text.npos ||
      text.find("invalid username-password") != text.npos)
    return {Kind::kUnauthenticated, false,
            name + " does not accept the password of " + UserOf(place) + ".",
            "Check user name and password."};
  if (text.find("without any password configured") != text.npos ||
      text.find("no password is set") != text.npos)
    return {Kind::kUnauthenticated, false, name + " has no password, but this storage gives one.",
            "Remove the password, or set one in Redis with requirepass."};
  if (text.find("DB index") != text.npos)
    return {Kind::kNotFound, false, name + " has no database " + std::to_string(place.db) + ".",
            "Use a smaller number, or raise \"databases\" (16 by default) in redis.conf."};
  if (text.find("not allowed in cluster mode") != text.npos)
    return {Kind::kUnsupported, false, name + " is part of a cluster, which has only database 0.",
            "Millrace reads single servers; use a Redis that is not in cluster mode."};
  if (text.find("max number of clients") != text.npos)
    return {Kind::kRateLimited, true, name + " has as many clients as it may have.",
            "Try again, or raise maxclients in redis.conf."};
  if (text.find("wrong number of arguments for 'auth'") != text.npos)
    return {Kind::kUnsupported, false, name + " is too old for user names.",
            "Leave the user name empty, or use Redis 6 or later."};
  if (text.find("unknown command") != text.npos)
    return {Kind::kUnsupported, false,
            name + " does not know a command that is needed: " + Printable(text) + ".",
            "Use Redis 3.2 or later, with its commands under their own names."};
  return {Kind::kUnavailable, false, name + " refused: " + Printable(text) + ".",
          "Look into the log of that server."};
}

Meaning MeaningOf(std::string_view text, const Place& place, std::string_view key) {
  const std::string name = place.Name();
  const std::string_view code = text.substr(0, text.find(' '));
  const auto later = [&](std::string why) -> Meaning {
    return {Kind::kRateLimited, true, name + " " + why, "It is tried again by itself."};
  };
  if (code == "NOAUTH")
    return place.has_password
               ? Meaning{Kind::kUnauthenticated, false,
                         name + " did not accept the sign-in of " + UserOf(place) + ".",
                         "Check user name and password."}
               : Meaning{Kind::kUnauthenticated, false, name + " asks for a password.",
                         "Enter it as the storage's password."};
  if (code == "WRONGPASS")
    return {
        Kind::kUnauthenticated, false,
        name + " does not accept the password of " + UserOf(place) + ", or that user is disabled.",
        "Check user name and password."};
  if (code == "NOPERM") return Forbidden(text, place, key);
  if (code == "LOADING") return later("is still loading its data after a start.");
  if (code == "BUSY") return later("is busy running a script.");
  if (code == "MASTERDOWN") return later("has lost the server that it copies.");
  if (code == "TRYAGAIN") return later("is moving keys at the moment.");
  if (code == "MOVED" || code == "ASK" || code == "CROSSSLOT" || code == "CLUSTERDOWN")
    return {Kind::kUnsupported, false,
            name + " is part of a cluster, where keys live on several servers.",
            "Millrace reads single servers; use a Redis that is not in cluster mode."};
  if (code == "READONLY")
    return {Kind::kDenied, false, name + " is a replica, which takes no writes.",
            "Give the address of the primary server; a replica is fine as source."};
  if (code == "NOREPLICAS")
    return {Kind::kUnavailable, false, name + " takes no writes while too few replicas follow it.",
            "Bring its replicas back, or lower min-replicas-to-write."};
  if (code == "OOM")
    return {Kind::kUnavailable, false,
            name + " has used all the memory it may use (maxmemory) and takes no writes.",
            "Raise maxmemory, or delete what is not needed."};
  if (code == "MISCONF")
    return {Kind::kUnavailable, false,
            name + " takes no writes because its last snapshot to disk failed.",
            "Look into its log: the disk may be full or its directory not writable."};
  if (code == "WRONGTYPE")
    return {Kind::kInvalid, false, "\"" + Printable(key) + "\" holds neither a string nor a hash.",
            "Store tasks as strings with JSON."};
  if (code == "DENIED")
    return {Kind::kDenied, false,
            name + " is in protected mode: without a password it serves its own machine only.",
            "Set a password in Redis with requirepass (or a user's ACL), and enter it here."};
  return Plain(text, place);
}

}  // namespace

bool IsCode(const Reply& reply, std::string_view code) {
  return reply.error() && reply.text.starts_with(code) &&
         (reply.text.size() == code.size() || reply.text[code.size()] == ' ');
}

Error ErrorOf(const Reply& reply, const Place& place, std::string_view operation,
              std::string_view key) {
  Meaning meaning = MeaningOf(reply.text, place, key);
  return {.kind = meaning.kind,
          .temporary = meaning.temporary,
          .message = std::move(meaning.message),
          .advice = std::move(meaning.advice),
          .operation = std::string(operation),
          .key = std::string(key)};
}

Error UnexpectedReply(const Place& place, std::string_view operation, std::string_view key) {
  return {.kind = ErrorKind::kCorrupt,
          .message = place.Name() + " gave an answer that does not belong to the question.",
          .advice = "Check that host and port are those of a Redis.",
          .operation = std::string(operation),
          .key = std::string(key)};
}

}  // namespace millrace::storage::redis

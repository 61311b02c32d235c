#include "storage/redis/writing.h"

#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::storage::redis {
namespace {

// What a script answers.
constexpr int64_t kDone = 1, kOtherVersion = 0, kOtherType = -1;

// GET of another type, or by a user who may not, is an error, which pcall gives as a table. A
// missing key is false.
constexpr std::string_view kReplace = R"(
local value = redis.pcall('GET', KEYS[1])
if type(value) == 'table' then
  if string.find(value.err, 'WRONGTYPE', 1, true) then return -1 end
  return value
end
if not value or redis.sha1hex(value) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1)";
constexpr std::string_view kRemove = R"(
local value = redis.pcall('GET', KEYS[1])
if type(value) == 'table' then
  if string.find(value.err, 'WRONGTYPE', 1, true) then return -1 end
  return value
end
if not value then return 1 end
if redis.sha1hex(value) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1)";

std::string_view ReplaceId() {
  static const std::string id = VersionOf(kReplace);
  return id;
}

Error Conflict(std::string_view operation, std::string_view key, std::string why) {
  return {.kind = ErrorKind::kConflict,
          .message = "\"" + Printable(key) + "\" " + why,
          .operation = std::string(operation),
          .key = std::string(key)};
}

Result<void> ScriptOutcome(const Reply& reply, const Place& place, std::string_view operation,
                           std::string_view key) {
  if (reply.error()) return std::unexpected(ErrorOf(reply, place, operation, key));
  if (reply.type == Reply::Type::kInteger) {
    if (reply.integer == kDone) return {};
    if (reply.integer == kOtherVersion)
      return std::unexpected(Conflict(operation, key, "is not the version it was expected to be."));
    if (reply.integer == kOtherType) {
      Error error = Conflict(operation, key, "holds something else than a string.");
      error.advice = "Move that key away in Redis, or give this storage another path.";
      return std::unexpected(std::move(error));
    }
  }
  return std::unexpected(UnexpectedReply(place, operation, key));
}

Result<void> SetOutcome(const Reply& reply, const Place& place, std::string_view key) {
  if (reply.error()) return std::unexpected(ErrorOf(reply, place, "put", key));
  if (reply.type == Reply::Type::kStatus) return {};
  if (reply.nil()) return std::unexpected(Conflict("put", key, "is there already."));
  return std::unexpected(UnexpectedReply(place, "put", key));
}

void AskPut(const PutRequest& request, bool whole_script, Commands& out) {
  switch (request.precondition) {
    case Precondition::kNone: return out.Add({"SET", request.key, request.body});
    case Precondition::kAbsent: return out.Add({"SET", request.key, request.body, "NX"});
    case Precondition::kMatches:
      // EVAL also makes the script known to EVALSHA.
      return out.Add({whole_script ? "EVAL" : "EVALSHA", whole_script ? kReplace : ReplaceId(), "1",
                      request.key, request.version, request.body});
  }
}

}  // namespace

std::string VersionOf(std::string_view value) { return HexEncode(crypto::Sha1(value)); }

void PutValues(Connection& connection, const Place& place, std::span<const PutRequest> requests,
               std::vector<size_t> open, PutSink& sink, Time now) {
  for (const bool whole_script : {false, true}) {
    std::vector<size_t> unknown_script;
    size_t answered = 0;
    const Result<void> ended = connection.Pipeline(
        open.size(), [&](size_t i, Commands& out) { AskPut(requests[open[i]], whole_script, out); },
        [&](size_t i, Reply reply) {
          ++answered;
          const size_t index = open[i];
          const PutRequest& request = requests[index];
          if (!whole_script && IsCode(reply, "NOSCRIPT")) return unknown_script.push_back(index);
          const Result<void> outcome = request.precondition == Precondition::kMatches
                                           ? ScriptOutcome(reply, place, "put", request.key)
                                           : SetOutcome(reply, place, request.key);
          if (!outcome.has_value()) return sink.Done(index, std::unexpected(outcome.error()));
          sink.Done(index, ObjectInfo{.key = request.key,
                                      .size = request.body.size(),
                                      .token = VersionOf(request.body),
                                      .modified = now});
        });
    if (!ended.has_value()) {
      unknown_script.insert(unknown_script.end(), open.begin() + static_cast<long>(answered),
                            open.end());
      for (const size_t index : unknown_script) {
        Error error = ended.error();
        error.operation = "put";
        error.key = requests[index].key;
        sink.Done(index, std::unexpected(std::move(error)));
      }
      return;
    }
    if (unknown_script.empty()) return;
    open = std::move(unknown_script);
  }
}

Result<void> DeleteValue(Connection& connection, const Place& place, std::string_view key,
                         std::string_view version) {
  if (!version.empty()) {
    ASSIGN_OR_RETURN(const Reply reply, connection.One({"EVAL", kRemove, "1", key, version}));
    return ScriptOutcome(reply, place, "delete", key);
  }
  ASSIGN_OR_RETURN(const Reply reply, connection.One({"DEL", key}));
  if (reply.error()) return std::unexpected(ErrorOf(reply, place, "delete", key));
  if (reply.type != Reply::Type::kInteger)
    return std::unexpected(UnexpectedReply(place, "delete", key));
  return {};
}

}  // namespace millrace::storage::redis

#include "storage/redis/errors.h"

#include <gmock/gmock.h>

namespace millrace::storage::redis {
namespace {

using ::testing::HasSubstr;

Error Of(std::string text, const Place& place = {.peer = "10.0.0.5:6379", .db = 99},
         std::string_view key = "tasks:1") {
  return ErrorOf({.type = Reply::Type::kError, .text = std::move(text)}, place, "get", key);
}

TEST(RedisErrorTest, EachRefusalHasItsSentence) {
  const struct {
    const char* text;
    ErrorKind kind;
    bool temporary;
    const char* says;
    const char* advises;
  } cases[] = {
      {"NOAUTH Authentication required.", ErrorKind::kUnauthenticated, false, "asks for a password",
       "password"},
      {"WRONGPASS invalid username-password pair or user is disabled.", ErrorKind::kUnauthenticated,
       false, "the default user", "Check user name"},
      {"ERR invalid password", ErrorKind::kUnauthenticated, false, "does not accept the password",
       "Check"},
      {"ERR AUTH <password> called without any password configured for the default user. Are you "
       "sure your configuration is correct?",
       ErrorKind::kUnauthenticated, false, "has no password", "Remove the password"},
      {"ERR wrong number of arguments for 'auth' command", ErrorKind::kUnsupported, false,
       "too old for user names", "Redis 6"},
      {"NOPERM this user has no permissions to run the 'set' command", ErrorKind::kDenied, false,
       "to run set", "ACL SETUSER default +set"},
      {"NOPERM User worker has no permissions to run the 'config|get' command", ErrorKind::kDenied,
       false, "to run config|get", "+config|get"},
      {"NOPERM this user has no permissions to access one of the keys used as arguments",
       ErrorKind::kDenied, false, "the key \"tasks:1\"", "~tasks:1"},
      {"LOADING Redis is loading the dataset in memory", ErrorKind::kRateLimited, true,
       "still loading its data", "tried again"},
      {"BUSY Redis is busy running a script.", ErrorKind::kRateLimited, true, "busy", "again"},
      {"MASTERDOWN Link with MASTER is down", ErrorKind::kRateLimited, true, "lost the server",
       "again"},
      {"MOVED 3999 127.0.0.1:6381", ErrorKind::kUnsupported, false, "part of a cluster",
       "single servers"},
      {"CLUSTERDOWN Hash slot not served", ErrorKind::kUnsupported, false, "cluster", "single"},
      {"ERR SELECT is not allowed in cluster mode", ErrorKind::kUnsupported, false, "cluster",
       "single"},
      {"READONLY You can't write against a read only replica.", ErrorKind::kDenied, false,
       "is a replica", "primary server"},
      {"ERR DB index is out of range", ErrorKind::kNotFound, false, "no database 99",
       "\"databases\""},
      {"ERR invalid DB index", ErrorKind::kNotFound, false, "no database 99", "smaller number"},
      {"OOM command not allowed when used memory > 'maxmemory'.", ErrorKind::kUnavailable, false,
       "all the memory", "maxmemory"},
      {"MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist",
       ErrorKind::kUnavailable, false, "snapshot to disk failed", "disk may be full"},
      {"NOREPLICAS Not enough good replicas to write.", ErrorKind::kUnavailable, false,
       "too few replicas", "min-replicas-to-write"},
      {"DENIED Redis is running in protected mode because protected mode is enabled",
       ErrorKind::kDenied, false, "protected mode", "requirepass"},
      {"WRONGTYPE Operation against a key holding the wrong kind of value", ErrorKind::kInvalid,
       false, "\"tasks:1\" holds neither", "strings"},
      {"ERR max number of clients reached", ErrorKind::kRateLimited, true, "as many clients",
       "maxclients"},
      {"ERR unknown command 'GETRANGE', with args beginning with: 'a'", ErrorKind::kUnsupported,
       false, "GETRANGE", "Redis 3.2"},
      {"ERR something\x01new", ErrorKind::kUnavailable, false, "something\\x01new", "log"},
      {"", ErrorKind::kUnavailable, false, "refused", "log"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.text);
    const Error error = Of(one.text);
    EXPECT_EQ(error.kind, one.kind);
    EXPECT_EQ(error.temporary, one.temporary);
    EXPECT_THAT(error.message, HasSubstr(one.says));
    EXPECT_THAT(error.advice, HasSubstr(one.advises));
    if (error.kind != ErrorKind::kInvalid) EXPECT_THAT(error.message, HasSubstr("10.0.0.5:6379"));
    EXPECT_EQ(error.operation, "get");
    EXPECT_EQ(error.key, "tasks:1");
  }
}

TEST(RedisErrorTest, NamesTheUserThatWasGiven) {
  const Place place{.peer = "h:1", .username = "worker", .has_password = true};
  EXPECT_THAT(Of("WRONGPASS x", place).message, HasSubstr("user \"worker\""));
  EXPECT_THAT(Of("NOPERM User worker has no permissions to run the 'get' command", place).advice,
              HasSubstr("ACL SETUSER worker +get"));
  EXPECT_THAT(Of("NOAUTH Authentication required.", place).message,
              HasSubstr("sign-in of user \"worker\""));
}

TEST(RedisErrorTest, CodesAreWholeWords) {
  const auto is = [](const char* text, const char* code) {
    return IsCode({.type = Reply::Type::kError, .text = text}, code);
  };
  EXPECT_TRUE(is("NOSCRIPT No matching script.", "NOSCRIPT"));
  EXPECT_TRUE(is("NOSCRIPT", "NOSCRIPT"));
  EXPECT_FALSE(is("NOSCRIPTS", "NOSCRIPT"));
  EXPECT_FALSE(is("ERR NOSCRIPT", "NOSCRIPT"));
  EXPECT_FALSE(IsCode({.type = Reply::Type::kString, .text = "NOSCRIPT"}, "NOSCRIPT"));
}

}  // namespace
}  // namespace millrace::storage::redis

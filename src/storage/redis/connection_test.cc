#include "storage/redis/connection.h"

#include <gmock/gmock.h>

#include "storage/redis/scripted_stream.h"

namespace millrace::storage::redis {
namespace {

using ::testing::HasSubstr;

Result<std::unique_ptr<Connection>> SignIn(const ConnectionOptions& options, Answers answers,
                                           std::string* asked = nullptr) {
  return Connection::SignIn(std::make_unique<ScriptedStream>(std::move(answers), asked), options);
}

TEST(RedisConnectionTest, SignsInBeforeAnythingElse) {
  ConnectionOptions options = ScriptedOptions();
  options.username = "worker";
  options.password = Secret("hunter2");
  std::string asked;
  const auto connection = SignIn(options, {"+OK\r\n", "+OK\r\n", Bulk("run_id:abc\r\n")}, &asked);
  ASSERT_TRUE(connection.has_value()) << connection.error().Sentence();
  EXPECT_EQ((*connection)->run_id(), "abc");
  EXPECT_EQ(asked,
            "*3\r\n$4\r\nAUTH\r\n$6\r\nworker\r\n$7\r\nhunter2\r\n"
            "*2\r\n$6\r\nSELECT\r\n$1\r\n1\r\n*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n");
}

TEST(RedisConnectionTest, DatabaseZeroNeedsNoSelect) {
  ConnectionOptions options = ScriptedOptions();
  options.db = 0;
  std::string asked;
  ASSERT_TRUE(SignIn(options, {Bulk("run_id:x\r\n")}, &asked).has_value());
  EXPECT_THAT(asked, ::testing::Not(HasSubstr("SELECT")));
}

TEST(RedisConnectionTest, TheFirstRefusalIsTheCause) {
  ConnectionOptions options = ScriptedOptions();
  options.password = Secret("hunter2");
  const auto refused = SignIn(options, {"-WRONGPASS no\r\n", "-NOAUTH Authentication required.\r\n",
                                        "-NOAUTH Authentication required.\r\n"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnauthenticated);
  EXPECT_THAT(refused.error().message, HasSubstr("does not accept the password"));
  EXPECT_THAT(refused.error().Sentence(), ::testing::Not(HasSubstr("hunter2")));
}

TEST(RedisConnectionTest, AForbiddenInfoIsNoObstacle) {
  const ConnectionOptions options = ScriptedOptions();
  const auto connection = SignIn(
      options, {"+OK\r\n", "-NOPERM this user has no permissions to run the 'info' command\r\n"});
  ASSERT_TRUE(connection.has_value()) << connection.error().Sentence();
  EXPECT_EQ((*connection)->run_id(), "");
}

TEST(RedisConnectionTest, SaysWhenThePeerIsNoRedis) {
  ConnectionOptions options = ScriptedOptions();
  const auto http = SignIn(options, {"HTTP/1.1 400 Bad Request\r\n\r\n"});
  ASSERT_FALSE(http.has_value());
  EXPECT_THAT(http.error().message, HasSubstr("redis.example.com:6379"));
  EXPECT_THAT(http.error().message, HasSubstr("not the protocol of Redis"));
  EXPECT_THAT(http.error().advice, HasSubstr("TLS"));
  EXPECT_FALSE(http.error().temporary);
  const auto closed = SignIn(options, {});
  ASSERT_FALSE(closed.has_value());
  EXPECT_THAT(closed.error().message, HasSubstr("closed the connection"));
  EXPECT_TRUE(closed.error().temporary);
  options.stream.tls = true;
  EXPECT_THAT(SignIn(options, {}).error().advice, ::testing::Not(HasSubstr("turn TLS on")));
}

TEST(RedisConnectionTest, AnswersComeInTheOrderOfTheQuestions) {
  constexpr size_t kCount = 5'000;
  Answers answers;
  for (size_t i = 0; i < kCount; ++i)
    answers.push_back(i % 7 == 0 ? "-ERR no\r\n" : Bulk("value " + std::to_string(i)));
  const ConnectionOptions options = ScriptedOptions();
  std::string asked;
  const auto connection = ScriptedConnection(options, answers, &asked);
  ASSERT_NE(connection, nullptr);
  size_t next = 0;
  const auto done = connection->Pipeline(
      kCount, [](size_t i, Commands& out) { out.Add({"GET", std::to_string(i)}); },
      [&](size_t i, Reply reply) {
        EXPECT_EQ(i, next++);
        if (i % 7 == 0)
          EXPECT_TRUE(reply.error());
        else
          EXPECT_EQ(reply.text, "value " + std::to_string(i));
      });
  ASSERT_TRUE(done.has_value()) << done.error().Sentence();
  EXPECT_EQ(next, kCount);
  EXPECT_THAT(asked, ::testing::EndsWith("$4\r\n4999\r\n"));
  EXPECT_FALSE(connection->broken());
  EXPECT_TRUE(connection->Pipeline(0, {}, {}).has_value());
}

TEST(RedisConnectionTest, ABreakLeavesTheRestOpen) {
  const ConnectionOptions options = ScriptedOptions();
  const auto connection = ScriptedConnection(options, {":1\r\n", ":2\r\n", "$10\r\nabc"});
  size_t answered = 0;
  const auto done = connection->Pipeline(
      5, [](size_t, Commands& out) { out.Add({"PING"}); }, [&](size_t, Reply) { ++answered; });
  ASSERT_FALSE(done.has_value());
  EXPECT_TRUE(done.error().temporary);
  EXPECT_EQ(answered, 2u);
  EXPECT_TRUE(connection->broken());
}

TEST(RedisConnectionTest, AnswersThatNobodyAskedForBreakIt) {
  const ConnectionOptions options = ScriptedOptions();
  const auto connection = ScriptedConnection(options, {"+PONG\r\n+PONG\r\n"});
  const auto reply = connection->One({"PING"});
  ASSERT_FALSE(reply.has_value());
  EXPECT_TRUE(connection->broken());
}

TEST(RedisPoolTest, ANewEpochBeginsWhenAConnectionBreaks) {
  Pool pool(ScriptedOptions());
  const ConnectionOptions options = ScriptedOptions();
  const auto tells = ScriptedConnection(options, {});
  EXPECT_EQ(pool.RunId(*tells), "run1");
  auto silent = SignIn(options, {"+OK\r\n", "-NOPERM no\r\n"}).value();
  const std::string before = pool.RunId(*silent);
  EXPECT_EQ(pool.RunId(*silent), before);
  EXPECT_FALSE(silent->One({"PING"}).has_value());
  {
    const Pool::Lease lease(pool, std::move(silent));
  }
  const auto again = SignIn(options, {"+OK\r\n", "-NOPERM no\r\n"}).value();
  EXPECT_NE(pool.RunId(*again), before);
}

}  // namespace
}  // namespace millrace::storage::redis

// What only a real Redis shows: accounts, types, large values, restarts, replicas.
#include "storage/providers/redis.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <random>
#include <thread>

#include "base/log.h"
#include "storage/redis/connection.h"
#include "tests/conformance/candidate.h"
#include "tests/conformance/emulator.h"

namespace millrace::conformance {
namespace {

using namespace storage;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A server of one test, which may start it anew. Its data lie in a directory that goes with it.
class RedisServer {
 public:
  // `settings` are lines of redis.conf.
  explicit RedisServer(std::vector<std::string> settings = {}) : settings_(std::move(settings)) {
    std::random_device random;
    for (int tries = 0; tries < 5 && pid_ < 0; ++tries) {
      // Below the ports that the system gives to outgoing connections.
      port_ = std::uniform_int_distribution<int>(20'000, 32'000)(random);
      Start();
    }
  }
  ~RedisServer() { Stop(); }

  bool running() const { return pid_ > 0; }
  int port() const { return port_; }

  void Restart() {
    Stop();
    Start();
    ASSERT_TRUE(running());
  }

  // As another client of it.
  redis::Reply Ask(std::initializer_list<std::string_view> words) const {
    const auto connection = redis::Connection::Open(options_);
    EXPECT_TRUE(connection.has_value()) << connection.error().Sentence();
    if (!connection.has_value()) return {};
    auto reply = (*connection)->One(words);
    EXPECT_TRUE(reply.has_value()) << reply.error().Sentence();
    return reply.has_value() ? *std::move(reply) : redis::Reply{};
  }

  Values Settings() const {
    Values values;
    values.Set(kRedisPort, std::to_string(port_));
    return values;
  }

 private:
  void Start() {
    options_.stream.host = "127.0.0.1";
    options_.stream.port = port_;
    options_.db = 1;
    const std::string file = directory_.path() + "/redis.conf";
    std::ofstream config(file);
    config << "bind 127.0.0.1\nport " << port_ << "\ndir " << directory_.path()
           << "\nsave \"\"\nrepl-diskless-sync-delay 0\n";
    for (const std::string& setting : settings_) config << setting << "\n";
    config.close();
    const pid_t pid = fork();
    if (pid == 0) {
      const int nowhere = open("/dev/null", O_WRONLY);
      dup2(nowhere, 1);
      dup2(nowhere, 2);
      execlp("redis-server", "redis-server", file.c_str(), nullptr);
      _exit(127);
    }
    // Until it listens, or ends because the port is taken or it is not installed.
    while (waitpid(pid, nullptr, WNOHANG) == 0) {
      if (net::Connect(options_.stream).has_value()) {
        pid_ = pid;
        return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  void Stop() {
    if (pid_ <= 0) return;
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

  const TemporaryDirectory directory_;
  const std::vector<std::string> settings_;
  redis::ConnectionOptions options_;
  int port_ = 0;
  pid_t pid_ = -1;
};

Result<StorePtr> Open(const Values& values) {
  return OpenStore(kRedis, values,
                   {.clock = &SystemClock(),
                    .env = [](const std::string&) { return std::nullopt; },
                    .retry_base = std::chrono::milliseconds(5),
                    .retry_budget = std::chrono::milliseconds(2'000)},
                   net::AddressPolicy::kTrusted);
}

class RedisTest : public testing::Test {
 protected:
  void SetUp() override {
    SetLogLevel(LogLevel::kOff);
    Serve({});
  }
  void Serve(std::vector<std::string> settings) {
    server_ = std::make_unique<RedisServer>(std::move(settings));
    if (!server_->running()) {
      if (getenv("MILLRACE_NO_SKIP") != nullptr)
        FAIL() << "skipped, which is forbidden: redis-server";
      GTEST_SKIP() << "redis-server is not installed";
    }
    store_ = Open(server_->Settings()).value();
  }

  Result<ObjectInfo> Put(const std::string& key, const std::string& body) {
    return store_->Put({.key = key, .body = body});
  }
  std::map<std::string, ObjectInfo> List() {
    std::map<std::string, ObjectInfo> all;
    ListRequest request{.limit = 50};
    for (;;) {
      const auto page = store_->List(request);
      EXPECT_TRUE(page.has_value()) << page.error().Sentence();
      if (!page.has_value()) return all;
      for (const ObjectInfo& object : page->objects) all.emplace(object.key, object);
      if (page->next.empty()) return all;
      request.position = page->next;
    }
  }
  Result<Object> Get(const GetRequest& request) {
    return GetObject(*store_, request, uint64_t{64} << 20);
  }

  std::unique_ptr<RedisServer> server_;
  StorePtr store_;
};

TEST_F(RedisTest, ARestartEndsAListingInItsMiddle) {
  Serve({"appendonly yes"});
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(Put("k" + std::to_string(i), "{}").has_value());
  const auto first = store_->List({.limit = 50});
  ASSERT_TRUE(first.has_value()) << first.error().Sentence();
  ASSERT_FALSE(first->next.empty());
  const auto second = store_->List({.position = first->next, .limit = 50});
  ASSERT_TRUE(second.has_value());
  server_->Restart();
  const auto lost = store_->List({.position = second->next, .limit = 50});
  ASSERT_FALSE(lost.has_value());
  EXPECT_TRUE(IsPositionLost(lost.error())) << lost.error().Sentence();
  EXPECT_THAT(List(), SizeIs(500)) << "the connection that broke is replaced";
}

TEST_F(RedisTest, ARestartIsSeenByAUserWhoMayNotAskForIt) {
  Serve({"appendonly yes", "user blind on nopass ~* +@all -info"});
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(Put("k" + std::to_string(i), "{}").has_value());
  Values values = server_->Settings();
  values.Set(kRedisUsername, "blind");
  store_ = Open(values).value();
  EXPECT_THAT(List(), SizeIs(200));
  const auto first = store_->List({.limit = 50});
  ASSERT_TRUE(first.has_value());
  server_->Restart();
  const auto lost = store_->List({.position = first->next, .limit = 50});
  ASSERT_FALSE(lost.has_value());
  EXPECT_TRUE(IsPositionLost(lost.error())) << lost.error().Sentence();
  EXPECT_EQ(store_->Describe().value().place, "");
}

TEST_F(RedisTest, OtherTypesAreListedAndSaidWhenRead) {
  ASSERT_TRUE(Put("string", "{\"a\": 1}").has_value());
  server_->Ask({"HSET", "hash", "text", "hello", "label", "x"});
  server_->Ask({"RPUSH", "list", "1"});
  server_->Ask({"XADD", "stream", "*", "a", "1"});
  server_->Ask({"INCR", "number"});
  const auto listed = List();
  EXPECT_THAT(listed, SizeIs(5));
  EXPECT_EQ(Get({.key = "hash"}).value().body, R"({"label":"x","text":"hello"})");
  EXPECT_EQ(Get({.key = "hash"}).value().info.token, listed.at("hash").token);
  EXPECT_EQ(Get({.key = "number"}).value().body, "1");
  for (const std::string key : {"list", "stream"}) {
    const auto refused = Get({.key = key});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid);
    EXPECT_THAT(refused.error().message, HasSubstr("\"" + key + "\" holds a " + key));
  }
  // A hash changes like a string, and is not overwritten as if it were one.
  server_->Ask({"HSET", "hash", "text", "other"});
  const ObjectInfo now = List().at("hash");
  EXPECT_NE(now.token, listed.at("hash").token);
  const auto put = store_->Put({.key = "hash",
                                .body = "x",
                                .precondition = Precondition::kMatches,
                                .version = now.condition()});
  ASSERT_FALSE(put.has_value());
  EXPECT_EQ(put.error().kind, ErrorKind::kConflict);
  EXPECT_THAT(put.error().message, HasSubstr("something else than a string"));
}

TEST_F(RedisTest, PiecesOfALargeValueBelongToOneVersion) {
  std::string body(5 << 20, '\0');
  std::minstd_rand random(1);
  for (char& c : body) c = static_cast<char>(random());
  const auto put = Put("large", body);
  ASSERT_TRUE(put.has_value());
  EXPECT_EQ(List().at("large").token, put->token);
  EXPECT_EQ(store_->Head("large").value().token, put->token);
  const uint64_t offset = (1 << 20) - 3, length = (2 << 20) + 7;
  const GetRequest part{
      .key = "large", .offset = offset, .length = length, .if_match = put->condition()};
  EXPECT_EQ(Get(part).value().body, body.substr(offset, length));
  EXPECT_EQ(Get({.key = "large", .offset = body.size() - 1}).value().body,
            body.substr(body.size() - 1));

  // Changed by someone else, far behind the part and then within it.
  server_->Ask({"SETRANGE", "large", std::to_string(body.size() - 1), "\x01\x02"});
  EXPECT_EQ(Get(part).value().body, body.substr(offset, length))
      << "these bytes are that version's";
  server_->Ask({"SETRANGE", "large", std::to_string(offset), "changed"});
  const auto other = Get(part);
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().kind, ErrorKind::kConflict);
  EXPECT_NE(List().at("large").token, put->token);
  EXPECT_EQ(Get({.key = "large"}).value().body.substr(offset, 7), "changed");

  // It becomes small, and goes.
  ASSERT_TRUE(Put("large", "small").has_value());
  EXPECT_EQ(Get({.key = "large"}).value().body, "small");
  EXPECT_EQ(Get(part).error().kind, ErrorKind::kConflict);
  server_->Ask({"DEL", "large"});
  EXPECT_EQ(Get({.key = "large"}).error().kind, ErrorKind::kNotFound);
}

TEST_F(RedisTest, ScriptsAreSentAgainWhenTheServerForgotThem) {
  auto version = Put("a", "0").value().condition();
  for (int i = 1; i < 4; ++i) {
    const auto put = store_->Put({.key = "a",
                                  .body = std::to_string(i),
                                  .precondition = Precondition::kMatches,
                                  .version = version});
    ASSERT_TRUE(put.has_value()) << put.error().Sentence();
    version = put->condition();
    server_->Ask({"SCRIPT", "FLUSH"});
  }
  EXPECT_EQ(Get({.key = "a"}).value().body, "3");
}

TEST_F(RedisTest, UnwatchedValuesCountAsUnchanged) {
  Values values = server_->Settings();
  values.Set(kRedisDetectChanges, false);
  store_ = Open(values).value();
  ASSERT_TRUE(Put("a", "one").has_value());
  const std::string large(2 << 20, 'x');
  ASSERT_TRUE(Put("large", large).has_value());
  server_->Ask({"RPUSH", "list", "1"});
  const auto before = List();
  ASSERT_TRUE(Put("a", "changed").has_value());
  const auto after = List();
  EXPECT_THAT(after, SizeIs(3));
  EXPECT_EQ(after.at("a").token, before.at("a").token);
  EXPECT_EQ(after.at("a").size, 7u);
  const auto read = Get({.key = "a", .if_match = before.at("a").condition()});
  ASSERT_TRUE(read.has_value()) << read.error().Sentence();
  EXPECT_EQ(read->body, "changed");
  EXPECT_EQ(read->info.token, after.at("a").token);
  // A large one is still read as one version.
  EXPECT_EQ(Get({.key = "large", .if_match = after.at("large").condition()}).value().body, large);
  server_->Ask({"SETRANGE", "large", "5", "changed"});
  EXPECT_EQ(Get({.key = "large", .if_match = after.at("large").condition()}).error().kind,
            ErrorKind::kConflict);
  EXPECT_EQ(List().at("large").token, after.at("large").token);
  EXPECT_THAT(store_->Examine(), Contains(testing::Field(&Finding::name, "changes")));
}

TEST_F(RedisTest, AReplicaIsASourceAndNoTarget) {
  RedisServer replica({"replicaof 127.0.0.1 " + std::to_string(server_->port())});
  ASSERT_TRUE(replica.running());
  ASSERT_TRUE(Put("a", "x").has_value());
  // Until the first copy is there: the server says how far it is.
  server_->Ask({"WAIT", "1", "10000"});
  const StorePtr copy = Open(replica.Settings()).value();
  const auto read = GetObject(*copy, {.key = "a"}, 100);
  ASSERT_TRUE(read.has_value()) << read.error().Sentence();
  EXPECT_EQ(read->body, "x");
  const auto put = copy->Put({.key = "b", .body = "y"});
  ASSERT_FALSE(put.has_value());
  EXPECT_EQ(put.error().kind, ErrorKind::kDenied);
  EXPECT_THAT(put.error().Sentence(), HasSubstr("is a replica"));
  const SelfReport there = copy->Describe().value(), here = store_->Describe().value();
  EXPECT_TRUE(there.refuses_writes.has_value());
  EXPECT_FALSE(here.refuses_writes.has_value());
  EXPECT_EQ(there.place, here.place) << "they hold the same data";
  Values other = server_->Settings();
  other.Set(kRedisDb, 2);
  EXPECT_NE(Open(other).value()->Describe().value().place, here.place);
}

TEST_F(RedisTest, SaysWhatAnAccountMayNot) {
  Serve({"user labels on >millrace-secret ~labels:* +@all -@admin -set"});
  Values values = server_->Settings();
  values.Set(kRedisUsername, "labels");
  values.Set(kRedisPassword, "millrace-secret");
  store_ = Open(values).value();
  EXPECT_TRUE(store_->Check().has_value());
  EXPECT_THAT(List(), IsEmpty());
  const auto foreign = Get({.key = "other"});
  ASSERT_FALSE(foreign.has_value());
  EXPECT_EQ(foreign.error().kind, ErrorKind::kDenied);
  EXPECT_THAT(foreign.error().Sentence(), HasSubstr("the key \"other\""));
  const auto put = Put("labels:1", "x");
  ASSERT_FALSE(put.has_value());
  EXPECT_THAT(put.error().Sentence(), HasSubstr("user \"labels\" to run set"));
  values.Set(kRedisPassword, "another-secret");
  const auto wrong = Open(values).value()->Check();
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().kind, ErrorKind::kUnauthenticated);
  EXPECT_THAT(wrong.error().Sentence(), testing::Not(HasSubstr("another-secret")));
}

TEST_F(RedisTest, SaysWhatIsWrongWithTheConnection) {
  Values values = server_->Settings();
  values.Set(kRedisDb, 99);
  EXPECT_THAT(Open(values).value()->Check().error().message, HasSubstr("no database 99"));
  values = server_->Settings();
  values.Set(kRedisPassword, "x");
  EXPECT_THAT(Open(values).value()->Check().error().message, HasSubstr("has no password"));
  Serve({"requirepass millrace-secret"});
  const auto no_password = store_->Check();
  ASSERT_FALSE(no_password.has_value());
  EXPECT_EQ(no_password.error().kind, ErrorKind::kUnauthenticated);
  EXPECT_THAT(no_password.error().message, HasSubstr("asks for a password"));
}

TEST_F(RedisTest, TlsNeedsTrust) {
  const auto facts = Emulator("redis.sh", "tls");
  if (!facts.has_value() && facts.error().kind == ErrorKind::kUnsupported &&
      getenv("MILLRACE_NO_SKIP") == nullptr)
    GTEST_SKIP() << facts.error().message;
  ASSERT_TRUE(facts.has_value()) << facts.error().Sentence();
  Values values;
  values.Set(kRedisPort, facts->at("port"));
  const auto plain = Open(values).value()->Check();
  ASSERT_FALSE(plain.has_value());
  EXPECT_THAT(plain.error().Sentence(), HasSubstr("turn TLS on"));
  values.Set(kRedisTls, true);
  const auto unknown = Open(values).value()->Check();
  ASSERT_FALSE(unknown.has_value());
  EXPECT_THAT(unknown.error().Sentence(), HasSubstr("not trusted"));
  values.Set(kRedisCaFile, facts->at("ca"));
  EXPECT_TRUE(Open(values).value()->Check().has_value());
}

std::map<std::string, Finding> Findings(ObjectStore& store) {
  std::map<std::string, Finding> found;
  for (Finding& finding : store.Examine()) found.emplace(finding.name, std::move(finding));
  return found;
}

TEST_F(RedisTest, WarnsOfDataThatMayBeLost) {
  using State = Finding::State;
  auto found = Findings(*store_);
  EXPECT_EQ(found.at("version").state, State::kOk);
  EXPECT_THAT(found.at("version").detail, HasSubstr("Redis "));
  EXPECT_EQ(found.at("persistence").state, State::kWarning);
  EXPECT_THAT(found.at("persistence").advice, HasSubstr("CONFIG SET appendonly yes"));
  EXPECT_EQ(found.at("eviction").state, State::kOk);
  server_->Ask({"CONFIG", "SET", "save", "60 1000"});
  EXPECT_EQ(Findings(*store_).at("persistence").state, State::kOk);
  EXPECT_THAT(Findings(*store_).at("persistence").detail, HasSubstr("60 1000"));
  server_->Ask({"CONFIG", "SET", "save", ""});
  server_->Ask({"CONFIG", "SET", "appendonly", "yes"});
  EXPECT_EQ(Findings(*store_).at("persistence").state, State::kOk);
  server_->Ask({"CONFIG", "SET", "maxmemory", "100mb"});
  server_->Ask({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
  EXPECT_EQ(Findings(*store_).at("eviction").state, State::kWarning);

  server_->Ask({"ACL", "SETUSER", "reader", "on", "nopass", "~*", "+@all", "-config"});
  server_->Ask({"CONFIG", "SET", "appendonly", "no"});
  Values values = server_->Settings();
  values.Set(kRedisUsername, "reader");
  found = Findings(*Open(values).value());
  EXPECT_EQ(found.at("persistence").state, State::kSkipped);
}

}  // namespace
}  // namespace millrace::conformance

#include "storage/providers/redis.h"

#include "base/text.h"
#include "storage/bucket_uri.h"
#include "storage/common_fields.h"
#include "storage/providers/redis_store.h"
#include "storage/redis/scan.h"
#include "storage/settings.h"

namespace millrace::storage {

constexpr Field kRedisPath{
    .name = "path",
    .title = "Path",
    .help = "What the keys begin with, taken literally; empty takes all keys of the database.",
    .aliases = {"prefix"},
    .placeholder = "tasks:"};
constexpr Field kRedisDb{
    .name = "db",
    .type = FieldType::kInt,
    .title = "Database",
    .help = "Number of the Redis database; tasks and annotations need different ones.",
    .fallback = "1",
    .target_fallback = "2"};
constexpr Field kRedisHost{.name = "host",
                           .title = "Host",
                           .help = "Name or address of the Redis server; empty takes 127.0.0.1.",
                           .env = {"REDIS_HOST"},
                           .placeholder = "127.0.0.1"};
constexpr Field kRedisPort{.name = "port",
                           .title = "Port",
                           .help = "Port of the Redis server; empty takes 6379.",
                           .env = {"REDIS_PORT"},
                           .placeholder = "6379"};
constexpr Field kRedisPassword{.name = "password",
                               .type = FieldType::kSecret,
                               .title = "Password",
                               .help = "Password of the server, or of the user below.",
                               .env = {"REDIS_PASSWORD"}};
constexpr Field kRedisUsername{
    .name = "username",
    .title = "User name",
    .help = "User of the server's access control lists; empty takes the default user.",
    .advanced = true,
    .aliases = {"user"}};
constexpr Field kRedisTls{.name = "tls",
                          .type = FieldType::kBool,
                          .title = "TLS",
                          .help = "Whether the server is spoken to over TLS.",
                          .advanced = true,
                          .fallback = "false",
                          .aliases = {"ssl"}};
constexpr Field kRedisCaFile{
    .name = "ca_file",
    .title = "CA certificate",
    .help =
        "Certificates in PEM form to trust besides the system's; on the command line also the "
        "path of a file with them.",
    .advanced = true,
    .multiline = true,
    .only_with = {"tls", "true"}};
constexpr Field kRedisDetectChanges{
    .name = "detect_changes",
    .type = FieldType::kBool,
    .title = "Detect changes",
    .help =
        "On: every sync reads all values to see which ones changed. Off: syncs are quicker and "
        "find only new keys.",
    .role = FieldRole::kSource,
    .advanced = true,
    .fallback = "true"};

namespace {

constexpr const Field* kFields[] = {&kRedisPath, &kRedisDb,       &kRedisHost,
                                    &kRedisPort, &kRedisPassword, &kRedisUsername,
                                    &kRedisTls,  &kRedisCaFile,   &kRedisDetectChanges};
// Keys have no folders here, and values no URLs. A project_path says alone whether there are
// copies.
constexpr const Field* kWithout[] = {&kPresign, &kPresignTtl, &kRecursiveScan, &kCreateLocalCopy};

// Where the settings lead. Host and port of the environment belong together: what a person types
// into one of the fields has nothing to do with them.
struct Server {
  std::string host = "127.0.0.1", port = "6379";
  bool of_operator = false;  // named by the environment
};

Server ServerOf(const Values& values, const Environment& environment) {
  Server server;
  std::string host = GivenText(values, kRedisHost), port = GivenText(values, kRedisPort);
  if (host.empty() && port.empty()) {
    host = FromEnvironment(kRedisHost, environment);
    port = FromEnvironment(kRedisPort, environment);
    server.of_operator = !host.empty() || !port.empty();
  }
  if (!host.empty()) server.host = ToLower(host);
  if (!port.empty()) server.port = port;
  return server;
}

Result<int> PortOf(const Server& server) {
  const auto port = ParseInt(server.port);
  if (port.has_value() && *port >= 1 && *port <= 65535) return static_cast<int>(*port);
  const std::string where = server.of_operator ? "In the environment variable REDIS_PORT: " : "";
  return FailField("port", where + "\"" + Printable(server.port) +
                               "\" is not a port. Use a number from 1 to 65535.");
}

Location Locate(const Values& values, const Environment& environment) {
  const Server server = ServerOf(values, environment);
  return {.kind = "redis",
          .endpoint = server.host + ":" + server.port,
          .bucket = std::to_string(values.Int(kRedisDb)),
          .prefix = values.String(kRedisPath)};
}

Result<std::unique_ptr<ObjectStore>> Open(const Values& values, const Environment& environment,
                                          net::AddressPolicy addresses) {
  RedisStoreOptions options{
      .detect_changes = values.Bool(kRedisDetectChanges),
      .clock = environment.clock != nullptr ? environment.clock : &SystemClock()};
  redis::ConnectionOptions& connection = options.connection;
  net::StreamOptions& stream = connection.stream;
  const Server server = ServerOf(values, environment);
  stream.host = server.host;
  if (stream.host.find_first_of("/@ \t\r\n") != std::string::npos)
    return FailField("host", "\"" + Printable(stream.host) +
                                 "\" is not a host. Give its name or address alone; port, database "
                                 "and password have fields of their own.");
  ASSIGN_OR_RETURN(stream.port, PortOf(server));
  stream.tls = values.Bool(kRedisTls);
  stream.addresses = server.of_operator ? net::AddressPolicy::kTrusted : addresses;
  stream.allow_loopback = environment.allow_loopback;
  stream.stop = environment.stop;
  ASSIGN_OR_RETURN(Trust trust, ReadTrust(values, kRedisCaFile, environment, addresses));
  stream.ca_file = std::move(trust.ca_file);
  stream.ca_pem = std::move(trust.ca_pem);
  connection.username = GivenText(values, kRedisUsername);
  connection.password = values.SecretValue(kRedisPassword);
  // The operator's password is for the operator's servers.
  if (connection.password.empty() && stream.addresses == net::AddressPolicy::kTrusted)
    connection.password = Secret(FromEnvironment(kRedisPassword, environment));
  connection.db = values.Int(kRedisDb);
  return MakeRedisStore(std::move(options));
}

// As an ACL rule (redis.io, "ACL").
std::string Rights(const Values& values, bool target) {
  const std::string user = GivenText(values, kRedisUsername);
  std::string rule =
      "ACL SETUSER " + (user.empty() ? "millrace" : user) + " on >PASSWORD ~" +
      redis::ScanPattern(values.String(kRedisPath)) +
      " +ping +select +info +scan +type +exists +get +getrange +strlen +hlen +hgetall "
      "+watch +unwatch +multi +exec";
  if (target) rule += " +set +del +eval +evalsha";
  return rule + "\n";
}

}  // namespace

const Provider kRedis{
    .kind = "redis",
    .rest_name = "redis",
    .title = "Redis Database",
    .rest_title = "Redis",
    .scheme = "redis",
    .path_field = &kRedisPath,
    .fields = kFields,
    .locate = Locate,
    .uri =
        [](const Values& values, const Environment&, std::string_view key) {
          return BucketUri("redis", std::to_string(values.Int(kRedisDb)), key);
        },
    .key_of =
        [](const Values& values, const Environment&, std::string_view uri) {
          return KeyOfBucketUri("redis", std::to_string(values.Int(kRedisDb)), uri);
        },
    .open = Open,
    .guidance = {.rights = Rights},
    .without = kWithout,
};

}  // namespace millrace::storage

#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "base/ids.h"
#include "base/text.h"
#include "storage/azure/sas.h"
#include "storage/azure/shared_key.h"
#include "storage/layers/chaos.h"
#include "storage/layers/layers.h"
#include "storage/provider.h"
#include "storage/providers/azure.h"
#include "storage/providers/gcs.h"
#include "storage/providers/local.h"
#include "storage/providers/local_store.h"
#include "storage/providers/memory.h"
#include "storage/providers/redis.h"
#include "storage/providers/s3.h"
#include "storage/redis/connection.h"
#include "tests/conformance/candidate.h"
#include "tests/conformance/emulator.h"
#include "tests/stub/s3_stub.h"

namespace millrace::conformance {
namespace {

using namespace storage;

constexpr char kAccessKey[] = "millrace", kSecretKey[] = "millrace-secret";

// Quick retries, no environment variables of the machine.
Environment TestEnvironment(Clock& clock = SystemClock()) {
  return {.http = &Http(),
          .clock = &clock,
          .env = [](const std::string&) { return std::nullopt; },
          .home = "/nonexistent",
          .retry_base = std::chrono::milliseconds(5),
          .retry_budget = std::chrono::milliseconds(10'000)};
}

std::string NewName() {
  static std::atomic<int> number = 0;
  return "conformance-" + std::to_string(++number) + "-" + RandomHex(3);
}

Result<StorePtr> OpenMemory(const std::string& bucket) {
  Values values;
  values.Set(kMemoryBucket, bucket);
  return kMemory.open(values, TestEnvironment(), net::AddressPolicy::kTrusted);
}

// A bucket in memory inside of `wrap`.
template <class Wrap>
Candidate InMemory(std::string name, Wrap wrap) {
  return {std::move(name), [wrap]() -> Result<Instance> {
            const std::string bucket = NewName();
            MakeMemoryBucket(bucket);
            Instance instance;
            ASSIGN_OR_RETURN(StorePtr bare, OpenMemory(bucket));
            ASSIGN_OR_RETURN(StorePtr nowhere, OpenMemory("missing-" + bucket));
            instance.store = wrap(std::move(bare));
            instance.wrong_bucket = wrap(std::move(nowhere));
            instance.keep =
                std::shared_ptr<void>(nullptr, [bucket](void*) { DropMemoryBucket(bucket); });
            return instance;
          }};
}

// Faults and waits in a time that stands still but for the waiting.
StorePtr Faulty(StorePtr bare) {
  static FakeClock clock;
  return Retry(Chaos(std::move(bare), clock, RandomFaults(1, 0.25)), clock,
               {.budget = std::chrono::milliseconds(120'000), .seed = 1});
}

Candidate Local(std::string name, PathMode mode) {
  return {std::move(name), [mode]() -> Result<Instance> {
            if (mode == PathMode::kOpenat2 && BestPathMode() != mode)
              return Fail(ErrorKind::kUnsupported, "this kernel has no openat2");
            const auto directory = std::make_shared<TemporaryDirectory>();
            const std::string root = directory->path();
            std::filesystem::create_directory(root + "/bucket");
            const auto open = [&](const std::string& path) {
              return std::make_unique<LocalStore>(
                  LocalRootOptions{.path = path, .roots = {root}, .mode = mode});
            };
            return Instance{.store = open(root + "/bucket"),
                            .wrong_bucket = open(root + "/missing"),
                            .keep = directory};
          }};
}

Result<StorePtr> OpenS3(const std::string& endpoint, const std::string& bucket,
                        const std::string& secret = kSecretKey) {
  Values values;
  values.Set(kS3Bucket, bucket);
  values.Set(kS3Region, "us-east-1");
  values.Set(kS3Endpoint, endpoint);
  values.Set(kS3AccessKeyId, kAccessKey);
  values.Set(kS3SecretAccessKey, secret);
  return OpenStore(kS3, values, TestEnvironment(), net::AddressPolicy::kTrusted);
}

Result<Instance> S3Instance(const std::string& endpoint, const std::string& bucket) {
  Instance instance;
  ASSIGN_OR_RETURN(instance.store, OpenS3(endpoint, bucket));
  ASSIGN_OR_RETURN(instance.wrong_bucket, OpenS3(endpoint, "missing-" + bucket));
  ASSIGN_OR_RETURN(instance.wrong_credentials, OpenS3(endpoint, bucket, "another-secret"));
  return instance;
}

Candidate Stub(std::string name, bool ignore_conditions) {
  return {std::move(name), [ignore_conditions]() -> Result<Instance> {
            ASSIGN_OR_RETURN(auto server,
                             stub::S3Stub::Start({.workers = 2,
                                                  .access_key_id = kAccessKey,
                                                  .secret_access_key = kSecretKey,
                                                  .ignore_conditions = ignore_conditions}));
            const std::string bucket = NewName();
            server->buckets().Make(bucket);
            ASSIGN_OR_RETURN(Instance instance, S3Instance(server->endpoint(), bucket));
            instance.keep = std::shared_ptr<stub::S3Stub>(std::move(server));
            return instance;
          }};
}

// Every test's requests meet faults of all kinds, with a quarter of a chance.
Candidate FaultyStub(std::string name) {
  return {
      std::move(name), []() -> Result<Instance> {
        ASSIGN_OR_RETURN(auto server, stub::S3Stub::Start({.workers = 2}));
        const std::string bucket = NewName();
        server->buckets().Make(bucket);
        using stub::FaultKind;
        server->faults().Add({.status = 503, .probability = 0.08});
        server->faults().Add({.status = 500, .probability = 0.05});
        server->faults().Add({.kind = FaultKind::kReset, .probability = 0.05});
        server->faults().Add(
            {.operation = "get", .kind = FaultKind::kTruncate, .probability = 0.1});
        server->faults().Add({.operation = "list", .kind = FaultKind::kBadXml, .probability = 0.1});
        server->faults().Add(
            {.operation = "put", .kind = FaultKind::kLostAnswer, .probability = 0.1});
        server->faults().Add(
            {.operation = "delete", .kind = FaultKind::kLostAnswer, .probability = 0.1});
        Instance instance;
        ASSIGN_OR_RETURN(instance.store, OpenS3(server->endpoint(), bucket));
        instance.keep = std::shared_ptr<stub::S3Stub>(std::move(server));
        return instance;
      }};
}

Result<Instance> Moto() {
  ASSIGN_OR_RETURN(const Facts facts, Emulator("moto.sh"));
  const std::string endpoint = facts.at("endpoint"), bucket = NewName();
  ASSIGN_OR_RETURN(const auto made, Http().Send({.method = "PUT", .url = endpoint + "/" + bucket}));
  if (made.status != 200) return Fail(ErrorKind::kUnavailable, "moto made no bucket: " + made.body);
  ASSIGN_OR_RETURN(Instance instance, S3Instance(endpoint, bucket));
  instance.wrong_credentials = nullptr;  // it accepts any signature
  // Its routes end at a line break.
  instance.peer_cannot = [](std::string_view key) { return key.find('\n') != key.npos; };
  return instance;
}

Result<Instance> Rclone() {
  const std::string directory = ProcessDirectory();
  ASSIGN_OR_RETURN(const Facts facts, Emulator("rclone_s3.sh", directory));
  const std::string bucket = NewName();
  std::filesystem::create_directory(directory + "/" + bucket);
  // It believes for a millisecond what it saw last, and did not see the directory being made.
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  ASSIGN_OR_RETURN(Instance instance, S3Instance(facts.at("endpoint"), bucket));
  // Its keys are paths of files, it replaces control characters by pictures of them, and writing
  // below many directories takes it longer than a client waits. It answers 500 where a file would
  // have to be a directory too ("a" beside "a/b").
  const auto as_path = std::make_shared<LocalStore>(LocalRootOptions{.path = directory});
  instance.peer_cannot = [as_path](std::string_view key) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    return !as_path->CheckKey(key).has_value() || std::ranges::any_of(key, control) ||
           std::ranges::count(key, '/') > 8 || key == "a" || key == "a/b/c";
  };
  return instance;
}

// The emulator's public key.
constexpr char kAzuriteKey[] =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

Result<void> MakeContainer(const std::string& endpoint, const azure::SharedKey& key,
                           const std::string& name) {
  const net::Query query{{"restype", "container"}};
  net::Headers headers{{"x-ms-date", FormatHttpDate(SystemClock().Now())},
                       {"x-ms-version", azure::kApiVersion}};
  headers.Add("Authorization", azure::Authorization(key, {.method = "PUT",
                                                          .path = "/" + key.account + "/" + name,
                                                          .query = query,
                                                          .headers = headers}));
  ASSIGN_OR_RETURN(const auto made,
                   Http().Send({.method = "PUT",
                                .url = endpoint + "/" + name + "?restype=container",
                                .headers = headers}));
  if (made.status == 201) return {};
  return Fail(ErrorKind::kUnavailable, "azurite made no container: " + made.body);
}

// With the account key, or with a SAS token for the one container.
Result<Instance> Azurite(bool by_sas) {
  ASSIGN_OR_RETURN(const Facts facts, Emulator("azurite.sh"));
  const std::string container = NewName();
  ASSIGN_OR_RETURN(const azure::SharedKey key,
                   azure::MakeSharedKey(facts.at("account"), Secret(kAzuriteKey)));
  RETURN_IF_ERROR(MakeContainer(facts.at("endpoint"), key, container));
  const auto open = [&](const std::string& name, const Field& field, const std::string& secret) {
    Values values;
    values.Set(kAzureContainer, name);
    values.Set(kAzureAccountName, facts.at("account"));
    values.Set(kAzureEndpoint, facts.at("endpoint"));
    values.Set(field, secret);
    return OpenStore(kAzureBlob, values, TestEnvironment(), net::AddressPolicy::kTrusted);
  };
  Instance instance;
  if (by_sas) {
    const std::string token =
        azure::ServiceSas(key, {.container = container,
                                .permissions = "rcwdl",
                                .expiry = SystemClock().Now() + std::chrono::hours(1)});
    ASSIGN_OR_RETURN(instance.store, open(container, kAzureSasToken, token));
    ASSIGN_OR_RETURN(instance.wrong_credentials,
                     open(container, kAzureSasToken, token + "another-secret"));
    return instance;
  }
  ASSIGN_OR_RETURN(instance.store, open(container, kAzureAccountKey, kAzuriteKey));
  ASSIGN_OR_RETURN(instance.wrong_bucket,
                   open("missing-" + container, kAzureAccountKey, kAzuriteKey));
  ASSIGN_OR_RETURN(instance.wrong_credentials,
                   open(container, kAzureAccountKey, Base64Encode("another-secret")));
  return instance;
}

// It checks no credentials: requests go without.
Result<Instance> FakeGcs() {
  ASSIGN_OR_RETURN(const Facts facts, Emulator("fake_gcs.sh"));
  const std::string endpoint = facts.at("endpoint"), bucket = NewName();
  ASSIGN_OR_RETURN(const auto made, Http().Send({.method = "POST",
                                                 .url = endpoint + "/storage/v1/b?project=test",
                                                 .headers = {{"Content-Type", "application/json"}},
                                                 .body = "{\"name\": \"" + bucket + "\"}"}));
  if (made.status != 200) return Fail(ErrorKind::kUnavailable, "no bucket was made: " + made.body);
  const auto open = [&](const std::string& name) {
    Values values;
    values.Set(kGcsBucket, name);
    values.Set(kGcsEndpoint, endpoint);
    return OpenStore(kGcs, values, TestEnvironment(), net::AddressPolicy::kTrusted);
  };
  Instance instance;
  ASSIGN_OR_RETURN(instance.store, open(bucket));
  ASSIGN_OR_RETURN(instance.wrong_bucket, open("missing-" + bucket));
  return instance;
}

// One database, emptied for each test.
Result<Instance> RealRedis(const std::string& mode) {
  ASSIGN_OR_RETURN(const Facts facts, Emulator("redis.sh", mode));
  const bool tls = mode == "tls";
  const auto open = [&](const std::string& password) {
    Values values;
    values.Set(kRedisHost, facts.at("host"));
    values.Set(kRedisPort, facts.at("port"));
    values.Set(kRedisTls, tls);
    if (tls) values.Set(kRedisCaFile, facts.at("ca"));
    if (!password.empty()) values.Set(kRedisPassword, password);
    return OpenStore(kRedis, values, TestEnvironment(), net::AddressPolicy::kTrusted);
  };
  redis::ConnectionOptions options{
      .stream = {.host = facts.at("host"), .port = std::stoi(facts.at("port")), .tls = tls}, .db = 1};
  if (tls) options.stream.ca_file = facts.at("ca");
  else options.password = Secret(kSecretKey);
  ASSIGN_OR_RETURN(const auto connection, redis::Connection::Open(options));
  RETURN_IF_ERROR(connection->One({"FLUSHDB"}));
  Instance instance;
  ASSIGN_OR_RETURN(instance.store, open(tls ? "" : kSecretKey));
  if (!tls) {
    ASSIGN_OR_RETURN(instance.wrong_credentials, open("another-secret"));
  }
  return instance;
}

}  // namespace

net::HttpClient& Http() {
  static const std::unique_ptr<net::HttpClient> client = net::HttpClient::Make({});
  return *client;
}

std::vector<Candidate> Candidates() {
  const auto bare = [](StorePtr store) { return store; };
  const auto limited = [](StorePtr store) { return LimitRequests(std::move(store), 2); };
  const auto timed = [](StorePtr store) { return LimitTime(std::move(store), SystemClock()); };
  const auto repeated = [](StorePtr store) { return Retry(std::move(store), SystemClock()); };
  const auto logged = [](StorePtr store) {
    return LogOperations(std::move(store), "memory:test", SystemClock());
  };
  const auto counted = [](StorePtr store) {
    static KindMetrics metrics;
    return CountOperations(std::move(store), metrics, SystemClock());
  };
  return {
      InMemory("memory", bare),
      InMemory("limit", limited),
      InMemory("timeout", timed),
      InMemory("retry", repeated),
      InMemory("log", logged),
      InMemory("metrics", counted),
      InMemory("chaos", Faulty),
      Local("local_openat2", PathMode::kOpenat2),
      Local("local_walk", PathMode::kWalk),
      Stub("s3_stub", false),
      Stub("s3_stub_ignoring_conditions", true),
      FaultyStub("s3_stub_faulty"),
      {"s3_moto", Moto},
      {"s3_rclone", Rclone},
      {"gcs_fake", FakeGcs},
      {"azure_azurite", [] { return Azurite(false); }},
      {"azure_azurite_sas", [] { return Azurite(true); }},
      {"redis", [] { return RealRedis("password"); }},
      {"redis_tls", [] { return RealRedis("tls"); }},
  };
}

}  // namespace millrace::conformance

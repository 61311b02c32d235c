#include "storage/providers/redis.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "storage/common_fields.h"

namespace millrace::storage {
namespace {

using ::testing::HasSubstr;

Values With(std::initializer_list<std::pair<const Field*, const char*>> given) {
  Values values;
  for (const auto& [field, text] : given) EXPECT_TRUE(SetFromText(values, *field, text));
  return values;
}

Result<std::unique_ptr<ObjectStore>> Open(const Values& values, net::AddressPolicy addresses = {},
                                          const Environment& environment = {}) {
  return kRedis.open(values, environment, addresses);
}

TEST(RedisProviderTest, TheGuidesDefaults) {
  const auto store = Open({});
  ASSERT_TRUE(store.has_value()) << store.error().Sentence();
  EXPECT_EQ((*store)->peer().host, "127.0.0.1");
  EXPECT_EQ((*store)->peer().port, 6379);
  EXPECT_FALSE((*store)->peer().tls);
  Values source, target;
  FillDefaults(AllFields(kRedis), FieldRole::kSource, source);
  FillDefaults(AllFields(kRedis), FieldRole::kTarget, target);
  EXPECT_EQ(kRedis.locate(source, {}).bucket, "1");
  EXPECT_EQ(kRedis.locate(target, {}).bucket, "2");
}

TEST(RedisProviderTest, OnePlaceHasOneLocation) {
  const Location place = kRedis.locate({}, {});
  EXPECT_EQ(place, (Location{.kind = "redis", .endpoint = "127.0.0.1:6379", .bucket = "1"}));
  EXPECT_EQ(kRedis.locate(With({{&kRedisHost, " 127.0.0.1 "}, {&kRedisPort, "6379"}}), {}), place);
  EXPECT_EQ(kRedis.locate(With({{&kRedisHost, "Redis.Example.COM"}}), {}).endpoint,
            "redis.example.com:6379");
  EXPECT_EQ(kRedis.locate(With({{&kRedisPath, "tasks:"}}), {}).prefix, "tasks:") << "literal";
}

TEST(RedisProviderTest, UrisLeadBackToTheirKeys) {
  const Values values = With({{&kRedisDb, "3"}});
  for (const std::string key : {"a", "tasks:1", "/x", "a b/ä", "x?y#z"}) {
    const std::string uri = kRedis.uri(values, {}, key);
    EXPECT_EQ(uri, "redis://3/" + key);
    EXPECT_EQ(kRedis.key_of(values, {}, uri), key);
  }
  EXPECT_EQ(kRedis.key_of(values, {}, "redis://4/a"), std::nullopt);
  EXPECT_EQ(kRedis.key_of(values, {}, "redis://3/"), std::nullopt);
}

TEST(RedisProviderTest, BadInputNamesItsField) {
  const struct {
    const Field* field;
    const char* text;
    const char* says;
  } cases[] = {
      {&kRedisPort, "x", "not a port"},
      {&kRedisPort, "0", "not a port"},
      {&kRedisPort, "65536", "not a port"},
      {&kRedisHost, "redis://localhost:6379/1", "name or address alone"},
      {&kRedisHost, "user@host", "name or address alone"},
      {&kRedisCaFile, "/etc/passwd", "no certificate in PEM form"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.text);
    const auto store = Open(With({{one.field, one.text}}), net::AddressPolicy::kUser);
    ASSERT_FALSE(store.has_value());
    ASSERT_EQ(store.error().fields.size(), 1u);
    EXPECT_EQ(store.error().fields[0].first, one.field->name);
    EXPECT_THAT(store.error().Sentence(), HasSubstr(one.says));
  }
  Values values;
  EXPECT_FALSE(SetFromText(values, kRedisDb, "-1"));
  EXPECT_FALSE(SetFromText(values, kRedisDb, "one"));
}

TEST(RedisProviderTest, OnlyTheOperatorNamesFiles) {
  std::string pattern = std::filesystem::temp_directory_path() / "millrace-redis-XXXXXX";
  const std::filesystem::path directory = mkdtemp(pattern.data());
  const std::string file = directory / "ca.pem";
  std::ofstream(file) << "-----BEGIN CERTIFICATE-----\n";
  EXPECT_FALSE(Open(With({{&kRedisCaFile, file.c_str()}}), net::AddressPolicy::kUser));
  const auto trusted = Open(With({{&kRedisCaFile, file.c_str()}}), net::AddressPolicy::kTrusted);
  ASSERT_TRUE(trusted.has_value()) << trusted.error().Sentence();
  EXPECT_EQ((*trusted)->peer().ca_file, file);
  const auto missing = Open(With({{&kRedisCaFile, (file + "x").c_str()}}));
  ASSERT_FALSE(missing.has_value());
  EXPECT_THAT(missing.error().Sentence(), HasSubstr("ca.pemx"));
  const auto pasted = Open(With({{&kRedisCaFile, "\n-----BEGIN CERTIFICATE-----\nx\n"}}),
                           net::AddressPolicy::kUser);
  ASSERT_TRUE(pasted.has_value());
  EXPECT_THAT((*pasted)->peer().ca_pem, ::testing::StartsWith("-----BEGIN"));
  std::filesystem::remove_all(directory);
}

TEST(RedisProviderTest, ThePasswordOfTheEnvironmentIsForTheOperatorsServer) {
  const Environment environment{.env = [](const std::string& name) -> std::optional<std::string> {
    if (name == "REDIS_PASSWORD") return "hunter2";
    return std::nullopt;
  }};
  const auto identity = [&](const Values& values, net::AddressPolicy addresses) {
    return Open(values, addresses, environment).value()->Identity().value();
  };
  EXPECT_EQ(identity({}, net::AddressPolicy::kTrusted), "the default user, with a password");
  EXPECT_EQ(identity({}, net::AddressPolicy::kUser), "");
  EXPECT_EQ(identity(With({{&kRedisUsername, "worker"}, {&kRedisPassword, "x"}}),
                     net::AddressPolicy::kUser),
            "user \"worker\", with a password");
}

TEST(RedisProviderTest, TheEnvironmentNamesTheOperatorsServer) {
  std::string port = "7000";
  const Environment environment{.env = [&](const std::string& name) -> std::optional<std::string> {
    if (name == "REDIS_HOST") return "redis.internal";
    if (name == "REDIS_PORT") return port;
    return std::nullopt;
  }};
  const auto peer = [&](const Values& values) {
    return Open(values, net::AddressPolicy::kUser, environment).value()->peer();
  };
  EXPECT_EQ(kRedis.locate({}, environment).endpoint, "redis.internal:7000");
  EXPECT_EQ(peer({}).host, "redis.internal");
  EXPECT_EQ(peer({}).port, 7000);
  EXPECT_EQ(peer({}).addresses, net::AddressPolicy::kTrusted);
  const Values typed = With({{&kRedisHost, "other"}});
  EXPECT_EQ(kRedis.locate(typed, environment).endpoint, "other:6379");
  EXPECT_EQ(peer(typed).addresses, net::AddressPolicy::kUser);
  port = "many";
  const auto bad = Open({}, net::AddressPolicy::kTrusted, environment);
  ASSERT_FALSE(bad.has_value());
  EXPECT_THAT(bad.error().Sentence(), HasSubstr("REDIS_PORT"));
}

TEST(RedisProviderTest, RightsNameThePathAndWhatATargetNeeds) {
  const Values values = With({{&kRedisPath, "tasks:[1]"}, {&kRedisUsername, "worker"}});
  const std::string source = kRedis.guidance.rights(values, false);
  const std::string target = kRedis.guidance.rights(values, true);
  EXPECT_THAT(source, HasSubstr("ACL SETUSER worker on >PASSWORD ~tasks:\\[1\\]* "));
  EXPECT_THAT(source, ::testing::Not(HasSubstr("+set")));
  EXPECT_THAT(target, HasSubstr("+set +del +eval +evalsha"));
}

TEST(RedisProviderTest, FieldsThatMeanNothingHereAreMissing) {
  const auto fields = AllFields(kRedis);
  EXPECT_THAT(fields, ::testing::Contains(&kRegexFilter));
  for (const Field* field : {&kPresign, &kPresignTtl, &kRecursiveScan, &kPrefix})
    EXPECT_THAT(fields, ::testing::Not(::testing::Contains(field))) << field->name;
}

}  // namespace
}  // namespace millrace::storage

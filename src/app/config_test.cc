#include "app/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace millrace::app {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

Env Variables(std::map<std::string, std::string> variables) {
  return [variables](const std::string& name) -> std::optional<std::string> {
    const auto it = variables.find(name);
    if (it == variables.end()) return std::nullopt;
    return it->second;
  };
}

TEST(Config, Defaults) {
  const auto config = ReadConfig({}, Variables({}));
  ASSERT_TRUE(config.has_value());
  EXPECT_EQ(config->port, 8080);
  EXPECT_EQ(config->internal_host, "127.0.0.1");
  EXPECT_EQ(config->data_dir, std::filesystem::current_path() / "millrace-data");
  EXPECT_EQ(config->database, config->data_dir / "millrace.sqlite3");
  EXPECT_TRUE(config->allow_loopback);
  EXPECT_EQ(config->LocalUrl(8080), "http://127.0.0.1:8080");
}

TEST(Config, VariablesWithAndWithoutPrefix) {
  EXPECT_EQ(ReadConfig({}, Variables({{"PORT", "1"}}))->port, 1);
  EXPECT_EQ(ReadConfig({}, Variables({{"PORT", "1"}, {"LABEL_STUDIO_PORT", "2"}}))->port, 2);
  EXPECT_EQ(ReadConfig({}, Variables({{"LABEL_STUDIO_PORT", "2"}, {"MILLRACE_PORT", "3"}}))->port,
            3);
  Settings flags;
  flags.port = 4;
  EXPECT_EQ(ReadConfig(flags, Variables({{"MILLRACE_PORT", "3"}}))->port, 4);
  EXPECT_EQ(ReadConfig({}, Variables({{"LABEL_STUDIO_BASE_DATA_DIR", "/srv/ls"}}))->data_dir,
            "/srv/ls");
}

TEST(Config, WrongPortNamesTheVariable) {
  const auto config = ReadConfig({}, Variables({{"LABEL_STUDIO_PORT", "http"}}));
  ASSERT_FALSE(config.has_value());
  EXPECT_THAT(config.error().message, HasSubstr("LABEL_STUDIO_PORT=http"));
}

TEST(Config, HostIsAUrlOrSomebodyElses) {
  EXPECT_EQ(ReadConfig({}, Variables({{"HOST", "build-7"}}))->public_url, "");
  EXPECT_EQ(ReadConfig({}, Variables({{"HOST", "https://labels.example.com/"}}))->public_url,
            "https://labels.example.com");
  Settings flags;
  flags.host = "labels.example.com";
  const auto wrong = ReadConfig(flags, Variables({}));
  ASSERT_FALSE(wrong.has_value());
  EXPECT_THAT(wrong.error().message, HasSubstr("--host"));
}

TEST(Config, LoopbackEndpointsOnlyWhereTheServerIsLocal) {
  Settings open;
  open.internal_host = "0.0.0.0";
  EXPECT_FALSE(ReadConfig(open, Variables({}))->allow_loopback);
  EXPECT_TRUE(ReadConfig(open, Variables({{"SSRF_PROTECTION_ENABLED", "false"}}))->allow_loopback);
  EXPECT_FALSE(ReadConfig(open, Variables({}))->ml_addresses.loopback);
  EXPECT_TRUE(ReadConfig(open, Variables({}))->ml_addresses.private_ranges);
  EXPECT_TRUE(ReadConfig(open, Variables({{"ML_BLOCK_LOCAL_IP", "false"}}))->ml_addresses.loopback);
  EXPECT_FALSE(ReadConfig(open, Variables({{"ML_BLOCK_LOCAL_IP", "false"}}))->allow_loopback);
  open.allow_loopback = true;
  EXPECT_TRUE(ReadConfig(open, Variables({}))->allow_loopback);
  EXPECT_TRUE(ReadConfig(open, Variables({}))->ml_addresses.loopback);
  const auto blocked = ReadConfig(open, Variables({{"ML_BLOCK_LOCAL_IP", "true"}}));
  EXPECT_TRUE(blocked->allow_loopback);
  EXPECT_FALSE(blocked->ml_addresses.loopback);
  EXPECT_FALSE(blocked->ml_addresses.private_ranges);
}

TEST(Config, AccountsComeInPairs) {
  // A desktop's USERNAME is not an account.
  EXPECT_EQ(ReadConfig({}, Variables({{"USERNAME", "joe"}}))->username, "");
  const auto pair = ReadConfig(
      {}, Variables({{"LABEL_STUDIO_USERNAME", "a@b.c"}, {"LABEL_STUDIO_PASSWORD", "12345678"}}));
  EXPECT_EQ(pair->username, "a@b.c");
  EXPECT_EQ(pair->password.Reveal(), "12345678");

  Settings flags;
  flags.username = "a@b.c";
  const auto half = ReadConfig(flags, Variables({}));
  ASSERT_FALSE(half.has_value());
  EXPECT_THAT(half.error().advice, HasSubstr("MILLRACE_PASSWORD"));
  flags.generate_password = true;
  EXPECT_TRUE(ReadConfig(flags, Variables({})).has_value());
}

TEST(Config, CertificateNeedsItsKey) {
  Settings flags;
  flags.cert = "cert.pem";
  EXPECT_FALSE(ReadConfig(flags, Variables({})).has_value());
  flags.key = "key.pem";
  const auto both = ReadConfig(flags, Variables({}));
  ASSERT_TRUE(both.has_value());
  EXPECT_EQ(both->LocalUrl(8443), "https://127.0.0.1:8443");
}

TEST(Config, DocumentRootIsAnAllowedRoot) {
  const auto config =
      ReadConfig({}, Variables({{"LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT", "/srv/files"},
                                {"LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED", "false"}}));
  EXPECT_EQ(config->document_root, "/srv/files");
  EXPECT_THAT(config->local_roots, Contains("/srv/files"));
  EXPECT_FALSE(config->serve_local_files);
}

// Every variable of Label Studio's, under each of its names (docs/settings.md).
TEST(Config, LabelStudiosVariablesMeanTheSame) {
  struct Case {
    const char *name, *value;
    std::function<std::string(const Config&)> read;
    const char* expected;
  };
  const auto text = [](bool value) { return std::string(value ? "true" : "false"); };
  const Case cases[] = {
      {"HOST", "https://l.example.com/", [](const Config& c) { return c.public_url; },
       "https://l.example.com"},
      {"PORT", "8181", [](const Config& c) { return std::to_string(c.port); }, "8181"},
      {"BASE_DATA_DIR", "/srv/ls", [](const Config& c) { return c.data_dir.string(); }, "/srv/ls"},
      {"USER_TOKEN", "abc", [](const Config& c) { return std::string(c.user_token.Reveal()); },
       "abc"},
      {"ENABLE_LEGACY_API_TOKEN", "false", [&](const Config& c) { return text(c.legacy_tokens); },
       "false"},
      {"LOCAL_FILES_SERVING_ENABLED", "0",
       [&](const Config& c) { return text(c.serve_local_files); }, "false"},
      {"LOCAL_FILES_DOCUMENT_ROOT", "/srv/files", [](const Config& c) { return c.document_root; },
       "/srv/files"},
      {"DISABLE_SIGNUP_WITHOUT_LINK", "True", [&](const Config& c) { return text(c.open_signup); },
       "false"},
      {"LABEL_STREAM_HISTORY_LIMIT", "7",
       [](const Config& c) { return std::to_string(c.label_history_limit); }, "7"},
      {"TASK_LOCK_TTL", "90",
       [](const Config& c) { return std::to_string(c.task_lock_time.count()); }, "90"},
  };
  for (const Case& one : cases) {
    for (const char* prefix : {"", "LABEL_STUDIO_", "MILLRACE_"}) {
      const std::string name = std::string(prefix) + one.name;
      const auto config = ReadConfig({}, Variables({{name, one.value}}));
      ASSERT_TRUE(config.has_value()) << name;
      EXPECT_EQ(one.read(*config), one.expected) << name;
    }
  }
  for (const char* prefix : {"", "LABEL_STUDIO_", "MILLRACE_"}) {
    const std::string name(prefix);
    const auto pair =
        ReadConfig({}, Variables({{name + "USERNAME", "a@b.c"}, {name + "PASSWORD", "12345678"}}));
    EXPECT_EQ(pair->username, "a@b.c") << prefix;
    EXPECT_EQ(pair->password.Reveal(), "12345678") << prefix;
    Settings open;
    open.internal_host = "0.0.0.0";
    EXPECT_TRUE(
        ReadConfig(open, Variables({{name + "SSRF_PROTECTION_ENABLED", "false"}}))->allow_loopback)
        << prefix;
  }
}

TEST(Config, WrongValuesNameTheVariable) {
  for (const auto& [name, value] :
       std::map<std::string, std::string>{{"LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN", "maybe"},
                                          {"SSRF_PROTECTION_ENABLED", "2"},
                                          {"ML_BLOCK_LOCAL_IP", "2"},
                                          {"LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED", "on?"},
                                          {"DISABLE_SIGNUP_WITHOUT_LINK", "never"},
                                          {"LABEL_STREAM_HISTORY_LIMIT", "-1"},
                                          {"TASK_LOCK_TTL", "soon"},
                                          {"LABEL_STUDIO_LABEL_STREAM_HISTORY_LIMIT", "all"}}) {
    const auto config = ReadConfig({}, Variables({{name, value}}));
    ASSERT_FALSE(config.has_value()) << name;
    EXPECT_THAT(config.error().message, HasSubstr(name + "=" + value));
    EXPECT_FALSE(config.error().advice.empty());
  }
}

TEST(Config, Databases) {
  Settings flags;
  flags.database = "/srv/labels.db";
  EXPECT_EQ(ReadConfig(flags, Variables({}))->database, "/srv/labels.db");
  flags.database = "postgresql://db/labels";
  const auto postgres = ReadConfig(flags, Variables({}));
  ASSERT_FALSE(postgres.has_value());
  EXPECT_EQ(postgres.error().kind, ErrorKind::kUnsupported);
}

}  // namespace
}  // namespace millrace::app

#include "storage/azure/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/azure/connection_string.h"

namespace millrace::storage::azure {
namespace {

using testing::HasSubstr;
using testing::Not;

Endpoint Resolve(const EndpointOptions& options) {
  const auto endpoint = ResolveEndpoint(options);
  EXPECT_TRUE(endpoint.has_value()) << endpoint.error().Sentence();
  return endpoint.value_or(Endpoint{});
}

TEST(AzureEndpoint, FollowsAccountAndCloud) {
  const Endpoint usual = Resolve({.account = "cats"});
  EXPECT_EQ(usual.Url(), "https://cats.blob.core.windows.net");
  EXPECT_TRUE(usual.azure);
  EXPECT_TRUE(usual.tls);
  EXPECT_EQ(AuthorityOf(usual), "https://login.microsoftonline.com");
  for (const char* suffix :
       {"core.usgovcloudapi.net", ".core.usgovcloudapi.net", "blob.core.usgovcloudapi.net"}) {
    const Endpoint endpoint = Resolve({.account = "cats", .suffix = suffix});
    EXPECT_EQ(endpoint.origin, "https://cats.blob.core.usgovcloudapi.net");
    EXPECT_EQ(AuthorityOf(endpoint), "https://login.microsoftonline.us");
  }
  EXPECT_EQ(AuthorityOf(Resolve({.account = "cats", .suffix = "core.chinacloudapi.cn"})),
            "https://login.chinacloudapi.cn");
  EXPECT_FALSE(Resolve({.account = "cats", .suffix = "evil.example"}).azure);
  EXPECT_FALSE(Resolve({.account = "cats", .protocol = "http"}).azure);
}

TEST(AzureEndpoint, WholeUrls) {
  const Endpoint own = Resolve({.account = "cats", .endpoint = "https://blobs.example.com/"});
  EXPECT_EQ(own.Url(), "https://blobs.example.com");
  EXPECT_EQ(own.account, "cats");
  EXPECT_FALSE(own.azure);
  EXPECT_EQ(Resolve({.endpoint = "https://cats.blob.core.windows.net/"}).account, "cats");
  EXPECT_FALSE(Resolve({.endpoint = "https://cats.blob.core.windows.net.evil.example"}).azure);
  EXPECT_FALSE(Resolve({.endpoint = "https://cats.blob.core.windows.net:8443"}).azure);
}

TEST(AzureEndpoint, EmulatorsHaveTheAccountInThePath) {
  for (const char* url : {"http://127.0.0.1:10000/devstoreaccount1", "http://127.0.0.1:10000/",
                          "http://127.0.0.1:10000"}) {
    const Endpoint endpoint = Resolve({.account = "devstoreaccount1", .endpoint = url});
    EXPECT_EQ(endpoint.Url(), "http://127.0.0.1:10000/devstoreaccount1") << url;
    EXPECT_EQ(endpoint.host, "127.0.0.1:10000");
    EXPECT_FALSE(endpoint.tls);
  }
  EXPECT_EQ(Resolve({.endpoint = "http://localhost:10000/devstoreaccount1"}).account,
            "devstoreaccount1");
}

TEST(AzureEndpoint, WrongSettingsAreNamed) {
  const struct {
    EndpointOptions options;
    const char *field, *why;
  } cases[] = {
      {{}, "account_name", "missing"},
      {{.account = "My_Account"}, "account_name", "\"My_Account\""},
      {{.account = "https://cats.blob.core.windows.net"}, "account_name", "not the name"},
      {{.account = "cats.evil.example/"}, "account_name", "not the name"},
      {{.account = "cats", .suffix = "x/y"}, "endpoint_suffix", "\"x/y\""},
      {{.account = "cats", .suffix = "x:80"}, "endpoint_suffix", "\"x:80\""},
      {{.account = "cats", .endpoint = "blobs"}, "endpoint", "http://"},
      {{.endpoint = "https://cats.blob.core.windows.net/?sig=hunter2"}, "endpoint", "query"},
  };
  for (const auto& [options, field, why] : cases) {
    const auto endpoint = ResolveEndpoint(options);
    ASSERT_FALSE(endpoint.has_value()) << why;
    EXPECT_EQ(endpoint.error().kind, ErrorKind::kInvalid);
    ASSERT_EQ(endpoint.error().fields.size(), 1u);
    EXPECT_EQ(endpoint.error().fields[0].first, field);
    EXPECT_THAT(endpoint.error().message, HasSubstr(why));
    EXPECT_THAT(endpoint.error().Sentence(), Not(HasSubstr("hunter2")));
  }
}

TEST(AzureNames, Containers) {
  for (const char* name : {"raw", "a-b-1", "$root", "$web", "123"})
    EXPECT_TRUE(CheckContainerName(name).has_value()) << name;
  for (const char* name : {"", "ab", "Raw", "a--b", "-ab", "ab-", "a_b", "raw/x", "$other", ".."})
    EXPECT_FALSE(CheckContainerName(name).has_value()) << name;
  EXPECT_FALSE(CheckContainerName(std::string(64, 'a')).has_value());
}

TEST(AzureNames, Blobs) {
  std::string folders;
  for (int i = 0; i < 253; ++i) folders += "d/";
  for (const std::string& key :
       {std::string("a"), std::string("/a//b/"), std::string("a b+%2F?#&'\""),
        std::string(".hidden"), std::string("a.b/c..d"), std::string(1024, 'x'), folders + "x",
        std::string("\xF0\x9F\x90\xB1\xC2\xA0")})
    EXPECT_TRUE(CheckBlobName(key).has_value()) << key;
  std::string umlauts;
  for (int i = 0; i < 1024; ++i) umlauts += "ü";
  EXPECT_TRUE(CheckBlobName(umlauts).has_value());
  const std::pair<std::string, const char*> refused[] = {
      {"", "empty"},          {"\xFF", "UTF-8"},        {umlauts + "x", "1,024"},
      {"a\nb", "control"},    {"a\x7F", "control"},     {"a\xC2\x81", "control"},
      {"a\\b", "for \"/\""},  {"a/../b", "at the end"}, {"a.", "at the end"},
      {"a./b", "at the end"}, {".", "at the end"},      {folders + "d/x", "254"},
  };
  for (const auto& [key, why] : refused) {
    const auto outcome = CheckBlobName(key);
    ASSERT_FALSE(outcome.has_value()) << key;
    EXPECT_EQ(outcome.error().key, key);
    EXPECT_THAT(outcome.error().message, HasSubstr(why));
  }
}

TEST(ConnectionString, ReadsAllItsParts) {
  const auto parts = ParseConnectionString(
      Secret("DefaultEndpointsProtocol=https;AccountName=cats;accountkey=a2V5PT0=;"
             "EndpointSuffix=core.chinacloudapi.cn;QueueEndpoint=https://x;"
             "SharedAccessSignature=sv=1&sig=x%3D;"));
  ASSERT_TRUE(parts.has_value()) << parts.error().Sentence();
  EXPECT_EQ(parts->account, "cats");
  EXPECT_EQ(parts->key.Reveal(), "a2V5PT0=");
  EXPECT_EQ(parts->suffix, "core.chinacloudapi.cn");
  EXPECT_EQ(parts->protocol, "https");
  EXPECT_EQ(parts->sas.Reveal(), "sv=1&sig=x%3D");
  EXPECT_EQ(parts->endpoint, "");
}

TEST(ConnectionString, DevelopmentStorage) {
  const auto plain = ParseConnectionString(Secret("UseDevelopmentStorage=true"));
  ASSERT_TRUE(plain.has_value());
  EXPECT_EQ(plain->account, "devstoreaccount1");
  EXPECT_EQ(plain->endpoint, "http://127.0.0.1:10000/devstoreaccount1");
  EXPECT_FALSE(plain->key.empty());
  EXPECT_EQ(ParseConnectionString(
                Secret("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://azurite/"))
                ->endpoint,
            "http://azurite:10000/devstoreaccount1");
}

TEST(ConnectionString, TheKeyFieldTakesMoreThanAKey) {
  EXPECT_EQ(ParseKeyField(Secret(" a2V5PT0= "))->key.Reveal(), "a2V5PT0=");
  const auto injected =
      ParseKeyField(Secret("a2V5PT0=;BlobEndpoint=http://127.0.0.1:11000/devstoreaccount1"));
  ASSERT_TRUE(injected.has_value());
  EXPECT_EQ(injected->key.Reveal(), "a2V5PT0=");
  EXPECT_EQ(injected->endpoint, "http://127.0.0.1:11000/devstoreaccount1");
  const auto whole = ParseKeyField(Secret("AccountName=cats;AccountKey=a2V5"));
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(whole->account, "cats");
  EXPECT_EQ(whole->key.Reveal(), "a2V5");
}

TEST(ConnectionString, BrokenOnesAreRefusedWithoutShowingThem) {
  for (const char* text :
       {"hunter2", "AccountName=cats;hunter2", "=hunter2", "DefaultEndpointsProtocol=hunter2"}) {
    const auto parts = ParseConnectionString(Secret(text));
    ASSERT_FALSE(parts.has_value()) << text;
    EXPECT_EQ(parts.error().kind, ErrorKind::kInvalid);
    EXPECT_THAT(parts.error().Sentence(), Not(HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace millrace::storage::azure

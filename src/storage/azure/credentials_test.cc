#include "storage/azure/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/http/fake_http_client.h"

namespace millrace::storage::azure {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kSas[] = "sv=2021-12-02&sr=c&sp=rl&sig=x";

class AzureCredentials : public testing::Test {
 protected:
  AzureCredentials() {
    options_.http = &client_;
    options_.clock = &clock_;
    options_.addresses = net::AddressPolicy::kUser;
  }

  Account Resolve() {
    const auto account = ResolveAccount(options_);
    EXPECT_TRUE(account.has_value()) << account.error().Sentence();
    return account.value_or(Account{});
  }
  Error Refused() {
    const auto account = ResolveAccount(options_);
    EXPECT_FALSE(account.has_value());
    return account.has_value() ? Error{} : account.error();
  }

  FakeClock clock_;
  http::FakeHttpClient client_{[](const net::HttpRequest&) -> Result<net::HttpResponse> {
    return FailForNow(ErrorKind::kTimeout, "nobody there");
  }};
  AccountOptions options_;
};

TEST_F(AzureCredentials, TheStoragesOwnGoFirst) {
  options_.own = {.account = "cats", .key = Secret("a2V5"), .sas = Secret(kSas)};
  options_.server = {.account = "cats", .key = Secret("b3RoZXI=")};
  Account account = Resolve();
  EXPECT_EQ(account.endpoint.Url(), "https://cats.blob.core.windows.net");
  EXPECT_EQ(account.addresses, net::AddressPolicy::kTrusted);
  EXPECT_EQ(account.credential.kind, CredentialKind::kKey);
  EXPECT_EQ(account.credential.key.key.Reveal(), "key");
  EXPECT_EQ(account.credential.source, "the storage's settings");
  options_.own.key = Secret();
  EXPECT_EQ(Resolve().credential.kind, CredentialKind::kSas);
  options_.own.sas = Secret();
  options_.own.tenant = "contoso.com";
  options_.own.client_id = "1111";
  options_.own.client_secret = Secret("s");
  account = Resolve();
  EXPECT_EQ(account.credential.kind, CredentialKind::kToken);
  EXPECT_EQ(account.credential.token->name(), "client 1111 of tenant contoso.com");
}

TEST_F(AzureCredentials, TheGuidesTwoVariables) {
  options_.server = {.account = "cats", .key = Secret("a2V5")};
  const Account account = Resolve();
  EXPECT_EQ(account.endpoint.account, "cats");
  EXPECT_EQ(account.credential.kind, CredentialKind::kKey);
  EXPECT_EQ(account.credential.source, "the server's environment");
}

TEST_F(AzureCredentials, TheServersKeyIsForItsOwnAccountOnly) {
  options_.own.account = "dogs";
  options_.server = {.account = "cats", .key = Secret("a2V5")};
  const Account account = Resolve();
  EXPECT_EQ(account.endpoint.account, "dogs");
  EXPECT_EQ(account.credential.kind, CredentialKind::kToken) << "the machine's identity is left";
  options_.server.account = "";
  EXPECT_EQ(Resolve().credential.kind, CredentialKind::kKey);
}

TEST_F(AzureCredentials, ConnectionStringsGiveWhatSingleFieldsDoNot) {
  options_.own.connection_string =
      Secret("AccountName=cats;AccountKey=a2V5;EndpointSuffix=core.chinacloudapi.cn");
  EXPECT_EQ(Resolve().endpoint.Url(), "https://cats.blob.core.chinacloudapi.cn");
  options_.own.key = Secret("b3RoZXI=");
  EXPECT_EQ(Resolve().credential.key.key.Reveal(), "other");
  options_.own = {};
  options_.server.connection_string =
      Secret("BlobEndpoint=https://blobs.example.com;SharedAccessSignature=" + std::string(kSas));
  const Account account = Resolve();
  EXPECT_EQ(account.endpoint.Url(), "https://blobs.example.com");
  EXPECT_EQ(account.addresses, net::AddressPolicy::kTrusted) << "the operator named it";
  EXPECT_EQ(account.credential.kind, CredentialKind::kSas);
}

TEST_F(AzureCredentials, EndpointsOfUsersFollowTheAddressPolicyInEveryForm) {
  const std::string url = "http://127.0.0.1:10000/devstoreaccount1";
  for (const Settings& own :
       {Settings{.account = "devstoreaccount1", .key = Secret("a2V5"), .endpoint = url},
        Settings{.account = "devstoreaccount1", .key = Secret("a2V5;BlobEndpoint=" + url)},
        Settings{.connection_string = Secret("UseDevelopmentStorage=true")},
        Settings{.account = "devstoreaccount1",
                 .connection_string = Secret("AccountKey=a2V5;BlobEndpoint=" + url)}}) {
    options_.own = own;
    const Account account = Resolve();
    EXPECT_EQ(account.endpoint.Url(), url);
    EXPECT_EQ(account.addresses, net::AddressPolicy::kUser);
  }
  options_.own = {.account = "cats", .key = Secret("a2V5"), .suffix = "evil.example"};
  EXPECT_EQ(Resolve().addresses, net::AddressPolicy::kUser);
  options_.server = {.account = "devstoreaccount1", .key = Secret("a2V5;BlobEndpoint=" + url)};
  options_.own = {};
  EXPECT_EQ(Resolve().addresses, net::AddressPolicy::kTrusted);
}

TEST_F(AzureCredentials, TokensOfTheServerAreNotSentWhereAUserSays) {
  options_.own = {.account = "cats", .endpoint = "https://evil.example"};
  const std::vector<Settings> held{{.account = "cats", .sas = Secret(kSas)},
                                   {.tenant = "t", .client_id = "c", .client_secret = Secret("s")},
                                   {}};
  for (const Settings& server : held) {
    options_.server = server;
    const Error error = Refused();
    EXPECT_EQ(error.kind, ErrorKind::kUnauthenticated);
    EXPECT_THAT(error.message, HasSubstr("evil.example"));
  }
  options_.addresses = net::AddressPolicy::kTrusted;  // the operator says so
  options_.server = held[1];
  EXPECT_EQ(Resolve().credential.kind, CredentialKind::kToken);
  options_.addresses = net::AddressPolicy::kUser;
  options_.own.endpoint = "https://cats.blob.core.windows.net";
  EXPECT_EQ(Resolve().credential.kind, CredentialKind::kToken) << "Azure itself";
}

TEST_F(AzureCredentials, TokensNeedTls) {
  options_.own = {.account = "cats",
                  .tenant = "t",
                  .client_id = "c",
                  .client_secret = Secret("s"),
                  .endpoint = "http://blobs.example.com"};
  EXPECT_THAT(Refused().message, HasSubstr("without TLS"));
}

TEST_F(AzureCredentials, WrongSettingsNameTheirField) {
  const struct {
    Settings own;
    const char* field;
  } cases[] = {
      {{.account = "cats", .key = Secret("hunter2!")}, "account_key"},
      {{.account = "cats", .sas = Secret("hunter2!")}, "sas_token"},
      {{.connection_string = Secret("hunter2!")}, "connection_string"},
      {{.account = "cats", .client_id = "c", .client_secret = Secret("hunter2!")}, "tenant_id"},
      {{.account = "cats", .tenant = "t", .client_id = "a/b", .client_secret = Secret("hunter2!")},
       "client_id"},
      {{.key = Secret("a2V5")}, "account_name"},
      {{.key = Secret("a2V5"), .endpoint = "https://blobs.example.com"}, "account_name"},
  };
  for (const auto& [own, field] : cases) {
    options_.own = own;
    const Error error = Refused();
    EXPECT_EQ(error.kind, ErrorKind::kInvalid) << field;
    ASSERT_EQ(error.fields.size(), 1u) << field;
    EXPECT_EQ(error.fields[0].first, field);
    EXPECT_THAT(error.Sentence(), Not(HasSubstr("hunter2")));
  }
  options_.own = {};
  options_.server = {.account = "cats", .key = Secret("hunter2!")};
  EXPECT_THAT(Refused().message,
              AllOf(HasSubstr("In the server's environment"), Not(HasSubstr("hunter2"))));
}

TEST_F(AzureCredentials, PublicContainersNeedNone) {
  options_.own.account = "cats";
  options_.anonymous = true;
  options_.server = {.account = "cats", .key = Secret("a2V5")};
  EXPECT_EQ(Resolve().credential.kind, CredentialKind::kNone);
}

TEST_F(AzureCredentials, TheAuthorityFollowsTheServersSetting) {
  options_.own = {.account = "cats", .tenant = "t", .client_id = "c", .client_secret = Secret("s")};
  options_.identity.authority = "login.example.com";
  (void)Resolve().credential.token->Get();
  EXPECT_EQ(client_.requests().at(0).url, "https://login.example.com/t/oauth2/v2.0/token");
}

TEST_F(AzureCredentials, PlaceNeedsNoCredentials) {
  EXPECT_EQ(ResolvePlace({.account = "cats"}, {})->Url(), "https://cats.blob.core.windows.net");
  EXPECT_EQ(ResolvePlace({}, {.account = "cats"})->Url(), "https://cats.blob.core.windows.net");
  EXPECT_FALSE(ResolvePlace({}, {}).has_value());
}

}  // namespace
}  // namespace millrace::storage::azure

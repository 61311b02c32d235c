// The provider and its store before a server that is a function.
#include "storage/providers/azure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/text.h"
#include "crypto/digest.h"
#include "net/url.h"
#include "storage/common_fields.h"
#include "storage/http/fake_http_client.h"

namespace millrace::storage {
namespace {

using http::FakeHttpClient;
using net::HttpRequest;
using net::HttpResponse;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kPage[] =
    "<EnumerationResults><Blobs><Blob><Name>a</Name><Properties><Etag>0x1</Etag><Content-Length>1"
    "</Content-Length></Properties></Blob></Blobs><NextMarker/></EnumerationResults>";
constexpr char kKey[] = "c2VjcmV0LWtleS1vZi10aGUtdGVzdA==";

struct Fixture {
  explicit Fixture(FakeHttpClient::Answer answer) : client(std::move(answer)) {
    environment.http = &client;
    environment.clock = &clock;
    environment.env = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
    values.Set(kAzureContainer, "raw");
    values.Set(kAzureAccountName, "cats");
    values.Set(kAzureAccountKey, kKey);
  }
  void Use(const Field& field, std::string value) {
    values.Clear(kAzureAccountKey);
    values.Set(field, std::move(value));
  }
  void UseClient() {
    Use(kAzureClientSecret, "client-secret");
    values.Set(kAzureTenantId, "contoso.com");
    values.Set(kAzureClientId, "1111");
  }
  std::unique_ptr<ObjectStore> Open(net::AddressPolicy addresses = net::AddressPolicy::kUser) {
    auto store = kAzureBlob.open(values, environment, addresses);
    EXPECT_TRUE(store.has_value()) << store.error().Sentence();
    return store.has_value() ? *std::move(store) : nullptr;
  }

  FakeClock clock{*ParseIso("2026-01-02T03:04:05Z")};
  FakeHttpClient client;
  std::map<std::string, std::string> variables;
  Environment environment;
  Values values;
};

FakeHttpClient::Answer Always(int status, std::string body, net::Headers headers = {}) {
  return [=](const HttpRequest&) -> Result<HttpResponse> {
    return HttpResponse{status, headers, body};
  };
}

// Entra, the delegation keys and the container of a client that signs in.
FakeHttpClient::Answer Entra(int refusals = 0) {
  return [=, asked = 0](const HttpRequest& request) mutable -> Result<HttpResponse> {
    if (request.url.starts_with("https://login.microsoftonline.com/contoso.com/"))
      return HttpResponse{
          200, {}, "{\"expires_in\":86400,\"access_token\":\"t" + std::to_string(++asked) + "\"}"};
    if (request.headers.Get("Authorization") == "Bearer t1" && asked == 1 && refusals > 0)
      return HttpResponse{401, {}, "<Error><Code>InvalidAuthenticationInfo</Code></Error>"};
    if (request.url.find("comp=userdelegationkey") != std::string::npos)
      return HttpResponse{200,
                          {},
                          "<UserDelegationKey><SignedOid>oid</SignedOid><SignedTid>tid</SignedTid>"
                          "<SignedStart>2026-01-02T02:59:05Z</SignedStart><SignedExpiry>"
                          "2026-01-03T03:04:05Z</SignedExpiry><SignedService>b</SignedService>"
                          "<SignedVersion>2021-12-02</SignedVersion><Value>a2V5</Value>"
                          "</UserDelegationKey>"};
    return HttpResponse{200, {}, kPage};
  };
}

TEST(AzureStore, ListsAsListBlobs) {
  Fixture azure(Always(200, kPage));
  const auto page =
      azure.Open()->List({.prefix = "a b/", .position = "2!x", .limit = 9000, .recursive = false});
  ASSERT_TRUE(page.has_value()) << page.error().Sentence();
  EXPECT_EQ(page->objects[0].version, "\"0x1\"");
  const HttpRequest request = azure.client.requests().at(0);
  EXPECT_EQ(request.url,
            "https://cats.blob.core.windows.net/raw?restype=container&comp=list&include=metadata&"
            "prefix=a%20b%2F&delimiter=%2F&marker=2%21x&maxresults=5000");
  EXPECT_THAT(std::string(request.headers.Get("Authorization")), StartsWith("SharedKey cats:"));
  EXPECT_EQ(request.headers.Get("x-ms-date"), "Fri, 02 Jan 2026 03:04:05 GMT");
  EXPECT_EQ(request.headers.Get("x-ms-version"), "2021-12-02");
  EXPECT_EQ(request.addresses, net::AddressPolicy::kTrusted);
}

TEST(AzureStore, PutSendsConditionsAndChecksum) {
  Fixture azure(Always(201, "", {{"ETag", "\"0x2\""}, {"Content-MD5", "bWQ1"}}));
  const auto store = azure.Open();
  const auto info =
      store->Put({.key = "p/ü 1", .body = "{}", .precondition = Precondition::kAbsent});
  ASSERT_TRUE(info.has_value()) << info.error().Sentence();
  EXPECT_EQ(info->token, "bWQ1-2");
  EXPECT_EQ(info->condition(), "\"0x2\"");
  HttpRequest request = azure.client.requests().at(0);
  EXPECT_EQ(request.url, "https://cats.blob.core.windows.net/raw/p/%C3%BC%201");
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.headers.Get("x-ms-blob-type"), "BlockBlob");
  EXPECT_EQ(request.headers.Get("If-None-Match"), "*");
  EXPECT_EQ(request.headers.Get("Content-MD5"), Base64Encode(crypto::Md5("{}")));
  ASSERT_TRUE(store->Put({.key = "a", .precondition = Precondition::kMatches, .version = "\"v\""}));
  EXPECT_EQ(azure.client.requests().at(1).headers.Get("If-Match"), "\"v\"");
  Fixture silent(Always(201, ""));
  EXPECT_EQ(silent.Open()->Put({.key = "a"}).error().kind, ErrorKind::kUnavailable);
}

TEST(AzureStore, GetAsksForPartsOfOneVersion) {
  Fixture azure(Always(206, "cd",
                       {{"ETag", "\"0x1\""},
                        {"Content-Length", "2"},
                        {"Content-Range", "bytes 2-3/10"},
                        {"Content-MD5", "cGFydA=="},
                        {"x-ms-blob-content-md5", "d2hvbGU="}}));
  const auto store = azure.Open();
  const auto object =
      GetObject(*store, {.key = "a", .offset = 2, .length = 2, .if_match = "\"0x1\""}, 100);
  ASSERT_TRUE(object.has_value()) << object.error().Sentence();
  EXPECT_EQ(object->body, "cd");
  EXPECT_EQ(object->info.token, "d2hvbGU=-10");
  const HttpRequest request = azure.client.requests().at(0);
  EXPECT_EQ(request.headers.Get("x-ms-range"), "bytes=2-3");
  EXPECT_EQ(request.headers.Get("If-Match"), "\"0x1\"");
  EXPECT_FALSE(request.headers.Has("Range"));
}

TEST(AzureStore, DeletingWhatIsNotThereSucceeds) {
  Fixture gone(Always(404, "", {{"x-ms-error-code", "BlobNotFound"}}));
  EXPECT_TRUE(gone.Open()->Delete("a", "\"v\"").has_value());
  EXPECT_EQ(gone.client.requests().at(0).headers.Get("If-Match"), "\"v\"");
  Fixture nowhere(Always(404, "", {{"x-ms-error-code", "ContainerNotFound"}}));
  EXPECT_FALSE(nowhere.Open()->Delete("a", "").has_value());
}

TEST(AzureStore, KeysThatWouldLeadElsewhereAreNeverSent) {
  Fixture azure(Always(200, ""));
  const auto store = azure.Open();
  for (const char* key : {"raw/../secret", "raw\\..\\secret", ""}) {
    EXPECT_EQ(GetObject(*store, {.key = key}, 10).error().kind, ErrorKind::kInvalid) << key;
    EXPECT_EQ(store->Head(key).error().kind, ErrorKind::kInvalid);
    EXPECT_EQ(store->Put({.key = key}).error().kind, ErrorKind::kInvalid);
    EXPECT_EQ(store->Delete(key, "").error().kind, ErrorKind::kInvalid);
    EXPECT_EQ(store->Presign({.key = key}).error().kind, ErrorKind::kInvalid);
  }
  EXPECT_TRUE(azure.client.requests().empty());
}

TEST(AzureStore, PresignsWithTheKey) {
  Fixture azure(Always(200, ""));
  const auto url = azure.Open()->Presign(
      {.key = "a b.jpg", .ttl = std::chrono::seconds(60), .response_content_type = "image/jpeg"});
  ASSERT_TRUE(url.has_value()) << url.error().Sentence();
  EXPECT_THAT(*url, AllOf(StartsWith("https://cats.blob.core.windows.net/raw/a%20b.jpg?"),
                          HasSubstr("se=2026-01-02T03%3A05%3A05Z"), HasSubstr("sp=r&spr=https"),
                          HasSubstr("rsct=image%2Fjpeg"), HasSubstr("&sig=")));
  EXPECT_EQ(azure.Open()->BrowserOrigin(true), "https://cats.blob.core.windows.net");
  EXPECT_TRUE(azure.client.requests().empty());
  EXPECT_EQ(azure.Open()->Presign({.key = "a", .method = "PATCH"}).error().kind,
            ErrorKind::kUnsupported);
}

TEST(AzureStore, ASasTokenIsSentButNeverHandedOut) {
  Fixture azure(Always(200, kPage));
  azure.Use(kAzureSasToken, "?sv=2021-12-02&sr=c&sp=rl&se=2026-02-02T00:00:00Z&sig=a%2Bb");
  const auto store = azure.Open();
  ASSERT_TRUE(store->Check().has_value());
  EXPECT_THAT(azure.client.requests().at(0).url,
              testing::EndsWith("&maxresults=1&sv=2021-12-02&sr=c&sp=rl&"
                                "se=2026-02-02T00%3A00%3A00Z&sig=a%2Bb"));
  EXPECT_FALSE(azure.client.requests().at(0).headers.Has("Authorization"));
  EXPECT_FALSE(store->capabilities().presign);
  EXPECT_EQ(store->Presign({.key = "a"}).error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(store->BrowserOrigin(true), "");
  EXPECT_EQ(*store->Identity(),
            "a SAS token (permissions rl, valid until 2026-02-02 00:00 UTC) from the storage's "
            "settings");
}

TEST(AzureStore, ClientsSignInAndDelegateTheirRight) {
  Fixture azure(Entra());
  azure.UseClient();
  const auto store = azure.Open();
  ASSERT_TRUE(store->List({}).has_value());
  EXPECT_EQ(azure.client.requests().at(1).headers.Get("Authorization"), "Bearer t1");
  for (int i = 0; i < 2; ++i) {
    const auto url = store->Presign({.key = "a", .ttl = std::chrono::minutes(15)});
    ASSERT_TRUE(url.has_value()) << url.error().Sentence();
    EXPECT_THAT(*url, AllOf(HasSubstr("skoid=oid"), HasSubstr("ske=2026-01-03T03%3A04%3A05Z"),
                            HasSubstr("se=2026-01-02T03%3A19%3A05Z")));
  }
  ASSERT_EQ(azure.client.requests().size(), 3u) << "the key is kept";
  const HttpRequest asked = azure.client.requests().at(2);
  EXPECT_EQ(asked.url,
            "https://cats.blob.core.windows.net/?restype=service&comp=userdelegationkey");
  EXPECT_EQ(asked.method, "POST");
  EXPECT_THAT(asked.body, HasSubstr("<Expiry>2026-01-03T03:04:05Z</Expiry>"));
  azure.clock.Advance(std::chrono::hours(23) + std::chrono::minutes(50));
  ASSERT_TRUE(store->Presign({.key = "a", .ttl = std::chrono::minutes(15)}).has_value());
  EXPECT_GT(azure.client.requests().size(), 3u) << "it would end before the URL";
}

TEST(AzureStore, ATokenThatEndedIsReplacedOnce) {
  Fixture azure(Entra(1));
  azure.UseClient();
  const auto store = azure.Open();
  ASSERT_TRUE(store->Identity().has_value());
  azure.clock.Advance(std::chrono::minutes(1));
  ASSERT_TRUE(store->List({}).has_value());
  EXPECT_EQ(azure.client.requests().back().headers.Get("Authorization"), "Bearer t2");
  Fixture refused(Always(401, "<Error><Code>InvalidAuthenticationInfo</Code></Error>"));
  refused.UseClient();
  EXPECT_EQ(refused.Open()->List({}).error().kind, ErrorKind::kUnauthenticated);
}

TEST(AzureStore, AClientThatMayNotDelegateIsToldTheRole) {
  auto entra = Entra();
  Fixture azure([entra](const HttpRequest& request) mutable -> Result<HttpResponse> {
    if (request.url.find("userdelegationkey") != std::string::npos)
      return HttpResponse{403, {}, "<Error><Code>AuthorizationPermissionMismatch</Code></Error>"};
    return entra(request);
  });
  azure.UseClient();
  const auto url = azure.Open()->Presign({.key = "a"});
  ASSERT_FALSE(url.has_value());
  EXPECT_EQ(url.error().kind, ErrorKind::kDenied);
  EXPECT_THAT(url.error().Sentence(),
              AllOf(HasSubstr("client 1111"), HasSubstr("Storage Blob Delegator")));
}

TEST(AzureStore, UnknownHostsNameTheAccount) {
  Fixture azure([](const HttpRequest&) -> Result<HttpResponse> {
    return FailForNow(ErrorKind::kUnavailable, "No address was found.", "Check its spelling.");
  });
  EXPECT_THAT(azure.Open()->Check().error().Sentence(), HasSubstr("account is \"cats\""));
}

TEST(AzureStore, ExaminesTokenContainerAndAccount) {
  Fixture azure([](const HttpRequest& request) -> Result<HttpResponse> {
    if (request.method == "HEAD")
      return HttpResponse{
          200,
          {{"x-ms-blob-public-access", "container"}, {"x-ms-has-immutability-policy", "true"}},
          ""};
    return HttpResponse{200, {{"x-ms-is-hns-enabled", "true"}}, ""};
  });
  azure.Use(kAzureSasToken, "sv=2021-12-02&sp=r&se=2026-03-02T00:00:00Z&sig=x");
  std::map<std::string, Finding::State> states;
  for (const Finding& finding : azure.Open()->Examine()) states[finding.name] = finding.state;
  using State = Finding::State;
  EXPECT_EQ(states, (std::map<std::string, State>{{"SAS token", State::kFailed},
                                                  {"public access", State::kWarning},
                                                  {"immutability", State::kWarning},
                                                  {"hierarchical namespace", State::kOk}}));
  azure.Use(kAzureSasToken, "sv=2021-12-02&ss=b&srt=s&sp=rl&se=2026-03-02T00:00:00Z&sig=x");
  EXPECT_THAT(azure.Open()->Examine().at(0).advice, HasSubstr("srt=co"));
  azure.Use(kAzureSasToken, "sv=2021-12-02&sr=c&sp=rl&se=2026-01-05T00:00:00Z&sig=x");
  EXPECT_EQ(azure.Open()->Examine().at(0).state, State::kWarning) << "it ends soon";
  Fixture refused(Always(403, ""));
  for (const Finding& finding : refused.Open()->Examine())
    EXPECT_EQ(finding.state, State::kSkipped) << finding.name;
}

TEST(AzureStore, PeerSaysWhomItTalksTo) {
  Fixture azure(Always(200, ""));
  const Peer peer = azure.Open()->peer();
  EXPECT_EQ(peer.host, "cats.blob.core.windows.net");
  EXPECT_EQ(peer.port, 443);
  EXPECT_TRUE(peer.tls);
  EXPECT_EQ(peer.url, "https://cats.blob.core.windows.net/raw");
}

TEST(AzureProvider, LocatesByAccountAndContainer) {
  Fixture azure(Always(200, ""));
  azure.values.Set(kPrefix, "in");
  Location location = kAzureBlob.locate(azure.values, azure.environment);
  EXPECT_EQ(location, (Location{.kind = "azure-blob",
                                .endpoint = "https://cats.blob.core.windows.net",
                                .bucket = "raw",
                                .prefix = "in/"}));
  azure.values.Clear(kAzureAccountName);
  azure.variables["AZURE_BLOB_ACCOUNT_NAME"] = "cats";
  EXPECT_EQ(kAzureBlob.locate(azure.values, azure.environment), location);
}

TEST(AzureProvider, UrisNameContainerAndKey) {
  Fixture azure(Always(200, ""));
  const std::string uri = kAzureBlob.uri(azure.values, azure.environment, "a b/ü.jpg");
  EXPECT_EQ(uri, "azure-blob://raw/a b/ü.jpg");
  EXPECT_EQ(kAzureBlob.key_of(azure.values, azure.environment, uri), "a b/ü.jpg");
  EXPECT_FALSE(kAzureBlob.key_of(azure.values, azure.environment, "azure-blob://other/a"));
}

TEST(AzureProvider, WrongSettingsAreRefusedBeforeAnyRequest) {
  Fixture azure(Always(200, ""));
  const std::pair<const Field*, const char*> cases[] = {{&kAzureContainer, "Raw_Files"},
                                                        {&kAzureAccountName, "cats.example"},
                                                        {&kAzureAccountKey, "not-base64!"},
                                                        {&kAzureEndpoint, "ftp://x"}};
  for (const auto& [field, wrong] : cases) {
    Values values = azure.values;
    values.Set(*field, wrong);
    const auto store = kAzureBlob.open(values, azure.environment, net::AddressPolicy::kUser);
    ASSERT_FALSE(store.has_value()) << field->name;
    ASSERT_EQ(store.error().fields.size(), 1u);
    EXPECT_EQ(store.error().fields[0].first, field->name);
    EXPECT_THAT(store.error().Sentence(), Not(HasSubstr("not-base64!")));
  }
  EXPECT_TRUE(azure.client.requests().empty());
}

TEST(AzureProvider, GuidanceHasTheNamesInIt) {
  Fixture azure(Always(200, ""));
  const std::string source = kAzureBlob.guidance.rights(azure.values, false);
  EXPECT_THAT(source, AllOf(HasSubstr("Storage Blob Data Reader"), HasSubstr("'cats'"),
                            HasSubstr("containers/\"'raw'"), HasSubstr("--permissions rl "),
                            Not(HasSubstr(kKey))));
  EXPECT_THAT(kAzureBlob.guidance.rights(azure.values, true),
              AllOf(HasSubstr("Storage Blob Data Contributor"), HasSubstr("--permissions rcwdl")));
  EXPECT_THAT(kAzureBlob.guidance.cors(azure.values, "http://127.0.0.1:8080"),
              AllOf(HasSubstr("az storage cors add --account-name 'cats'"),
                    HasSubstr("--origins 'http://127.0.0.1:8080'")));
}

}  // namespace
}  // namespace millrace::storage

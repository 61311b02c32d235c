#include "storage/google/credentials.h"

#include "storage/google/test_account.h"
#include "storage/google/testing.h"

namespace millrace::storage::google {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class GoogleCredentials : public CredentialsTest {};

TEST_F(GoogleCredentials, TheFirstPlaceThatHasAnyCounts) {
  GiveToken("https://oauth2.googleapis.com/token", "t");
  const auto user = [](const char* id) {
    return json::serialize(json::object{{"type", "authorized_user"},
                                        {"client_id", id},
                                        {"client_secret", "s"},
                                        {"refresh_token", "r"}});
  };
  const auto who = [&](const std::string& given) {
    const auto found = Find(given);
    EXPECT_TRUE(found.has_value()) << found.error().Sentence();
    const size_t before = client_.requests().size();
    EXPECT_EQ(TokenOf(*found), "t");
    return Of(FormOf(before), "client_id") + " from " + (*found)->place;
  };
  std::filesystem::create_directories(folder_ / ".config/gcloud");
  const std::string login =
      Write(".config/gcloud/application_default_credentials.json", user("login"));
  EXPECT_EQ(who(""), "login from " + login);
  std::filesystem::create_directories(folder_ / "sdk");
  variables_["CLOUDSDK_CONFIG"] = (folder_ / "sdk").string();
  const std::string sdk = Write("sdk/application_default_credentials.json", user("sdk"));
  EXPECT_EQ(who(""), "sdk from " + sdk);
  const std::string named = Write("named.json", user("named"));
  variables_["GOOGLE_APPLICATION_CREDENTIALS"] = named;
  EXPECT_EQ(who(""), "named from " + named);
  const std::string path = Write("path.json", user("path"));
  EXPECT_EQ(who(path), "path from " + path);
  EXPECT_EQ(who(user("given")), "given from the storage's settings");
  EXPECT_EQ(Find("", net::AddressPolicy::kUser, false).value(), nullptr);
}

TEST_F(GoogleCredentials, ABrokenFileIsNeverAnotherIdentity) {
  variables_["GOOGLE_APPLICATION_CREDENTIALS"] = (folder_ / "missing.json").string();
  auto found = Find("");
  ASSERT_FALSE(found.has_value());
  EXPECT_THAT(found.error().message, HasSubstr("missing.json"));
  EXPECT_THAT(found.error().message, HasSubstr("GOOGLE_APPLICATION_CREDENTIALS"));
  variables_["GOOGLE_APPLICATION_CREDENTIALS"] = Write("broken.json", "{");
  EXPECT_THAT(Find("").error().message, HasSubstr("broken.json"));
}

TEST_F(GoogleCredentials, AUsersPathIsNotRead) {
  const std::string path = Write("key.json", TestAccountJson());
  EXPECT_TRUE(Find(path).has_value());
  const auto refused = Find(path, net::AddressPolicy::kUser);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid);
  EXPECT_THAT(refused.error().advice, HasSubstr("content"));
}

TEST_F(GoogleCredentials, TheMachinesAccountComesLast) {
  const std::string base =
      "http://metadata.test/computeMetadata/v1/instance/service-accounts/default/";
  variables_["GCE_METADATA_HOST"] = "metadata.test";
  const net::Headers google{{"Metadata-Flavor", "Google"}};
  Give(base + "token", R"({"access_token":"machine","expires_in":600})", 200, google);
  Give(base + "email", "vm@p.iam.gserviceaccount.com\n", 200, google);
  Give(
      "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
      "vm@p.iam.gserviceaccount.com:signBlob",
      R"({"signedBlob":"c2lnbmVk"})");
  // Of a user's storage too: the server's own credentials are the operator's.
  const auto credentials = Find("", net::AddressPolicy::kUser).value();
  EXPECT_EQ(TokenOf(credentials), "machine");
  EXPECT_EQ(client_.requests()[0].headers.Get("Metadata-Flavor"), "Google");
  EXPECT_EQ(client_.requests()[0].addresses, net::AddressPolicy::kTrusted);
  EXPECT_EQ(credentials->signer->Sign("x").value(), "signed");
  EXPECT_EQ(client_.requests().back().headers.Get("Authorization"), "Bearer machine");
  Give(base + "token", "Not Found", 404, google);
  clock_.Advance(std::chrono::minutes(10));
  EXPECT_THAT(TokenOf(credentials), HasSubstr("has no service account"));
}

TEST_F(GoogleCredentials, NoneNamesAllThatWasAsked) {
  const auto credentials = Find("").value();
  const std::string sentence = TokenOf(credentials);
  for (const char* part : {"the storage's settings", "GOOGLE_APPLICATION_CREDENTIALS",
                           "application_default_credentials.json", "169.254.169.254"}) {
    EXPECT_THAT(sentence, HasSubstr(part));
  }
  EXPECT_EQ(credentials->tokens->Get().error().kind, ErrorKind::kUnauthenticated);
  EXPECT_EQ(client_.requests().size(), 1u) << "asking a server that is not there takes time";
  clock_.Advance(std::chrono::minutes(1));
  (void)TokenOf(credentials);
  EXPECT_EQ(client_.requests().size(), 2u);
  // Something else that answers at that address.
  variables_["GCE_METADATA_HOST"] = "other";
  Give("http://other/computeMetadata/v1/instance/service-accounts/default/token", "<html>");
  EXPECT_THAT(TokenOf(Find("").value()), HasSubstr("No Google credentials were found"));
}

}  // namespace
}  // namespace millrace::storage::google

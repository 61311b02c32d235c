#include "storage/google/token_request.h"

#include "storage/google/test_account.h"
#include "storage/google/testing.h"

namespace millrace::storage::google {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class GoogleTokenRequest : public CredentialsTest {};

TEST_F(GoogleTokenRequest, RefusalsSayWhatIsWrongWithTheCredentials) {
  const std::string url = "https://oauth2.googleapis.com/token";
  const auto says = [&](const std::string& code, const std::string& description,
                        net::Headers headers = {}) {
    Give(url, json::serialize(json::object{{"error", code}, {"error_description", description}}),
         400, std::move(headers));
    const auto token = Open(TestAccount())->tokens->Get();
    EXPECT_FALSE(token.has_value());
    EXPECT_EQ(token.error().kind, ErrorKind::kUnauthenticated);
    EXPECT_FALSE(token.error().temporary);
    return token.error().Sentence();
  };
  const std::string timeframe =
      "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.";
  EXPECT_THAT(says("invalid_grant", timeframe), HasSubstr("the clock of this machine is wrong"));
  EXPECT_THAT(says("invalid_grant", timeframe, {{"Date", "Fri, 02 Jan 2026 03:14:05 GMT"}}),
              HasSubstr("The clock of this machine is 10 minutes behind oauth2.googleapis.com"));
  EXPECT_THAT(
      says("invalid_grant", "Invalid JWT Signature.", {{"Date", "Fri, 02 Jan 2026 03:04:00 GMT"}}),
      HasSubstr("does not know the key of the service account ml@"));
  EXPECT_THAT(says("invalid_grant", "Invalid grant: account not found"),
              HasSubstr("does not exist any more"));
  EXPECT_THAT(says("invalid_grant", "Token has been expired or revoked."),
              HasSubstr("gcloud auth application-default login"));
  EXPECT_THAT(says("odd_code", "Some words."), HasSubstr("(400, odd_code): Some words."));
}

TEST_F(GoogleTokenRequest, ATokenServiceThatFailsIsAskedAgainLater) {
  const std::string url = "https://oauth2.googleapis.com/token";
  for (const auto& [status, body] : std::map<int, std::string>{
           {503, "<html>busy</html>"}, {429, ""}, {200, "<html>"}, {201, "{}"}}) {
    Give(url, body, status);
    const auto token = Open(TestAccount())->tokens->Get();
    ASSERT_FALSE(token.has_value()) << status;
    EXPECT_TRUE(token.error().temporary) << status;
  }
  Give(url, R"({"access_token":"a\r\nX-Evil: b"})");
  EXPECT_FALSE(Open(TestAccount())->tokens->Get().has_value());
}

}  // namespace
}  // namespace millrace::storage::google

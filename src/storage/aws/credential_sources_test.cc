// The sources one by one: what they ask, and what they say when they are refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "base/ids.h"
#include "storage/aws/container_credentials.h"
#include "storage/aws/instance_credentials.h"
#include "storage/aws/process_credentials.h"
#include "storage/aws/recorded_http.h"
#include "storage/aws/role_credentials.h"

namespace millrace::storage::aws {
namespace {

namespace json = boost::json;
using net::HttpRequest;
using net::HttpResponse;
using testing::HasSubstr;
using testing::Not;

constexpr char kRoleArn[] = "arn:aws:iam::123456789012:role/labeling";
constexpr char kLent[] =
    "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIALENT</AccessKeyId>"
    "<SecretAccessKey>lent</SecretAccessKey><SessionToken>lent-token</SessionToken>"
    "<Expiration>2026-01-02T04:04:05Z</Expiration></Credentials></AssumeRoleResult>"
    "</AssumeRoleResponse>";

std::string StsError(const std::string& code, const std::string& message) {
  return "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>" + message +
         "</Message></Error></ErrorResponse>";
}

class Sources : public testing::Test {
 protected:
  Sources()
      : client_([this](const HttpRequest& request) { return answer_(request); }),
        home_(std::filesystem::temp_directory_path() / ("millrace-sources-" + RandomHex(8))) {
    std::filesystem::create_directories(home_ / ".aws");
  }
  ~Sources() override { std::filesystem::remove_all(home_); }

  Surroundings Around() {
    Surroundings out{
        .http = &client_, .clock = &clock_, .env = EnvOf(variables_), .home = home_.string()};
    out.files = std::make_shared<ProfileFiles>(out.env, out.home, "");
    return out;
  }
  void AnswerWith(int status, std::string body) {
    answer_ = [=](const HttpRequest&) { return HttpResponse{status, {}, body}; };
  }
  void Write(const std::string& name, std::string_view text) {
    std::ofstream(home_ / name, std::ios::binary) << text;
  }
  std::unique_ptr<CredentialProvider> Assume(const Role& role,
                                             const std::string& region = "eu-west-1") {
    const Surroundings around = Around();
    return AssumedRole(
        around,
        [around, region, arn = role.arn] {
          return LocateSts(around.env, Profiles{}, "default", region, arn);
        },
        role, StaticCredentials(Secret("AKIAIOSFODNN7EXAMPLE"), Secret("base"), {}));
  }

  FakeClock clock_{*ParseIso("2026-01-02T03:04:05Z")};
  std::function<Result<HttpResponse>(const HttpRequest&)> answer_;
  http::FakeHttpClient client_;
  std::map<std::string, std::string> variables_;
  const std::filesystem::path home_;
};

TEST_F(Sources, ARoleIsAskedForWithAllItsParameters) {
  AnswerWith(200, kLent);
  const auto role = Assume(
      {.arn = kRoleArn, .session_name = "ann", .external_id = "42/x", .duration_seconds = "900"});
  const SharedCredentials lent = role->Get().value();
  EXPECT_EQ(lent->access_key_id, "ASIALENT");
  EXPECT_EQ(lent->secret_access_key.Reveal(), "lent");
  EXPECT_EQ(lent->session_token.Reveal(), "lent-token");
  EXPECT_EQ(lent->expires, ParseIso("2026-01-02T04:04:05Z"));
  ASSERT_EQ(client_.requests().size(), 1u);
  const HttpRequest request = client_.requests()[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://sts.eu-west-1.amazonaws.com/");
  EXPECT_EQ(request.body,
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole"
            "%2Flabeling&RoleSessionName=ann&ExternalId=42%2Fx&DurationSeconds=900");
  EXPECT_THAT(std::string(request.headers.Get("Authorization")),
              HasSubstr("Credential=AKIAIOSFODNN7EXAMPLE/20260102/eu-west-1/sts/aws4_request"));
  EXPECT_FALSE(request.headers.Has("X-Amz-Content-SHA256"));
  EXPECT_EQ(role->Name(), std::string("role \"") + kRoleArn +
                              "\", assumed with the key from the storage's settings");
}

TEST_F(Sources, StsIsFoundByRegionPartitionAndEnvironment) {
  AnswerWith(200, kLent);
  const auto url = [&](const std::string& region, const std::string& arn) {
    (void)Assume({.arn = arn}, region)->Get();
    return client_.requests().back().url;
  };
  EXPECT_EQ(url("", kRoleArn), "https://sts.us-east-1.amazonaws.com/");
  EXPECT_EQ(url("auto", kRoleArn), "https://sts.us-east-1.amazonaws.com/");
  EXPECT_EQ(url("", "arn:aws-cn:iam::1:role/r"), "https://sts.cn-north-1.amazonaws.com.cn/");
  EXPECT_EQ(url("us-gov-east-1", kRoleArn), "https://sts.us-gov-east-1.amazonaws.com/");
  variables_["AWS_USE_DUALSTACK_ENDPOINT"] = "true";
  EXPECT_EQ(url("eu-west-1", kRoleArn), "https://sts.eu-west-1.api.aws/");
  variables_["AWS_USE_FIPS_ENDPOINT"] = "true";
  EXPECT_EQ(url("us-east-2", kRoleArn), "https://sts-fips.us-east-2.api.aws/");
  variables_["AWS_ENDPOINT_URL"] = "http://all.test:9000/base";
  EXPECT_EQ(url("us-east-2", kRoleArn), "http://all.test:9000/base");
  variables_["AWS_ENDPOINT_URL_STS"] = "http://sts.test";
  EXPECT_EQ(url("us-east-2", kRoleArn), "http://sts.test/");
}

TEST_F(Sources, ARefusedRoleIsExplainedWithoutSecrets) {
  struct Case {
    const char *code, *message;
    ErrorKind kind;
    const char *says, *advice;
  };
  for (const Case& c :
       {Case{"AccessDenied", "User: arn:aws:iam::1:user/ann is not authorized", ErrorKind::kDenied,
             "may not be assumed with the key AKIA…LE from the storage's settings: User: "
             "arn:aws:iam::1:user/ann is not authorized.",
             "sts:AssumeRole"},
        Case{"InvalidClientTokenId", "The security token included in the request is invalid.",
             ErrorKind::kUnauthenticated, "does not know that key", "access key id"},
        Case{"SignatureDoesNotMatch", "no match", ErrorKind::kUnauthenticated,
             "does not fit the key", "clock"},
        Case{"ValidationError", "1 validation error", ErrorKind::kInvalid, "malformed",
             "external_id"},
        Case{"Odd{role}", "", ErrorKind::kInvalid, "answered 400 Odd{role}.", "STS service"}}) {
    SCOPED_TRACE(c.code);
    AnswerWith(c.kind == ErrorKind::kInvalid ? 400 : 403, StsError(c.code, c.message));
    const auto got = Assume({.arn = kRoleArn})->Get();
    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(got.error().kind, c.kind);
    EXPECT_FALSE(got.error().temporary);
    EXPECT_THAT(got.error().message, HasSubstr(kRoleArn));
    EXPECT_THAT(got.error().message, HasSubstr(c.says));
    EXPECT_THAT(got.error().advice, HasSubstr(c.advice));
    EXPECT_THAT(got.error().Sentence(), Not(HasSubstr("AKIAIOSFODNN7EXAMPLE")));
  }
  AnswerWith(200, "<html>a proxy</html>");
  EXPECT_THAT(Assume({.arn = kRoleArn})->Get().error().message, HasSubstr("answered 200"));
  AnswerWith(503, "");
  EXPECT_TRUE(Assume({.arn = kRoleArn})->Get().error().temporary);
}

TEST_F(Sources, RoleParametersAreCheckedBeforeAnythingIsAsked) {
  const auto field = [](const Role& role) { return CheckRole(role).error().fields.at(0).first; };
  EXPECT_EQ(field({.arn = "labeling"}), "role_arn");
  EXPECT_EQ(field({.arn = "arn:aws:iam::1:role/a b"}), "role_arn");
  EXPECT_EQ(field({.arn = kRoleArn, .session_name = "a"}), "role_session_name");
  EXPECT_EQ(field({.arn = kRoleArn, .session_name = "a b"}), "role_session_name");
  EXPECT_EQ(field({.arn = kRoleArn, .external_id = "ä"}), "external_id");
  EXPECT_EQ(field({.arn = kRoleArn, .duration_seconds = "1h"}), "duration_seconds");
  EXPECT_TRUE(CheckRole({.arn = kRoleArn, .session_name = "a@b.c", .external_id = "a/b:c"}));
  EXPECT_FALSE(Assume({.arn = "labeling"})->Get().has_value());
  EXPECT_TRUE(client_.requests().empty());
}

TEST_F(Sources, ATokenFileIsReadForEachFetch) {
  AnswerWith(200,
             "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>"
             "<AccessKeyId>ASIAWEB</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t"
             "</SessionToken><Expiration>2026-01-02T04:04:05Z</Expiration></Credentials>"
             "</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>");
  Write("token", "first-token\n");
  variables_["AWS_ROLE_ARN"] = kRoleArn;
  variables_["AWS_WEB_IDENTITY_TOKEN_FILE"] = (home_ / "token").string();
  const auto source = WebIdentityFromEnvironment(Around());
  EXPECT_EQ(source->Get().value()->access_key_id, "ASIAWEB");
  EXPECT_THAT(client_.requests()[0].body, HasSubstr("&WebIdentityToken=first-token"));
  EXPECT_FALSE(client_.requests()[0].headers.Has("Authorization"));
  Write("token", "second-token");
  clock_.Advance(std::chrono::hours(1));
  EXPECT_TRUE(source->Get().has_value());
  EXPECT_THAT(client_.requests().back().body, HasSubstr("&WebIdentityToken=second-token"));

  AnswerWith(400, StsError("ExpiredTokenException", "Token expired: current date/time"));
  clock_.Advance(std::chrono::hours(1));
  const auto expired = source->Get();
  EXPECT_THAT(expired.error().message, HasSubstr("that token has expired: Token expired"));
  EXPECT_THAT(expired.error().Sentence(), Not(HasSubstr("second-token")));
  std::filesystem::remove(home_ / "token");
  EXPECT_THAT(source->Get().error().message, HasSubstr((home_ / "token").string()));
  Write("token", "two\nlines");
  EXPECT_THAT(source->Get().error().message, HasSubstr("one line with a token"));
}

TEST_F(Sources, ContainerUrlsFollowTheRulesOfTheSdks) {
  VECTORS_OR_SKIP(file, "smithy-rs/aws/rust-runtime/aws-config/test-data/ecs-tests.json");
  const json::value all = ReadVectorJson(file);
  int cases = 0;
  for (const json::value& test : all.at("tests").as_array()) {
    SCOPED_TRACE(json::serialize(test));
    variables_.clear();
    for (const auto& [name, value] : test.at("env").as_object())
      variables_[std::string(name)] = std::string(value.as_string());
    const auto url = ContainerUrl(Around());
    const json::object& result = test.at("result").as_object();
    if (result.contains("Ok")) {
      ASSERT_TRUE(url.has_value()) << url.error().Sentence();
      EXPECT_EQ(*url, Text(result, "Ok"));
    } else if (variables_.empty()) {
      EXPECT_EQ(url.value(), "");
    } else {
      EXPECT_FALSE(url.has_value());
    }
    ++cases;
  }
  EXPECT_EQ(cases, 11);
}

TEST_F(Sources, AContainersAgentOnAStrangeHostIsNotAsked) {
  for (const char* url : {"http://evil.test/credentials", "http://169.254.169.254/latest",
                          "http://10.0.0.1/c", "http://127.0.0.1.evil.test/c"}) {
    variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
    const auto got = ContainerCredentials(Around())->Get();
    ASSERT_FALSE(got.has_value()) << url;
    EXPECT_EQ(got.error().kind, ErrorKind::kInvalid);
  }
  EXPECT_TRUE(client_.requests().empty());
}

TEST_F(Sources, AContainersTokenIsSentAndItsFileWins) {
  AnswerWith(200,
             "{\"AccessKeyId\":\"ASIAPOD\",\"SecretAccessKey\":\"s\",\"Token\":\"t\","
             "\"Expiration\":\"2026-01-02T09:04:05Z\"}");
  variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://169.254.170.23/v1/credentials";
  variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "Basic abc";
  EXPECT_EQ(ContainerCredentials(Around())->Get().value()->access_key_id, "ASIAPOD");
  EXPECT_EQ(client_.requests().back().headers.Get("Authorization"), "Basic abc");
  Write("token", "from-file\n");
  variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = (home_ / "token").string();
  EXPECT_TRUE(ContainerCredentials(Around())->Get().has_value());
  EXPECT_EQ(client_.requests().back().headers.Get("Authorization"), "from-file");
  variables_.erase("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "a\r\nHost: evil.test";
  EXPECT_FALSE(ContainerCredentials(Around())->Get().has_value());
  variables_.erase("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  AnswerWith(404, "{\"message\":\"no role\"}");
  EXPECT_THAT(ContainerCredentials(Around())->Get().error().message,
              HasSubstr("answered 404: no role."));
  AnswerWith(200, "{\"AccessKeyId\":\"ASIAPOD\"}");
  EXPECT_THAT(ContainerCredentials(Around())->Get().error().message,
              HasSubstr("SecretAccessKey is missing"));
}

TEST_F(Sources, InstanceEndpointsFollowTheRulesOfTheSdks) {
  VECTORS_OR_SKIP(
      file, "smithy-rs/aws/rust-runtime/aws-config/test-data/imds-config/imds-endpoint-tests.json");
  const json::value all = ReadVectorJson(file);
  int cases = 0, by_code = 0;
  for (const json::value& value : all.at("tests").as_array()) {
    const json::object& test = value.as_object();
    SCOPED_TRACE(json::serialize(test));
    // An SDK's own options; there is no such field here.
    if (test.contains("endpoint_override") || test.contains("mode_override")) {
      ++by_code;
      continue;
    }
    variables_.clear();
    for (const auto& [name, setting] : test.at("env").as_object())
      variables_[std::string(name)] = std::string(setting.as_string());
    for (const auto& [name, text] : test.at("fs").as_object()) {
      Write(std::string(name), std::string_view(text.as_string()));
      variables_["AWS_CONFIG_FILE"] = (home_ / std::string(name)).string();
    }
    const auto url = InstanceMetadataUrl(Around());
    const json::object& result = test.at("result").as_object();
    if (result.contains("Ok")) {
      ASSERT_TRUE(url.has_value()) << url.error().Sentence();
      EXPECT_EQ(*url + "/latest/api/token", Text(result, "Ok"));
    } else {
      EXPECT_FALSE(url.has_value());
    }
    ++cases;
  }
  EXPECT_EQ(cases, 11);
  EXPECT_EQ(by_code, 3);
}

TEST_F(Sources, AnAbsentMetadataServiceIsAskedOnceInFiveMinutes) {
  variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://absent.test";
  answer_ = [](const HttpRequest&) -> Result<HttpResponse> {
    return FailForNow(ErrorKind::kTimeout, "No answer.");
  };
  for (int storage = 0; storage < 3; ++storage) {
    EXPECT_EQ(InstanceCredentials(Around())->Get().value(), nullptr);
  }
  EXPECT_EQ(client_.requests().size(), 1u);
  EXPECT_LE(client_.requests()[0].connect_timeout, std::chrono::seconds(1));
  EXPECT_LE(client_.requests()[0].total_timeout, std::chrono::seconds(1));
  const auto required = InstanceCredentials(Around(), true)->Get();
  ASSERT_FALSE(required.has_value());
  EXPECT_THAT(required.error().message, HasSubstr("nothing answers at http://absent.test"));
  clock_.Advance(std::chrono::minutes(6));
  EXPECT_EQ(InstanceCredentials(Around())->Get().value(), nullptr);
  EXPECT_EQ(client_.requests().size(), 2u);
}

TEST_F(Sources, AnotherServiceAtTheMetadataAddressIsNoSource) {
  variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://other.test";
  AnswerWith(404, "not found");
  EXPECT_EQ(InstanceCredentials(Around())->Get().value(), nullptr);
  EXPECT_EQ(client_.requests().size(), 1u);
}

TEST_F(Sources, AProgramsKeyIsTaken) {
  const auto run = [&](const std::string& command, int seconds = 30) {
    return ProcessCredentials(Around(), command, "ml", std::chrono::seconds(seconds))->Get();
  };
  const auto got =
      run("printf '{\"Version\": 1, \"AccessKeyId\": \"ASIAPROC\", \"SecretAccessKey\": \"s\", "
          "\"SessionToken\": \"t\", \"Expiration\": \"2026-01-02T09:04:05+01:00\"}'");
  ASSERT_TRUE(got.has_value()) << got.error().Sentence();
  EXPECT_EQ((*got)->access_key_id, "ASIAPROC");
  EXPECT_EQ((*got)->expires, ParseIso("2026-01-02T08:04:05Z"));
  EXPECT_FALSE(run("printf '{\"Version\": 1, \"AccessKeyId\": \"A\", \"SecretAccessKey\": \"s\"}'")
                   .value()
                   ->expires.has_value());
}

TEST_F(Sources, AProgramThatFailsIsQuotedButItsOutputIsNot) {
  const auto fail = [&](const std::string& command, std::chrono::milliseconds timeout) {
    const auto got = ProcessCredentials(Around(), command, "ml", timeout)->Get();
    EXPECT_FALSE(got.has_value()) << command;
    return got.has_value() ? Error{} : got.error();
  };
  constexpr std::chrono::seconds kLong{30};
  const Error ended = fail("echo secret-output; echo 'vault is sealed' >&2; exit 3", kLong);
  EXPECT_THAT(ended.message, HasSubstr("profile \"ml\" ended with exit code 3: vault is sealed."));
  EXPECT_THAT(ended.Sentence(), Not(HasSubstr("secret-output")));
  EXPECT_THAT(fail("kill -9 $$", kLong).message, HasSubstr("signal 9"));
  EXPECT_THAT(fail("millrace-no-such-program", kLong).message, HasSubstr("exit code 127"));
  const Error half = fail("echo '{\"Version\":1,\"SecretAccessKey\":\"hush\"}'", kLong);
  EXPECT_THAT(half.message, HasSubstr("AccessKeyId is missing"));
  EXPECT_THAT(half.Sentence(), Not(HasSubstr("hush")));
  EXPECT_THAT(
      fail("echo '{\"Version\":2,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\"}'", kLong).message,
      HasSubstr("\"Version\": 1"));
  EXPECT_THAT(fail("cat /dev/zero", kLong).message, HasSubstr("256 KiB"));
}

// Ended with all that it started, whether it keeps its output open or not.
TEST_F(Sources, AProgramThatHangsIsEnded) {
  for (const std::string command : {"sleep 1000 & sleep 1000", "exec >&- 2>&-; sleep 1000"}) {
    const auto got =
        ProcessCredentials(Around(), command, "ml", std::chrono::milliseconds(50))->Get();
    ASSERT_FALSE(got.has_value());
    EXPECT_THAT(got.error().message, HasSubstr("did not end within 1 second"));
  }
}

}  // namespace
}  // namespace millrace::storage::aws

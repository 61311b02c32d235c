// A role that is really assumed: moto's STS lends the key that moto's S3 is then asked with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/ids.h"
#include "storage/provider.h"
#include "storage/providers/s3.h"
#include "tests/conformance/candidate.h"
#include "tests/conformance/emulator.h"

namespace millrace::conformance {
namespace {

using namespace storage;
using testing::HasSubstr;
using testing::Not;

constexpr char kRoleArn[] = "arn:aws:iam::123456789012:role/labeling";

TEST(S3Role, IsAssumedAtTheEndpointOfTheBucket) {
  const auto facts = Emulator("moto.sh");
  if (!facts.has_value()) GTEST_SKIP() << facts.error().Sentence();
  const std::string endpoint = facts->at("endpoint"), bucket = "role-" + RandomHex(4);
  const auto made = Http().Send({.method = "PUT", .url = endpoint + "/" + bucket});
  ASSERT_TRUE(made.has_value() && made->status == 200);
  const Environment environment{.http = &Http(),
                                .clock = &SystemClock(),
                                .env = [](const std::string&) { return std::nullopt; },
                                .home = "/nonexistent"};
  Values values;
  values.Set(kS3Bucket, bucket);
  values.Set(kS3Region, "us-east-1");
  values.Set(kS3Endpoint, endpoint);
  values.Set(kS3AccessKeyId, "AKIAIOSFODNN7EXAMPLE");
  values.Set(kS3SecretAccessKey, "wJalrXUtnFEMI");
  values.Set(kS3RoleArn, kRoleArn);
  values.Set(kS3ExternalId, "conformance");
  auto store = OpenStore(kS3, values, environment, net::AddressPolicy::kTrusted);
  ASSERT_TRUE(store.has_value()) << store.error().Sentence();

  const auto identity = (*store)->Identity();
  ASSERT_TRUE(identity.has_value()) << identity.error().Sentence();
  EXPECT_THAT(*identity, HasSubstr(kRoleArn));
  EXPECT_THAT(*identity, testing::StartsWith("access key ASIA"));
  const auto put = (*store)->Put({.key = "a", .body = "{}"});
  ASSERT_TRUE(put.has_value()) << put.error().Sentence();
  EXPECT_EQ(GetObject(**store, {.key = "a"}, 100).value().body, "{}");
  // The URL carries the token that was lent, and works by itself.
  const auto url = (*store)->Presign({.key = "a"});
  ASSERT_TRUE(url.has_value()) << url.error().Sentence();
  EXPECT_THAT(*url, HasSubstr("X-Amz-Security-Token="));
  EXPECT_THAT(*url, Not(HasSubstr("AKIAIOSFODNN7EXAMPLE")));
  EXPECT_EQ(Http().Send({.url = *url}).value().body, "{}");
}

}  // namespace
}  // namespace millrace::conformance

#include "storage/aws/endpoint.h"

#include <gtest/gtest.h>

#include <map>

#include "storage/aws/test_vectors.h"

namespace millrace::storage::aws {
namespace {

namespace json = boost::json;

// Why a case of the published rule set is not one of ours; "" if it is.
std::string LeftOut(const json::object& params) {
  const std::string bucket = Text(params, "Bucket"), region = Text(params, "Region");
  if (params.contains("UseS3ExpressControlEndpoint") || bucket.ends_with("--x-s3") ||
      bucket.ends_with("--xa-s3")) {
    return "S3 Express";
  }
  if (params.contains("UseObjectLambdaEndpoint")) return "Object Lambda";
  if (bucket.empty()) return "requests without a bucket";
  if (bucket.starts_with("arn:")) return "ARN";
  if (bucket.ends_with("--op-s3")) return "Outposts alias";
  if (region.empty()) return "no region";
  if (Flag(params, "UseGlobalEndpoint") && region == "us-east-1" && !params.contains("Endpoint") &&
      !Flag(params, "UseFIPS") && !Flag(params, "UseDualStack") && !Flag(params, "Accelerate")) {
    return "legacy global endpoint of us-east-1";
  }
  if (region == "aws-global" && Flag(params, "Accelerate") && Flag(params, "UseDualStack")) {
    return "aws-global with dual-stack acceleration";
  }
  return "";
}

Result<BucketEndpoint> Resolve(const json::object& params) {
  EndpointOptions options{.region = Text(params, "Region"),
                          .dual_stack = Flag(params, "UseDualStack"),
                          .fips = Flag(params, "UseFIPS"),
                          .accelerate = Flag(params, "Accelerate")};
  options.style =
      Flag(params, "ForcePathStyle") ? AddressingStyle::kPath : AddressingStyle::kVirtual;
  if (const std::string endpoint = Text(params, "Endpoint"); !endpoint.empty()) {
    ASSIGN_OR_RETURN(options.custom, net::ParseUrl(endpoint));
  }
  return ResolveBucket(Text(params, "Bucket"), options);
}

TEST(Endpoint, FollowsTheRuleSetOfAws) {
  VECTORS_OR_SKIP(file, "smithy-rs/s3_endpoint_tests.json");
  const json::object all = ReadVectorJson(file).as_object();
  std::map<std::string, int> left_out;
  int resolved = 0, refused = 0;
  for (const json::value& value : all.at("testCases").as_array()) {
    const json::object& test = value.as_object();
    const json::object& params = test.at("params").as_object();
    SCOPED_TRACE(Text(test, "documentation") + " " + json::serialize(params));
    if (const std::string reason = LeftOut(params); !reason.empty()) {
      ++left_out[reason];
      continue;
    }
    const auto endpoint = Resolve(params);
    const json::object& expect = test.at("expect").as_object();
    if (expect.contains("error")) {
      ASSERT_FALSE(endpoint.has_value()) << Text(expect, "error");
      EXPECT_FALSE(endpoint.error().message.empty());
      ++refused;
      continue;
    }
    ASSERT_TRUE(endpoint.has_value()) << endpoint.error().Sentence();
    const json::object& wanted = expect.at("endpoint").as_object();
    EXPECT_EQ(endpoint->Url(), Text(wanted, "url"));
    const json::object& scheme =
        wanted.at("properties").at("authSchemes").as_array().at(0).as_object();
    EXPECT_EQ(endpoint->region, Text(scheme, "signingRegion"));
    ++resolved;
  }
  // Each number is the size of a group of the published file, so that none grows unseen.
  EXPECT_EQ(resolved, 96);
  EXPECT_EQ(refused, 29);
  const std::map<std::string, int> expected{{"ARN", 94},
                                            {"Object Lambda", 9},
                                            {"Outposts alias", 11},
                                            {"S3 Express", 117},
                                            {"legacy global endpoint of us-east-1", 3},
                                            {"no region", 1},
                                            {"aws-global with dual-stack acceleration", 1},
                                            {"requests without a bucket", 32}};
  EXPECT_EQ(left_out, expected);
}

TEST(Endpoint, LeftOutKindsAreRefusedWithASentence) {
  for (const char* bucket :
       {"arn:aws:s3:us-west-2:123456789012:accesspoint:myendpoint", "cats--usw2-az1--x-s3",
        "cats--xa-s3", "test-accessp-o0b1d075431d83bebde8xz5w8ijx1qzlbp3i3kuse10--op-s3"}) {
    const auto endpoint = ResolveBucket(bucket, {.region = "us-west-2"});
    ASSERT_FALSE(endpoint.has_value()) << bucket;
    EXPECT_EQ(endpoint.error().kind, ErrorKind::kUnsupported);
    EXPECT_NE(endpoint.error().message.find(bucket), std::string::npos);
    EXPECT_FALSE(endpoint.error().advice.empty());
  }
  EXPECT_EQ(ResolveBucket("", {.region = "us-west-2"}).error().fields[0].first, "bucket");
  EXPECT_EQ(ResolveBucket("b", {.region = "us west"}).error().fields[0].first, "region_name");
}

std::string Url(std::string_view bucket, const char* custom, AddressingStyle style) {
  EndpointOptions options{.region = "eu-west-1", .style = style};
  if (custom != nullptr) options.custom = net::ParseUrl(custom).value();
  return ResolveBucket(bucket, options).value().Url();
}

TEST(Endpoint, AutoIsVirtualOnAwsAndPathElsewhere) {
  constexpr auto kAuto = AddressingStyle::kAuto, kVirtual = AddressingStyle::kVirtual;
  EXPECT_EQ(Url("cats", nullptr, kAuto), "https://cats.s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(Url("my.cats", nullptr, kAuto), "https://s3.eu-west-1.amazonaws.com/my.cats");
  EXPECT_EQ(Url("Cats", nullptr, kAuto), "https://s3.eu-west-1.amazonaws.com/Cats");
  EXPECT_EQ(Url("cats", "https://minio.example.com/", kAuto), "https://minio.example.com/cats");
  EXPECT_EQ(Url("cats", "https://minio.example.com:9000/s3/", kAuto),
            "https://minio.example.com:9000/s3/cats");
  EXPECT_EQ(Url("cats", "https://minio.example.com:9000/s3", kVirtual),
            "https://cats.minio.example.com:9000/s3");
  EXPECT_EQ(Url("my.cats", "http://minio.example.com", kVirtual),
            "http://my.cats.minio.example.com");
  EXPECT_EQ(Url("my.cats", "https://minio.example.com", kVirtual),
            "https://minio.example.com/my.cats");
  EXPECT_EQ(Url("cats", "http://[::1]:9000", kVirtual), "http://[::1]:9000/cats");
}

TEST(Endpoint, RecognisesHostsOfAws) {
  EXPECT_EQ(ParseAwsHost("s3.amazonaws.com")->region, "");
  EXPECT_EQ(ParseAwsHost("s3.eu-west-1.amazonaws.com")->region, "eu-west-1");
  EXPECT_EQ(ParseAwsHost("s3-eu-west-1.amazonaws.com")->region, "eu-west-1");
  EXPECT_EQ(ParseAwsHost("s3.cn-north-1.amazonaws.com.cn")->region, "cn-north-1");
  const auto fips = ParseAwsHost("s3-fips.dualstack.us-gov-west-1.amazonaws.com");
  ASSERT_TRUE(fips.has_value());
  EXPECT_TRUE(fips->fips && fips->dual_stack && !fips->accelerate);
  EXPECT_EQ(fips->region, "us-gov-west-1");
  EXPECT_TRUE(ParseAwsHost("s3-accelerate.amazonaws.com")->accelerate);
  for (const char* other :
       {"s3.example.com", "cats.s3.eu-west-1.amazonaws.com", "amazonaws.com",
        "control.vpce-1a2b.s3.us-west-2.vpce.amazonaws.com", "s3x.amazonaws.com",
        "s3.a.b.amazonaws.com", "s3.eu-west-1.amazonaws.com.evil.com"}) {
    EXPECT_FALSE(ParseAwsHost(other).has_value()) << other;
  }
}

TEST(Endpoint, RegionNamesCannotLeaveAHostName) {
  EXPECT_TRUE(IsRegionName("eu-central-1"));
  EXPECT_TRUE(IsRegionName("auto"));
  for (const char* wrong : {"", "a.b", "a/b", "eu west", "-x", "x-", "evil.com#", "a@b"}) {
    EXPECT_FALSE(IsRegionName(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace millrace::storage::aws

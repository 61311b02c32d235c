// Where a bucket answers: S3's endpoint rules for general purpose buckets.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html; the cases are those of
// the rule set that AWS publishes for its SDKs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/url.h"

namespace millrace::storage::aws {

enum class AddressingStyle {
  kAuto,     // AWS: virtual host where the bucket's name is one DNS label; elsewhere: path
  kVirtual,  // https://bucket.host/key, where the bucket's name allows it
  kPath,     // https://host/bucket/key
};

struct EndpointOptions {
  std::string region;              // "us-east-1"; never empty
  std::optional<net::Url> custom;  // an S3-compatible service or a private link; none = AWS itself
  AddressingStyle style = AddressingStyle::kAuto;
  bool dual_stack = false;
  bool fips = false;
  bool accelerate = false;
};

// The base of a bucket's URLs. A plain value type.
struct BucketEndpoint {
  std::string origin;  // "https://bucket.s3.eu-west-1.amazonaws.com"
  std::string host;    // the Host header
  std::string path;    // encoded prefix of every key's path: "" or "/bucket" or "/base/bucket"
  std::string region;  // that requests are signed for
  bool aws = false;    // AWS itself rather than a custom endpoint

  std::string Url() const { return origin + path; }
};

// kInvalid or kUnsupported with a sentence where the combination has no address: ARNs, access
// points, Outposts and directory buckets among them.
Result<BucketEndpoint> ResolveBucket(std::string_view bucket, const EndpointOptions& options);

// A region's name as it may stand in a host name. What a server answers is checked with it too.
bool IsRegionName(std::string_view region);

// "aws", "aws-cn", "aws-us-gov", …: the world a region belongs to, as ARNs name it.
std::string_view PartitionName(std::string_view region);

// The host of another service of AWS in a region: "sts.eu-west-1.amazonaws.com". `service` as it
// stands in host names ("sts", "portal.sso").
std::string ServiceHost(std::string_view service, std::string_view region, bool fips,
                        bool dual_stack);

// What one of S3's own host names says: "s3.eu-west-1.amazonaws.com", "s3-fips.dualstack.…".
// Nothing for other hosts, private links and names that hold a bucket.
struct AwsHost {
  std::string region;  // "" in "s3.amazonaws.com"
  bool dual_stack = false;
  bool fips = false;
  bool accelerate = false;
};
std::optional<AwsHost> ParseAwsHost(std::string_view host);

// kInvalid with key and rule for what S3 cannot hold.
Result<void> CheckKey(std::string_view key);
// The encoded path of a key: everything but unreserved characters and "/" is escaped.
std::string EncodeKey(std::string_view key);

}  // namespace millrace::storage::aws

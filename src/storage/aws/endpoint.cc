#include "storage/aws/endpoint.h"

#include <algorithm>

#include "base/text.h"
#include "storage/http/refusal.h"

namespace millrace::storage::aws {
namespace {

struct Partition {
  std::string_view name;
  std::string_view prefix;      // of region names
  std::string_view suffix;      // of host names
  std::string_view dual_stack;  // of host names with IPv6, but for S3's own; "" = none
  bool fips;
};

// https://docs.aws.amazon.com/general/latest/gr/s3.html. The last one takes all other regions.
constexpr Partition kPartitions[] = {
    {"aws-cn", "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn", false},
    {"aws-us-gov", "us-gov-", "amazonaws.com", "api.aws", true},
    {"aws-iso", "us-iso-", "c2s.ic.gov", "", true},
    {"aws-iso-b", "us-isob-", "sc2s.sgov.gov", "", true},
    {"aws-iso-e", "eu-isoe-", "cloud.adc-e.uk", "", true},
    {"aws-iso-f", "us-isof-", "csp.hci.ic.gov", "", true},
    {"aws-eusc", "eusc-", "amazonaws.eu", "api.amazonwebservices.eu", true},
    {"aws", "", "amazonaws.com", "api.aws", true},
};

const Partition& PartitionOf(std::string_view region) {
  return *std::find_if(std::begin(kPartitions), std::end(kPartitions),
                       [&](const Partition& p) { return region.starts_with(p.prefix); });
}

bool IsLowerAlnum(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// A bucket that can be one label of a host name. Dots would fail the check of a TLS certificate;
// `subdomains` allows them where there is no TLS.
bool IsVirtualHostable(std::string_view bucket, bool subdomains) {
  if (bucket.size() < 3 || bucket.size() > 63) return false;
  if (!IsLowerAlnum(bucket.front()) || !IsLowerAlnum(bucket.back())) return false;
  char last = 'a';
  for (const char c : bucket) {
    if (c == '.' ? !subdomains || !IsLowerAlnum(last) : c != '-' && !IsLowerAlnum(c)) return false;
    if (c == '-' && last == '.') return false;
    last = c;
  }
  return true;
}

bool IsIpAddress(std::string_view host) {
  if (host.find(':') != std::string_view::npos) return true;
  const auto parts = Split(host, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
           const auto number = ParseInt(part);
           return number.has_value() && *number >= 0 && *number <= 255;
         });
}

Result<void> CheckBucket(std::string_view bucket) {
  const std::string name = Printable(bucket);
  if (bucket.empty()) return FailField("bucket", "The bucket's name is missing.");
  if (bucket.starts_with("arn:")) {
    return Fail(ErrorKind::kUnsupported, "\"" + name + "\" is an ARN, not the name of a bucket.",
                "Give the bucket's own name; access points and Outposts are not supported.");
  }
  if (bucket.ends_with("--x-s3") || bucket.ends_with("--xa-s3")) {
    return Fail(ErrorKind::kUnsupported,
                "\"" + name + "\" is an S3 directory bucket, which lists objects in no order.",
                "Use a general purpose bucket.");
  }
  if (bucket.ends_with("--op-s3")) {
    return Fail(ErrorKind::kUnsupported,
                "\"" + name + "\" is the alias of an access point on Outposts.",
                "Use a general purpose bucket.");
  }
  return {};
}

Result<void> CheckCombination(const EndpointOptions& options) {
  if (!IsRegionName(options.region)) {
    return FailField("region_name", "\"" + Printable(options.region) +
                                        "\" is not the name of a region; an example is eu-west-1.");
  }
  if (options.custom.has_value()) {
    const char* wrong = options.dual_stack   ? "dual-stack addresses"
                        : options.fips       ? "FIPS addresses"
                        : options.accelerate ? "S3 Transfer Acceleration"
                                             : nullptr;
    if (wrong == nullptr) return {};
    return Fail(
        ErrorKind::kInvalid,
        "The endpoint " + options.custom->Origin() + " cannot be combined with " + wrong + ".",
        "Remove one of the two.");
  }
  const bool china = options.region.starts_with("cn-");
  if (options.fips && (options.accelerate || !PartitionOf(options.region).fips)) {
    return Fail(ErrorKind::kInvalid,
                options.accelerate ? "S3 Transfer Acceleration has no FIPS addresses."
                                   : "Region " + options.region + " has no FIPS addresses.",
                "Turn FIPS off.");
  }
  if (options.accelerate && china) {
    return Fail(ErrorKind::kInvalid,
                "S3 Transfer Acceleration does not exist in region " + options.region + ".",
                "Turn it off.");
  }
  return {};
}

std::string AwsHostName(const EndpointOptions& options, std::string_view region) {
  const Partition& partition = PartitionOf(region);
  std::string host = "s3";
  if (options.accelerate) {
    host += "-accelerate";
    if (options.dual_stack) host += ".dualstack";
  } else {
    if (options.fips) host += "-fips";
    if (options.dual_stack) host += ".dualstack";
    if (options.region != "aws-global" || options.fips || options.dual_stack) {
      host.append(".").append(region);
    }
  }
  return host.append(".").append(partition.suffix);
}

}  // namespace

bool IsRegionName(std::string_view region) {
  if (region.empty() || region.size() > 63 || region.front() == '-' || region.back() == '-') {
    return false;
  }
  return std::all_of(region.begin(), region.end(),
                     [](char c) { return IsLowerAlnum(c) || (c >= 'A' && c <= 'Z') || c == '-'; });
}

std::string_view PartitionName(std::string_view region) { return PartitionOf(region).name; }

std::string ServiceHost(std::string_view service, std::string_view region, bool fips,
                        bool dual_stack) {
  const Partition& partition = PartitionOf(region);
  std::string host(service);
  if (fips && partition.fips) host += "-fips";
  host.append(".").append(region).append(".");
  return host.append(dual_stack && !partition.dual_stack.empty() ? partition.dual_stack
                                                                 : partition.suffix);
}

std::optional<AwsHost> ParseAwsHost(std::string_view host) {
  const auto* partition =
      std::find_if(std::begin(kPartitions), std::end(kPartitions),
                   [&](const Partition& p) { return host.ends_with("." + std::string(p.suffix)); });
  if (partition == std::end(kPartitions)) return std::nullopt;
  host.remove_suffix(partition->suffix.size() + 1);
  AwsHost out;
  std::vector<std::string> labels = Split(host, '.');
  // "s3-eu-west-1" is the old form of "s3.eu-west-1".
  if (labels[0] == "s3-fips") {
    out.fips = true;
  } else if (labels[0] == "s3-accelerate") {
    out.accelerate = true;
  } else if (labels[0].starts_with("s3-")) {
    labels.insert(labels.begin() + 1, labels[0].substr(3));
  } else if (labels[0] != "s3") {
    return std::nullopt;
  }
  labels.erase(labels.begin());
  if (!labels.empty() && labels[0] == "dualstack") {
    out.dual_stack = true;
    labels.erase(labels.begin());
  }
  if (labels.size() > 1 || (labels.size() == 1 && !IsRegionName(labels[0]))) return std::nullopt;
  if (!labels.empty()) out.region = labels[0];
  return out;
}

Result<void> CheckKey(std::string_view key) {
  const char* rule = key.empty()         ? "it is empty"
                     : key.size() > 1024 ? "S3 allows at most 1,024 bytes"
                     : !IsUtf8(key)      ? "S3 allows UTF-8 only"
                                         : nullptr;
  if (rule == nullptr) return {};
  return http::UnusableKey(key, rule);
}

std::string EncodeKey(std::string_view key) { return net::PercentEncode(key, "/"); }

Result<BucketEndpoint> ResolveBucket(std::string_view bucket, const EndpointOptions& options) {
  RETURN_IF_ERROR(CheckBucket(bucket));
  RETURN_IF_ERROR(CheckCombination(options));
  BucketEndpoint out;
  out.aws = !options.custom.has_value();
  out.region = options.region == "aws-global" ? "us-east-1" : options.region;

  net::Url base;
  if (out.aws) {
    base.scheme = "https";
    base.host = AwsHostName(options, out.region);
  } else {
    base = *options.custom;
    while (base.path.ends_with('/')) base.path.pop_back();
  }
  const bool tls = base.scheme == "https";
  const bool possible = IsVirtualHostable(bucket, !tls) && !IsIpAddress(base.host);
  bool virtual_host = false;
  switch (options.style) {
    case AddressingStyle::kAuto: virtual_host = possible && out.aws; break;
    case AddressingStyle::kVirtual: virtual_host = possible; break;
    case AddressingStyle::kPath: break;
  }
  if (options.accelerate && !virtual_host) {
    return Fail(ErrorKind::kInvalid,
                "S3 Transfer Acceleration cannot reach \"" + Printable(bucket) +
                    "\" by its path, and its name is not usable in a host name.",
                "Turn it off.");
  }
  if (virtual_host) {
    base.host = std::string(bucket) + "." + base.host;
  } else {
    base.path += "/" + net::PercentEncode(bucket);
  }
  out.path = std::move(base.path);
  out.host = base.Authority();
  out.origin = base.scheme + "://" + out.host;
  return out;
}

}  // namespace millrace::storage::aws

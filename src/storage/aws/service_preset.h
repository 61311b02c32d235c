// What is known of the services that speak S3's protocol: a person names one and gives what only
// they can know.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "storage/object_store.h"

namespace millrace::storage::aws {

struct ServicePreset {
  std::string_view name;      // in the field "service"
  std::string_view title;     // "Cloudflare R2"
  std::string_view endpoint;  // with {account} and {region}; "" = each installation has its own
  std::string_view suffix;    // of its host names; "" = cannot be told by them
  std::string_view region;   // that requests are signed for if nobody names one; "" = must be given
  std::string_view account;  // what it calls {account}: "account ID"; "" = needs none
  // If-None-Match and If-Match of a write, where the service says so of all its installations;
  // everything else is learned by a probe.
  Support conditions = Support::kUnknown;
};

// All of them are reached by path (AddressingStyle::kAuto), Amazon by the bucket's host name.
inline constexpr ServicePreset kServicePresets[] = {
    {.name = "aws", .title = "Amazon S3"},
    {.name = "minio", .title = "MinIO", .region = "us-east-1"},
    // https://developers.cloudflare.com/r2/api/s3/api/ and …/conditional-operations/
    {.name = "r2",
     .title = "Cloudflare R2",
     .endpoint = "https://{account}.r2.cloudflarestorage.com",
     .suffix = ".r2.cloudflarestorage.com",
     .region = "auto",
     .account = "account ID",
     .conditions = Support::kYes},
    // https://www.backblaze.com/docs/cloud-storage-call-the-s3-compatible-api
    {.name = "b2",
     .title = "Backblaze B2",
     .endpoint = "https://s3.{region}.backblazeb2.com",
     .suffix = ".backblazeb2.com"},
    // https://docs.wasabi.com/docs/service-urls-for-wasabis-storage-regions-2
    {.name = "wasabi",
     .title = "Wasabi",
     .endpoint = "https://s3.{region}.wasabisys.com",
     .suffix = ".wasabisys.com",
     .region = "us-east-1"},
    // https://docs.oracle.com/en-us/iaas/Content/Object/Tasks/s3compatibleapi.htm
    {.name = "oci",
     .title = "Oracle Cloud Object Storage",
     .endpoint = "https://{account}.compat.objectstorage.{region}.oraclecloud.com",
     .suffix = ".oraclecloud.com",
     .account = "Object Storage namespace"},
    {.name = "ceph", .title = "Ceph", .region = "us-east-1"},
};

// nullptr for "" and unknown names.
const ServicePreset* FindService(std::string_view name);
// By an endpoint's host; nullptr if it is none of theirs.
const ServicePreset* RecogniseService(std::string_view host);
// The region that the service's own host names; "" if it names none.
std::string RegionOfHost(const ServicePreset& service, std::string_view host);

// The endpoint from what a person gave. The Error names the field that is missing ("account",
// "region_name", "s3_endpoint"). "" for Amazon itself.
Result<std::string> ServiceEndpoint(const ServicePreset& service, std::string_view account,
                                    std::string_view region);

}  // namespace millrace::storage::aws

#include "storage/aws/service_preset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace::storage::aws {
namespace {

using testing::HasSubstr;

TEST(ServicePreset, MakesTheEndpointFromWhatAPersonKnows) {
  const auto endpoint = [](const char* name, const char* account, const char* region) {
    return ServiceEndpoint(*FindService(name), account, region).value();
  };
  EXPECT_EQ(endpoint("aws", "", "eu-west-1"), "");
  EXPECT_EQ(endpoint("r2", "0A1B", ""), "https://0a1b.r2.cloudflarestorage.com");
  EXPECT_EQ(endpoint("b2", "", "us-west-004"), "https://s3.us-west-004.backblazeb2.com");
  EXPECT_EQ(endpoint("wasabi", "", ""), "https://s3.us-east-1.wasabisys.com");
  EXPECT_EQ(endpoint("oci", "axab", "eu-frankfurt-1"),
            "https://axab.compat.objectstorage.eu-frankfurt-1.oraclecloud.com");
}

TEST(ServicePreset, MissingAndMalformedPartsNameTheField) {
  const auto error = [](const char* name, const char* account, const char* region) {
    return ServiceEndpoint(*FindService(name), account, region).error().fields.at(0);
  };
  EXPECT_EQ(error("r2", "", "auto").first, "account");
  EXPECT_THAT(error("r2", "", "auto").second, HasSubstr("Cloudflare R2 needs the account ID"));
  EXPECT_EQ(error("r2", "evil.test/", "auto").first, "account");
  EXPECT_EQ(error("b2", "", "").first, "region_name");
  EXPECT_EQ(error("b2", "", "us west").first, "region_name");
  EXPECT_EQ(error("oci", "axab", "").first, "region_name");
  EXPECT_EQ(error("oci", "", "eu-frankfurt-1").first, "account");
  EXPECT_EQ(error("minio", "", "").first, "s3_endpoint");
  EXPECT_EQ(error("ceph", "", "").first, "s3_endpoint");
}

TEST(ServicePreset, IsRecognisedByHost) {
  const auto name = [](const char* host) {
    const ServicePreset* service = RecogniseService(host);
    return service == nullptr ? "" : std::string(service->name);
  };
  EXPECT_EQ(name("0a1b.r2.cloudflarestorage.com"), "r2");
  EXPECT_EQ(name("0a1b.eu.r2.cloudflarestorage.com"), "r2");
  EXPECT_EQ(name("s3.eu-central-003.backblazeb2.com"), "b2");
  EXPECT_EQ(name("s3.wasabisys.com"), "wasabi");
  EXPECT_EQ(name("minio.example.com"), "");
  EXPECT_EQ(name("backblazeb2.com.evil.test"), "");
  EXPECT_EQ(RegionOfHost(*FindService("b2"), "s3.eu-central-003.backblazeb2.com"),
            "eu-central-003");
  EXPECT_EQ(RegionOfHost(*FindService("wasabi"), "s3.wasabisys.com"), "");
  EXPECT_EQ(
      RegionOfHost(*FindService("oci"), "axab.compat.objectstorage.uk-london-1.oraclecloud.com"),
      "uk-london-1");
  EXPECT_EQ(RegionOfHost(*FindService("r2"), "0a1b.r2.cloudflarestorage.com"), "");
  EXPECT_EQ(FindService("s4"), nullptr);
}

}  // namespace
}  // namespace millrace::storage::aws

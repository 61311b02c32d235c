#include "storage/providers/s3.h"

#include "storage/bucket_uri.h"
#include "storage/common_fields.h"
#include "storage/providers/s3_guidance.h"
#include "storage/providers/s3_settings.h"
#include "storage/providers/s3_store.h"
#include "storage/settings.h"

namespace millrace::storage {
namespace {

constexpr const Field* kFields[] = {
    &kS3Bucket,         &kPrefix,        &kS3Region,          &kS3Service,      &kS3Account,
    &kS3Endpoint,       &kS3AccessKeyId, &kS3SecretAccessKey, &kS3SessionToken, &kS3Profile,
    &kS3RoleArn,        &kS3ExternalId,  &kS3RoleSessionName, &kS3StsEndpoint,  &kS3AddressingStyle,
    &kS3PublicEndpoint, &kS3CaFile,      &kS3Encryption,      &kS3KmsKeyId,     &kS3RequesterPays,
    &kS3Anonymous};

Location Locate(const Values& values, const Environment& environment) {
  return {.kind = "s3",
          .endpoint = S3EndpointPlace(values, environment),
          .bucket = GivenText(values, kS3Bucket),
          .prefix = FolderPrefix(values)};
}

Result<std::unique_ptr<ObjectStore>> Open(const Values& values, const Environment& environment,
                                          net::AddressPolicy addresses) {
  RETURN_IF_ERROR(CheckRequired(kFields, values));
  ASSIGN_OR_RETURN(S3Settings settings, ReadS3Settings(values, environment, addresses));
  ASSIGN_OR_RETURN(auto connection, aws::Connection::Open(std::move(settings.connection),
                                                          std::move(settings.credentials)));
  return MakeS3Store(std::move(connection), FolderPrefix(values));
}

}  // namespace

const Provider kS3{
    .kind = "s3",
    .rest_name = "s3",
    .title = "Amazon S3",
    .rest_title = "AWS S3",
    .scheme = "s3",
    .path_field = &kS3Bucket,
    .fields = kFields,
    .locate = Locate,
    .uri = [](const Values& values, const Environment&,
              std::string_view key) { return BucketUri("s3", GivenText(values, kS3Bucket), key); },
    .key_of =
        [](const Values& values, const Environment&, std::string_view uri) {
          return KeyOfBucketUri("s3", GivenText(values, kS3Bucket), uri);
        },
    .open = Open,
    .guidance = {.rights = S3Rights, .cors = S3Cors},
};

}  // namespace millrace::storage

// Amazon S3 and the services that speak its protocol.
#pragma once

#include "storage/provider.h"

namespace millrace::storage {

extern const Provider kS3;

// s3_fields.cc
extern const Field kS3Bucket;
extern const Field kS3Region;
extern const Field kS3Service;
extern const Field kS3Account;
extern const Field kS3Endpoint;
extern const Field kS3AccessKeyId;
extern const Field kS3SecretAccessKey;
extern const Field kS3SessionToken;
extern const Field kS3Profile;
extern const Field kS3RoleArn;
extern const Field kS3ExternalId;
extern const Field kS3RoleSessionName;
extern const Field kS3StsEndpoint;
extern const Field kS3Encryption;
extern const Field kS3KmsKeyId;
extern const Field kS3RequesterPays;
extern const Field kS3PublicEndpoint;
extern const Field kS3CaFile;
extern const Field kS3AddressingStyle;
extern const Field kS3Anonymous;

}  // namespace millrace::storage

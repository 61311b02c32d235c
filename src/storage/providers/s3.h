// Amazon S3 and the services that speak its protocol.
#pragma once

#include "storage/provider.h"

namespace millrace::storage {

extern const Provider kS3;

extern const Field kS3Bucket;
extern const Field kS3AccessKeyId;
extern const Field kS3SecretAccessKey;
extern const Field kS3SessionToken;
extern const Field kS3KmsKeyId;
extern const Field kS3Region;
extern const Field kS3Endpoint;
extern const Field kS3AddressingStyle;
extern const Field kS3Anonymous;

}  // namespace millrace::storage

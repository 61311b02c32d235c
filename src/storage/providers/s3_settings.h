// What a storage's values, the environment and the AWS profile together say of an S3 bucket.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "storage/aws/s3_connection.h"
#include "storage/provider.h"

namespace millrace::storage {

// Everything is checked, nobody is contacted. `addresses` tells whether a user or the operator gave
// the values. Errors name the field.
struct S3Settings {
  aws::ConnectionOptions connection;
  std::unique_ptr<aws::CredentialProvider> credentials;  // null: public bucket
};
Result<S3Settings> ReadS3Settings(const Values& values, const Environment& environment,
                                  net::AddressPolicy addresses);

// The endpoint as a place, for Location: "" for Amazon itself and for what cannot be read.
std::string S3EndpointPlace(const Values& values, const Environment& environment);

}  // namespace millrace::storage

// The object store of one S3 bucket.
#pragma once

#include <memory>
#include <string>

#include "storage/aws/s3_connection.h"
#include "storage/object_store.h"

namespace millrace::storage {

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html:
// ListObjectsV2, GetObject, HeadObject, PutObject, DeleteObject, HeadBucket. The change token is
// the ETag, which also is what conditions compare. Check() lists below `prefix`.
std::unique_ptr<ObjectStore> MakeS3Store(std::unique_ptr<aws::Connection> connection,
                                         std::string prefix);

}  // namespace millrace::storage

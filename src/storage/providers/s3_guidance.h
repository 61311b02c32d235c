// What people set up in AWS for a bucket: rights and CORS, ready to paste.
#pragma once

#include <string>
#include <string_view>

#include "schema/field.h"

namespace millrace::storage {

// An IAM policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
std::string S3Rights(const Values& values, bool target);
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
std::string S3Cors(const Values& values, std::string_view origin);

}  // namespace millrace::storage

// What S3 answers when it refuses, as sentences that name the bucket, the region and the
// permission. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "net/headers.h"
#include "storage/http/bucket.h"

namespace millrace::storage::aws {

using http::Operation;

// What was asked, for the sentence.
struct ErrorContext {
  Operation operation = Operation::kList;
  std::string bucket;
  std::string host;      // that answered
  std::string region;    // the request was signed for
  std::string key;       // raw bytes; the prefix for kList
  std::string key_hint;  // Secret::Hint() of the access key id; "" = not signed
  Precondition precondition = Precondition::kNone;
  Time now{};
};

// `status` is not 2xx. `body` may be empty (HEAD) or anything (a proxy's page).
Error S3Error(const ErrorContext& context, int status, const net::Headers& headers,
              std::string_view body);

// The region that the answer names when the request went to, or was signed for, a wrong one; ""
// else.
std::string RegionHint(int status, const net::Headers& headers, std::string_view body,
                       std::string_view current);

}  // namespace millrace::storage::aws

// What Cloud Storage answers when it refuses, as sentences that name the bucket, the account and
// the permission. https://cloud.google.com/storage/docs/json_api/v1/status-codes
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "net/headers.h"
#include "storage/http/bucket.h"

namespace millrace::storage::google {

// What was asked, for the sentence.
struct ErrorContext {
  http::Operation operation = http::Operation::kList;
  std::string bucket;
  std::string host;   // that answered
  std::string key;    // raw bytes; the prefix for kList
  std::string who;    // whose token was sent: "service account ml@…"; "" = none was
  std::string place;  // where its credentials stand
  Precondition precondition = Precondition::kNone;
};

// `status` is not 2xx. `body` may be Google's JSON, plain text (downloads) or anything (a proxy's
// page).
Error GcsError(const ErrorContext& context, int status, const net::Headers& headers,
               std::string_view body);

// The bucket's owner does not pay for requests, and this one named nobody who does.
bool WantsUserProject(int status, std::string_view body);

// The body of a 404: not the object is missing but its bucket.
bool IsBucketMissing(std::string_view body);

}  // namespace millrace::storage::google

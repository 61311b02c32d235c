// What Azure Blob Storage answers when it refuses, as sentences that name the account, the
// container and the missing right.
// https://learn.microsoft.com/en-us/rest/api/storageservices/blob-service-error-codes
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "net/headers.h"
#include "storage/http/bucket.h"
#include "storage/object_store.h"

namespace millrace::storage::azure {

enum class CredentialKind { kNone, kKey, kSas, kToken };

// What was asked, and as whom, for the sentence.
struct ErrorContext {
  http::Operation operation = http::Operation::kList;
  std::string account;
  std::string container;
  std::string host;  // that answered
  std::string key;   // raw bytes; the prefix for kList
  CredentialKind credential = CredentialKind::kNone;
  std::string identity;            // of kToken: "client 1111… of tenant contoso.com"
  std::optional<Time> sas_expiry;  // of kSas
  Precondition precondition = Precondition::kNone;
  Time now{};
};

// `status` is not 2xx. `body` may be empty (HEAD) or anything (a proxy's page).
Error AzureError(const ErrorContext& context, int status, const net::Headers& headers,
                 std::string_view body);

// The code of such an answer, "ContainerNotFound"; "" if it names none.
std::string ErrorCode(const net::Headers& headers, std::string_view body);

}  // namespace millrace::storage::azure

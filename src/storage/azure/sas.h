// Shared access signatures: tokens in a URL that stand for credentials.
// https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas and
// …/create-user-delegation-sas
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "net/url.h"
#include "storage/azure/shared_key.h"

namespace millrace::storage::azure {

// What a new token allows. Texts are not encoded; empty ones are left out.
struct SasRequest {
  std::string container;
  std::string blob;         // "" = the container
  std::string permissions;  // "r", "cw", in the order of the documentation
  std::optional<Time> start;
  Time expiry{};
  std::string protocol;                           // "https"; "" = both
  std::string ip;                                 // an address or a range
  std::string content_disposition, content_type;  // of the answer
  std::string version = kApiVersion;
};

// A key that Azure signs URLs with in the name of an Entra identity. Times as Azure wrote them,
// since they are signed as text.
// https://learn.microsoft.com/en-us/rest/api/storageservices/get-user-delegation-key
struct UserDelegationKey {
  std::string oid, tid, start, expiry, service, version;
  Secret value;  // raw bytes
};

// The token as a query without "?", percent-encoded. It is signed for any host of the account.
std::string ServiceSas(const SharedKey& key, const SasRequest& request);
std::string UserDelegationSas(std::string_view account, const UserDelegationKey& key,
                              const SasRequest& request);

// A token that somebody else made: an account SAS or a service SAS.
struct SasToken {
  net::Query query;  // decoded, without the signature
  Secret signature;
  std::string permissions;
  std::optional<Time> start, expiry;
  bool account = false;   // an account SAS
  std::string resources;  // of an account SAS: letters of "sco"; else sr: "c", "b", "d"

  // "permissions rl, valid until 2026-01-02 04:04 UTC".
  std::string Describe() const;
};

// The token as the portal or a tool shows it: with or without "?", or the whole URL that ends with
// it. kInvalid, without its text, for anything that is none.
Result<SasToken> ParseSasToken(const Secret& text);

// "2026-01-02 04:04 UTC", for people.
std::string FormatMinute(Time time);

}  // namespace millrace::storage::azure

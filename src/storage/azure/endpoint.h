// Where the containers of a storage account answer.
// https://learn.microsoft.com/en-us/azure/storage/common/storage-account-overview#storage-account-endpoints
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace millrace::storage::azure {

struct EndpointOptions {
  std::string account;   // may be empty if `endpoint` is given
  std::string suffix;    // of a sovereign cloud: "core.chinacloudapi.cn"; "" = the public cloud
  std::string endpoint;  // the whole URL; "" = by account and suffix
  std::string protocol;  // without `endpoint`: "http" or "https"; "" = https
};

// The base of an account's URLs. A plain value type.
struct Endpoint {
  std::string origin;   // "https://cats.blob.core.windows.net"
  std::string host;     // with the port where it is not the scheme's own
  std::string path;     // "" or "/devstoreaccount1"
  std::string account;  // "" if nobody named it
  bool azure = false;   // a host of Azure itself, in any of its clouds
  bool tls = false;

  std::string Url() const { return origin + path; }
};

// kInvalid with a sentence that names what is wrong, and the parameter (Error::fields). An
// emulator, which is an address or "localhost", has the account in the path; it is added where it
// is missing.
Result<Endpoint> ResolveEndpoint(const EndpointOptions& options);

// The sign-in service of the cloud that the endpoint belongs to.
std::string AuthorityOf(const Endpoint& endpoint);

// A container's name (3 to 63 lower-case letters, digits and hyphens, or one of the special ones);
// kInvalid says what is wrong.
Result<void> CheckContainerName(std::string_view name);

// The rules for names of blobs; kInvalid with the key and the rule. Names that Azure would take for
// another one ("a/../b", "a\b", "a.") are refused too, since they would lead to another blob.
// https://learn.microsoft.com/en-us/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
Result<void> CheckBlobName(std::string_view key);

}  // namespace millrace::storage::azure

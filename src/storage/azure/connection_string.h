// Connection strings: the settings of a storage account in one line.
// https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace millrace::storage::azure {

// What it says; parts that it does not name are empty.
struct ConnectionString {
  std::string account;
  Secret key;  // Base64
  Secret sas;
  std::string endpoint;  // of the blob service, a URL
  std::string suffix;    // "core.chinacloudapi.cn"
  std::string protocol;  // "http" or "https"
};

// "AccountName=…;AccountKey=…": names are compared without case; what concerns other services is
// ignored. UseDevelopmentStorage=true is the emulator with its public key. kInvalid names the part
// that is wrong, never a value.
Result<ConnectionString> ParseConnectionString(const Secret& text);

// The field of the account key: the key alone, or followed by parts of a connection string, as in
// "KEY;BlobEndpoint=URL".
Result<ConnectionString> ParseKeyField(const Secret& text);

}  // namespace millrace::storage::azure

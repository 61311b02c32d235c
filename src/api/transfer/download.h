// A file from an address that a user gave.
#pragma once

#include <memory>
#include <string>

#include "api/service.h"
#include "base/byte_source.h"

namespace millrace::api {

struct Downloaded {
  std::string name;  // the last part of its path, with the extension of its type if it has none
  std::shared_ptr<const ByteSource> bytes;
};

// Into a file without a name, in bounded memory. The address rules for users hold at every
// connection (net/http_client.h); up to five redirects are followed. Every failure is kInvalid
// under non_field_errors, with a sentence that names the host; a status other than 200 too, and a
// file over the limit of uploads.
Result<Downloaded> Download(Service& service, const std::string& url);

}  // namespace millrace::api

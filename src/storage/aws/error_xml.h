// Refusals of S3, for tests.
#pragma once

#include <string>

namespace millrace::storage::aws {

inline std::string ErrorXml(const std::string& code, const std::string& more = "") {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code>" + more +
         "<RequestId>4442587FB7D0A2F9</RequestId></Error>";
}

}  // namespace millrace::storage::aws

// Checks a request's AWS Signature Version 4, as a server does.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/http_server.h"
#include "storage/aws/sigv4.h"

namespace millrace::stub {

struct Refusal {
  int status;
  std::string code, message;
};

// Thread-safe.
class SignatureVerifier {
 public:
  explicit SignatureVerifier(storage::aws::Credentials credentials)
      : credentials_(std::move(credentials)) {}

  // Nothing if the signature in the header or the query is right.
  std::optional<Refusal> Check(const net::Request& request, const net::Query& query) const;

 private:
  std::optional<Refusal> CheckHeader(const net::Request& request, const net::Query& query) const;
  std::optional<Refusal> CheckQuery(const net::Request& request, const net::Query& query) const;

  const storage::aws::Credentials credentials_;
  storage::aws::Signer signer_;
};

}  // namespace millrace::stub

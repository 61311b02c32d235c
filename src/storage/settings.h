// Reading the parameters of a storage: what was typed, and what the operator's environment says.
#pragma once

#include <string>

#include "base/result.h"
#include "net/http_client.h"
#include "schema/field.h"
#include "storage/provider.h"

namespace millrace::storage {

// Trimmed; "" if nothing was typed. Not for secrets.
std::string GivenText(const Values& values, const Field& field);
// The first of Field::env that is set, trimmed; "" if none is.
std::string FromEnvironment(const Field& field, const Environment& environment);

// Certificates to trust besides the system's, as a field or its environment variables name them.
struct Trust {
  std::string ca_file;  // a path, which only the operator may give
  std::string ca_pem;   // or the certificates themselves
};
Result<Trust> ReadTrust(const Values& values, const Field& field, const Environment& environment,
                        net::AddressPolicy addresses);

}  // namespace millrace::storage

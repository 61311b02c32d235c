// What a storage that the operator gave on the command line may do more than one of a person.
#pragma once

#include "net/http_client.h"
#include "schema/field.h"
#include "storage/provider.h"

namespace millrace::sync {

inline net::AddressPolicy PolicyOf(bool trusted) {
  return trusted ? net::AddressPolicy::kTrusted : net::AddressPolicy::kUser;
}

// A directory that the operator named on the command line is a root of its own.
inline storage::Environment EnvironmentFor(storage::Environment environment,
                                           const storage::Provider& provider, const Values& values,
                                           bool trusted) {
  if (trusted && provider.kind == "local")
    environment.local_roots.push_back(values.String(*provider.path_field));
  return environment;
}

}  // namespace millrace::sync

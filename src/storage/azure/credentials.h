// Which account a storage means and with what it signs in: the storage's own parameters, else the
// environment of the server, else the identity of its machine.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "net/http_client.h"
#include "storage/azure/azure_error.h"
#include "storage/azure/connection_string.h"
#include "storage/azure/endpoint.h"
#include "storage/azure/sas.h"
#include "storage/azure/shared_key.h"
#include "storage/azure/token_source.h"

namespace millrace::storage::azure {

// What one place says, as it was typed; empty = nothing.
struct Settings {
  std::string account;
  Secret key;  // also "KEY;BlobEndpoint=URL"
  Secret sas;
  Secret connection_string;
  std::string tenant, client_id;
  Secret client_secret;
  std::string endpoint, suffix;
};

// The environment's part beside Settings.
struct ServerIdentity {
  std::string authority;             // AZURE_AUTHORITY_HOST; "" = by the endpoint
  std::string federated_token_file;  // AZURE_FEDERATED_TOKEN_FILE
  std::string identity_endpoint;     // IDENTITY_ENDPOINT
  Secret identity_header;            // IDENTITY_HEADER
};

struct Credential {
  CredentialKind kind = CredentialKind::kNone;
  SharedKey key;
  SasToken sas;
  std::shared_ptr<TokenSource> token;
  std::string source;  // "the storage's settings", "the server's environment"
};

struct AccountOptions {
  Settings own;     // of the storage
  Settings server;  // of the environment
  ServerIdentity identity;
  bool anonymous = false;
  net::AddressPolicy addresses = net::AddressPolicy::kTrusted;  // for what `own` names
  net::HttpClient* http = nullptr;
  Clock* clock = nullptr;
};

// A storage account and how to sign in to it.
struct Account {
  Endpoint endpoint;
  net::AddressPolicy addresses = net::AddressPolicy::kTrusted;
  Credential credential;
};

// Contacts nobody. What the storage names goes first; what the server holds is used where it is for
// the same account. A token or SAS of the server is never sent to an address that a user named,
// since whoever listens there could use it. kInvalid and kUnauthenticated in a person's words.
Result<Account> ResolveAccount(const AccountOptions& options);

// The endpoint alone, for naming the place; needs no credentials.
Result<Endpoint> ResolvePlace(const Settings& own, const Settings& server);

}  // namespace millrace::storage::azure

// Where access tokens for Azure Storage come from: Microsoft Entra ID with a client secret or a
// federated token, and the managed identity of the machine.
// https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow,
// https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
// and
// https://learn.microsoft.com/en-us/azure/app-service/overview-managed-identity#rest-endpoint-reference
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "net/http_client.h"
#include "storage/azure/token_source.h"

namespace millrace::storage::azure {

// A registered application.
struct Client {
  std::string authority;  // "https://login.microsoftonline.com"
  std::string tenant;     // id or domain
  std::string id;
};
// kInvalid if a part is missing or cannot stand in a URL.
Result<void> CheckClient(const Client& client);

std::shared_ptr<TokenSource> ClientSecretToken(Client client, Secret secret, net::HttpClient& http,
                                               Clock& clock);

// Workload identity: the file holds a token of another issuer (Kubernetes), and is read each time.
std::shared_ptr<TokenSource> FederatedToken(Client client, std::string file, net::HttpClient& http,
                                            Clock& clock);

// The identity that the machine or App Service has; `endpoint` and `header` are IDENTITY_ENDPOINT
// and IDENTITY_HEADER of App Service, empty on a virtual machine. `client_id` chooses one of
// several,
// "" = the system's. kUnauthenticated where there is no such service.
struct ManagedIdentity {
  std::string endpoint;
  Secret header;
  std::string client_id;
};
std::shared_ptr<TokenSource> ManagedIdentityToken(ManagedIdentity identity, net::HttpClient& http,
                                                  Clock& clock);

// What an answer of these services says; a refusal in terms of `client`.
Result<Token> ReadTokenAnswer(const net::HttpResponse& answer, const Client& client, Time now);

}  // namespace millrace::storage::azure

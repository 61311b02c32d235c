#include "storage/azure/credentials.h"

#include "storage/azure/entra.h"

namespace millrace::storage::azure {
namespace {

constexpr char kOwn[] = "the storage's settings";
constexpr char kServer[] = "the server's environment";

// Settings without the forms that hold several of them.
struct Plain {
  std::string account;
  Secret key, sas;
  std::string tenant, client_id;
  Secret client_secret;
  EndpointOptions endpoint;

  bool NamesHost() const { return !endpoint.endpoint.empty() || !endpoint.suffix.empty(); }
};

// An error of something that one of the two places gave; `field` is the parameter's name.
std::unexpected<Error> FailAt(const char* field, const char* source, Error error) {
  if (source == kOwn) {
    error.fields = {{field, error.message}};
  } else {
    error.message = "In " + std::string(source) + ": " + error.message;
  }
  return std::unexpected(std::move(error));
}

void TakeIfEmpty(std::string& to, const std::string& from) {
  if (to.empty()) to = from;
}
void TakeIfEmpty(Secret& to, const Secret& from) {
  if (to.empty()) to = from;
}

// The single fields win over the connection string.
void Add(const ConnectionString& parts, Plain& out) {
  TakeIfEmpty(out.account, parts.account);
  TakeIfEmpty(out.key, parts.key);
  TakeIfEmpty(out.sas, parts.sas);
  TakeIfEmpty(out.endpoint.endpoint, parts.endpoint);
  TakeIfEmpty(out.endpoint.suffix, parts.suffix);
  TakeIfEmpty(out.endpoint.protocol, parts.protocol);
}

Result<Plain> Flatten(const Settings& settings, const char* source) {
  Plain out{.account = settings.account,
            .sas = settings.sas,
            .tenant = settings.tenant,
            .client_id = settings.client_id,
            .client_secret = settings.client_secret,
            .endpoint = {.suffix = settings.suffix, .endpoint = settings.endpoint}};
  if (!settings.key.empty()) {
    const auto parts = ParseKeyField(settings.key);
    if (!parts.has_value()) return FailAt("account_key", source, parts.error());
    Add(*parts, out);
  }
  if (!settings.connection_string.empty()) {
    const auto parts = ParseConnectionString(settings.connection_string);
    if (!parts.has_value()) return FailAt("connection_string", source, parts.error());
    Add(*parts, out);
  }
  return out;
}

struct Place {
  Plain own, server;
  Endpoint endpoint;
  bool same_account = true;    // the server's settings are for this account
  bool named_by_user = false;  // a host that the storage's settings chose
};

Result<Place> FindPlace(const Settings& own, const Settings& server) {
  Place out;
  ASSIGN_OR_RETURN(out.own, Flatten(own, kOwn));
  ASSIGN_OR_RETURN(out.server, Flatten(server, kServer));
  EndpointOptions options = out.own.endpoint;
  options.account = out.own.account;
  // Who names a host but no account may mean another account than the server's.
  if (out.own.NamesHost() && options.account.empty() && !options.endpoint.empty()) {
    ASSIGN_OR_RETURN(const Endpoint named, ResolveEndpoint(options));
    options.account = named.account;
  }
  out.same_account = options.account.empty() || out.server.account.empty() ||
                     options.account == out.server.account;
  if (out.same_account) {
    TakeIfEmpty(options.account, out.server.account);
    if (!out.own.NamesHost()) {
      const std::string account = options.account;
      options = out.server.endpoint;
      options.account = account;
      // The server's own endpoint belongs to the account that it names.
      if (out.server.account.empty() && !out.own.account.empty() && !options.endpoint.empty()) {
        ASSIGN_OR_RETURN(const Endpoint named, ResolveEndpoint({.endpoint = options.endpoint}));
        if (!named.account.empty() && named.account != account) {
          options = {.account = account};
          out.same_account = false;
        }
      }
    }
  }
  ASSIGN_OR_RETURN(out.endpoint, ResolveEndpoint(options));
  out.named_by_user = out.own.NamesHost() && !out.endpoint.azure;
  return out;
}

Result<Credential> KeyOrSas(const Plain& plain, const Endpoint& endpoint, const char* source) {
  Credential out{.source = source};
  if (!plain.key.empty()) {
    if (endpoint.account.empty()) {
      return FailAt("account_name", source,
                    {.kind = ErrorKind::kInvalid,
                     .message = "The account key needs the name of its storage account.",
                     .advice = "Enter the account name too."});
    }
    auto key = MakeSharedKey(endpoint.account, plain.key);
    if (!key.has_value()) return FailAt("account_key", source, std::move(key).error());
    out.key = *std::move(key);
    out.kind = CredentialKind::kKey;
  } else if (!plain.sas.empty()) {
    auto sas = ParseSasToken(plain.sas);
    if (!sas.has_value()) return FailAt("sas_token", source, std::move(sas).error());
    out.sas = *std::move(sas);
    out.kind = CredentialKind::kSas;
  }
  return out;
}

std::string Authority(const AccountOptions& options, const Endpoint& endpoint) {
  const std::string& given = options.identity.authority;
  if (given.empty()) return AuthorityOf(endpoint);
  // Azure's own tools take the bare host name too.
  return given.find("://") == std::string::npos ? "https://" + given : given;
}

Result<Credential> ByClientSecret(const Plain& plain, const AccountOptions& options,
                                  const Endpoint& endpoint, const char* source) {
  Client client{
      .authority = Authority(options, endpoint), .tenant = plain.tenant, .id = plain.client_id};
  if (const auto valid = CheckClient(client); !valid.has_value())
    return FailAt(plain.tenant.empty() ? "tenant_id" : "client_id", source, valid.error());
  return Credential{.kind = CredentialKind::kToken,
                    .token = ClientSecretToken(std::move(client), plain.client_secret,
                                               *options.http, *options.clock),
                    .source = source};
}

// The identities that the server has; the machine's is the last resort.
Result<Credential> ByServerIdentity(const Place& place, const AccountOptions& options) {
  const Plain& server = place.server;
  const ServerIdentity& identity = options.identity;
  if (!server.client_secret.empty())
    return ByClientSecret(server, options, place.endpoint, kServer);
  if (!identity.federated_token_file.empty()) {
    Client client{.authority = Authority(options, place.endpoint),
                  .tenant = place.own.tenant.empty() ? server.tenant : place.own.tenant,
                  .id = place.own.client_id.empty() ? server.client_id : place.own.client_id};
    RETURN_IF_ERROR(CheckClient(client));
    return Credential{.kind = CredentialKind::kToken,
                      .token = FederatedToken(std::move(client), identity.federated_token_file,
                                              *options.http, *options.clock),
                      .source = "the federated token of " + std::string(kServer)};
  }
  return Credential{
      .kind = CredentialKind::kToken,
      .token = ManagedIdentityToken(
          {.endpoint = identity.identity_endpoint,
           .header = identity.identity_header,
           .client_id = place.own.client_id.empty() ? server.client_id : place.own.client_id},
          *options.http, *options.clock),
      .source = "the machine that the server runs on"};
}

Result<Credential> FindCredential(const Place& place, const AccountOptions& options) {
  if (options.anonymous) return Credential{.source = "nowhere"};
  ASSIGN_OR_RETURN(Credential own, KeyOrSas(place.own, place.endpoint, kOwn));
  if (own.kind != CredentialKind::kNone) return own;
  if (!place.own.client_secret.empty())
    return ByClientSecret(place.own, options, place.endpoint, kOwn);

  const bool leaks = place.named_by_user && options.addresses == net::AddressPolicy::kUser;
  if (place.same_account && !(leaks && place.server.key.empty())) {
    ASSIGN_OR_RETURN(Credential server, KeyOrSas(place.server, place.endpoint, kServer));
    if (server.kind != CredentialKind::kNone) return server;
  }
  if (!leaks) return ByServerIdentity(place, options);
  return Fail(ErrorKind::kUnauthenticated,
              "This storage names its own endpoint " + place.endpoint.host +
                  ", but no credentials; those of the server are not sent there.",
              "Enter an account key, a SAS token or an Entra client for it.");
}

}  // namespace

Result<Account> ResolveAccount(const AccountOptions& options) {
  ASSIGN_OR_RETURN(const Place place, FindPlace(options.own, options.server));
  Account out{.endpoint = place.endpoint};
  if (place.named_by_user) out.addresses = options.addresses;
  ASSIGN_OR_RETURN(out.credential, FindCredential(place, options));
  if (out.credential.kind == CredentialKind::kToken && !out.endpoint.tls) {
    return Fail(ErrorKind::kInvalid,
                "Access tokens are not sent to " + out.endpoint.host + " without TLS.",
                "Write the endpoint with https://, or give an account key or a SAS token.");
  }
  return out;
}

Result<Endpoint> ResolvePlace(const Settings& own, const Settings& server) {
  ASSIGN_OR_RETURN(Place place, FindPlace(own, server));
  return std::move(place.endpoint);
}

}  // namespace millrace::storage::azure

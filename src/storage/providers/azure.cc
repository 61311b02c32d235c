#include "storage/providers/azure.h"

#include "base/text.h"
#include "storage/azure/container.h"
#include "storage/azure/credentials.h"
#include "storage/azure/guidance.h"
#include "storage/bucket_uri.h"
#include "storage/common_fields.h"
#include "storage/providers/azure_store.h"
#include "storage/settings.h"

namespace millrace::storage {

constexpr Field kAzureContainer{.name = "container",
                                .title = "Container name",
                                .help = "Name of the Azure Blob container.",
                                .required = true,
                                .aliases = {"container_name", "bucket"},
                                .placeholder = "my-container"};
// Label Studio keeps the name as hidden as the key.
constexpr Field kAzureAccountName{
    .name = "account_name",
    .type = FieldType::kSecret,
    .title = "Account name",
    .help = "Name of the storage account; empty takes the server's AZURE_BLOB_ACCOUNT_NAME.",
    .env = {"AZURE_BLOB_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT"},
    .placeholder = "mystorageaccount"};
constexpr Field kAzureAccountKey{
    .name = "account_key",
    .type = FieldType::kSecret,
    .title = "Account key",
    .help = "Access key of the storage account; empty takes the server's AZURE_BLOB_ACCOUNT_KEY.",
    .env = {"AZURE_BLOB_ACCOUNT_KEY", "AZURE_STORAGE_KEY"},
    .placeholder = "bXlzdG9yYWdlYWNjb3VudGtleQ=="};
constexpr Field kAzureSasToken{
    .name = "sas_token",
    .type = FieldType::kSecret,
    .title = "SAS token",
    .help = "A shared access signature instead of the key; media then come through this server.",
    .advanced = true,
    .env = {"AZURE_STORAGE_SAS_TOKEN"}};
constexpr Field kAzureConnectionString{
    .name = "connection_string",
    .type = FieldType::kSecret,
    .title = "Connection string",
    .help = "The connection string that the portal shows, instead of account name and key.",
    .advanced = true,
    .env = {"AZURE_STORAGE_CONNECTION_STRING"}};
constexpr Field kAzureTenantId{.name = "tenant_id",
                               .title = "Tenant ID",
                               .help = "Microsoft Entra tenant of the application that signs in.",
                               .advanced = true,
                               .env = {"AZURE_TENANT_ID"}};
constexpr Field kAzureClientId{
    .name = "client_id",
    .title = "Client ID",
    .help = "The application that signs in, or without a secret the managed identity to use.",
    .advanced = true,
    .env = {"AZURE_CLIENT_ID"}};
constexpr Field kAzureClientSecret{.name = "client_secret",
                                   .type = FieldType::kSecret,
                                   .title = "Client secret",
                                   .help = "The value of the application's client secret.",
                                   .advanced = true,
                                   .env = {"AZURE_CLIENT_SECRET"}};
constexpr Field kAzureEndpoint{
    .name = "endpoint",
    .title = "Blob endpoint",
    .help =
        "URL of the blob service if it is not the account's usual one (Azurite, custom domain).",
    .advanced = true,
    .aliases = {"blob_endpoint", "account_url"},
    .env = {"AZURE_STORAGE_SERVICE_ENDPOINT"},
    .placeholder = "http://127.0.0.1:10000/devstoreaccount1"};
constexpr Field kAzureEndpointSuffix{.name = "endpoint_suffix",
                                     .title = "Endpoint suffix",
                                     .help = "Of a sovereign cloud; empty for the public one.",
                                     .advanced = true,
                                     .placeholder = "core.usgovcloudapi.net"};
constexpr Field kAzureAnonymous{
    .name = "anonymous",
    .type = FieldType::kBool,
    .title = "Public container",
    .help = "On: requests carry no credentials; the container must allow public access.",
    .advanced = true,
    .fallback = "false"};

namespace {

constexpr const Field* kFields[] = {&kAzureContainer,          &kPrefix,
                                    &kAzureAccountName,        &kAzureAccountKey,
                                    &kAzureSasToken,           &kAzureConnectionString,
                                    &kAzureTenantId,           &kAzureClientId,
                                    &kAzureClientSecret,       &kAzureEndpoint,
                                    &kAzureEndpointSuffix,     &kAzureAnonymous,
                                    &kCreateLocalCopySuggested};

std::string Given(const Values& values, const Field& field) {
  return std::string(Trim(field.type == FieldType::kSecret
                              ? values.SecretValue(field).Reveal()
                              : std::string_view(values.String(field))));
}

std::string Variable(const Environment& environment, std::string_view name) {
  if (name.empty() || !environment.env) return "";
  return std::string(Trim(environment.env(std::string(name)).value_or("")));
}

template <class Text>
azure::Settings Read(Text text) {
  return {.account = text(kAzureAccountName),
          .key = Secret(text(kAzureAccountKey)),
          .sas = Secret(text(kAzureSasToken)),
          .connection_string = Secret(text(kAzureConnectionString)),
          .tenant = text(kAzureTenantId),
          .client_id = text(kAzureClientId),
          .client_secret = Secret(text(kAzureClientSecret)),
          .endpoint = text(kAzureEndpoint),
          .suffix = text(kAzureEndpointSuffix)};
}

azure::Settings Own(const Values& values) {
  return Read([&](const Field& field) { return Given(values, field); });
}

azure::Settings Server(const Environment& environment) {
  return Read([&](const Field& field) { return FromEnvironment(field, environment); });
}

Location Locate(const Values& values, const Environment& environment) {
  Location location{.kind = "azure-blob",
                    .bucket = Given(values, kAzureContainer),
                    .prefix = FolderPrefix(values)};
  const auto endpoint = azure::ResolvePlace(Own(values), Server(environment));
  if (endpoint.has_value()) location.endpoint = endpoint->Url();
  return location;
}

Result<std::unique_ptr<ObjectStore>> Open(const Values& values, const Environment& environment,
                                          net::AddressPolicy addresses) {
  RETURN_IF_ERROR(CheckRequired(kFields, values));
  const std::string name = Given(values, kAzureContainer);
  if (auto valid = azure::CheckContainerName(name); !valid.has_value()) {
    valid.error().fields = {{std::string(kAzureContainer.name), valid.error().message}};
    return std::unexpected(std::move(valid).error());
  }
  Clock& clock = environment.clock != nullptr ? *environment.clock : SystemClock();
  ASSIGN_OR_RETURN(
      azure::Account account,
      azure::ResolveAccount(
          {.own = Own(values),
           .server = Server(environment),
           .identity = {.authority = Variable(environment, "AZURE_AUTHORITY_HOST"),
                        .federated_token_file = Variable(environment, "AZURE_FEDERATED_TOKEN_FILE"),
                        .identity_endpoint = Variable(environment, "IDENTITY_ENDPOINT"),
                        .identity_header = Secret(Variable(environment, "IDENTITY_HEADER"))},
           .anonymous = values.Bool(kAzureAnonymous),
           .addresses = addresses,
           .http = environment.http,
           .clock = &clock}));
  return MakeAzureStore(
      std::make_unique<azure::Container>(name, std::move(account), *environment.http, clock),
      FolderPrefix(values));
}

std::string Rights(const Values& values, bool target) {
  return azure::Rights(Given(values, kAzureAccountName), Given(values, kAzureContainer), target);
}

std::string Cors(const Values& values, std::string_view origin) {
  return azure::Cors(Given(values, kAzureAccountName), origin);
}

}  // namespace

const Provider kAzureBlob{
    .kind = "azure-blob",
    .rest_name = "azure",
    .title = "Microsoft Azure",
    .rest_title = "Microsoft Azure",
    .scheme = "azure-blob",
    .path_field = &kAzureContainer,
    .fields = kFields,
    .locate = Locate,
    .uri =
        [](const Values& values, const Environment&, std::string_view key) {
          return BucketUri("azure-blob", Given(values, kAzureContainer), key);
        },
    .key_of =
        [](const Values& values, const Environment&, std::string_view uri) {
          return KeyOfBucketUri("azure-blob", Given(values, kAzureContainer), uri);
        },
    .open = Open,
    .guidance = {.rights = Rights, .cors = Cors},
};

}  // namespace millrace::storage

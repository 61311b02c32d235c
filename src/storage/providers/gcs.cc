#include "storage/providers/gcs.h"

#include <algorithm>

#include "base/text.h"
#include "storage/bucket_uri.h"
#include "storage/common_fields.h"
#include "storage/google/credentials.h"
#include "storage/providers/gcs_guidance.h"
#include "storage/providers/gcs_store.h"
#include "storage/settings.h"

namespace millrace::storage {

constexpr Field kGcsBucket{.name = "bucket",
                           .title = "Bucket name",
                           .help = "Name of the Cloud Storage bucket.",
                           .required = true,
                           .aliases = {"bucket_name"},
                           .placeholder = "my-gcs-bucket"};
constexpr Field kGcsCredentials{
    .name = "google_application_credentials",
    .type = FieldType::kSecret,
    .title = "Google application credentials",
    .help =
        "Content of the JSON file of a service account (the operator may give its path); empty "
        "takes GOOGLE_APPLICATION_CREDENTIALS, the login of gcloud or the account of the machine.",
    .aliases = {"credentials", "service_account_json"},
    .env = {"GOOGLE_APPLICATION_CREDENTIALS"},
    .multiline = true};
constexpr Field kGcsProject{
    .name = "google_project_id",
    .title = "Google project ID",
    .help =
        "Project that is billed where the bucket lets the requester pay; empty takes that of "
        "the credentials.",
    .aliases = {"project_id", "user_project"},
    .env = {"GOOGLE_CLOUD_PROJECT"},
    .placeholder = "my-project"};
constexpr Field kGcsEndpoint{
    .name = "gcs_endpoint",
    .title = "Endpoint",
    .help =
        "URL of an emulator or a private address of Cloud Storage; empty for Google itself. "
        "Elsewhere than at Google only credentials given here are used, else none.",
    .advanced = true,
    .flag = "endpoint",
    .aliases = {"endpoint", "api_endpoint", "endpoint_url"},
    .env = {"STORAGE_EMULATOR_HOST"},
    .placeholder = "http://127.0.0.1:4443"};
constexpr Field kGcsAnonymous{.name = "anonymous",
                              .type = FieldType::kBool,
                              .title = "Public bucket",
                              .help = "On: requests carry no credentials.",
                              .advanced = true,
                              .fallback = "false"};

namespace {

constexpr const Field* kFields[] = {
    &kGcsBucket,   &kPrefix,       &kGcsCredentials,          &kGcsProject,
    &kGcsEndpoint, &kGcsAnonymous, &kCreateLocalCopySuggested};

constexpr std::string_view kGoogle = "https://storage.googleapis.com";

struct Endpoint {
  std::string origin, base;  // "" = Google's own service
  bool google = true;        // Google itself answers there: its tokens may be sent to it
  bool from_user = false;    // typed into the storage's settings
};

// Private addresses of the service are below this domain too ("…-x.p.googleapis.com").
bool IsGoogle(const net::Url& url) {
  return url.scheme == "https" && url.host.ends_with(".googleapis.com");
}

// The path in front of "/storage/v1", which people copy with the address.
std::string BasePath(std::string_view path) {
  const auto strip = [&](std::string_view end) {
    while (path.ends_with('/')) path.remove_suffix(1);
    if (path.ends_with(end)) path.remove_suffix(end.size());
  };
  strip("");
  strip("/v1");
  strip("/storage");
  strip("");
  return std::string(path);
}

Result<Endpoint> FindEndpoint(const Values& values, const Environment& environment) {
  std::string text = GivenText(values, kGcsEndpoint);
  const bool from_user = !text.empty();
  if (text.empty()) {
    text = FromEnvironment(kGcsEndpoint, environment);
    // Google's own tools take it without a scheme.
    if (!text.empty() && text.find("://") == text.npos) text = "http://" + text;
  }
  if (text.empty()) return Endpoint{};
  auto url = net::ParseUrl(text);
  if (url.has_value() && !url->query.empty()) {
    url = Fail(ErrorKind::kInvalid, "The endpoint must not have a query (\"?\").",
               "Give scheme, host and port, like http://127.0.0.1:4443.");
  }
  if (!url.has_value()) {
    Error error = std::move(url).error();
    error.message =
        (from_user ? "In the field Endpoint: " : "In STORAGE_EMULATOR_HOST: ") + error.message;
    if (from_user) error.fields = {{std::string(kGcsEndpoint.name), error.message}};
    return std::unexpected(std::move(error));
  }
  Endpoint out{.origin = url->scheme + "://" + url->Authority(),
               .base = BasePath(url->path),
               .google = IsGoogle(*url),
               .from_user = from_user};
  if (out.origin == kGoogle && out.base.empty()) return Endpoint{};
  return out;
}

Location Locate(const Values& values, const Environment& environment) {
  Location out{
      .kind = "gcs", .bucket = GivenText(values, kGcsBucket), .prefix = FolderPrefix(values)};
  // What cannot be read here is reported by Open.
  if (const auto endpoint = FindEndpoint(values, environment); endpoint.has_value()) {
    out.endpoint = endpoint->origin + endpoint->base;
  }
  return out;
}

// https://cloud.google.com/storage/docs/buckets#naming, so far as a URL depends on it.
Result<void> CheckBucketName(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  if (name.size() >= 3 && name.size() <= 222 && std::ranges::all_of(name, allowed)) return {};
  std::string message = "\"" + Printable(name) + "\" is not a valid name of a bucket";
  message +=
      name.starts_with("gs://")
          ? ": leave out \"gs://\", and give a folder as prefix."
          : ": names have 3 to 63 lower-case letters, digits, dots, hyphens and underscores.";
  return FailField(std::string(kGcsBucket.name), std::move(message));
}

Result<std::unique_ptr<google::Credentials>> CredentialsOf(const Values& values,
                                                           const Environment& environment,
                                                           const Endpoint& endpoint, Clock* clock,
                                                           net::AddressPolicy addresses) {
  if (values.Bool(kGcsAnonymous)) return nullptr;
  auto credentials =
      google::FindCredentials({.given = values.SecretValue(kGcsCredentials),
                               .caller = {.http = environment.http,
                                          .clock = clock,
                                          .addresses = addresses,
                                          .env = environment.env},
                               .home = environment.home,
                               // A token is good for everything its account may do: the server's
                               // own must not go to an address that anybody may name.
                               .ambient = endpoint.google});
  if (!credentials.has_value() && values.Has(kGcsCredentials) &&
      !values.SecretValue(kGcsCredentials).empty()) {
    credentials.error().fields = {
        {std::string(kGcsCredentials.name), credentials.error().Sentence()}};
  }
  return credentials;
}

Result<std::unique_ptr<ObjectStore>> Open(const Values& values, const Environment& environment,
                                          net::AddressPolicy addresses) {
  RETURN_IF_ERROR(CheckRequired(kFields, values));
  const std::string bucket = GivenText(values, kGcsBucket);
  RETURN_IF_ERROR(CheckBucketName(bucket));
  ASSIGN_OR_RETURN(const Endpoint endpoint, FindEndpoint(values, environment));
  Clock* clock = environment.clock != nullptr ? environment.clock : &SystemClock();
  ASSIGN_OR_RETURN(std::unique_ptr<google::Credentials> credentials,
                   CredentialsOf(values, environment, endpoint, clock, addresses));
  google::BucketOptions options{.bucket = bucket,
                                .base = endpoint.base,
                                .project = GivenText(values, kGcsProject),
                                .http = environment.http,
                                .clock = clock};
  if (options.project.empty()) options.project = FromEnvironment(kGcsProject, environment);
  if (!endpoint.origin.empty()) {
    options.origin = endpoint.origin;
    options.google = endpoint.google;
    options.addresses = endpoint.from_user ? addresses : net::AddressPolicy::kTrusted;
  } else if (credentials != nullptr) {
    options.origin = "https://storage." + credentials->universe;
    // A user's credentials may name any universe.
    if (credentials->universe != "googleapis.com") options.addresses = addresses;
  }
  return MakeGcsStore(
      std::make_unique<google::GcsBucket>(std::move(options), std::move(credentials)),
      FolderPrefix(values));
}

}  // namespace

const Provider kGcs{
    .kind = "gcs",
    .rest_name = "gcs",
    .title = "Google Cloud Storage",
    .rest_title = "Google Cloud Storage",
    .scheme = "gs",
    .path_field = &kGcsBucket,
    .fields = kFields,
    .locate = Locate,
    .uri = [](const Values& values, const Environment&,
              std::string_view key) { return BucketUri("gs", GivenText(values, kGcsBucket), key); },
    .key_of =
        [](const Values& values, const Environment&, std::string_view uri) {
          return KeyOfBucketUri("gs", GivenText(values, kGcsBucket), uri);
        },
    .open = Open,
    .guidance = {.rights = GcsRights, .cors = GcsCors},
};

}  // namespace millrace::storage

#include "storage/providers/s3.h"

#include "base/text.h"
#include "storage/aws/credentials.h"
#include "storage/aws/default_credentials.h"
#include "storage/aws/endpoint.h"
#include "storage/bucket_uri.h"
#include "storage/common_fields.h"
#include "storage/providers/s3_store.h"

namespace millrace::storage {

constexpr Field kS3Bucket{.name = "bucket",
                          .title = "Bucket name",
                          .help = "Name of the S3 bucket.",
                          .required = true,
                          .aliases = {"bucket_name"},
                          .placeholder = "my-bucket"};
constexpr Field kS3Region{.name = "region_name",
                          .title = "Region",
                          .help = "Region of the bucket; empty finds it out.",
                          .flag = "region",
                          .aliases = {"region", "aws_region"},
                          .env = {"S3_region", "AWS_REGION", "AWS_DEFAULT_REGION"},
                          .placeholder = "eu-west-1"};
constexpr Field kS3Endpoint{
    .name = "s3_endpoint",
    .title = "S3 endpoint",
    .help = "URL of an S3-compatible service (MinIO, R2, Ceph); empty for Amazon itself.",
    .flag = "endpoint",
    .aliases = {"endpoint", "endpoint_url", "s3_endpoint_url"},
    .env = {"S3_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"},
    .placeholder = "https://minio.example.com:9000"};
constexpr Field kS3AccessKeyId{
    .name = "aws_access_key_id",
    .type = FieldType::kSecret,
    .title = "Access key ID",
    .help = "Access key of the bucket's account; empty takes the environment or the AWS profile.",
    .aliases = {"access_key", "access_key_id"},
    .env = {"AWS_ACCESS_KEY_ID"}};
constexpr Field kS3SecretAccessKey{.name = "aws_secret_access_key",
                                   .type = FieldType::kSecret,
                                   .title = "Secret access key",
                                   .help = "The secret that belongs to the access key.",
                                   .aliases = {"secret_key", "secret_access_key"},
                                   .env = {"AWS_SECRET_ACCESS_KEY"}};
constexpr Field kS3SessionToken{.name = "aws_session_token",
                                .type = FieldType::kSecret,
                                .title = "Session token",
                                .help = "Only with temporary credentials.",
                                .advanced = true,
                                .aliases = {"session_token"},
                                .env = {"AWS_SESSION_TOKEN"}};
constexpr Field kS3KmsKeyId{
    .name = "aws_sse_kms_key_id",
    .title = "SSE KMS key ID",
    .help = "KMS key that encrypts what is written; empty leaves it to the bucket.",
    .advanced = true,
    .aliases = {"sse_kms_key_id", "kms_key_id"}};
constexpr Field kS3AddressingStyle{
    .name = "addressing_style",
    .title = "Addressing style",
    .help =
        "Where the bucket's name stands: virtual puts it into the host, path behind the host; auto "
        "takes path for S3-compatible services.",
    .advanced = true,
    .fallback = "auto",
    .choices = {"auto", "virtual", "path"}};
constexpr Field kS3Anonymous{.name = "anonymous",
                             .type = FieldType::kBool,
                             .title = "Public bucket",
                             .help = "On: requests are not signed and need no credentials.",
                             .advanced = true,
                             .fallback = "false",
                             .aliases = {"no_sign_request"}};

namespace {

constexpr const Field* kFields[] = {
    &kS3Bucket,          &kPrefix,         &kS3Region,          &kS3Endpoint, &kS3AccessKeyId,
    &kS3SecretAccessKey, &kS3SessionToken, &kS3AddressingStyle, &kS3KmsKeyId, &kS3Anonymous};

std::string Given(const Values& values, const Field& field) {
  return std::string(Trim(values.String(field)));
}

std::string FromEnvironment(const Field& field, const Environment& environment) {
  if (!environment.env) return "";
  for (const std::string_view name : field.env) {
    if (name.empty()) continue;
    const std::string value(Trim(environment.env(std::string(name)).value_or("")));
    if (!value.empty()) return value;
  }
  return "";
}

// The profile's settings, read when something needs them.
class LazyProfile {
 public:
  explicit LazyProfile(const Environment& environment)
      : location_(aws::LocateProfile(environment.env, environment.home)) {}

  Result<std::string> Region() {
    ASSIGN_OR_RETURN(const aws::Profiles* profiles, Get());
    const std::string* region = profiles->Find(location_.profile, "region");
    return region == nullptr ? "" : *region;
  }
  Result<std::string> Endpoint() {
    ASSIGN_OR_RETURN(const aws::Profiles* profiles, Get());
    return profiles->EndpointUrl(location_.profile, "s3");
  }

 private:
  Result<const aws::Profiles*> Get() {
    if (!profiles_.has_value()) {
      ASSIGN_OR_RETURN(profiles_, aws::LoadProfiles(location_));
    }
    return &*profiles_;
  }

  const aws::ProfileLocation location_;
  std::optional<aws::Profiles> profiles_;
};

struct Endpoint {
  std::optional<net::Url> url;  // none: Amazon itself
  std::string region;           // that the URL names; may be empty
  bool dual_stack = false, fips = false, accelerate = false;
  bool from_user = false;  // typed into the storage's settings
};

// Amazon's own hosts are no custom endpoint: the rules of AWS apply to them.
Result<Endpoint> FindEndpoint(const Values& values, const Environment& environment,
                              LazyProfile& profile) {
  Endpoint out;
  std::string text = Given(values, kS3Endpoint);
  std::string source = "the field " + std::string(kS3Endpoint.title);
  out.from_user = !text.empty();
  if (text.empty()) {
    text = FromEnvironment(kS3Endpoint, environment);
    source = "the environment";
  }
  if (text.empty()) {
    ASSIGN_OR_RETURN(text, profile.Endpoint());
    source = "the AWS profile";
  }
  if (text.empty()) return out;
  auto url = net::ParseUrl(text);
  if (url.has_value() && !url->query.empty()) {
    url = Fail(ErrorKind::kInvalid, "The endpoint must not have a query (\"?\").",
               "Give scheme, host and port, like https://minio.example.com:9000.");
  }
  if (!url.has_value()) {
    Error error = std::move(url).error();
    error.message = "In " + source + ": " + error.message;
    if (out.from_user) error.fields = {{std::string(kS3Endpoint.name), error.message}};
    return std::unexpected(std::move(error));
  }
  if (const auto host = aws::ParseAwsHost(url->host); host.has_value() && url->scheme == "https" &&
                                                      url->port == 0 &&
                                                      (url->path.empty() || url->path == "/")) {
    out.region = host->region;
    out.dual_stack = host->dual_stack;
    out.fips = host->fips;
    out.accelerate = host->accelerate;
    return out;
  }
  out.url = *std::move(url);
  return out;
}

aws::AddressingStyle StyleOf(const Values& values) {
  const std::string style = values.String(kS3AddressingStyle);
  if (style == "virtual") return aws::AddressingStyle::kVirtual;
  if (style == "path") return aws::AddressingStyle::kPath;
  return aws::AddressingStyle::kAuto;
}

Location Locate(const Values& values, const Environment& environment) {
  Location out{.kind = "s3", .bucket = Given(values, kS3Bucket), .prefix = FolderPrefix(values)};
  LazyProfile profile(environment);
  // What cannot be read here is reported by Open.
  const auto endpoint = FindEndpoint(values, environment, profile);
  if (endpoint.has_value() && endpoint->url.has_value()) {
    std::string_view path = endpoint->url->path;
    while (path.ends_with('/')) path.remove_suffix(1);
    out.endpoint = endpoint->url->scheme + "://" + endpoint->url->Authority() + std::string(path);
  }
  return out;
}

std::unique_ptr<aws::CredentialProvider> CredentialsOf(const Values& values,
                                                       const Environment& environment) {
  if (values.Bool(kS3Anonymous)) return nullptr;
  aws::CredentialProviders sources;
  sources.push_back(aws::StaticCredentials(values.SecretValue(kS3AccessKeyId),
                                           values.SecretValue(kS3SecretAccessKey),
                                           values.SecretValue(kS3SessionToken)));
  aws::Surroundings around{
      .http = environment.http,
      .clock = environment.clock != nullptr ? environment.clock : &SystemClock(),
      .env = environment.env,
      .home = environment.home};
  around.files = std::make_shared<aws::ProfileFiles>(environment.env, environment.home, "");
  for (auto& source : aws::DefaultSources(around)) sources.push_back(std::move(source));
  return aws::CredentialChain(std::move(sources));
}

Result<std::unique_ptr<ObjectStore>> Open(const Values& values, const Environment& environment,
                                          net::AddressPolicy addresses) {
  RETURN_IF_ERROR(CheckRequired(kFields, values));
  LazyProfile profile(environment);
  ASSIGN_OR_RETURN(Endpoint endpoint, FindEndpoint(values, environment, profile));
  std::string region = Given(values, kS3Region);
  if (region.empty()) region = endpoint.region;
  if (region.empty()) region = FromEnvironment(kS3Region, environment);
  if (region.empty()) {
    ASSIGN_OR_RETURN(region, profile.Region());
  }
  aws::ConnectionOptions options;
  options.bucket = Given(values, kS3Bucket);
  options.region_given = !region.empty();
  options.endpoint = {.region = region.empty() ? "us-east-1" : region,
                      .custom = endpoint.url,
                      .style = StyleOf(values),
                      .dual_stack = endpoint.dual_stack,
                      .fips = endpoint.fips,
                      .accelerate = endpoint.accelerate};
  options.addresses = endpoint.from_user ? addresses : net::AddressPolicy::kTrusted;
  options.http = environment.http;
  options.clock = environment.clock != nullptr ? environment.clock : &SystemClock();
  options.kms_key_id = Given(values, kS3KmsKeyId);
  ASSIGN_OR_RETURN(auto connection,
                   aws::Connection::Open(std::move(options), CredentialsOf(values, environment)));
  return MakeS3Store(std::move(connection), FolderPrefix(values));
}

}  // namespace

const Provider kS3{
    .kind = "s3",
    .rest_name = "s3",
    .title = "Amazon S3",
    .rest_title = "AWS S3",
    .scheme = "s3",
    .path_field = &kS3Bucket,
    .fields = kFields,
    .locate = Locate,
    .uri = [](const Values& values, const Environment&,
              std::string_view key) { return BucketUri("s3", Given(values, kS3Bucket), key); },
    .key_of =
        [](const Values& values, const Environment&, std::string_view uri) {
          return KeyOfBucketUri("s3", Given(values, kS3Bucket), uri);
        },
    .open = Open,
};

}  // namespace millrace::storage

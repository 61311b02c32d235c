#include "storage/providers/s3_settings.h"

#include "base/text.h"
#include "storage/aws/default_credentials.h"
#include "storage/aws/role_credentials.h"
#include "storage/aws/service_preset.h"
#include "storage/providers/s3.h"
#include "storage/settings.h"

namespace millrace::storage {
namespace {

// The values with what stands around them.
class Reader {
 public:
  Reader(const Values& values, const Environment& environment, net::AddressPolicy addresses)
      : values_(values),
        environment_(environment),
        addresses_(addresses),
        around_{.http = environment.http,
                .clock = environment.clock != nullptr ? environment.clock : &SystemClock(),
                .env = environment.env,
                .home = environment.home,
                .files = std::make_shared<aws::ProfileFiles>(environment.env, environment.home,
                                                             Given(kS3Profile))} {}

  Result<void> FindEndpoint();
  Result<S3Settings> Read();
  // As FindEndpoint found it.
  const std::optional<net::Url>& custom() const { return custom_; }

 private:
  std::string Given(const Field& field) const { return GivenText(values_, field); }
  const std::string& profile() const { return around_.files->profile(); }
  Result<net::Url> Parse(const std::string& text, const Field* field,
                         const std::string& source) const;
  Result<void> CheckOperatorsOnly() const;
  Result<aws::AddressingStyle> FindStyle() const;
  void FindRegion();
  Result<std::optional<aws::EndpointOptions>> FindPublicEndpoint() const;
  Result<std::unique_ptr<aws::CredentialProvider>> FindCredentials() const;
  Result<aws::StsLocator> FindSts() const;

  const Values& values_;
  const Environment& environment_;
  const net::AddressPolicy addresses_;
  aws::Surroundings around_;
  std::shared_ptr<const aws::Profiles> profiles_;
  const aws::ServicePreset* service_ = nullptr;  // null: nothing is known of it
  std::optional<net::Url> custom_;               // none: Amazon itself
  bool from_user_ = false;                       // the endpoint stands in the values
  aws::AwsHost host_;                            // what an endpoint of Amazon's own says
  std::string region_;                           // "" = nobody named one
};

Result<net::Url> Reader::Parse(const std::string& text, const Field* field,
                               const std::string& source) const {
  auto url = net::ParseUrl(text);
  if (url.has_value() && !url->query.empty()) {
    url = Fail(ErrorKind::kInvalid, "The endpoint must not have a query (\"?\").",
               "Give scheme, host and port, like https://minio.example.com:9000.");
  }
  if (!url.has_value()) {
    url.error().message = "In " + source + ": " + url.error().message;
    if (field != nullptr) url.error().fields = {{std::string(field->name), url.error().message}};
  }
  return url;
}

Result<void> Reader::FindEndpoint() {
  ASSIGN_OR_RETURN(profiles_, around_.files->Get());
  service_ = aws::FindService(Given(kS3Service));
  std::string text = Given(kS3Endpoint), source = "the field " + std::string(kS3Endpoint.title);
  from_user_ = !text.empty();
  if (text.empty() && service_ != nullptr && !service_->endpoint.empty()) {
    ASSIGN_OR_RETURN(text, aws::ServiceEndpoint(*service_, Given(kS3Account), Given(kS3Region)));
    from_user_ = true;
  }
  if (text.empty()) {
    text = FromEnvironment(kS3Endpoint, environment_);
    source = "the environment";
  }
  if (text.empty()) {
    text = profiles_->EndpointUrl(profile(), "s3");
    source = "the AWS profile";
  }
  if (text.empty()) {
    if (service_ != nullptr) RETURN_IF_ERROR(aws::ServiceEndpoint(*service_, "", ""));
    return {};
  }
  ASSIGN_OR_RETURN(net::Url url, Parse(text, from_user_ ? &kS3Endpoint : nullptr, source));
  // Amazon's own hosts are no custom endpoint: the rules of AWS apply to them.
  const bool plain =
      url.scheme == "https" && url.port == 0 && (url.path.empty() || url.path == "/");
  if (const auto host = aws::ParseAwsHost(url.host); host.has_value() && plain) {
    host_ = *host;
    return {};
  }
  if (service_ == nullptr) service_ = aws::RecogniseService(url.host);
  custom_ = std::move(url);
  return {};
}

// What a user may not choose, because it means files of the server.
Result<void> Reader::CheckOperatorsOnly() const {
  if (addresses_ == net::AddressPolicy::kTrusted) return {};
  if (!Given(kS3Profile).empty()) {
    return FailField("profile",
                     "An AWS profile of the server can only be chosen by its operator, on the "
                     "command line; give an access key or a role instead.");
  }
  return {};
}

Result<aws::AddressingStyle> Reader::FindStyle() const {
  std::string style = Given(kS3AddressingStyle);
  if (!values_.Has(kS3AddressingStyle)) {
    const std::string of_profile = profiles_->Nested(profile(), "s3", "addressing_style");
    if (!of_profile.empty()) style = of_profile;
  }
  if (style == "virtual") return aws::AddressingStyle::kVirtual;
  if (style == "path") return aws::AddressingStyle::kPath;
  if (style == "auto") return aws::AddressingStyle::kAuto;
  return Fail(ErrorKind::kInvalid,
              "The addressing_style \"" + Printable(style) + "\" of the AWS profile is unknown.",
              "Use auto, virtual or path.");
}

void Reader::FindRegion() {
  region_ = Given(kS3Region);
  if (region_.empty()) region_ = host_.region;
  if (region_.empty() && service_ != nullptr && custom_.has_value()) {
    region_ = aws::RegionOfHost(*service_, custom_->host);
    if (region_.empty()) region_ = service_->region;
  }
  if (region_.empty()) region_ = FromEnvironment(kS3Region, environment_);
  if (region_.empty())
    region_ = aws::ReadServiceSettings(around_.env, *profiles_, profile()).region;
}

Result<std::optional<aws::EndpointOptions>> Reader::FindPublicEndpoint() const {
  const std::string text = Given(kS3PublicEndpoint);
  if (text.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(net::Url url, Parse(text, &kS3PublicEndpoint,
                                       "the field " + std::string(kS3PublicEndpoint.title)));
  aws::EndpointOptions out;
  ASSIGN_OR_RETURN(out.style, FindStyle());
  if (const auto host = aws::ParseAwsHost(url.host); host.has_value() && url.scheme == "https") {
    out.dual_stack = host->dual_stack;
    out.fips = host->fips;
    out.accelerate = host->accelerate;
  } else {
    out.custom = std::move(url);
  }
  return out;
}

// Where the role's key is lent: the field, the environment, the same place as the bucket, Amazon.
Result<aws::StsLocator> Reader::FindSts() const {
  const bool elsewhere = custom_.has_value() && !custom_->host.ends_with(".amazonaws.com") &&
                         !custom_->host.ends_with(".amazonaws.com.cn");
  const std::string region = custom_.has_value() && !elsewhere ? "" : region_;
  ASSIGN_OR_RETURN(aws::StsEndpoint found,
                   aws::LocateSts(around_.env, *profiles_, profile(), region, Given(kS3RoleArn)));
  if (const std::string text = Given(kS3StsEndpoint); !text.empty()) {
    ASSIGN_OR_RETURN(
        found.url, Parse(text, &kS3StsEndpoint, "the field " + std::string(kS3StsEndpoint.title)));
    found.addresses = addresses_;
  } else if (elsewhere &&
             (from_user_ ||
              aws::ConfiguredEndpoint(around_.env, *profiles_, profile(), "sts").empty())) {
    found.url = *custom_;
    found.addresses = from_user_ ? addresses_ : net::AddressPolicy::kTrusted;
  }
  if (found.url.path.empty()) found.url.path = "/";
  return aws::StsLocator([found]() -> Result<aws::StsEndpoint> { return found; });
}

Result<std::unique_ptr<aws::CredentialProvider>> Reader::FindCredentials() const {
  if (values_.Bool(kS3Anonymous)) return nullptr;
  aws::CredentialProviders sources;
  sources.push_back(aws::StaticCredentials(values_.SecretValue(kS3AccessKeyId),
                                           values_.SecretValue(kS3SecretAccessKey),
                                           values_.SecretValue(kS3SessionToken)));
  if (!Given(kS3Profile).empty()) {
    sources.push_back(aws::ProfileCredentials(around_));
  } else {
    for (auto& source : aws::DefaultSources(around_)) sources.push_back(std::move(source));
  }
  auto chain = aws::CredentialChain(std::move(sources));
  const aws::Role role{.arn = Given(kS3RoleArn),
                       .session_name = Given(kS3RoleSessionName),
                       .external_id = Given(kS3ExternalId)};
  if (role.arn.empty()) {
    if (role.external_id.empty() && role.session_name.empty()) return chain;
    return FailField("role_arn", "An external id or a session name is given, but no role.");
  }
  RETURN_IF_ERROR(aws::CheckRole(role));
  ASSIGN_OR_RETURN(aws::StsLocator sts, FindSts());
  return aws::AssumedRole(around_, std::move(sts), role, std::move(chain));
}

Result<S3Settings> Reader::Read() {
  RETURN_IF_ERROR(CheckOperatorsOnly());
  RETURN_IF_ERROR(FindEndpoint());
  FindRegion();
  ASSIGN_OR_RETURN(around_.trust, ReadTrust(values_, kS3CaFile, environment_, addresses_));
  if (around_.trust.ca_file.empty() && around_.trust.ca_pem.empty()) {
    if (const auto* path = profiles_->Find(profile(), "ca_bundle")) around_.trust.ca_file = *path;
  }
  S3Settings out;
  aws::ConnectionOptions& connection = out.connection;
  connection.bucket = Given(kS3Bucket);
  connection.region_given = !region_.empty();
  aws::EndpointOptions& endpoint = connection.endpoint;
  endpoint.region = region_.empty() ? "us-east-1" : region_;
  endpoint.custom = custom_;
  ASSIGN_OR_RETURN(endpoint.style, FindStyle());
  if (!custom_.has_value()) {
    const auto switches = aws::ReadServiceSettings(around_.env, *profiles_, profile());
    endpoint.dual_stack = host_.dual_stack || switches.dual_stack;
    endpoint.fips = host_.fips || switches.fips;
    endpoint.accelerate = host_.accelerate;
  }
  ASSIGN_OR_RETURN(connection.public_endpoint, FindPublicEndpoint());
  connection.addresses = from_user_ ? addresses_ : net::AddressPolicy::kTrusted;
  connection.http = around_.http;
  connection.clock = around_.clock;
  connection.trust = around_.trust;
  // By the host alone: a service that is named by mistake must not be believed.
  const auto* known = custom_.has_value() ? aws::RecogniseService(custom_->host) : nullptr;
  connection.conditions = !custom_.has_value() ? Support::kYes
                          : known != nullptr   ? known->conditions
                                               : Support::kUnknown;
  connection.requester_pays = values_.Bool(kS3RequesterPays);
  connection.kms_key_id = Given(kS3KmsKeyId);
  connection.encryption = Given(kS3Encryption);
  if (!connection.kms_key_id.empty() && connection.encryption == "AES256") {
    return FailField("server_side_encryption",
                     "A KMS key is given, but encryption AES256 uses none; choose aws:kms or "
                     "remove the key.");
  }
  if (!connection.kms_key_id.empty()) connection.encryption = "aws:kms";
  ASSIGN_OR_RETURN(out.credentials, FindCredentials());
  return out;
}

}  // namespace

Result<S3Settings> ReadS3Settings(const Values& values, const Environment& environment,
                                  net::AddressPolicy addresses) {
  return Reader(values, environment, addresses).Read();
}

std::string S3EndpointPlace(const Values& values, const Environment& environment) {
  Reader reader(values, environment, net::AddressPolicy::kTrusted);
  if (!reader.FindEndpoint().has_value() || !reader.custom().has_value()) return "";
  const net::Url& url = *reader.custom();
  std::string_view path = url.path;
  while (path.ends_with('/')) path.remove_suffix(1);
  return url.scheme + "://" + url.Authority() + std::string(path);
}

}  // namespace millrace::storage

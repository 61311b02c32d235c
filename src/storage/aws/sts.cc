#include "storage/aws/sts.h"

#include <algorithm>
#include <pugixml.hpp>

#include "base/text.h"
#include "crypto/digest.h"
#include "storage/aws/endpoint.h"

namespace millrace::storage::aws {
namespace {

constexpr char kSessionName[] = "millrace";
constexpr size_t kMaxAnswer = 1u << 20;

// How a code is understood. {role} and {as} (whose key asked) are filled in, and {says}, the
// service's own words.
struct Meaning {
  std::string_view code;
  ErrorKind kind;
  bool temporary;
  std::string_view message, advice;
};
constexpr Meaning kMeanings[] = {
    {"AccessDenied", ErrorKind::kDenied, false, "The role {role} may not be assumed {as}{says}.",
     "Allow `sts:AssumeRole` on that role to the key, name the key's account in the role's trust "
     "policy, and check the external id."},
    {"InvalidClientTokenId", ErrorKind::kUnauthenticated, false,
     "The role {role} cannot be assumed {as}: the service does not know that key{says}.",
     "Check the access key id and the session token."},
    {"SignatureDoesNotMatch", ErrorKind::kUnauthenticated, false,
     "The role {role} cannot be assumed {as}: the secret access key does not fit the key, or the "
     "clock of this machine is wrong{says}.",
     "Enter the secret access key again, and check the clock."},
    {"ExpiredToken", ErrorKind::kUnauthenticated, false,
     "The role {role} cannot be assumed {as}: that key has expired.", "Renew it."},
    {"ExpiredTokenException", ErrorKind::kUnauthenticated, false,
     "The role {role} cannot be assumed {as}: that token has expired{says}.",
     "Check what writes the token file."},
    {"InvalidIdentityToken", ErrorKind::kUnauthenticated, false,
     "The role {role} cannot be assumed {as}: InvalidIdentityToken{says}.",
     "Check the identity provider in the role's account and the role's trust policy."},
    {"IDPCommunicationError", ErrorKind::kUnavailable, true,
     "The role {role} cannot be assumed {as}: the identity provider did not answer{says}.",
     "It is tried again."},
    {"RegionDisabledException", ErrorKind::kDenied, false,
     "The role {role} cannot be assumed in this region: it is not enabled{says}.",
     "Enable the region in the role's account, or choose another."},
    {"ValidationError", ErrorKind::kInvalid, false,
     "The role {role} cannot be assumed: a parameter is malformed{says}.",
     "Check role_arn, external_id and role_session_name."},
};

std::string Says(std::string_view message) {
  while (message.ends_with('.')) message.remove_suffix(1);
  return message.empty() ? "" : ": " + Printable(message, 300);
}

// STS's own pattern for session names and external ids, the latter with more signs.
bool IsPlain(std::string_view text, std::string_view more) {
  return std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("_+=,.@-").find(c) != std::string_view::npos ||
           more.find(c) != std::string_view::npos;
  });
}

}  // namespace

Result<void> CheckRole(const Role& role) {
  if (!role.arn.starts_with("arn:") || !IsPlain(role.arn, ":/") || role.arn.size() > 2048) {
    return FailField("role_arn", "\"" + Printable(role.arn) +
                                     "\" is not the ARN of a role; an example is "
                                     "arn:aws:iam::123456789012:role/labeling.");
  }
  if (const auto& name = role.session_name;
      !name.empty() && (name.size() < 2 || name.size() > 64 || !IsPlain(name, ""))) {
    return FailField("role_session_name",
                     "\"" + Printable(name) +
                         "\" cannot name a session: it must have 2 to 64 letters, digits or "
                         "_+=,.@-.");
  }
  if (const auto& id = role.external_id;
      !id.empty() && (id.size() < 2 || id.size() > 1224 || !IsPlain(id, ":/"))) {
    return FailField("external_id",
                     "The external id must have 2 to 1,224 letters, digits or _+=,.@:/-.");
  }
  if (!role.duration_seconds.empty() && !ParseInt(role.duration_seconds).has_value()) {
    return FailField("duration_seconds",
                     "\"" + Printable(role.duration_seconds) + "\" is not a number of seconds.");
  }
  return {};
}

Result<StsEndpoint> LocateSts(const EnvironmentVariables& env, const Profiles& profiles,
                              std::string_view profile, std::string region,
                              std::string_view role_arn) {
  const ServiceSettings settings = ReadServiceSettings(env, profiles, profile);
  if (region.empty()) region = settings.region;
  if (region.empty() || region == "aws-global" || region == "auto") {
    region = role_arn.starts_with("arn:aws-cn:")       ? "cn-north-1"
             : role_arn.starts_with("arn:aws-us-gov:") ? "us-gov-west-1"
                                                       : "us-east-1";
  }
  if (!IsRegionName(region)) {
    return FailField("region_name", "\"" + Printable(region) +
                                        "\" is not the name of a region; an example is eu-west-1.");
  }
  StsEndpoint out{.region = region};
  std::string url = ConfiguredEndpoint(env, profiles, profile, "sts");
  if (url.empty()) {
    // There the usual host is the one with FIPS.
    const bool fips = settings.fips && (settings.dual_stack || !region.starts_with("us-gov-"));
    url = "https://" + ServiceHost("sts", region, fips, settings.dual_stack);
  }
  auto parsed = net::ParseUrl(url);
  if (!parsed.has_value()) {
    parsed.error().message = "The endpoint of STS is malformed: " + parsed.error().message;
    return std::unexpected(std::move(parsed).error());
  }
  out.url = *std::move(parsed);
  if (out.url.path.empty()) out.url.path = "/";
  return out;
}

Result<StsAnswer> AskSts(const Surroundings& around, const StsEndpoint& endpoint, const Role& role,
                         const Credentials* key, const Secret& token) {
  net::Query form{
      {"Action", key != nullptr ? "AssumeRole" : "AssumeRoleWithWebIdentity"},
      {"Version", "2011-06-15"},
      {"RoleArn", role.arn},
      {"RoleSessionName", role.session_name.empty() ? kSessionName : role.session_name}};
  if (!role.external_id.empty()) form.emplace_back("ExternalId", role.external_id);
  if (!role.duration_seconds.empty()) form.emplace_back("DurationSeconds", role.duration_seconds);
  if (key == nullptr) form.emplace_back("WebIdentityToken", std::string(token.Reveal()));
  net::HttpRequest request{.method = "POST",
                           .url = endpoint.url.ToString(),
                           .body = net::EncodeQuery(form),
                           .addresses = endpoint.addresses,
                           .ca_file = around.trust.ca_file,
                           .ca_pem = around.trust.ca_pem,
                           .connect_timeout = kServiceConnectTimeout,
                           .total_timeout = kServiceTimeout,
                           .max_body = kMaxAnswer};
  if (key == nullptr) Wipe(form.back().second);
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  if (key != nullptr) {
    SigningRequest signing{.method = request.method,
                           .host = endpoint.url.Authority(),
                           .path = endpoint.url.path,
                           .headers = std::move(request.headers),
                           .payload_sha256 = HexEncode(crypto::Sha256(request.body))};
    const Signer signer(
        {.service = "sts", .double_encode = true, .normalize_path = true, .content_sha256 = false});
    signer.SignHeaders(*key, endpoint.region, around.clock->Now(), signing);
    request.headers = std::move(signing.headers);
  }
  ASSIGN_OR_RETURN(const net::HttpResponse response, AskService(around, request));
  return ParseStsAnswer(response);
}

StsAnswer ParseStsAnswer(const net::HttpResponse& response) {
  StsAnswer out{.status = response.status};
  pugi::xml_document document;
  if (!document.load_buffer(response.body.data(), response.body.size(), pugi::parse_default)) {
    return out;
  }
  const pugi::xml_node root = document.document_element();
  const auto text = [](pugi::xml_node node, const char* name) {
    return std::string(Trim(node.child_value(name)));
  };
  const pugi::xml_node error = root.child("Error");
  out.code = text(error, "Code");
  out.message = text(error, "Message");
  const pugi::xml_node key = root.first_child().child("Credentials");
  Credentials credentials{text(key, "AccessKeyId"), Secret(text(key, "SecretAccessKey")),
                          Secret(text(key, "SessionToken")), ParseIso(text(key, "Expiration"))};
  if (response.status == 200 && !credentials.access_key_id.empty() &&
      !credentials.secret_access_key.empty()) {
    out.credentials = std::make_shared<const Credentials>(std::move(credentials));
  }
  return out;
}

Error StsRefusal(const StsAnswer& answer, const StsEndpoint& endpoint, const Role& role,
                 const std::string& as) {
  // Some codes come with and without this ending.
  std::string_view code = answer.code;
  const Meaning* known = std::ranges::find(kMeanings, code, &Meaning::code);
  if (known == std::end(kMeanings) && code.ends_with("Exception")) {
    code.remove_suffix(std::string_view("Exception").size());
    known = std::ranges::find(kMeanings, code, &Meaning::code);
  }
  const net::HttpStatusMeaning meaning = net::MeaningOf(answer.status);
  Error error{.kind = meaning.kind, .temporary = meaning.temporary, .status = answer.status};
  const std::string quoted = "\"" + Printable(role.arn) + "\"";
  if (known != std::end(kMeanings)) {
    error.kind = known->kind;
    error.temporary = known->temporary;
    error.message = ReplaceAll(known->message, "{role}", quoted);
    error.message = ReplaceAll(error.message, "{as}", as);
    error.message = ReplaceAll(error.message, "{says}", Says(answer.message));
    error.advice = known->advice;
    return error;
  }
  error.message = "The role " + quoted + " cannot be assumed: " + endpoint.url.host + " answered " +
                  std::to_string(answer.status) +
                  (answer.code.empty() ? "" : " " + Printable(answer.code, 80)) +
                  Says(answer.message) + ".";
  error.advice = error.temporary ? "It is tried again."
                                 : "Check the role, and that the endpoint is an STS service.";
  return error;
}

}  // namespace millrace::storage::aws

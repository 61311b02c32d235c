#include "storage/google/subject_token.h"

#include <fstream>
#include <iterator>

#include "base/text.h"
#include "storage/aws/endpoint.h"
#include "storage/aws/sigv4.h"
#include "storage/google/json.h"

namespace millrace::storage::google {
namespace {

namespace json = boost::json;

constexpr size_t kMaxToken = 256 << 10;

std::unexpected<Error> NoToken(const Subject& subject, const std::string& cause,
                               const std::string& advice) {
  return Fail(ErrorKind::kUnauthenticated,
              "There is no token to exchange for the " + subject.who + ": " + cause + ".", advice);
}

// The token in a file's or an answer's text.
Result<Secret> TokenIn(std::string_view text, const std::string& field, const std::string& where,
                       const Subject& subject) {
  Secret token;
  if (field.empty()) {
    token = Secret(std::string(Trim(text)));
  } else if (const auto object = ParseObject(text); object.has_value()) {
    token = Secret(TextOf(*object, field));
  }
  if (!token.empty()) return token;
  return NoToken(
      subject,
      where + (field.empty() ? " is empty" : " has no member \"" + Printable(field) + "\""),
      "Check the credential_source in " + subject.place + ".");
}

Result<net::HttpResponse> Ask(const Caller& caller, const Subject& subject,
                              net::HttpRequest request) {
  const std::string host = HostOf(request.url);
  ASSIGN_OR_RETURN(net::HttpResponse answer,
                   caller.http->Send(Limited(caller, std::move(request), kMaxToken)));
  if (answer.status == 200) return answer;
  auto error = NoToken(subject, host + " answered " + std::to_string(answer.status),
                       "Check the credential_source in " + subject.place + ".");
  error.error().temporary = net::MeaningOf(answer.status).temporary;
  return error;
}

Result<Secret> FromFile(const Subject& subject, const SubjectTokenSource& source) {
  std::ifstream file(source.path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file || text.size() > kMaxToken) {
    return NoToken(subject, "the file " + Printable(source.path) + " cannot be read",
                   "Check that it exists and that this server may read it.");
  }
  auto token = TokenIn(text, source.field, "the file " + Printable(source.path), subject);
  Wipe(text);
  return token;
}

// The AWS identity of the environment, else of the EC2 machine.
class AwsIdentity {
 public:
  AwsIdentity(const Caller& caller, const Subject& subject, const SubjectTokenSource& source)
      : caller_(caller), subject_(subject), source_(source) {}

  Result<std::string> Region() {
    for (const char* name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
      if (std::string region = Variable(name); !region.empty()) return region;
    }
    ASSIGN_OR_RETURN(std::string zone, Machine(source_.region_url, "AWS_REGION"));
    if (!zone.empty()) zone.pop_back();  // "us-east-1b" is a zone of the region
    if (!aws::IsRegionName(zone)) {
      return NoToken(subject_, "the machine does not say its AWS region", "Set AWS_REGION.");
    }
    return zone;
  }

  Result<aws::Credentials> Credentials() {
    aws::Credentials out{.access_key_id = Variable("AWS_ACCESS_KEY_ID"),
                         .secret_access_key = Secret(Variable("AWS_SECRET_ACCESS_KEY")),
                         .session_token = Secret(Variable("AWS_SESSION_TOKEN"))};
    if (!out.access_key_id.empty() && !out.secret_access_key.empty()) return out;
    ASSIGN_OR_RETURN(const std::string role, Machine(source_.url, "AWS_ACCESS_KEY_ID"));
    ASSIGN_OR_RETURN(const std::string text, Machine(source_.url + "/" + role, ""));
    const json::object answer = ParseObject(text).value_or(json::object{});
    out = {.access_key_id = TextOf(answer, "AccessKeyId"),
           .secret_access_key = Secret(TextOf(answer, "SecretAccessKey")),
           .session_token = Secret(TextOf(answer, "Token"))};
    if (!out.access_key_id.empty() && !out.secret_access_key.empty()) return out;
    return NoToken(subject_, "the AWS role of the machine gives no access key",
                   "Check the role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
  }

 private:
  std::string Variable(const char* name) const {
    return caller_.env ? std::string(Trim(caller_.env(name).value_or(""))) : "";
  }

  // A text of the machine's metadata. `variable` would have said it too.
  Result<std::string> Machine(const std::string& url, const std::string& variable) {
    if (url.empty()) {
      return NoToken(subject_, variable + " is not set and no metadata address is given",
                     "Set " + variable + ".");
    }
    net::HttpRequest request{.url = url};
    if (!source_.session_token_url.empty()) {
      if (session_.empty()) {
        ASSIGN_OR_RETURN(const net::HttpResponse answer,
                         Ask(caller_, subject_,
                             {.method = "PUT",
                              .url = source_.session_token_url,
                              .headers = {{"X-aws-ec2-metadata-token-ttl-seconds", "300"}}}));
        session_ = std::string(Trim(answer.body));
      }
      request.headers.Add("X-aws-ec2-metadata-token", session_);
    }
    ASSIGN_OR_RETURN(const net::HttpResponse answer, Ask(caller_, subject_, std::move(request)));
    return std::string(Trim(answer.body));
  }

  const Caller& caller_;
  const Subject& subject_;
  const SubjectTokenSource& source_;
  std::string session_;
};

// The token is a signed request that Google sends to AWS to learn who signed it.
Result<Secret> FromAws(const Caller& caller, const Subject& subject,
                       const ExternalAccount& account) {
  AwsIdentity identity(caller, subject, account.source);
  ASSIGN_OR_RETURN(const std::string region, identity.Region());
  ASSIGN_OR_RETURN(const aws::Credentials credentials, identity.Credentials());
  const std::string url = ReplaceAll(account.source.verification_url, "{region}", region);
  ASSIGN_OR_RETURN(const net::Url parts, net::ParseUrl(url));
  aws::SigningRequest request{.method = "POST",
                              .host = parts.Authority(),
                              .path = parts.path,
                              .query = net::ParseQuery(parts.query),
                              .headers = {{"x-goog-cloud-target-resource", account.audience}}};
  const aws::Signer signer({.service = "sts", .content_sha256 = false});
  signer.SignHeaders(credentials, region, caller.clock->Now(), request);
  json::array headers{{{"key", "host"}, {"value", request.host}}};
  for (const auto& [name, value] : request.headers) {
    headers.push_back({{"key", name}, {"value", value}});
  }
  return Secret(net::PercentEncode(json::serialize(
      json::object{{"headers", std::move(headers)}, {"method", "POST"}, {"url", url}})));
}

}  // namespace

Result<Secret> FetchSubjectToken(const Caller& caller, const Subject& subject,
                                 const ExternalAccount& account) {
  using Kind = SubjectTokenSource::Kind;
  const SubjectTokenSource& source = account.source;
  switch (source.kind) {
    case Kind::kFile: return FromFile(subject, source);
    case Kind::kAws: return FromAws(caller, subject, account);
    case Kind::kUrl: break;
  }
  ASSIGN_OR_RETURN(const net::HttpResponse answer,
                   Ask(caller, subject, {.url = source.url, .headers = source.headers}));
  return TokenIn(answer.body, source.field, "the answer of " + HostOf(source.url), subject);
}

}  // namespace millrace::storage::google

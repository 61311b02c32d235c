#include "storage/aws/instance_credentials.h"

#include <map>

#include "base/text.h"
#include "net/url.h"

namespace millrace::storage::aws {
namespace {

constexpr char kDisabled[] = "AWS_EC2_METADATA_DISABLED";
constexpr char kTokenTtl[] = "21600";  // seconds; the longest
constexpr char kRolePath[] = "/latest/meta-data/iam/security-credentials/";
constexpr std::chrono::milliseconds kTimeout{1'000};
constexpr std::chrono::minutes kAbsentFor{5};
constexpr size_t kMaxAnswer = 256u << 10;

// Addresses where nothing answered. Shared by all storages, because each would wait a second.
class AbsentServices {
 public:
  bool Has(const std::string& url, Time now) {
    std::lock_guard lock(mutex_);
    const auto found = until_.find(url);
    return found != until_.end() && now < found->second;
  }
  void Add(const std::string& url, Time now) {
    std::lock_guard lock(mutex_);
    until_[url] = now + kAbsentFor;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, Time> until_;
};

AbsentServices& Absent() {
  static AbsentServices services;
  return services;
}

class Instance final : public LentCredentials {
 public:
  Instance(Surroundings around, bool required)
      : LentCredentials(*around.clock), around_(std::move(around)), required_(required) {}
  std::string Name() const override { return "the EC2 instance's metadata service"; }

 protected:
  Result<SharedCredentials> Fetch() override {
    if (ParseBool(around_.Variable(kDisabled)).value_or(false))
      return None(std::string(kDisabled) + " in the environment turns it off");
    ASSIGN_OR_RETURN(const std::string url, InstanceMetadataUrl(around_));
    if (Absent().Has(url, around_.clock->Now())) return None("nothing answers at " + url);
    net::HttpRequest ask = Request(url + "/latest/api/token");
    ask.method = "PUT";
    ask.headers.Add("X-aws-ec2-metadata-token-ttl-seconds", kTokenTtl);
    auto token = SendOnce(ask);
    if (!token.has_value()) {
      Absent().Add(url, around_.clock->Now());
      return None("nothing answers at " + url);
    }
    if (net::MeaningOf(token->status).temporary) {
      ASSIGN_OR_RETURN(token, AskService(around_, ask));
    }
    // A server that is not this service, or one whose use an administrator forbids.
    if (token->status == 404 || token->status == 405) return None(url + " is another service");
    if (token->status == 403) {
      return Refused(ErrorKind::kDenied, false,
                     "it is disabled for this instance (403 for a token)",
                     "Enable it, or set AWS_EC2_METADATA_DISABLED=true and give a key.");
    }
    if (token->status != 200) return Unexpected(token->status);
    return FetchRole(url, std::string(Trim(token->body)));
  }

 private:
  net::HttpRequest Request(std::string url) const {
    return {.url = std::move(url),
            .connect_timeout = kTimeout,
            .total_timeout = kTimeout,
            .max_body = kMaxAnswer};
  }
  Result<net::HttpResponse> SendOnce(const net::HttpRequest& request) const {
    return around_.http->Send(request);
  }

  Result<SharedCredentials> FetchRole(const std::string& url, const std::string& token) const {
    net::HttpRequest ask = Request(url + kRolePath);
    if (token.empty() || token.find_first_of("\r\n") != std::string::npos)
      return None(url + " is another service");
    ask.headers.Add("X-aws-ec2-metadata-token", token);
    ASSIGN_OR_RETURN(const net::HttpResponse names, AskService(around_, ask));
    const std::string role(Trim(names.body.substr(0, names.body.find('\n'))));
    if (names.status == 404 || (names.status == 200 && role.empty()))
      return None("the instance has no role");
    if (names.status != 200) return Unexpected(names.status);
    ask.url += net::PercentEncode(role, "+=,@/");
    ASSIGN_OR_RETURN(const net::HttpResponse key, AskService(around_, ask));
    if (key.status != 200) return Unexpected(key.status);
    const std::string code = JsonText(key.body, "Code");
    if (code.empty() || code == "Success") return ParseJsonKey(key.body, {}, Name());
    const std::string says = JsonText(key.body, "Message");
    return Refused(ErrorKind::kUnauthenticated, false,
                   Printable(code, 80) + (says.empty() ? "" : ": " + Printable(says, 300)),
                   "Check the role of the instance.");
  }

  Result<SharedCredentials> None(const std::string& why) const {
    if (!required_) return nullptr;
    return Refused(ErrorKind::kUnauthenticated, false, why,
                   "Run on an EC2 instance with a role, or remove credential_source.");
  }
  static std::unexpected<Error> Refused(ErrorKind kind, bool temporary, const std::string& why,
                                        std::string advice) {
    auto out =
        Fail(kind, "The metadata service of the EC2 instance gave no credentials: " + why + ".",
             std::move(advice));
    out.error().temporary = temporary;
    return out;
  }
  static std::unexpected<Error> Unexpected(int status) {
    const auto [kind, temporary] = net::MeaningOf(status);
    return Refused(kind, temporary, "it answered " + std::to_string(status),
                   temporary ? "It is tried again." : "Check the instance.");
  }

  const Surroundings around_;
  const bool required_;
};

}  // namespace

Result<std::string> InstanceMetadataUrl(const Surroundings& around) {
  ASSIGN_OR_RETURN(const auto profiles, around.files->Get());
  const auto setting = [&](const char* variable, std::string_view property) {
    std::string value = around.Variable(variable);
    const std::string* found =
        value.empty() ? profiles->Find(around.files->profile(), property) : nullptr;
    return found == nullptr ? value : *found;
  };
  constexpr char kEndpoint[] = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
  std::string url = setting(kEndpoint, "ec2_metadata_service_endpoint");
  if (!url.empty()) {
    auto parsed = net::ParseUrl(url);
    if (!parsed.has_value()) {
      parsed.error().message =
          "The endpoint of the metadata service (" + std::string(kEndpoint) +
          ", ec2_metadata_service_endpoint) is malformed: " + parsed.error().message;
      return std::unexpected(std::move(parsed).error());
    }
    while (url.ends_with('/')) url.pop_back();
    return url;
  }
  const std::string mode =
      setting("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode");
  if (mode.empty() || EqualsIgnoreCase(mode, "IPv4")) return "http://169.254.169.254";
  if (EqualsIgnoreCase(mode, "IPv6")) return "http://[fd00:ec2::254]";
  return Fail(ErrorKind::kInvalid,
              "\"" + Printable(mode) +
                  "\" is not a mode of the EC2 metadata service "
                  "(AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE).",
              "Use IPv4 or IPv6.");
}

std::unique_ptr<CredentialProvider> InstanceCredentials(Surroundings around, bool required) {
  return std::make_unique<Instance>(std::move(around), required);
}

}  // namespace millrace::storage::aws

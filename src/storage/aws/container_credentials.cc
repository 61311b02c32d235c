#include "storage/aws/container_credentials.h"

#include <algorithm>

#include "base/text.h"
#include "net/address.h"
#include "net/url.h"

namespace millrace::storage::aws {
namespace {

constexpr char kRelative[] = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr char kFull[] = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr char kToken[] = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
constexpr char kTokenFile[] = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
constexpr std::string_view kEcsHost = "169.254.170.2";
constexpr std::string_view kEksHosts[] = {"169.254.170.23", "fd00:ec2::23"};
constexpr std::chrono::milliseconds kConnectTimeout{2'000};
constexpr std::chrono::milliseconds kTimeout{10'000};
constexpr size_t kMaxAnswer = 1u << 20;

bool MayBePlain(std::string_view host) {
  if (host == "localhost" || host == kEcsHost || std::ranges::count(kEksHosts, host) > 0)
    return true;
  const auto address = net::IpAddress::Parse(host);
  return address.has_value() && net::Classify(*address) == net::AddressClass::kLoopback;
}

class Container final : public LentCredentials {
 public:
  explicit Container(Surroundings around)
      : LentCredentials(*around.clock), around_(std::move(around)) {}
  std::string Name() const override {
    return "the container's agent (" + std::string(kRelative) + ", " + kFull + ")";
  }

 protected:
  Result<SharedCredentials> Fetch() override {
    ASSIGN_OR_RETURN(const std::string url, ContainerUrl(around_));
    if (url.empty()) return nullptr;
    net::HttpRequest request{.url = url,
                             .ca_file = around_.trust.ca_file,
                             .ca_pem = around_.trust.ca_pem,
                             .connect_timeout = kConnectTimeout,
                             .total_timeout = kTimeout,
                             .max_body = kMaxAnswer};
    request.headers.Add("Accept", "application/json");
    ASSIGN_OR_RETURN(const Secret token, Token());
    if (!token.empty()) request.headers.Add("Authorization", std::string(token.Reveal()));
    ASSIGN_OR_RETURN(const net::HttpResponse answer, AskService(around_, request));
    if (answer.status == 200) return ParseJsonKey(answer.body, {}, "the container's agent");
    const auto [kind, temporary] = net::MeaningOf(answer.status);
    const std::string says = JsonText(answer.body, "message");
    Error error{.kind = kind, .temporary = temporary, .status = answer.status};
    error.message = "The container's agent gave no AWS credentials: " + url + " answered " +
                    std::to_string(answer.status) +
                    (says.empty() ? "" : ": " + Printable(says, 300)) + ".";
    error.advice = "Check that the task or pod has a role.";
    return std::unexpected(std::move(error));
  }

 private:
  Result<Secret> Token() const {
    if (const std::string file = around_.Variable(kTokenFile); !file.empty())
      return ReadTokenFile(file, kTokenFile);
    Secret token(around_.Variable(kToken));
    if (token.Reveal().find_first_of("\r\n") == std::string_view::npos) return token;
    return Fail(ErrorKind::kInvalid,
                std::string(kToken) + " in the environment has more than one line.",
                "Set it to the token alone.");
  }

  const Surroundings around_;
};

}  // namespace

Result<std::string> ContainerUrl(const Surroundings& around) {
  if (const std::string path = around.Variable(kRelative); !path.empty()) {
    if (path.starts_with('/')) return "http://" + std::string(kEcsHost) + path;
    return Fail(ErrorKind::kInvalid,
                std::string(kRelative) + " in the environment is \"" + Printable(path) +
                    "\", which does not start with \"/\".",
                std::string("Set a path, or a whole URL in ") + kFull + ".");
  }
  const std::string full = around.Variable(kFull);
  if (full.empty()) return full;
  auto url = net::ParseUrl(full);
  if (!url.has_value()) {
    url.error().message =
        std::string("In ") + kFull + " of the environment: " + url.error().message;
    return std::unexpected(std::move(url).error());
  }
  if (url->scheme == "https" || MayBePlain(url->host)) return full;
  return Fail(ErrorKind::kInvalid,
              std::string(kFull) + " in the environment names the host \"" + Printable(url->host) +
                  "\", which may not give credentials over plain http.",
              "Use https, or the agent's own address on this machine.");
}

std::unique_ptr<CredentialProvider> ContainerCredentials(Surroundings around) {
  return std::make_unique<Container>(std::move(around));
}

}  // namespace millrace::storage::aws

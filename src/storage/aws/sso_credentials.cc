#include "storage/aws/sso_credentials.h"

#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "base/text.h"
#include "crypto/digest.h"
#include "storage/aws/endpoint.h"

namespace millrace::storage::aws {
namespace {

constexpr size_t kMaxAnswer = 1u << 20;

class Sso final : public LentCredentials {
 public:
  Sso(Surroundings around, SsoSettings settings, std::string profile)
      : LentCredentials(*around.clock),
        around_(std::move(around)),
        settings_(std::move(settings)),
        profile_(std::move(profile)) {}
  std::string Name() const override {
    return "the single sign-on of the profile \"" + Printable(profile_) + "\"";
  }

 protected:
  Result<SharedCredentials> Fetch() override {
    if (settings_.account_id.empty() || settings_.role_name.empty()) {
      return Fail(ErrorKind::kInvalid,
                  "The profile \"" + Printable(profile_) +
                      "\" signs in to get a token, not a key: sso_account_id and sso_role_name are "
                      "missing.",
                  "Add both to the profile, or choose another profile.");
    }
    ASSIGN_OR_RETURN(const Secret token, SignedIn());
    ASSIGN_OR_RETURN(const auto profiles, around_.files->Get());
    std::string base = ConfiguredEndpoint(around_.env, *profiles, around_.files->profile(), "sso");
    if (base.empty()) {
      if (!IsRegionName(settings_.region)) {
        return Fail(ErrorKind::kInvalid,
                    "sso_region of the profile \"" + Printable(profile_) +
                        "\" is not the name of a region.",
                    "An example is eu-west-1.");
      }
      const ServiceSettings services =
          ReadServiceSettings(around_.env, *profiles, around_.files->profile());
      base = "https://portal." +
             ServiceHost("sso", settings_.region, services.fips, services.dual_stack);
    }
    while (base.ends_with('/')) base.pop_back();
    const net::HttpRequest request{
        .url = base + "/federation/credentials?" +
               net::EncodeQuery(
                   {{"role_name", settings_.role_name}, {"account_id", settings_.account_id}}),
        .headers = {{"x-amz-sso_bearer_token", std::string(token.Reveal())}},
        .ca_file = around_.trust.ca_file,
        .ca_pem = around_.trust.ca_pem,
        .connect_timeout = kServiceConnectTimeout,
        .total_timeout = kServiceTimeout,
        .max_body = kMaxAnswer};
    ASSIGN_OR_RETURN(const net::HttpResponse answer, AskService(around_, request));
    if (answer.status == 401) return SignInAgain("the service does not accept the sign-in");
    if (answer.status != 200) return Refused(answer);
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(answer.body, error);
    const auto* key =
        !error && value.is_object() ? value.get_object().if_contains("roleCredentials") : nullptr;
    return ParseJsonKey(key == nullptr ? "" : boost::json::serialize(*key),
                        {.id = "accessKeyId",
                         .secret = "secretAccessKey",
                         .token = "sessionToken",
                         .expires = "expiration"},
                        "AWS single sign-on");
  }

 private:
  std::unexpected<Error> SignInAgain(const std::string& why) const {
    return Fail(
        ErrorKind::kUnauthenticated,
        "The profile \"" + Printable(profile_) + "\" is not signed in: " + why + ".",
        "Run `aws sso login --profile " + Printable(profile_) + "` as the user of this server.");
  }

  std::unexpected<Error> Refused(const net::HttpResponse& answer) const {
    const auto [kind, temporary] = net::MeaningOf(answer.status);
    const std::string says = JsonText(answer.body, "message");
    auto out = Fail(kind,
                    "AWS single sign-on gave no key for the role \"" +
                        Printable(settings_.role_name) + "\" in account " +
                        Printable(settings_.account_id) + ": " + std::to_string(answer.status) +
                        (says.empty() ? "" : ": " + Printable(says, 300)) + ".",
                    temporary ? "It is tried again."
                              : "Check sso_account_id and sso_role_name of the profile.");
    out.error().temporary = temporary;
    return out;
  }

  // The token that the AWS tools left; the file is named by a digest of the session or the URL.
  Result<Secret> SignedIn() const {
    const std::string& name = settings_.session.empty() ? settings_.start_url : settings_.session;
    const std::string path =
        around_.home + "/.aws/sso/cache/" + HexEncode(crypto::Sha1(name)) + ".json";
    std::ifstream file(path, std::ios::binary);
    if (!file.is_open()) return SignInAgain("there is no file " + path);
    std::string text(std::istreambuf_iterator<char>(file), {});
    Secret token(JsonText(text, "accessToken"));
    const auto expires = ParseIso(JsonText(text, "expiresAt"));
    Wipe(text);
    if (token.empty() || !expires.has_value() ||
        token.Reveal().find_first_of("\r\n") != std::string_view::npos) {
      return SignInAgain("the file " + path + " holds no sign-in");
    }
    if (*expires <= around_.clock->Now()) {
      return SignInAgain("that ended at " + FormatIso(*expires).substr(0, 16) + " UTC");
    }
    return token;
  }

  const Surroundings around_;
  const SsoSettings settings_;
  const std::string profile_;
};

}  // namespace

std::unique_ptr<CredentialProvider> SsoCredentials(Surroundings around, SsoSettings settings,
                                                   std::string profile) {
  return std::make_unique<Sso>(std::move(around), std::move(settings), std::move(profile));
}

}  // namespace millrace::storage::aws

#include "storage/google/credentials.h"

#include <fstream>
#include <mutex>

#include "base/text.h"
#include "net/url.h"
#include "storage/google/iam.h"
#include "storage/google/token_sources.h"

namespace millrace::storage::google {
namespace {

constexpr char kParameter[] = "the storage's settings";
constexpr char kVariable[] = "GOOGLE_APPLICATION_CREDENTIALS";
constexpr size_t kMaxFile = 1u << 20;

class KeySigner final : public Signer {
 public:
  explicit KeySigner(const ServiceAccountKey& account) : email_(account.email), key_(account.key) {}
  Result<std::string> Email() override { return email_; }
  Result<std::string> Sign(std::string_view text) override { return key_.SignSha256(text); }
  std::string_view means() const override { return "its own key"; }

 private:
  const std::string email_;
  const crypto::RsaKey key_;
};

class IamSigner final : public Signer {
 public:
  IamSigner(std::string email, std::shared_ptr<IamAccount> iam)
      : email_(std::move(email)), iam_(std::move(iam)) {}
  Result<std::string> Email() override { return email_; }
  Result<std::string> Sign(std::string_view text) override { return iam_->SignBlob(text); }
  std::string_view means() const override { return "IAM signBlob"; }

 private:
  const std::string email_;
  const std::shared_ptr<IamAccount> iam_;
};

// Signs as the account of the machine, whose name is asked for when it is needed.
class MachineSigner final : public Signer {
 public:
  MachineSigner(Caller caller, std::shared_ptr<TokenCache> tokens)
      : caller_(std::move(caller)), tokens_(std::move(tokens)) {}

  Result<std::string> Email() override {
    std::lock_guard lock(mutex_);
    if (email_.empty()) {
      ASSIGN_OR_RETURN(email_, MachineEmail(caller_));
    }
    return email_;
  }
  Result<std::string> Sign(std::string_view text) override {
    ASSIGN_OR_RETURN(const std::string email, Email());
    IamAccount iam(caller_, {.who = "service account " + email, .place = "the metadata server"},
                   "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/" +
                       net::PercentEncode(email, "@"),
                   {}, tokens_);
    return iam.SignBlob(text);
  }
  std::string_view means() const override { return "IAM signBlob"; }

 private:
  const Caller caller_;
  const std::shared_ptr<TokenCache> tokens_;
  std::mutex mutex_;
  std::string email_;
};

// Makes the credentials of one file. `scope` is that of the tokens.
class Maker {
 public:
  Maker(const CredentialFile& file, const std::string& place, const Caller& caller,
        std::string scope)
      : file_(file), place_(place), caller_(caller), scope_(std::move(scope)) {}

  std::unique_ptr<Credentials> Make() {
    out_->place = place_;
    out_->project = file_.project_id;
    out_->quota_project = file_.quota_project;
    out_->universe = file_.universe;
    std::visit([this](const auto& account) { Fill(account); }, file_.account);
    return std::move(out_);
  }

 private:
  Subject About(std::string who) {
    out_->who = who;
    return {.who = std::move(who), .place = place_};
  }
  void Use(std::unique_ptr<TokenSource> source) {
    out_->tokens = std::make_shared<TokenCache>(std::move(source), *caller_.clock);
  }

  void Fill(const ServiceAccountKey& account) {
    std::string who = "service account " + Printable(account.email);
    Use(ServiceAccountTokens(caller_, About(who), account, scope_,
                             file_.universe != "googleapis.com"));
    if (!account.key_id.empty()) out_->who += " (key " + Printable(account.key_id, 12) + ")";
    out_->signer = std::make_unique<KeySigner>(account);
  }

  void Fill(const AuthorizedUser& user) {
    Use(UserTokens(caller_, About(user.basic_auth ? "federated user" : "Google user"), user));
  }

  void Fill(const ExternalAccount& account) {
    const std::string federated = "federated identity of " + Printable(account.audience);
    Use(FederatedTokens(caller_, About(federated), account));
    if (!account.impersonation_url.empty()) {
      Impersonate(account.impersonation_url, {}, out_->tokens, account.impersonation_seconds);
    }
  }

  void Fill(const ImpersonatedAccount& account) {
    const auto source = Maker(*account.source, place_, caller_, std::string(kCloudScope)).Make();
    if (out_->quota_project.empty()) out_->quota_project = source->quota_project;
    Impersonate(account.url, account.delegates, source->tokens, 3600);
  }

  void Impersonate(std::string_view url, std::vector<std::string> delegates,
                   std::shared_ptr<TokenCache> tokens, int64_t seconds) {
    const std::string email = ImpersonatedEmail(url).value_or("");
    const auto iam = std::make_shared<IamAccount>(
        caller_, About("service account " + Printable(email)),
        std::string(url.substr(0, url.rfind(':'))), std::move(delegates), std::move(tokens));
    Use(ImpersonatedTokens(iam, scope_, seconds));
    out_->signer = std::make_unique<IamSigner>(email, iam);
  }

  const CredentialFile& file_;
  const std::string& place_;
  const Caller& caller_;
  const std::string scope_;
  std::unique_ptr<Credentials> out_ = std::make_unique<Credentials>();
};

Result<std::unique_ptr<Credentials>> FromText(const Secret& text, const std::string& place,
                                              const Caller& caller) {
  ASSIGN_OR_RETURN(
      const CredentialFile file,
      ParseCredentialFile(text, place, caller.addresses == net::AddressPolicy::kTrusted));
  return Maker(file, place, caller, std::string(kStorageScope)).Make();
}

Result<std::unique_ptr<Credentials>> FromFile(const std::string& path, const std::string& place,
                                              const Caller& caller) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  text.resize(kMaxFile);
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  const bool read = file.eof() && !file.bad();
  text.resize(read ? static_cast<size_t>(file.gcount()) : 0);
  if (!read) {
    return Fail(ErrorKind::kInvalid,
                "The file " + Printable(path) + " that " + place + " names cannot be read.",
                "Check that it exists, that it is the JSON file of an account, and that this "
                "server may read it.");
  }
  const Secret content(std::move(text));
  return FromText(content, Printable(path), caller);
}

std::string Variable(const Caller& caller, const char* name) {
  return caller.env ? std::string(Trim(caller.env(name).value_or(""))) : "";
}

// Where gcloud leaves the login of `gcloud auth application-default login`.
std::string WellKnownFile(const CredentialOptions& options) {
  constexpr char kName[] = "/application_default_credentials.json";
  const std::string config = Variable(options.caller, "CLOUDSDK_CONFIG");
  if (!config.empty()) return config + kName;
  return options.home.empty() ? "" : options.home + "/.config/gcloud" + kName;
}

Result<std::unique_ptr<Credentials>> Given(const CredentialOptions& options) {
  const std::string_view given = Trim(options.given.Reveal());
  // A path has no line breaks and is short; what else is no JSON was pasted wrongly and may be
  // secret.
  const bool path = !given.starts_with('{') && given.find('\n') == given.npos &&
                    given.size() < 1000 &&
                    (given.find('/') != given.npos || given.ends_with(".json"));
  if (!path) return FromText(options.given, kParameter, options.caller);
  if (options.caller.addresses == net::AddressPolicy::kTrusted) {
    return FromFile(std::string(given), kParameter, options.caller);
  }
  return Fail(ErrorKind::kInvalid,
              "The Google credentials in the storage's settings are a path, but this server reads "
              "no files of its own for them.",
              "Paste the content of the JSON file instead.");
}

}  // namespace

Result<std::unique_ptr<Credentials>> FindCredentials(const CredentialOptions& options) {
  if (!Trim(options.given.Reveal()).empty()) return Given(options);
  if (!options.ambient) return nullptr;
  Caller caller = options.caller;
  caller.addresses = net::AddressPolicy::kTrusted;
  if (const std::string path = Variable(caller, kVariable); !path.empty()) {
    if (path.starts_with('{')) return FromText(Secret(path), kVariable, caller);
    return FromFile(path, kVariable, caller);
  }
  std::string asked = std::string(kParameter) + "; " + kVariable;
  if (const std::string path = WellKnownFile(options); !path.empty()) {
    if (std::ifstream(path).good()) return FromFile(path, "gcloud", caller);
    asked += "; " + path;
  }
  auto out = std::make_unique<Credentials>();
  out->who = "service account of this machine";
  out->place = "the metadata server";
  out->tokens =
      std::make_shared<TokenCache>(MachineTokens(caller, std::move(asked)), *caller.clock);
  out->signer = std::make_unique<MachineSigner>(caller, out->tokens);
  return out;
}

}  // namespace millrace::storage::google

#include "storage/google/token_sources.h"

#include "base/text.h"
#include "storage/google/subject_token.h"

namespace millrace::storage::google {
namespace {

namespace json = boost::json;

std::string Basic(const std::string& id, const Secret& secret) {
  return "Basic " + Base64Encode(id + ":" + std::string(secret.Reveal()));
}

class ServiceAccount final : public TokenSource {
 public:
  ServiceAccount(Caller caller, Subject subject, ServiceAccountKey key, std::string scope,
                 bool self_signed)
      : caller_(std::move(caller)),
        subject_(std::move(subject)),
        key_(std::move(key)),
        scope_(std::move(scope)),
        self_signed_(self_signed) {}

  Result<AccessToken> Fetch() override {
    const Time now = caller_.clock->Now();
    Secret jwt(Jwt(now));
    if (self_signed_) return AccessToken{std::move(jwt), now + kLife};
    return AskForToken(caller_, subject_, key_.token_url,
                       {{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
                        {"assertion", std::string(jwt.Reveal())}});
  }

 private:
  static constexpr std::chrono::seconds kLife{3600};
  // A clock that is a little ahead does no harm then.
  static constexpr std::chrono::seconds kLeeway{10};

  std::string Jwt(Time now) const {
    const int64_t issued =
        std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch() - kLeeway).count();
    json::object head{{"alg", "RS256"}, {"typ", "JWT"}};
    if (!key_.key_id.empty()) head["kid"] = key_.key_id;
    json::object claims{
        {"iss", key_.email}, {"scope", scope_}, {"iat", issued}, {"exp", issued + kLife.count()}};
    if (self_signed_) {
      claims["sub"] = key_.email;
    } else {
      claims["aud"] = key_.token_url;
    }
    const std::string text =
        Base64UrlEncode(json::serialize(head)) + "." + Base64UrlEncode(json::serialize(claims));
    return text + "." + Base64UrlEncode(key_.key.SignSha256(text));
  }

  const Caller caller_;
  const Subject subject_;
  const ServiceAccountKey key_;
  const std::string scope_;
  const bool self_signed_;
};

class User final : public TokenSource {
 public:
  User(Caller caller, Subject subject, AuthorizedUser user)
      : caller_(std::move(caller)), subject_(std::move(subject)), user_(std::move(user)) {}

  Result<AccessToken> Fetch() override {
    net::Query form{{"grant_type", "refresh_token"},
                    {"refresh_token", std::string(user_.refresh_token.Reveal())}};
    if (user_.basic_auth) {
      return AskForToken(caller_, subject_, user_.token_url, form,
                         {{"Authorization", Basic(user_.client_id, user_.client_secret)}});
    }
    form.emplace_back("client_id", user_.client_id);
    form.emplace_back("client_secret", user_.client_secret.Reveal());
    return AskForToken(caller_, subject_, user_.token_url, form);
  }

 private:
  const Caller caller_;
  const Subject subject_;
  const AuthorizedUser user_;
};

class Federated final : public TokenSource {
 public:
  Federated(Caller caller, Subject subject, ExternalAccount account)
      : caller_(std::move(caller)), subject_(std::move(subject)), account_(std::move(account)) {}

  Result<AccessToken> Fetch() override {
    ASSIGN_OR_RETURN(const Secret token, FetchSubjectToken(caller_, subject_, account_));
    net::Query form{{"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"},
                    {"audience", account_.audience},
                    {"scope", std::string(kCloudScope)},
                    {"requested_token_type", "urn:ietf:params:oauth:token-type:access_token"},
                    {"subject_token_type", account_.subject_token_type},
                    {"subject_token", std::string(token.Reveal())}};
    net::Headers headers;
    if (!account_.client_id.empty()) {
      headers.Add("Authorization", Basic(account_.client_id, account_.client_secret));
    } else if (!account_.user_project.empty()) {
      form.emplace_back("options",
                        json::serialize(json::object{{"userProject", account_.user_project}}));
    }
    return AskForToken(caller_, subject_, account_.token_url, form, std::move(headers));
  }

 private:
  const Caller caller_;
  const Subject subject_;
  const ExternalAccount account_;
};

class Impersonated final : public TokenSource {
 public:
  Impersonated(std::shared_ptr<IamAccount> iam, std::string scope, int64_t seconds)
      : iam_(std::move(iam)), scope_(std::move(scope)), seconds_(seconds) {}

  Result<AccessToken> Fetch() override { return iam_->GenerateAccessToken(scope_, seconds_); }

 private:
  const std::shared_ptr<IamAccount> iam_;
  const std::string scope_;
  const int64_t seconds_;
};

}  // namespace

std::unique_ptr<TokenSource> ServiceAccountTokens(Caller caller, Subject subject,
                                                  ServiceAccountKey key, std::string scope,
                                                  bool self_signed) {
  return std::make_unique<ServiceAccount>(std::move(caller), std::move(subject), std::move(key),
                                          std::move(scope), self_signed);
}

std::unique_ptr<TokenSource> UserTokens(Caller caller, Subject subject, AuthorizedUser user) {
  return std::make_unique<User>(std::move(caller), std::move(subject), std::move(user));
}

std::unique_ptr<TokenSource> FederatedTokens(Caller caller, Subject subject,
                                             ExternalAccount account) {
  return std::make_unique<Federated>(std::move(caller), std::move(subject), std::move(account));
}

std::unique_ptr<TokenSource> ImpersonatedTokens(std::shared_ptr<IamAccount> iam, std::string scope,
                                                int64_t seconds) {
  return std::make_unique<Impersonated>(std::move(iam), std::move(scope), seconds);
}

}  // namespace millrace::storage::google

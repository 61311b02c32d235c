#include "storage/google/credential_file.h"

#include "base/text.h"
#include "net/url.h"
#include "storage/google/json.h"

namespace millrace::storage::google {
namespace {

namespace json = boost::json;

constexpr int kMaxSources = 4;  // impersonation of impersonation

// One file being read; its methods fail with sentences that name it.
class Reader {
 public:
  Reader(const json::object& object, const std::string& place, bool trusted, int depth)
      : object_(object), place_(place), trusted_(trusted), depth_(depth) {}

  Result<CredentialFile> Read();

 private:
  using Account = decltype(CredentialFile::account);

  std::unexpected<Error> Wrong(const std::string& what, std::string advice = {}) const {
    if (advice.empty()) {
      advice =
          "Give the whole content of the file as Google's tools wrote it, from \"{\" to \"}\".";
    }
    return Fail(ErrorKind::kInvalid, "The Google credentials in " + place_ + " " + what + ".",
                std::move(advice));
  }
  std::unexpected<Error> Unsupported(const std::string& what) const {
    return Fail(ErrorKind::kUnsupported, "The Google credentials in " + place_ + " " + what + ".",
                "Give the JSON file of a service account instead.");
  }

  Result<std::string> Need(const json::object& object, const char* name) const {
    std::string value = TextOf(object, name);
    if (value.empty()) return Wrong("have no \"" + std::string(name) + "\"");
    return value;
  }
  Result<std::string> Url(const json::object& object, const char* name,
                          const std::string& fallback) const {
    std::string text = TextOf(object, name);
    if (text.empty()) text = fallback;
    if (text.empty()) return Wrong("have no \"" + std::string(name) + "\"");
    // AWS addresses have a place for the region.
    if (!net::ParseUrl(ReplaceAll(text, "{region}", "region")).has_value()) {
      return Wrong("have no web address as \"" + std::string(name) + "\" (" + Printable(text, 80) +
                   ")");
    }
    return text;
  }

  Result<Account> ReadServiceAccount() const;
  Result<Account> ReadUser(bool external) const;
  Result<Account> ReadExternal() const;
  Result<Account> ReadImpersonated() const;
  Result<SubjectTokenSource> ReadSource(const json::object& source) const;
  Result<Account> ReadAccount(const std::string& type) const;

  const json::object& object_;
  const std::string& place_;
  const bool trusted_;
  const int depth_;
};

Result<Reader::Account> Reader::ReadServiceAccount() const {
  ASSIGN_OR_RETURN(std::string email, Need(object_, "client_email"));
  ASSIGN_OR_RETURN(std::string pem, Need(object_, "private_key"));
  ASSIGN_OR_RETURN(std::string token_url,
                   Url(object_, "token_uri", "https://oauth2.googleapis.com/token"));
  // Some tools escape the line breaks a second time.
  const Secret text(ReplaceAll(pem, "\\n", "\n"));
  Wipe(pem);
  auto key = crypto::RsaKey::FromPem(text);
  if (!key.has_value()) {
    Error error = std::move(key).error();
    error.message = "The \"private_key\" of the service account " + Printable(email) + " in " +
                    place_ + " cannot be read. " + error.message;
    error.advice = "Create a new key of the service account and give its JSON file unchanged.";
    return std::unexpected(std::move(error));
  }
  return ServiceAccountKey{std::move(email), TextOf(object_, "private_key_id"), *std::move(key),
                           std::move(token_url)};
}

Result<Reader::Account> Reader::ReadUser(bool external) const {
  ASSIGN_OR_RETURN(std::string client_id, Need(object_, "client_id"));
  ASSIGN_OR_RETURN(std::string client_secret, Need(object_, "client_secret"));
  ASSIGN_OR_RETURN(std::string refresh_token, Need(object_, "refresh_token"));
  ASSIGN_OR_RETURN(std::string token_url,
                   external ? Url(object_, "token_url", "")
                            : Url(object_, "token_uri", "https://oauth2.googleapis.com/token"));
  return AuthorizedUser{std::move(client_id), Secret(std::move(client_secret)),
                        Secret(std::move(refresh_token)), std::move(token_url), external};
}

Result<SubjectTokenSource> Reader::ReadSource(const json::object& source) const {
  using Kind = SubjectTokenSource::Kind;
  SubjectTokenSource out;
  const std::string environment = TextOf(source, "environment_id");
  if (source.contains("executable"))
    return Unsupported("run a program, which this server does not");
  if (source.contains("certificate")) return Unsupported("use a client certificate");
  if (!trusted_ && (environment.starts_with("aws") || source.contains("file"))) {
    return Fail(ErrorKind::kDenied,
                "The Google credentials in " + place_ +
                    (source.contains("file") ? " read a file of the server."
                                             : " use the AWS identity of the server."),
                "Only the server's operator may use them: with the variable "
                "GOOGLE_APPLICATION_CREDENTIALS or on the command line.");
  }
  if (environment == "aws1") {
    out.kind = Kind::kAws;
    out.url = TextOf(source, "url");
    out.region_url = TextOf(source, "region_url");
    out.session_token_url = TextOf(source, "imdsv2_session_token_url");
    ASSIGN_OR_RETURN(out.verification_url, Url(source, "regional_cred_verification_url",
                                               "https://sts.{region}.amazonaws.com"
                                               "?Action=GetCallerIdentity&Version=2011-06-15"));
    return out;
  }
  if (!environment.empty()) {
    return Unsupported("are of an unknown kind (environment_id " + Printable(environment, 40) +
                       ")");
  }
  if (const json::object* format = ObjectOf(source, "format");
      format != nullptr && TextOf(*format, "type") == "json") {
    ASSIGN_OR_RETURN(out.field, Need(*format, "subject_token_field_name"));
  }
  if (source.contains("file")) {
    ASSIGN_OR_RETURN(out.path, Need(source, "file"));
    return out;
  }
  out.kind = Kind::kUrl;
  ASSIGN_OR_RETURN(out.url, Url(source, "url", ""));
  if (const json::object* headers = ObjectOf(source, "headers"); headers != nullptr) {
    for (const auto& [name, value] : *headers) {
      const std::string text = TextOf(*headers, name);
      if (std::string(name).find_first_of("\r\n:") != std::string::npos ||
          text.find_first_of("\r\n") != std::string::npos) {
        return Wrong("have a header that is none (" + Printable(name, 40) + ")");
      }
      out.headers.Add(name, text);
    }
  }
  return out;
}

Result<Reader::Account> Reader::ReadExternal() const {
  ExternalAccount out;
  ASSIGN_OR_RETURN(out.audience, Need(object_, "audience"));
  ASSIGN_OR_RETURN(out.subject_token_type, Need(object_, "subject_token_type"));
  ASSIGN_OR_RETURN(out.token_url, Url(object_, "token_url", ""));
  out.client_id = TextOf(object_, "client_id");
  out.client_secret = Secret(TextOf(object_, "client_secret"));
  out.user_project = TextOf(object_, "workforce_pool_user_project");
  if (object_.contains("service_account_impersonation_url")) {
    ASSIGN_OR_RETURN(out.impersonation_url, Url(object_, "service_account_impersonation_url", ""));
    if (!ImpersonatedEmail(out.impersonation_url).has_value()) {
      return Wrong("name no service account in \"service_account_impersonation_url\"");
    }
  }
  if (const auto* options = ObjectOf(object_, "service_account_impersonation");
      options != nullptr) {
    out.impersonation_seconds =
        NumberOf(*options, "token_lifetime_seconds").value_or(out.impersonation_seconds);
  }
  const json::object* source = ObjectOf(object_, "credential_source");
  if (source == nullptr) return Wrong("have no \"credential_source\"");
  ASSIGN_OR_RETURN(out.source, ReadSource(*source));
  return out;
}

Result<Reader::Account> Reader::ReadImpersonated() const {
  ImpersonatedAccount out;
  ASSIGN_OR_RETURN(out.url, Url(object_, "service_account_impersonation_url", ""));
  if (!ImpersonatedEmail(out.url).has_value()) {
    return Wrong("name no service account in \"service_account_impersonation_url\"");
  }
  if (const json::value* delegates = object_.if_contains("delegates");
      delegates != nullptr && delegates->is_array()) {
    for (const json::value& one : delegates->get_array()) {
      if (!one.is_string()) return Wrong("have a list of \"delegates\" that are no names");
      out.delegates.emplace_back(one.get_string());
    }
  }
  const json::object* source = ObjectOf(object_, "source_credentials");
  if (source == nullptr) return Wrong("have no \"source_credentials\"");
  if (depth_ >= kMaxSources) return Wrong("impersonate too many accounts one after the other");
  ASSIGN_OR_RETURN(CredentialFile inner, Reader(*source, place_, trusted_, depth_ + 1).Read());
  out.source = std::make_shared<const CredentialFile>(std::move(inner));
  return out;
}

Result<Reader::Account> Reader::ReadAccount(const std::string& type) const {
  if (type == "service_account") return ReadServiceAccount();
  if (type == "authorized_user") return ReadUser(false);
  if (type == "external_account_authorized_user") return ReadUser(true);
  if (type == "external_account") return ReadExternal();
  if (type == "impersonated_service_account") return ReadImpersonated();
  if (!type.empty()) return Unsupported("are of the kind \"" + Printable(type, 60) + "\"");
  if (object_.contains("installed") || object_.contains("web")) {
    return Wrong("are an OAuth client, which is no account",
                 "Create a key of a service account (IAM > Service accounts > Keys) and give its "
                 "JSON file.");
  }
  return Wrong("have no \"type\", so they are no credentials of Google",
               "Create a key of a service account (IAM > Service accounts > Keys) and give its "
               "JSON file.");
}

Result<CredentialFile> Reader::Read() {
  ASSIGN_OR_RETURN(Account account, ReadAccount(TextOf(object_, "type")));
  CredentialFile out{.account = std::move(account),
                     .project_id = TextOf(object_, "project_id"),
                     .quota_project = TextOf(object_, "quota_project_id")};
  if (const std::string universe = TextOf(object_, "universe_domain"); !universe.empty()) {
    // It becomes a part of host names.
    if (!net::ParseUrl("https://storage." + universe).has_value() ||
        universe.find_first_of("/:?#@") != std::string::npos) {
      return Wrong("have no domain as \"universe_domain\"");
    }
    out.universe = universe;
  }
  return out;
}

}  // namespace

std::optional<std::string> ImpersonatedEmail(std::string_view url) {
  constexpr std::string_view kBefore = "/serviceAccounts/", kAfter = ":generateAccessToken";
  const size_t begin = url.rfind(kBefore);
  if (begin == std::string_view::npos || !url.ends_with(kAfter)) return std::nullopt;
  url.remove_prefix(begin + kBefore.size());
  url.remove_suffix(kAfter.size());
  if (url.empty()) return std::nullopt;
  return net::PercentDecode(url);
}

Result<CredentialFile> ParseCredentialFile(const Secret& text, const std::string& place,
                                           bool trusted) {
  const std::string_view content = Trim(text.Reveal());
  const auto object = ParseObject(content);
  if (object.has_value()) return Reader(*object, place, trusted, 0).Read();
  const char* what = content.empty()                     ? "are empty"
                     : content.starts_with("-----BEGIN") ? "are only a key, without its account"
                     : content.starts_with('{') ? "are not whole JSON: a part is missing or "
                                                  "was changed"
                                                : "are not JSON";
  return Fail(ErrorKind::kInvalid, "The Google credentials in " + place + " " + what + ".",
              "Give the whole content of a service account's JSON file, from \"{\" to \"}\".");
}

}  // namespace millrace::storage::google

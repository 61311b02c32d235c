// The JSON files that Google's tools keep credentials in. https://google.aip.dev/auth/4112
// (service accounts), /4113 (users), /4117 (workload identity federation).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/rsa_key.h"
#include "net/headers.h"

namespace millrace::storage::google {

struct ServiceAccountKey {
  std::string email;
  std::string key_id;
  crypto::RsaKey key;
  std::string token_url;
};

// A person's login; also "external_account_authorized_user".
struct AuthorizedUser {
  std::string client_id;
  Secret client_secret;
  Secret refresh_token;
  std::string token_url;
  bool basic_auth = false;  // the client's name and secret go into a header
};

// Where the token of another identity provider comes from.
struct SubjectTokenSource {
  enum class Kind { kFile, kUrl, kAws };
  Kind kind = Kind::kFile;
  std::string path;      // kFile
  std::string url;       // kUrl; kAws: the roles of the machine's metadata
  net::Headers headers;  // kUrl
  std::string field;     // JSON member that holds the token; "" = the whole text is it
  // kAws
  std::string region_url, session_token_url, verification_url;
};

// "external_account": workload and workforce identity federation.
struct ExternalAccount {
  std::string audience;
  std::string subject_token_type;
  std::string token_url;
  std::string client_id;  // "" = the token service wants none
  Secret client_secret;
  std::string user_project;       // workforce pools
  std::string impersonation_url;  // "" = the federated token itself is used
  int64_t impersonation_seconds = 3600;
  SubjectTokenSource source;
};

struct CredentialFile;

// "impersonated_service_account"
struct ImpersonatedAccount {
  std::string url;  // …/serviceAccounts/EMAIL:generateAccessToken
  std::vector<std::string> delegates;
  std::shared_ptr<const CredentialFile> source;
};

struct CredentialFile {
  std::variant<ServiceAccountKey, AuthorizedUser, ExternalAccount, ImpersonatedAccount> account;
  std::string project_id;     // of a service account
  std::string quota_project;  // pays for requests
  std::string universe = "googleapis.com";
};

// Reads such a file. kInvalid says what is missing or wrong, naming `place` ("the storage's
// settings", a path); kUnsupported names a kind that cannot be used. `trusted`: an operator gave
// it, so it may point to files and to the machine's own identity. Contacts nobody.
Result<CredentialFile> ParseCredentialFile(const Secret& text, const std::string& place,
                                           bool trusted);

// The e-mail address in such a URL; nothing if it is none.
std::optional<std::string> ImpersonatedEmail(std::string_view url);

}  // namespace millrace::storage::google

// Whose requests a bucket gets, and where that was found out: the storage's own parameter,
// GOOGLE_APPLICATION_CREDENTIALS, the login of gcloud, the machine.
// https://google.aip.dev/auth/4110
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "storage/google/access_token.h"
#include "storage/google/credential_file.h"

namespace millrace::storage::google {

// Signs as a service account. Thread-safe.
class Signer {
 public:
  virtual ~Signer() = default;
  // Who signs; may ask the machine once.
  virtual Result<std::string> Email() = 0;
  // RSA-SHA256, raw bytes; may ask IAM.
  virtual Result<std::string> Sign(std::string_view text) = 0;
  // "its own key", "IAM signBlob".
  virtual std::string_view means() const = 0;
};

// Immutable but for the cached tokens.
struct Credentials {
  std::shared_ptr<TokenCache> tokens;
  std::unique_ptr<Signer> signer;  // nullptr: this account cannot sign
  std::string who;                 // "service account ml@p.iam.gserviceaccount.com"
  std::string place;               // "the storage's settings"
  std::string project;             // of the account; "" = unknown
  std::string quota_project;       // pays for requests; "" = the bucket's
  std::string universe = "googleapis.com";
};

struct CredentialOptions {
  Secret given;         // the storage's parameter: the JSON, or for an operator its path; "" = none
  Caller caller;        // `addresses` says who gave the parameter
  std::string home;     // for ~/.config/gcloud
  bool ambient = true;  // whether the server's own credentials may be used
};

// The first credentials that exist: a broken file is an Error and not another identity. Reads
// files, but asks nobody: that a machine has none shows at the first token. nullptr if nothing is
// given and the ambient ones may not be used.
Result<std::unique_ptr<Credentials>> FindCredentials(const CredentialOptions& options);

}  // namespace millrace::storage::google

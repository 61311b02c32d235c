// The IAM Service Account Credentials API: tokens and signatures of a service account whose key one
// does not have. https://cloud.google.com/iam/docs/reference/credentials/rest
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/google/access_token.h"
#include "storage/google/token_request.h"

namespace millrace::storage::google {

// One service account, asked with somebody's tokens. Thread-safe.
class IamAccount {
 public:
  // `url` is that of the account, "https://…/serviceAccounts/EMAIL". `delegates` are the accounts
  // in between, as resource names.
  IamAccount(Caller caller, Subject subject, std::string url, std::vector<std::string> delegates,
             std::shared_ptr<TokenCache> tokens)
      : caller_(std::move(caller)),
        subject_(std::move(subject)),
        url_(std::move(url)),
        delegates_(std::move(delegates)),
        tokens_(std::move(tokens)) {}

  Result<AccessToken> GenerateAccessToken(std::string_view scope, int64_t seconds);
  // RSA-SHA256 of the bytes, raw.
  Result<std::string> SignBlob(std::string_view bytes);

  const Subject& subject() const { return subject_; }

 private:
  Result<boost::json::object> Ask(std::string_view method, boost::json::object body);

  const Caller caller_;
  const Subject subject_;
  const std::string url_;
  const std::vector<std::string> delegates_;
  const std::shared_ptr<TokenCache> tokens_;
};

}  // namespace millrace::storage::google

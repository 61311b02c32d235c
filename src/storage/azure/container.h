// Signed requests to one container.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "net/http_client.h"
#include "storage/azure/credentials.h"
#include "storage/azure/sas.h"
#include "storage/http/bucket.h"

namespace millrace::storage::azure {

// Thread-safe.
class Container final : public http::Bucket {
 public:
  // `name` is a valid one.
  Container(std::string name, Account account, net::HttpClient& client, Clock& clock)
      : name_(std::move(name)), account_(std::move(account)), client_(client), clock_(clock) {}

  // kInvalid for a key that no blob can have.
  Result<std::unique_ptr<http::Attempt>> Prepare(http::Call call) override;
  net::HttpClient& client() const override { return client_; }
  http::Call GetCall(const GetRequest& request) const override;
  ObjectInfo InfoOf(std::string_view key, const net::Headers& headers) const override;
  http::Call PutCall(const PutRequest& request) const override;
  Result<ObjectInfo> PutInfo(const PutRequest& request,
                             const net::HttpResponse& answer) const override;

  // http::Send; where nobody answers, the sentence names the account.
  Result<net::HttpResponse> Send(const http::Call& call, net::HttpResponse* answer = nullptr);

  // A URL that gives the blob to whoever has it. Signed with the account key, or with a user
  // delegation key, which is asked for when the kept one ends. kUnsupported with a SAS token only:
  // it cannot sign, and handing it out would hand out all that it allows.
  Result<std::string> Presign(const PresignRequest& request);
  bool CanPresign() const { return account_.credential.kind != CredentialKind::kSas; }

  const std::string& name() const { return name_; }
  const Account& account() const { return account_; }
  Time Now() const { return clock_.Now(); }
  std::string Url() const;
  // The signed-in identity in words.
  std::string Identity() const;

 private:
  friend class ContainerAttempt;

  std::unique_ptr<http::Attempt> Make(http::Call call, std::string path,
                                      std::shared_ptr<const Token> token);
  Result<std::shared_ptr<const Token>> GetToken();
  Result<std::shared_ptr<const UserDelegationKey>> DelegationKey(Time until);
  Result<std::shared_ptr<const UserDelegationKey>> FetchDelegationKey(Time until);

  const std::string name_;
  const Account account_;
  net::HttpClient& client_;
  Clock& clock_;
  std::mutex delegating_;
  std::shared_ptr<const UserDelegationKey> delegation_key_;
  Time delegation_end_{};
};

}  // namespace millrace::storage::azure

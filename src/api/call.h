// One request on its way through this room: who calls, what the path holds, query and body.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/answer.h"
#include "api/body.h"
#include "base/json_writer.h"
#include "base/result.h"
#include "labeling/accounts/accounts.h"
#include "net/http_server.h"

namespace millrace::api {

using Outcome = Result<net::Reply>;

// Who calls. The operator (Unix socket, lone command line) is an administrator without account.
struct Identity {
  enum class Via { kNobody, kToken, kSession, kOperator };
  Via via = Via::kNobody;
  std::shared_ptr<const labeling::Account> account;

  bool known() const { return via != Via::kNobody; }
  std::optional<int64_t> account_id() const {
    return account ? std::optional(account->id) : std::nullopt;
  }
  // Nobody counts as the least of all.
  labeling::Role role() const {
    if (account != nullptr) return account->role;
    return via == Via::kOperator ? labeling::Role::kAdministrator : labeling::Role::kAnnotator;
  }
  // For "started by": the e-mail address, or "command line".
  std::string name() const { return account ? account->email : "command line"; }
};

// What a handler asked its call for, to hold it to its Contract in tests.
struct Asked {
  std::vector<std::string> query;
  bool body = false;
};

// Used by one thread at a time.
class Call {
 public:
  Call(net::Request& given, bool wait) : request(given), wait_(wait) {}

  net::Request& request;
  Asked* asked = nullptr;  // null = nobody wants to know
  Identity who;
  std::array<int64_t, 3> ids{};           // {id} of the path, in order
  std::array<std::string_view, 2> words;  // {word} of the path, in order

  int64_t id() const { return ids[0]; }
  // The last value of that name in the query.
  std::optional<std::string> Query(std::string_view name);
  // As Int in a form; the Error names the parameter.
  Result<std::optional<int64_t>> QueryInt(std::string_view name);
  bool QueryBool(std::string_view name, bool fallback);
  // Read at the first call.
  Result<const Body*> ReadBody();

  // An answer that comes later: `start` is given a function to call once, from any thread. Handlers
  // keep no reference to this Call in it.
  using Respond = std::function<void(net::Response)>;
  net::Reply Later(const std::function<void(Respond)>& start) const;

 private:
  const bool wait_;  // in process: Later waits here
  std::optional<std::vector<std::pair<std::string, std::string>>> query_;
  std::optional<Body> body_;
};

}  // namespace millrace::api

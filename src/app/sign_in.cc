#include "app/sign_in.h"

#include <boost/json.hpp>

#include "base/ids.h"
#include "base/text.h"
#include "labeling/accounts/accounts.h"

namespace millrace::app {
namespace {

namespace json = boost::json;

// 12 random bytes: 16 characters, 96 bits.
Secret MakePassword() { return Secret(Base64UrlEncode(RandomBytes(12))); }

Result<void> Ensure(const Config& config, const Secret& password, Client& client) {
  json::object body{{"email", config.username}, {"password", password.Reveal()}};
  if (!config.user_token.empty()) body["token"] = config.user_token.Reveal();
  auto answer = CallJson(client, "POST", "/api/v1/accounts/ensure", &body);
  if (answer) return {};
  Error error = answer.error();
  error.message =
      "The account " + Printable(config.username) + " could not be made: " + error.message;
  return std::unexpected(std::move(error));
}

}  // namespace

Result<std::string> PrepareSignIn(const Config& config, Client& client, db::Database& db) {
  if (config.username.empty()) {
    ASSIGN_OR_RETURN(const auto accounts,
                     db.Read([](db::Connection& tx) { return labeling::ListAccounts(tx); }));
    return std::string(accounts.empty() ? "no account yet: sign up there at /user/signup" : "");
  }
  if (!config.generate_password) {
    RETURN_IF_ERROR(Ensure(config, config.password, client));
    return config.username + " / the password you gave";
  }
  ASSIGN_OR_RETURN(const auto existing, db.Read([&](db::Connection& tx) {
    return labeling::FindAccount(tx, ToLower(config.username));
  }));
  if (existing)
    return config.username +
           " (the password was printed at the first start; a new one: millrace user " +
           "reset-password " + config.username + ")";
  const Secret password = MakePassword();
  RETURN_IF_ERROR(Ensure(config, password, client));
  return config.username + " / " + std::string(password.Reveal());
}

}  // namespace millrace::app

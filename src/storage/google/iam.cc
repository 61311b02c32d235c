#include "storage/google/iam.h"

#include "base/text.h"
#include "storage/google/json.h"

namespace millrace::storage::google {

namespace json = boost::json;

Result<json::object> IamAccount::Ask(std::string_view method, json::object body) {
  json::array delegates(delegates_.begin(), delegates_.end());
  body["delegates"] = std::move(delegates);
  const std::string text = json::serialize(body);
  for (const bool again : {true, false}) {
    ASSIGN_OR_RETURN(const std::shared_ptr<const AccessToken> token, tokens_->Get());
    auto answer =
        AskForJson(caller_, subject_,
                   {.method = "POST",
                    .url = url_ + ":" + std::string(method),
                    .headers = {{"Authorization", "Bearer " + std::string(token->value.Reveal())},
                                {"Content-Type", "application/json"}},
                    .body = text});
    if (answer.has_value() || answer.error().status != 401) return answer;
    tokens_->Refused(*token);
    if (!again) return answer;
  }
  return Fail(ErrorKind::kInternal, "A request to IAM ended without an answer.");
}

Result<AccessToken> IamAccount::GenerateAccessToken(std::string_view scope, int64_t seconds) {
  ASSIGN_OR_RETURN(const json::object answer,
                   Ask("generateAccessToken", {{"scope", json::array{json::string(scope)}},
                                               {"lifetime", std::to_string(seconds) + "s"}}));
  const auto expires = ParseIso(TextOf(answer, "expireTime"));
  const int64_t left =
      expires.has_value()
          ? std::chrono::duration_cast<std::chrono::seconds>(*expires - caller_.clock->Now())
                .count()
          : seconds;
  return TokenOf({{"access_token", TextOf(answer, "accessToken")}, {"expires_in", left}}, caller_,
                 subject_);
}

Result<std::string> IamAccount::SignBlob(std::string_view bytes) {
  ASSIGN_OR_RETURN(const json::object answer, Ask("signBlob", {{"payload", Base64Encode(bytes)}}));
  auto signature = Base64Decode(TextOf(answer, "signedBlob"));
  if (!signature.has_value() || signature->empty()) {
    return FailForNow(ErrorKind::kCorrupt,
                      HostOf(url_) + " gave no signature of the " + subject_.who + ".",
                      "It is tried again.");
  }
  return *std::move(signature);
}

}  // namespace millrace::storage::google

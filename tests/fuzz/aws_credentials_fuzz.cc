// What lends credentials answers XML or JSON, and profiles lead from one to the other.
#include "storage/aws/profile_chain.h"
#include "storage/aws/sts.h"
#include "tests/fuzz/fuzzing.h"

using millrace::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace aws = millrace::storage::aws;
  const std::string_view text = millrace::fuzz::Text(data, size);

  for (const int status : {200, 403}) {
    const aws::StsAnswer answer = aws::ParseStsAnswer({status, {}, std::string(text)});
    if (answer.credentials != nullptr) {
      Require(status == 200, "a refusal lends nothing");
      Require(!answer.credentials->access_key_id.empty() &&
                  !answer.credentials->secret_access_key.empty(),
              "a key has both parts");
    } else {
      const millrace::Error error =
          aws::StsRefusal(answer, {}, {.arn = "arn:aws:iam::1:role/r"}, "with a key");
      Require(!error.message.empty() && !error.advice.empty(), "a refusal says why");
    }
  }

  if (const auto key = aws::ParseJsonKey(text, {}, "a program"); key.has_value())
    Require(!(*key)->secret_access_key.empty(), "a key has a secret");
  aws::JsonText(text, "Code");

  if (const auto profiles = aws::ParseProfiles(text, aws::ProfileFile::kConfig, "config");
      profiles.has_value()) {
    for (const auto& [name, section] : profiles->profiles) {
      const auto chain = aws::PlanProfile(*profiles, name);
      if (chain.has_value()) {
        Require(chain->roles.empty() || !std::holds_alternative<aws::NoKey>(chain->first),
                "a role has a key to be assumed with");
        Require(chain->roles.size() <= profiles->profiles.size(), "no profile is visited twice");
      } else {
        Require(!chain.error().message.empty(), "a profile that is wrong says why");
      }
    }
  }
  return 0;
}

#include "storage/google/gcs_examine.h"

#include "base/text.h"
#include "storage/google/json.h"

namespace millrace::storage::google {
namespace {

namespace json = boost::json;
using State = Finding::State;

Finding Signing(const Credentials& credentials) {
  Finding out{.name = "signing"};
  if (credentials.signer == nullptr) {
    out.state = State::kWarning;
    out.detail =
        "The " + credentials.who + " cannot sign URLs: media is served through this server.";
    out.advice =
        "For presigned URLs give the JSON file of a service account, or impersonate one: `gcloud "
        "auth application-default login --impersonate-service-account=EMAIL`.";
    return out;
  }
  auto email = credentials.signer->Email();
  if (email.has_value()) {
    if (const auto signature = credentials.signer->Sign("millrace"); !signature.has_value()) {
      email = std::unexpected(signature.error());
    }
  }
  if (!email.has_value()) {
    out.state = State::kFailed;
    out.detail = email.error().message;
    out.advice = email.error().advice;
    return out;
  }
  out.detail = "URLs are signed as " + Printable(*email) + " by " +
               std::string(credentials.signer->means()) + ".";
  return out;
}

std::string Days(int64_t seconds) {
  return seconds >= 86'400 ? Plural(seconds / 86'400, "day") : Plural(seconds, "second");
}

Finding Settings(GcsBucket& bucket) {
  Finding out{.name = "bucket"};
  const auto answer = bucket.AskBucket("location,storageClass,billing,retentionPolicy");
  if (!answer.has_value()) {
    out.state = State::kSkipped;
    out.detail =
        answer.error().status == 403
            ? "These credentials may not read the bucket's settings (storage.buckets.get), "
              "which a sync does not need."
            : answer.error().message;
    return out;
  }
  const json::object settings = ParseObject(answer->body).value_or(json::object{});
  out.detail = "The bucket is in " + Printable(TextOf(settings, "location"), 60);
  if (const std::string storage = TextOf(settings, "storageClass"); !storage.empty()) {
    out.detail += ", storage class " + Printable(storage, 60);
  }
  out.detail += ".";
  if (const json::object* billing = ObjectOf(settings, "billing"); billing != nullptr) {
    const json::value* pays = billing->if_contains("requesterPays");
    if (pays != nullptr && pays->is_bool() && pays->get_bool()) {
      out.detail += " The requester pays for every request.";
    }
  }
  if (const json::object* retention = ObjectOf(settings, "retentionPolicy"); retention != nullptr) {
    if (const int64_t seconds = NumberOf(*retention, "retentionPeriod").value_or(0); seconds > 0) {
      out.state = State::kWarning;
      out.detail += " Its objects may not be changed or deleted for " + Days(seconds) + ".";
      out.advice =
          "As a target it takes each annotation once; changed annotations stay pending until then.";
    }
  }
  return out;
}

}  // namespace

std::vector<Finding> Examine(GcsBucket& bucket) {
  std::vector<Finding> out;
  if (bucket.credentials() != nullptr) out.push_back(Signing(*bucket.credentials()));
  out.push_back(Settings(bucket));
  return out;
}

}  // namespace millrace::storage::google

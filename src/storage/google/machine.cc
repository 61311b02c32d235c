#include <mutex>

#include "base/text.h"
#include "storage/google/json.h"
#include "storage/google/token_sources.h"

namespace millrace::storage::google {
namespace {

constexpr std::chrono::milliseconds kConnectTimeout{1'500};
constexpr std::chrono::milliseconds kTotalTimeout{10'000};
// How long it is believed that there is no metadata server: asking costs kConnectTimeout.
constexpr std::chrono::seconds kAbsent{30};
constexpr size_t kMaxAnswer = 1u << 20;
constexpr char kAccount[] = "/computeMetadata/v1/instance/service-accounts/default/";

// The host that the environment names; "" if it names none.
std::string NamedHost(const Caller& caller) {
  if (!caller.env) return "";
  for (const char* name : {"GCE_METADATA_HOST", "GCE_METADATA_ROOT", "GCE_METADATA_IP"}) {
    const std::string host(Trim(caller.env(name).value_or("")));
    if (!host.empty()) return host;
  }
  return "";
}

std::string Host(const Caller& caller) {
  const std::string named = NamedHost(caller);
  return named.empty() ? "169.254.169.254" : named;
}

Result<net::HttpResponse> Ask(const Caller& caller, const std::string& what) {
  return caller.http->Send({.url = "http://" + Host(caller) + kAccount + what,
                            .headers = {{"Metadata-Flavor", "Google"}},
                            .connect_timeout = kConnectTimeout,
                            .total_timeout = kTotalTimeout,
                            .max_body = kMaxAnswer});
}

// The answer of something that is no metadata server of Google.
bool IsForeign(const net::HttpResponse& answer) {
  return !EqualsIgnoreCase(answer.headers.Get("Metadata-Flavor"), "Google");
}

class Machine final : public TokenSource {
 public:
  Machine(Caller caller, std::string asked)
      : caller_(std::move(caller)), asked_(std::move(asked)) {}

  Result<AccessToken> Fetch() override {
    std::lock_guard lock(mutex_);
    if (caller_.clock->Now() < absent_until_) return Absent();
    auto answer = Ask(caller_, "token");
    if (!answer.has_value()) {
      if (!NamedHost(caller_).empty()) return std::unexpected(std::move(answer).error());
      absent_until_ = caller_.clock->Now() + kAbsent;
      return Absent();
    }
    if (IsForeign(*answer)) return Absent();
    if (answer->status == 404) {
      return Fail(ErrorKind::kUnauthenticated, "This machine has no service account.",
                  "Attach one to it, or give the JSON file of a service account.");
    }
    if (answer->status != 200) {
      return FailForNow(ErrorKind::kUnavailable,
                        "The metadata server (" + Host(caller_) + ") gives no token: it answered " +
                            std::to_string(answer->status) + ".",
                        "It is tried again.");
    }
    return TokenOf(ParseObject(answer->body).value_or(boost::json::object{}), caller_,
                   {.who = "service account of this machine", .place = "the metadata server"});
  }

 private:
  std::unexpected<Error> Absent() const {
    return Fail(ErrorKind::kUnauthenticated,
                "No Google credentials were found. Looked at: " + asked_ +
                    "; the metadata server (" + Host(caller_) + ").",
                "Give the JSON file of a service account in the storage's settings, or set one of "
                "these; a public bucket needs none.");
  }

  const Caller caller_;
  const std::string asked_;
  std::mutex mutex_;
  Time absent_until_{};
};

}  // namespace

std::unique_ptr<TokenSource> MachineTokens(Caller caller, std::string asked) {
  return std::make_unique<Machine>(std::move(caller), std::move(asked));
}

Result<std::string> MachineEmail(const Caller& caller) {
  ASSIGN_OR_RETURN(const net::HttpResponse answer, Ask(caller, "email"));
  const std::string email(Trim(answer.body));
  if (answer.status != 200 || IsForeign(answer) || email.find('@') == std::string::npos) {
    return Fail(
        ErrorKind::kUnsupported,
        "The metadata server (" + Host(caller) +
            ") does not name the service account of this machine, so URLs cannot be signed.",
        "Give the JSON file of a service account, or turn off Presigned URLs.");
  }
  return email;
}

}  // namespace millrace::storage::google

// What all sources of lent credentials have in common: their surroundings, their settings in the
// environment and the profile, a request to a service, a JSON answer with a key in it.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "net/http_client.h"
#include "storage/aws/credentials.h"
#include "storage/aws/profile.h"
#include "storage/settings.h"

namespace millrace::storage::aws {

// The profile files as they were when something first asked for them. Thread-safe.
class ProfileFiles {
 public:
  // `profile` "" = the one that the environment names.
  ProfileFiles(const EnvironmentVariables& env, std::string_view home, std::string profile);

  Result<std::shared_ptr<const Profiles>> Get();
  // The next Get reads the files again.
  void Forget();

  const std::string& profile() const { return location_.profile; }
  // Somebody chose the profile by name, so that it must exist.
  bool named() const { return named_; }
  // "profile "ml" in /home/ann/.aws/credentials and /home/ann/.aws/config"
  std::string Name() const;

 private:
  ProfileLocation location_;
  bool named_ = false;
  std::mutex mutex_;
  std::shared_ptr<const Profiles> profiles_;
};

// What a source needs from the process around it; outlives it. Copied freely.
struct Surroundings {
  net::HttpClient* http = nullptr;
  Clock* clock = nullptr;
  EnvironmentVariables env;
  std::string home;
  std::shared_ptr<ProfileFiles> files;
  Trust trust;

  std::string Variable(const char* name) const;  // "" if unset; trimmed
};

// What environment and profile say of all services: the environment first.
struct ServiceSettings {
  std::string region;  // "" = nobody named one
  bool fips = false;
  bool dual_stack = false;
};
ServiceSettings ReadServiceSettings(const EnvironmentVariables& env, const Profiles& profiles,
                                    std::string_view profile);
// The endpoint that they configure for one service ("sts"), "" = AWS itself: AWS_ENDPOINT_URL_STS,
// AWS_ENDPOINT_URL, the profile's.
std::string ConfiguredEndpoint(const EnvironmentVariables& env, const Profiles& profiles,
                               std::string_view profile, std::string_view service);

// For services far away. Whoever waits for a key waits with an operation of the storage, whose
// patience is longer.
inline constexpr std::chrono::milliseconds kServiceConnectTimeout{5'000};
inline constexpr std::chrono::milliseconds kServiceTimeout{10'000};

// Sends a request up to three times while that fails for now, but not again after kServiceTimeout.
// Any answer is a value.
Result<net::HttpResponse> AskService(const Surroundings& around, const net::HttpRequest& request);

// The text of a file that holds a token, trimmed; kInvalid, with `setting` that names the file, if
// it is empty, too large or cannot be read.
Result<Secret> ReadTokenFile(const std::string& path, std::string_view setting);

// How a JSON document calls the parts of a key.
struct JsonNames {
  std::string_view id = "AccessKeyId", secret = "SecretAccessKey", token = "Token",
                   expires = "Expiration";
};
// The key in such a document. kCorrupt, naming `source` and what is missing, never a value.
Result<SharedCredentials> ParseJsonKey(std::string_view json, const JsonNames& names,
                                       const std::string& source);
// A text member of a JSON object; "" if there is none.
std::string JsonText(std::string_view json, std::string_view member);

}  // namespace millrace::storage::aws

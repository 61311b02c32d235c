#include "storage/aws/credential_source.h"

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/text.h"

namespace millrace::storage::aws {
namespace {

constexpr int kTries = 3;
constexpr std::chrono::milliseconds kFirstWait{100};
constexpr size_t kMaxTokenBytes = 64u << 10;

std::string Value(const EnvironmentVariables& env, const std::string& name) {
  return env ? std::string(Trim(env(name).value_or(""))) : "";
}

// ISO 8601, or milliseconds since 1970 as AWS SSO writes it.
std::optional<Time> ParseExpiry(const boost::json::value& value) {
  if (value.is_string()) return ParseIso(std::string_view(value.get_string()));
  if (value.is_int64()) return Time(std::chrono::milliseconds(value.get_int64()));
  return std::nullopt;
}

boost::json::object ParseObject(std::string_view json) {
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(json, error);
  return !error && value.is_object() ? std::move(value.get_object()) : boost::json::object();
}

std::string_view Member(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                : std::string_view();
}

}  // namespace

ProfileFiles::ProfileFiles(const EnvironmentVariables& env, std::string_view home,
                           std::string profile)
    : location_(LocateProfile(env, home)) {
  named_ = !profile.empty() || !Value(env, "AWS_PROFILE").empty() ||
           !Value(env, "AWS_DEFAULT_PROFILE").empty();
  if (!profile.empty()) location_.profile = std::move(profile);
}

Result<std::shared_ptr<const Profiles>> ProfileFiles::Get() {
  std::lock_guard lock(mutex_);
  if (profiles_ == nullptr) {
    ASSIGN_OR_RETURN(Profiles read, LoadProfiles(location_));
    profiles_ = std::make_shared<const Profiles>(std::move(read));
  }
  return profiles_;
}

void ProfileFiles::Forget() {
  std::lock_guard lock(mutex_);
  profiles_ = nullptr;
}

std::string ProfileFiles::Name() const {
  return "profile \"" + Printable(location_.profile) + "\" in " + location_.credentials_path +
         " and " + location_.config_path;
}

std::string Surroundings::Variable(const char* name) const { return Value(env, name); }

ServiceSettings ReadServiceSettings(const EnvironmentVariables& env, const Profiles& profiles,
                                    std::string_view profile) {
  const auto setting = [&](const char* variable, std::string_view property) {
    std::string value = Value(env, variable);
    const std::string* found = value.empty() ? profiles.Find(profile, property) : nullptr;
    return found == nullptr ? value : *found;
  };
  ServiceSettings out;
  out.region = Value(env, "AWS_REGION");
  if (out.region.empty()) out.region = setting("AWS_DEFAULT_REGION", "region");
  out.fips = ParseBool(setting("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")).value_or(false);
  out.dual_stack =
      ParseBool(setting("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")).value_or(false);
  return out;
}

std::string ConfiguredEndpoint(const EnvironmentVariables& env, const Profiles& profiles,
                               std::string_view profile, std::string_view service) {
  std::string variable = "AWS_ENDPOINT_URL_";
  for (const char c : service) {
    variable += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c == ' ' ? '_' : c;
  }
  for (const std::string& name : {variable, std::string("AWS_ENDPOINT_URL")}) {
    if (std::string value = Value(env, name); !value.empty()) return value;
  }
  return profiles.EndpointUrl(profile, service);
}

Result<net::HttpResponse> AskService(const Surroundings& around, const net::HttpRequest& request) {
  auto wait = kFirstWait;
  const auto deadline = around.clock->Steady() + kServiceTimeout;
  for (int left = kTries - 1;; --left, wait *= 2) {
    auto response = around.http->Send(request);
    const bool again = response.has_value() ? net::MeaningOf(response->status).temporary
                                            : response.error().temporary;
    if (left == 0 || !again || around.clock->Steady() >= deadline ||
        (response.has_value() && response->status < 300))
      return response;
    around.clock->Sleep(wait);
  }
}

Result<Secret> ReadTokenFile(const std::string& path, std::string_view setting) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxTokenBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad() || (file.gcount() == 0 && errno != 0)) {
    return Fail(ErrorKind::kInvalid,
                "The file " + Printable(path) + " that " + std::string(setting) +
                    " names cannot be read: " + strerror(errno) + ".",
                "Check the path and its permissions.");
  }
  text.resize(static_cast<size_t>(file.gcount()));
  const std::string_view token = Trim(text);
  // It goes into a header or a form.
  const bool usable = !token.empty() && text.size() <= kMaxTokenBytes &&
                      token.find_first_of("\r\n") == std::string_view::npos;
  Secret out{std::string(token)};
  Wipe(text);
  if (usable) return out;
  return Fail(ErrorKind::kInvalid,
              "The file " + Printable(path) + " that " + std::string(setting) +
                  " names does not hold one line with a token.",
              "Check the path.");
}

Result<SharedCredentials> ParseJsonKey(std::string_view json, const JsonNames& names,
                                       const std::string& source) {
  const boost::json::object object = ParseObject(json);
  Credentials out{std::string(Member(object, names.id)),
                  Secret(std::string(Member(object, names.secret))),
                  Secret(std::string(Member(object, names.token)))};
  const auto* expires = object.if_contains(names.expires);
  if (expires != nullptr && !expires->is_null()) out.expires = ParseExpiry(*expires);
  const std::string_view missing =
      object.empty()                                                          ? "a JSON object"
      : out.access_key_id.empty()                                             ? names.id
      : out.secret_access_key.empty()                                         ? names.secret
      : expires != nullptr && !expires->is_null() && !out.expires.has_value() ? names.expires
                                                                              : "";
  if (missing.empty()) return std::make_shared<const Credentials>(std::move(out));
  return Fail(ErrorKind::kCorrupt,
              "The answer of " + source + " is not a key: " + std::string(missing) +
                  " is missing or malformed.",
              "Check that this is the right service or program.");
}

std::string JsonText(std::string_view json, std::string_view member) {
  return std::string(Member(ParseObject(json), member));
}

}  // namespace millrace::storage::aws

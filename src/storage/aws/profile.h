// The configuration files that all AWS tools share: ~/.aws/config and ~/.aws/credentials.
// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html and …/file-location.html
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace millrace::storage::aws {

// Lower-case property names with their values. A value with sub-properties holds them as "\nname =
// value" lines.
using ProfileSection = std::map<std::string, std::string, std::less<>>;

// The sections of the files, by name. A plain value type.
struct Profiles {
  std::map<std::string, ProfileSection, std::less<>> profiles;
  std::map<std::string, ProfileSection, std::less<>> services;      // config file only
  std::map<std::string, ProfileSection, std::less<>> sso_sessions;  // config file only

  // The property of a profile; nullptr if the profile or the property is missing.
  const std::string* Find(std::string_view profile, std::string_view property) const;
  // A property inside of a property: ("s3", "addressing_style"). "" if there is none.
  std::string Nested(std::string_view profile, std::string_view property,
                     std::string_view name) const;
  // The endpoint that a profile gives for a service ("s3"): its own section's first, then the
  // profile's. "" if none.
  std::string EndpointUrl(std::string_view profile, std::string_view service) const;
};

enum class ProfileFile { kConfig, kCredentials };

// Reads one file's text. kInvalid names `path` and the line. Sections and properties with invalid
// names are skipped, as the format demands.
Result<Profiles> ParseProfiles(std::string_view text, ProfileFile file, std::string_view path);

// Both files in one: the credentials file wins where both give a property.
Profiles MergeProfiles(Profiles config, const Profiles& credentials);

using EnvironmentVariables = std::function<std::optional<std::string>(const std::string&)>;

// Where the files lie and which profile counts, by the environment.
struct ProfileLocation {
  std::string config_path;       // AWS_CONFIG_FILE, else HOME/.aws/config
  std::string credentials_path;  // AWS_SHARED_CREDENTIALS_FILE, else HOME/.aws/credentials
  std::string profile;           // AWS_PROFILE, AWS_DEFAULT_PROFILE, else "default"
};
ProfileLocation LocateProfile(const EnvironmentVariables& env, std::string_view home);

// Reads both files; a missing one counts as empty. An unreadable or broken one is an Error.
Result<Profiles> LoadProfiles(const ProfileLocation& location);

}  // namespace millrace::storage::aws

#include "storage/aws/profile.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"

namespace millrace::storage::aws {
namespace {

constexpr size_t kMaxFileBytes = 4u << 20;
constexpr std::string_view kBlanks = " \t";

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

bool IsValidName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-_/.%@:+").find(c) != std::string_view::npos;
  });
}

// Cuts a comment that stands behind white space.
std::string_view WithoutComment(std::string_view line) {
  for (size_t i = 1; i < line.size(); ++i) {
    if ((line[i] == '#' || line[i] == ';') && IsBlank(line[i - 1])) return line.substr(0, i);
  }
  return line;
}

class Parser {
 public:
  Parser(ProfileFile file, std::string_view path) : file_(file), path_(path) {}

  Result<Profiles> Parse(std::string_view text) {
    for (size_t begin = 0; begin <= text.size();) {
      const size_t end = std::min(text.find('\n', begin), text.size());
      std::string_view line = text.substr(begin, end - begin);
      if (line.ends_with('\r')) line.remove_suffix(1);
      ++line_;
      RETURN_IF_ERROR(ParseLine(line));
      begin = end + 1;
    }
    return std::move(out_);
  }

 private:
  std::unexpected<Error> Wrong(std::string_view what) const {
    return Fail(ErrorKind::kInvalid,
                "The file " + path_ + " cannot be read: line " + std::to_string(line_) + ": " +
                    std::string(what) + ".",
                "Correct that line, or give the parameters in the storage's settings.");
  }

  Result<void> ParseLine(std::string_view line) {
    const std::string_view trimmed = Trim(line);
    if (trimmed.empty()) return {};
    if (IsBlank(line.front()) && property_ != nullptr) return ParseContinuation(trimmed);
    if (line.front() == '#' || line.front() == ';') return {};
    if (line.front() == '[') return ParseSection(line);
    if (IsBlank(line.front())) {
      if (trimmed.front() == '#' || trimmed.front() == ';') return {};
      if (state_ == State::kNone) return Wrong("Expected a profile definition");
      if (state_ == State::kSkipped) return {};
      return Wrong("Expected a property definition, found continuation");
    }
    return ParseProperty(line);
  }

  Result<void> ParseSection(std::string_view line) {
    property_ = nullptr;
    sub_properties_ = false;
    const size_t close = line.find(']');
    const size_t comment = line.find_first_of("#;");
    if (close == std::string_view::npos || comment < close) {
      return Wrong("Profile definition must end with ']'");
    }
    OpenSection(Trim(line.substr(1, close - 1)));
    return {};
  }

  // Sections of other kinds and with invalid names are skipped with all that is in them.
  void OpenSection(std::string_view title) {
    section_ = nullptr;
    state_ = State::kSkipped;
    const size_t blank = title.find_first_of(kBlanks);
    const std::string_view kind = title.substr(0, blank);
    const std::string_view name =
        blank == std::string_view::npos ? std::string_view() : Trim(title.substr(blank));
    std::map<std::string, ProfileSection, std::less<>>* sections = &out_.profiles;
    std::string_view key = title;
    if (file_ == ProfileFile::kConfig) {
      const bool plain_default = title == "default";
      if (kind == "profile") {
        key = name;
      } else if (kind == "services") {
        key = name;
        sections = &out_.services;
      } else if (kind == "sso-session") {
        key = name;
        sections = &out_.sso_sessions;
      } else if (!plain_default) {
        return;
      }
      // "[profile default]" silences "[default]", whichever comes first.
      if (sections == &out_.profiles && key == "default") {
        if (plain_default && default_with_prefix_) return;
        if (!plain_default && !default_with_prefix_) {
          default_with_prefix_ = true;
          out_.profiles.erase("default");
        }
      }
    }
    if (!IsValidName(key)) return;
    section_ = &(*sections)[std::string(key)];
    state_ = State::kOpen;
  }

  Result<void> ParseProperty(std::string_view line) {
    property_ = nullptr;
    sub_properties_ = false;
    if (state_ == State::kNone) return Wrong("Expected a profile definition");
    line = WithoutComment(line);
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos) {
      return Wrong("Expected an '=' sign defining a property");
    }
    const std::string_view name = Trim(line.substr(0, equals));
    const std::string_view value = Trim(line.substr(equals + 1));
    if (name.empty()) return Wrong("Property did not have a name");
    skipped_.clear();
    const bool keep = state_ == State::kOpen && IsValidName(name);
    property_ = keep ? &(*section_)[ToLower(name)] : &skipped_;
    *property_ = value;
    sub_properties_ = value.empty();
    return {};
  }

  Result<void> ParseContinuation(std::string_view line) {
    if (sub_properties_) {
      const size_t equals = line.find('=');
      if (equals == std::string_view::npos) {
        return Wrong("Expected an '=' sign defining a sub-property");
      }
      if (Trim(line.substr(0, equals)).empty()) return Wrong("Sub-property did not have a name");
    }
    property_->append("\n").append(line);
    return {};
  }

  enum class State { kNone, kSkipped, kOpen };

  const ProfileFile file_;
  const std::string path_;
  Profiles out_;
  int line_ = 0;
  State state_ = State::kNone;
  ProfileSection* section_ = nullptr;
  std::string* property_ = nullptr;  // that a continuation extends
  std::string skipped_;              // the value of a property that is not kept
  bool sub_properties_ = false;
  bool default_with_prefix_ = false;
};

void MergeSections(std::map<std::string, ProfileSection, std::less<>>& into,
                   const std::map<std::string, ProfileSection, std::less<>>& from) {
  for (const auto& [name, section] : from) {
    for (const auto& [property, value] : section) into[name][property] = value;
    into.try_emplace(name);
  }
}

Result<std::string> ReadFile(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::string();
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  const bool regular = std::filesystem::is_regular_file(path, error);
  if (regular && std::filesystem::file_size(path, error) > kMaxFileBytes) {
    return Fail(ErrorKind::kTooLarge, "The file " + path + " is larger than 4 MiB.",
                "It should hold AWS settings only; check the path.");
  }
  if (!regular || !file || !(text << file.rdbuf() || file.peek() == EOF)) {
    return Fail(ErrorKind::kDenied,
                "The file " + path + " cannot be read: " + strerror(errno) + ".",
                "Check its permissions, or give the credentials in the storage's settings.");
  }
  return std::move(text).str();
}

// The value of "name = value" among the lines of a property.
std::string SubProperty(const std::string& lines, std::string_view name) {
  for (const std::string& line : Split(lines, '\n')) {
    const size_t equals = line.find('=');
    if (equals != std::string::npos && Trim(std::string_view(line).substr(0, equals)) == name)
      return std::string(Trim(std::string_view(line).substr(equals + 1)));
  }
  return "";
}

std::string Variable(const EnvironmentVariables& env, const char* name) {
  return env ? env(name).value_or("") : "";
}

}  // namespace

const std::string* Profiles::Find(std::string_view profile, std::string_view property) const {
  const auto section = profiles.find(profile);
  if (section == profiles.end()) return nullptr;
  const auto found = section->second.find(property);
  return found == section->second.end() ? nullptr : &found->second;
}

std::string Profiles::Nested(std::string_view profile, std::string_view property,
                             std::string_view name) const {
  const std::string* lines = Find(profile, property);
  return lines == nullptr ? "" : SubProperty(*lines, name);
}

std::string Profiles::EndpointUrl(std::string_view profile, std::string_view service) const {
  if (const std::string* name = Find(profile, "services"); name != nullptr) {
    const auto section = services.find(*name);
    if (section != services.end()) {
      const auto nested = section->second.find(service);
      if (nested != section->second.end()) {
        std::string url = SubProperty(nested->second, "endpoint_url");
        if (!url.empty()) return url;
      }
    }
  }
  const std::string* url = Find(profile, "endpoint_url");
  return url == nullptr ? "" : *url;
}

Result<Profiles> ParseProfiles(std::string_view text, ProfileFile file, std::string_view path) {
  return Parser(file, path).Parse(text);
}

Profiles MergeProfiles(Profiles config, const Profiles& credentials) {
  MergeSections(config.profiles, credentials.profiles);
  return config;
}

ProfileLocation LocateProfile(const EnvironmentVariables& env, std::string_view home) {
  ProfileLocation out;
  const std::string folder = std::string(home) + "/.aws/";
  // "~" stands for the home directory in these variables too, as the AWS tools have it.
  const auto path = [&](const char* variable, const char* name) {
    std::string value = Variable(env, variable);
    if (value.empty()) return folder + name;
    if (value == "~" || value.starts_with("~/")) value = std::string(home) + value.substr(1);
    return value;
  };
  out.config_path = path("AWS_CONFIG_FILE", "config");
  out.credentials_path = path("AWS_SHARED_CREDENTIALS_FILE", "credentials");
  out.profile = Variable(env, "AWS_PROFILE");
  if (out.profile.empty()) out.profile = Variable(env, "AWS_DEFAULT_PROFILE");
  if (out.profile.empty()) out.profile = "default";
  return out;
}

Result<Profiles> LoadProfiles(const ProfileLocation& location) {
  ASSIGN_OR_RETURN(const std::string config_text, ReadFile(location.config_path));
  ASSIGN_OR_RETURN(const std::string credentials_text, ReadFile(location.credentials_path));
  ASSIGN_OR_RETURN(Profiles config,
                   ParseProfiles(config_text, ProfileFile::kConfig, location.config_path));
  ASSIGN_OR_RETURN(
      const Profiles credentials,
      ParseProfiles(credentials_text, ProfileFile::kCredentials, location.credentials_path));
  return MergeProfiles(std::move(config), credentials);
}

}  // namespace millrace::storage::aws

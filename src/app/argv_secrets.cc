#include "app/argv_secrets.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "schema/field.h"
#include "storage/provider.h"

namespace millrace::app {
namespace {

bool HoldsSecretParameter(std::string_view text) {
  for (const storage::Provider* provider : storage::Providers()) {
    for (const Field* field : storage::AllFields(*provider)) {
      if (field->type != FieldType::kSecret) continue;
      if (text.find(field->name) != std::string_view::npos) return true;
      for (const std::string_view alias : field->aliases)
        if (!alias.empty() && text.find(alias) != std::string_view::npos) return true;
    }
  }
  return false;
}

// The flag of `argument` if its value may be a secret, else "".
std::string_view SensitiveFlag(std::string_view argument) {
  for (const std::string_view flag :
       {"--password", "--user-token", "--source-params", "--target-params"}) {
    if (argument == flag || (argument.starts_with(flag) && argument[flag.size()] == '='))
      return flag;
  }
  return {};
}

// `volatile`, so that the stores are not optimised away.
void Overwrite(char* text) {
  for (volatile char* c = text; *c != '\0'; ++c) *c = '*';
}

}  // namespace

bool IsSecretParameter(std::string_view name) {
  if (name.empty()) return false;  // unused aliases are empty
  for (const storage::Provider* provider : storage::Providers())
    for (const Field* field : storage::AllFields(*provider))
      if (field->type == FieldType::kSecret &&
          (field->name == name || std::ranges::count(field->aliases, name) > 0))
        return true;
  return false;
}

std::vector<std::string> TakeArguments(int argc, char** argv, std::vector<std::string>& warnings) {
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = SensitiveFlag(arguments[i - 1]);
    if (flag.empty()) continue;
    const bool joined = arguments[i - 1].size() > flag.size();
    if (!joined && i + 1 == argc) break;  // the value is missing: a usage error later
    char* value = joined ? argv[i] + flag.size() + 1 : argv[i + 1];
    const bool params = flag.ends_with("-params");
    if (params && !HoldsSecretParameter(value)) continue;
    Overwrite(value);
    warnings.push_back(
        std::string(flag) +
        (params
             ? " holds a secret, which other users of this machine could see for a moment. Put it "
               "into a file: " +
                   std::string(flag) + " @FILE."
             : " was given on the command line, where other users of this machine could see it "
               "for a moment. Use the environment variable " +
                   std::string(flag == "--password" ? "MILLRACE_PASSWORD" : "MILLRACE_USER_TOKEN") +
                   " instead."));
  }
  return arguments;
}

}  // namespace millrace::app

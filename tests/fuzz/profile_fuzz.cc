// Profile files: both kinds, and what is asked of them.
#include "storage/aws/profile.h"
#include "tests/fuzz/fuzzing.h"

using millrace::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace aws = millrace::storage::aws;
  const std::string_view text = millrace::fuzz::Text(data, size);

  const auto config = aws::ParseProfiles(text, aws::ProfileFile::kConfig, "config");
  const auto credentials = aws::ParseProfiles(text, aws::ProfileFile::kCredentials, "credentials");
  for (const auto* file : {&config, &credentials})
    if (!file->has_value())
      Require(!file->error().message.empty(), "a file that cannot be read says why");
  if (!config.has_value() || !credentials.has_value()) return 0;

  Require(credentials->services.empty() && credentials->sso_sessions.empty(),
          "a credentials file has profiles only");
  const aws::Profiles merged = aws::MergeProfiles(*config, *credentials);
  for (const auto& [name, section] : credentials->profiles)
    for (const auto& [property, value] : section) {
      const std::string* found = merged.Find(name, property);
      Require(found != nullptr && *found == value, "the credentials file wins");
    }
  for (const auto& [name, section] : config->profiles) {
    for (const auto& [property, value] : section)
      Require(merged.Find(name, property) != nullptr, "merging loses no property");
    merged.EndpointUrl(name, "s3");
  }
  return 0;
}

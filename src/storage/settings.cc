#include "storage/settings.h"

#include <fstream>

#include "base/text.h"

namespace millrace::storage {
namespace {

constexpr std::string_view kPemMark = "-----BEGIN";

}  // namespace

std::string GivenText(const Values& values, const Field& field) {
  return std::string(Trim(values.String(field)));
}

std::string FromEnvironment(const Field& field, const Environment& environment) {
  if (!environment.env) return "";
  for (const std::string_view name : field.env) {
    if (name.empty()) continue;
    std::string value(Trim(environment.env(std::string(name)).value_or("")));
    if (!value.empty()) return value;
  }
  return "";
}

Result<Trust> ReadTrust(const Values& values, const Field& field, const Environment& environment,
                        net::AddressPolicy addresses) {
  std::string given = GivenText(values, field);
  if (given.empty()) return Trust{.ca_file = FromEnvironment(field, environment)};
  if (given.starts_with(kPemMark)) return Trust{.ca_pem = std::move(given)};
  if (addresses != net::AddressPolicy::kTrusted)
    return FailField(std::string(field.name),
                     "This is no certificate in PEM form. Paste the certificate itself; the path "
                     "of a file is taken only on the command line.");
  if (!std::ifstream(given).good())
    return FailField(std::string(field.name),
                     "The file " + Printable(given) + " could not be read.");
  return Trust{.ca_file = std::move(given)};
}

}  // namespace millrace::storage

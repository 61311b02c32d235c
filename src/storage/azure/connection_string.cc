#include "storage/azure/connection_string.h"

#include "base/text.h"

namespace millrace::storage::azure {
namespace {

constexpr char kForm[] =
    "Copy it from the portal: the storage account, Security + networking, Access keys, Connection "
    "string.";

// The account and the key that every installation of the emulator has; they protect nothing.
// https://learn.microsoft.com/en-us/azure/storage/common/storage-use-azurite#well-known-storage-account-and-key
constexpr char kEmulatorAccount[] = "devstoreaccount1";
constexpr char kEmulatorKey[] =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
constexpr char kEmulatorOrigin[] = "http://127.0.0.1";
constexpr char kEmulatorPath[] = ":10000/devstoreaccount1";

Result<void> ReadPart(std::string_view part, ConnectionString& out) {
  const size_t equals = part.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return Fail(ErrorKind::kInvalid, "The connection string has a part without a name and \"=\".",
                kForm);
  }
  const std::string name(Trim(part.substr(0, equals)));
  const std::string value(Trim(part.substr(equals + 1)));
  const auto is = [&](std::string_view wanted) { return EqualsIgnoreCase(name, wanted); };
  if (is("AccountName")) out.account = value;
  if (is("AccountKey")) out.key = Secret(value);
  if (is("SharedAccessSignature")) out.sas = Secret(value);
  if (is("BlobEndpoint")) out.endpoint = value;
  if (is("EndpointSuffix")) out.suffix = value;
  if (is("DefaultEndpointsProtocol")) {
    out.protocol = ToLower(value);
    if (out.protocol != "http" && out.protocol != "https") {
      return Fail(ErrorKind::kInvalid,
                  "The connection string has a DefaultEndpointsProtocol that is neither http nor "
                  "https.",
                  kForm);
    }
  }
  if (is("UseDevelopmentStorage") && EqualsIgnoreCase(value, "true")) {
    out.account = kEmulatorAccount;
    out.key = Secret(kEmulatorKey);
    if (out.endpoint.empty()) out.endpoint = std::string(kEmulatorOrigin) + kEmulatorPath;
  }
  if (is("DevelopmentStorageProxyUri")) {
    std::string_view origin = value;
    while (origin.ends_with('/')) origin.remove_suffix(1);
    out.endpoint = std::string(origin) + kEmulatorPath;
  }
  return {};
}

Result<void> ReadParts(std::string_view text, ConnectionString& out) {
  for (const std::string& part : Split(text, ';'))
    if (!Trim(part).empty()) RETURN_IF_ERROR(ReadPart(part, out));
  return {};
}

}  // namespace

Result<ConnectionString> ParseConnectionString(const Secret& text) {
  ConnectionString out;
  RETURN_IF_ERROR(ReadParts(text.Reveal(), out));
  return out;
}

Result<ConnectionString> ParseKeyField(const Secret& text) {
  const std::string_view all = Trim(text.Reveal());
  const size_t end = std::min(all.find(';'), all.size());
  ConnectionString out;
  // People paste the whole connection string too.
  if (all.substr(0, end).find("=") < all.substr(0, end).find_last_not_of('=')) {
    RETURN_IF_ERROR(ReadParts(all, out));
    return out;
  }
  out.key = Secret(std::string(Trim(all.substr(0, end))));
  if (end < all.size()) RETURN_IF_ERROR(ReadParts(all.substr(end + 1), out));
  return out;
}

}  // namespace millrace::storage::azure

#include "storage/aws/service_preset.h"

#include <algorithm>

#include "base/text.h"
#include "storage/aws/endpoint.h"

namespace millrace::storage::aws {
namespace {

constexpr std::string_view kScheme = "https://";

}  // namespace

const ServicePreset* FindService(std::string_view name) {
  const auto* found = std::ranges::find(kServicePresets, name, &ServicePreset::name);
  return found == std::end(kServicePresets) ? nullptr : found;
}

const ServicePreset* RecogniseService(std::string_view host) {
  const auto* found = std::ranges::find_if(kServicePresets, [&](const ServicePreset& service) {
    return !service.suffix.empty() && host.ends_with(service.suffix);
  });
  return found == std::end(kServicePresets) ? nullptr : found;
}

std::string RegionOfHost(const ServicePreset& service, std::string_view host) {
  if (!service.endpoint.starts_with(kScheme)) return "";
  const auto pattern = Split(service.endpoint.substr(kScheme.size()), '.');
  const auto labels = Split(host, '.');
  if (pattern.size() != labels.size()) return "";
  const auto at = std::ranges::find(pattern, "{region}") - pattern.begin();
  if (at == static_cast<ptrdiff_t>(pattern.size())) return "";
  const std::string& region = labels[static_cast<size_t>(at)];
  return IsRegionName(region) ? region : "";
}

Result<std::string> ServiceEndpoint(const ServicePreset& service, std::string_view account,
                                    std::string_view region) {
  const std::string title(service.title);
  if (service.endpoint.empty()) {
    if (service.name == "aws") return std::string();
    return FailField("s3_endpoint", title + " needs the URL of the installation as S3 endpoint.");
  }
  if (!service.account.empty() && account.empty()) {
    return FailField("account", title + " needs the " + std::string(service.account) + ".");
  }
  // Each becomes a label of a host name.
  if (!service.account.empty() && !IsRegionName(account)) {
    return FailField("account", "\"" + Printable(account) + "\" is not the " +
                                    std::string(service.account) + " of " + title + ".");
  }
  if (region.empty()) region = service.region;
  const bool wants_region = service.endpoint.find("{region}") != std::string_view::npos;
  if (wants_region && region.empty())
    return FailField("region_name", title + " needs the bucket's region.");
  if (wants_region && !IsRegionName(region)) {
    return FailField("region_name",
                     "\"" + Printable(region) + "\" is not a region of " + title + ".");
  }
  return ReplaceAll(ReplaceAll(service.endpoint, "{region}", region), "{account}",
                    ToLower(account));
}

}  // namespace millrace::storage::aws

#include <algorithm>

#include "storage/common_fields.h"
#include "storage/layers/layers.h"
#include "storage/provider.h"
#include "storage/providers/azure.h"
#include "storage/providers/gcs.h"
#include "storage/providers/local.h"
#include "storage/providers/memory.h"
#include "storage/providers/redis.h"
#include "storage/providers/s3.h"

namespace millrace::storage {
namespace {

constexpr const Provider* kAll[] = {&kS3, &kGcs, &kAzureBlob, &kRedis, &kLocal};
constexpr const Provider* kHidden[] = {&kMemory};

constexpr std::string_view kTargetSuffix = "-completions";

const Provider* Find(std::span<const Provider* const> providers, std::string_view name) {
  const auto it = std::ranges::find_if(providers, [&](const Provider* provider) {
    return name == provider->kind || name == provider->rest_name;
  });
  return it == providers.end() ? nullptr : *it;
}

bool Contains(Fields fields, const Field* wanted) {
  return std::ranges::any_of(fields,
                             [&](const Field* field) { return field->name == wanted->name; });
}

}  // namespace

std::span<const Provider* const> Providers() { return kAll; }

const Provider* FindProvider(std::string_view name) {
  if (name.ends_with(kTargetSuffix)) name.remove_suffix(kTargetSuffix.size());
  if (name.empty()) return nullptr;
  const Provider* provider = Find(kAll, name);
  return provider != nullptr ? provider : Find(kHidden, name);
}

std::vector<const Field*> AllFields(const Provider& provider) {
  std::vector<const Field*> fields(provider.fields.begin(), provider.fields.end());
  for (const Field* field : kCommonFields)
    if (!Contains(provider.without, field) && !Contains(provider.fields, field))
      fields.push_back(field);
  return fields;
}

Result<std::unique_ptr<ObjectStore>> OpenStore(const Provider& provider, const Values& values,
                                               const Environment& environment,
                                               net::AddressPolicy addresses) {
  ASSIGN_OR_RETURN(std::unique_ptr<ObjectStore> bare,
                   provider.open(values, environment, addresses));
  const Location location = provider.locate(values, environment);
  return WrapStore(std::move(bare), std::string(provider.kind),
                   std::string(provider.kind) + ":" + location.bucket, environment);
}

}  // namespace millrace::storage

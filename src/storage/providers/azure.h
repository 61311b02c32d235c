// Azure Blob Storage.
#pragma once

#include "storage/provider.h"

namespace millrace::storage {

extern const Provider kAzureBlob;

extern const Field kAzureContainer;
extern const Field kAzureAccountName;
extern const Field kAzureAccountKey;
extern const Field kAzureSasToken;
extern const Field kAzureConnectionString;
extern const Field kAzureTenantId;
extern const Field kAzureClientId;
extern const Field kAzureClientSecret;
extern const Field kAzureEndpoint;
extern const Field kAzureEndpointSuffix;
extern const Field kAzureAnonymous;

}  // namespace millrace::storage

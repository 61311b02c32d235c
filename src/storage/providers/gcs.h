// Google Cloud Storage.
#pragma once

#include "storage/provider.h"

namespace millrace::storage {

extern const Provider kGcs;

extern const Field kGcsBucket;
extern const Field kGcsCredentials;
extern const Field kGcsProject;
extern const Field kGcsEndpoint;
extern const Field kGcsAnonymous;

}  // namespace millrace::storage

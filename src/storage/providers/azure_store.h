// The object store of one container of Azure Blob Storage.
#pragma once

#include <memory>
#include <string>

#include "storage/azure/container.h"
#include "storage/object_store.h"

namespace millrace::storage {

// https://learn.microsoft.com/en-us/rest/api/storageservices/blob-service-rest-api: List Blobs, Get
// Blob, Get Blob Properties, Put Blob, Delete Blob. The change token is Content-MD5 and size, else
// the ETag; conditions and ranges compare the ETag. `prefix` is what Check() lists below.
std::unique_ptr<ObjectStore> MakeAzureStore(std::unique_ptr<azure::Container> container,
                                            std::string prefix);

}  // namespace millrace::storage

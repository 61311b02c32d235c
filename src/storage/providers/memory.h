// A storage in this process's memory, for tests: everything an object store can do, exactly.
#pragma once

#include <string>

#include "storage/provider.h"

namespace millrace::storage {

// Opens buckets made with MakeMemoryBucket, by name; all stores of one name share its objects.
extern const Provider kMemory;
extern const Field kMemoryBucket;

// An empty bucket of that name, whatever was there before. Thread-safe.
void MakeMemoryBucket(const std::string& name);
void DropMemoryBucket(const std::string& name);

}  // namespace millrace::storage

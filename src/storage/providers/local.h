// Directories of this machine as a storage.
#pragma once

#include <memory>
#include <string>

#include "storage/provider.h"

namespace millrace::storage {

extern const Provider kLocal;
extern const Field kLocalPath;

}  // namespace millrace::storage

// Several sources of bytes as one.
#pragma once

#include <memory>
#include <vector>

#include "base/byte_source.h"

namespace millrace::labeling {

std::shared_ptr<const ByteSource> JoinBytes(std::vector<std::shared_ptr<const ByteSource>> parts);
// Owns `text`.
std::shared_ptr<const ByteSource> TextBytes(std::string text);

}  // namespace millrace::labeling

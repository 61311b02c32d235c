// Unguessable names.
#pragma once

#include <cstddef>
#include <string>

namespace millrace {

// `bytes` bytes from the kernel's random source.
std::string RandomBytes(size_t bytes);
// The same as lower-case hex: 2 × bytes characters.
std::string RandomHex(size_t bytes);
// A random UUID, version 4 (RFC 9562 §5.4).
std::string RandomUuid();

}  // namespace millrace

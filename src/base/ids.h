// Unguessable names.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace millrace {

// `bytes` bytes from the kernel's random source.
std::string RandomBytes(size_t bytes);
// The same as lower-case hex: 2 × bytes characters.
std::string RandomHex(size_t bytes);
// A random UUID, version 4 (RFC 9562 §5.4).
std::string RandomUuid();
// A UUID, version 8 (RFC 9562 §5.8), made of the first 16 bytes of a digest: the same one every time.
std::string UuidOfDigest(std::string_view digest);

}  // namespace millrace

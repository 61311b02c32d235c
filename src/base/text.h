// Small conversions between bytes and text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

std::string HexEncode(std::string_view bytes);  // lower case
std::optional<std::string> HexDecode(std::string_view text);

std::string Base64Encode(std::string_view bytes);     // standard alphabet, padded
std::string Base64UrlEncode(std::string_view bytes);  // URL alphabet, not padded
// Either alphabet, rightly padded or not at all; nothing if a character or the length is wrong.
std::optional<std::string> Base64Decode(std::string_view text);

// Length of the valid UTF-8 sequence that `bytes` starts with (RFC 3629); 0 if there is none.
size_t Utf8Length(std::string_view bytes);
bool IsUtf8(std::string_view bytes);
// Printable form of a key for messages: valid UTF-8 stays, control bytes and the rest become \xNN;
// longer than `limit` bytes is cut with "…".
std::string Printable(std::string_view key, size_t limit = 200);

std::string ToLower(std::string_view text);                     // ASCII only
std::string_view Trim(std::string_view text);                   // ASCII white space
bool EqualsIgnoreCase(std::string_view a, std::string_view b);  // ASCII only
std::vector<std::string> Split(std::string_view text, char separator);
// An empty `from` occurs nowhere.
std::string ReplaceAll(std::string_view text, std::string_view from, std::string_view to);

// The whole text as a number; nothing on any other character or overflow.
std::optional<int64_t> ParseInt(std::string_view text);
// true|false|1|0|yes|no|on|off in any case.
std::optional<bool> ParseBool(std::string_view text);

std::string WithThousands(int64_t number);                 // 1,204,118
std::string HumanBytes(uint64_t bytes);                    // "96 MiB", "1.5 GiB", "512 B"
std::string Plural(int64_t count, std::string_view noun);  // "1 object", "1,204 objects"

}  // namespace millrace

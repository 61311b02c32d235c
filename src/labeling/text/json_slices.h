// Slices of JSON text that is known to be valid, without a tree: what users sent is passed on byte
// for byte.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace millrace::labeling {

// Index behind the value that starts at `at`.
size_t SkipJsonValue(std::string_view json, size_t at);
// Calls `visit` with each member of the object (name decoded) or element of the list (name ""),
// until it returns false.
void ForEachMember(std::string_view json,
                   const std::function<bool(std::string_view name, std::string_view value)>& visit);
// The last member of that name, as JSON text.
std::optional<std::string_view> FindMember(std::string_view object, std::string_view name);
// Text of a JSON string, quotes included, as UTF-8; lone surrogates become U+FFFD.
std::string DecodeJsonString(std::string_view quoted);

// Copies `json` and replaces string values (never names): `replace` gives the new text of a decoded
// string, or nothing to keep it as it is.
std::string ReplaceStrings(
    std::string_view json,
    const std::function<std::optional<std::string>(std::string_view)>& replace);

}  // namespace millrace::labeling

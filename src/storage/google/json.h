// Members of the small JSON documents that Google's services answer with and that credentials are
// kept in.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace millrace::storage::google {

// Nothing if `text` is not one JSON object.
std::optional<boost::json::object> ParseObject(std::string_view text);

// "" if the member is missing or no text.
std::string TextOf(const boost::json::object& object, std::string_view name);
// nullptr if the member is missing or no object.
const boost::json::object* ObjectOf(const boost::json::object& object, std::string_view name);
// A number, or text that is one.
std::optional<int64_t> NumberOf(const boost::json::object& object, std::string_view name);

}  // namespace millrace::storage::google

// The JSON of --source-params and --target-params, as shells deliver it.
#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace millrace::app {

// Reads a JSON object. `flag` ("--source-params") is named in errors. Text that lost its quotes on
// the way through a shell, as the guide's own line does, gives an Error whose advice is the
// corrected line, ready to copy; values of `secret` names are masked in it.
Result<boost::json::object> ParseParams(std::string_view flag, std::string_view text,
                                        bool (*is_secret)(std::string_view name));

// The object that the writer most likely meant: words without quotes, single quotes, Python's True,
// False and None are accepted. Nothing if that does not help.
std::optional<boost::json::object> GuessParams(std::string_view text);

}  // namespace millrace::app

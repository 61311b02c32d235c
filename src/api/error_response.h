// From an Error to an answer, in one place: Label Studio's shape, with sentences a person can use.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http_server.h"

namespace millrace::api {

// The status an Error answers with. Never 5xx for what the user sent.
int StatusOf(const Error& error);

// How the body words a validation error: Label Studio's ("Validation error" and
// `validation_errors`), or ours under /api/v1, where `detail` is always the whole sentence.
enum class ErrorStyle { kLabelStudio, kOwn };

ErrorStyle StyleOf(const net::Request& request);

net::Response ErrorResponse(const Error& error, ErrorStyle style, std::string_view version);
// An answer that no Error stands behind: 404 for an unknown path, 405, 413, …
net::Response StatusResponse(int status, std::string_view sentence, std::string_view version);
std::string ErrorBody(int status, std::string_view sentence, std::string_view version);

}  // namespace millrace::api

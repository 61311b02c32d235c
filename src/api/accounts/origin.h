// Requests that another site makes a browser send, and addresses that lead to another site.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http_server.h"

namespace millrace::api {

// kDenied if the request says that another site caused it: an Origin that is not ours, or
// Sec-Fetch-Site other than same-origin or none. Ours is the request's Host and `public_url`.
// Absent headers (scripts) pass; cookies are SameSite=Lax besides.
Result<void> RefuseForeignOrigin(const net::Request& request, std::string_view public_url);

// The signed double submit of the forms: the cookie's token and the field `csrfmiddlewaretoken` (or
// the header X-CSRFToken) must be equal. kDenied otherwise.
Result<void> CheckCsrfToken(const net::Request& request, std::string_view form_token);

// `next` as a path on our own host ("/projects/1?tab=2"); "/" for anything else.
std::string SafeNext(std::string_view next, const net::Request& request,
                     std::string_view public_url);

}  // namespace millrace::api

// Requests to the services that give out tokens: OAuth 2.0 (RFC 6749), security token service
// (RFC 8693), IAM credentials. What they refuse becomes a sentence about the credentials.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http_client.h"
#include "net/url.h"
#include "storage/google/access_token.h"

namespace millrace::storage::google {

// What the sentence of a failure is about.
struct Subject {
  std::string who;    // "service account ml@p.iam.gserviceaccount.com"
  std::string place;  // where its credentials stand: "the storage's settings"
};

// With the addresses that its caller may ask, and the patience that a token is worth.
net::HttpRequest Limited(const Caller& caller, net::HttpRequest request, size_t max_body);

// The JSON object of a 2xx answer, else the Error. Limits of time and size are set here.
Result<boost::json::object> AskForJson(const Caller& caller, const Subject& subject,
                                       net::HttpRequest request);

// POSTs the form to a token endpoint: {"access_token": …, "expires_in": …}.
Result<AccessToken> AskForToken(const Caller& caller, const Subject& subject,
                                const std::string& url, const net::Query& form,
                                net::Headers headers = {});

// Such an answer as a token.
Result<AccessToken> TokenOf(const boost::json::object& answer, const Caller& caller,
                            const Subject& subject);

// The host of a URL, for messages; the text itself if it is none.
std::string HostOf(std::string_view url);

}  // namespace millrace::storage::google

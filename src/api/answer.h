// The few kinds of answers, each with the headers it must have.
#pragma once

#include <string>
#include <string_view>

#include "net/http_server.h"

namespace millrace::api {

net::Response JsonAnswer(int status, std::string json);
net::Response EmptyAnswer(int status);
net::Response Redirect(int status, std::string location);
// Server-sent events (HTML Living Standard §9.2), as they come.
inline constexpr std::string_view kEventStream = "text/event-stream";
net::Response EventAnswer(std::shared_ptr<net::BodySource> events);
// A page without script.
net::Response HtmlAnswer(int status, std::string html);

}  // namespace millrace::api

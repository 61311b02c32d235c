// Content security policies: the one place that makes them. Scripts come from the server itself
// everywhere, so what a task, a file or an object holds never runs with a user's rights.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "net/http_server.h"

namespace millrace::api {

// Of pages without script: sign-in, documentation.
std::string PlainPagePolicy();
// Of the app's pages. `origins` are those that media come from ("http://127.0.0.1:9000"); what is
// none is left out.
std::string AppPolicy(std::span<const std::string> origins);
// Of the labeling editor's frame, in which a task's HTML, pictures and sounds are shown. The editor
// also fetches media itself, hence connect-src.
std::string EditorPolicy(std::span<const std::string> origins);
// Of a file that somebody uploaded or that lies in a storage, opened by itself.
inline constexpr std::string_view kForeignFilePolicy = "sandbox; default-src 'none'";

// Gives a page its policy and the other headers by which browsers keep it apart from other sites.
void ProtectPage(net::Response& page, std::string policy);

}  // namespace millrace::api

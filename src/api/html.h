// The frame of the plain pages: one style, no script, no foreign resource.
#pragma once

#include <string>
#include <string_view>

namespace millrace::api {

// Text for element content and quoted attributes. Bytes that are not UTF-8 become U+FFFD.
std::string Escape(std::string_view text);
// A whole page; `body` is HTML already, `title` is text; `style` is CSS that only this page needs.
std::string Page(std::string_view title, std::string_view body, std::string_view style = {});

}  // namespace millrace::api

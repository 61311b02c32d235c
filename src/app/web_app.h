// The web app inside this program, which the build made of web/ (cmake/web.cmake).
#pragma once

#include <span>

#include "api/web/web_file.h"

namespace millrace::app {

// By path. Empty where it was built with MILLRACE_WEB=OFF.
std::span<const api::WebFile> WebApp();

}  // namespace millrace::app

// The program: from argv to the exit status.
#pragma once

#include <span>

#include "api/web/web_file.h"

namespace millrace::app {

// Once per process. `web` is the web app; empty = built without.
int Main(int argc, char** argv, std::span<const api::WebFile> web);

}  // namespace millrace::app

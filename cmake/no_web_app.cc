// In the place of the web app where it is left out (MILLRACE_WEB=OFF).
#include "app/web_app.h"

namespace millrace::app {

std::span<const api::WebFile> WebApp() { return {}; }

}  // namespace millrace::app

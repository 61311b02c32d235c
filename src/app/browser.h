// Opening a page for the person at the screen.
#pragma once

#include <string>

namespace millrace::app {

// Asks the desktop to show `url`; does nothing without a terminal and a graphical session. Does not
// wait.
void OpenBrowser(const std::string& url);

}  // namespace millrace::app

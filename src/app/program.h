// The program: from argv to the exit status.
#pragma once

namespace millrace::app {

// Once per process.
int Main(int argc, char** argv);

}  // namespace millrace::app

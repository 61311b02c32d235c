// Secrets that were typed into the command line: taken out of the process list.
#pragma once

#include <string>
#include <vector>

namespace millrace::app {

// Copies the arguments (without the program's name) and overwrites those that hold a secret in the
// process's own argument memory, which other users of the machine can read. `warnings` gets one
// sentence for each. Call before any thread starts.
std::vector<std::string> TakeArguments(int argc, char** argv, std::vector<std::string>& warnings);

// Whether a storage parameter of that name, or alias, is a secret of some provider.
bool IsSecretParameter(std::string_view name);

}  // namespace millrace::app

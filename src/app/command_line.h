// Reads the program's arguments. The only user of CLI11.
#pragma once

#include <span>
#include <string>
#include <variant>
#include <vector>

#include "app/arguments.h"

namespace millrace::app {

// The program has nothing left to do: help, version or a usage error was asked for or met.
struct Finished {
  int status = kExitOk;
  std::string output;  // for standard output
  std::string error;   // for standard error
};

// `arguments` without the program's name. Storage flags come from storage::Providers().
std::variant<Arguments, Finished> ParseCommandLine(const std::vector<std::string>& arguments);

}  // namespace millrace::app

// Values as Python reads and writes them: Label Studio's messages hold such texts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace millrace::labeling {

// 'a', or "it's" where that saves an escape.
std::string PythonText(std::string_view text);
// "30.0", "1e+16", "inf", "nan".
std::string PythonFloat(double value);
// With spaces around it, "inf" and "nan" included.
std::optional<double> ParsePythonFloat(std::string_view text);
// How Python shows what Label Studio takes this text of an attribute for, if that is no text: "7",
// "7.5", "True".
std::optional<std::string> PythonScalar(std::string_view text);

}  // namespace millrace::labeling

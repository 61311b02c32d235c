// How Python writes values into a table: what readers of Label Studio's CSV files expect, byte for
// byte.
#pragma once

#include <string>
#include <string_view>

namespace millrace::labeling {

// A JSON value (valid) without white space, as ujson 5 dumps it: "/" escaped, non-ASCII as it is,
// the shortest numbers.
void AppendCompactJson(std::string& out, std::string_view json);

// A JSON value as one cell of Python's csv writer with QUOTE_NONNUMERIC: numbers bare as repr()
// writes them, True and False bare, all else quoted; null is "".
void AppendCell(std::string& out, std::string_view json);
void AppendTextCell(std::string& out, std::string_view text);

// A number of JSON as repr() writes it: 1e-7 becomes 1e-07; whole numbers keep their digits.
std::string PythonNumber(std::string_view json);
std::string PythonNumber(double value);  // 3 is 3.0

}  // namespace millrace::labeling

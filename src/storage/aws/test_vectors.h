// The published test vectors, for the tests of this folder. They are data that is not part of the
// source tree; without them those tests are skipped.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace millrace::storage::aws {

inline std::filesystem::path VectorsDirectory() {
  const char* set = getenv("MILLRACE_VECTORS");
  return set != nullptr ? std::filesystem::path(set)
                        : std::filesystem::path(MILLRACE_SOURCE_DIR) / "../shared/vectors";
}

inline std::string ReadVectorFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

inline boost::json::value ReadVectorJson(const std::filesystem::path& path) {
  return boost::json::parse(ReadVectorFile(path));
}

inline std::string Text(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

inline bool Flag(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

}  // namespace millrace::storage::aws

// Declares `variable` as the path of a file or folder of the vectors, or skips the test.
#define VECTORS_OR_SKIP(variable, name)                               \
  const std::filesystem::path variable = VectorsDirectory() / (name); \
  if (!std::filesystem::exists(variable))                             \
  GTEST_SKIP() << variable << " is missing; set MILLRACE_VECTORS to the folder of the test vectors"

// The bytes of uploaded files: below "upload/<project>/" in the data directory, under names made
// safe. The rows that know them are labeling/tasks/uploads.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/byte_source.h"

namespace millrace::api {

// What is left of a user's file name: letters of any script, digits, "-", "_" and "."; blanks
// become
// "_"; no directory; at most 120 bytes, the extension kept. Never empty.
std::string SafeFileName(std::string_view given);

// ".csv" of "Cats.CSV"; "" without one.
std::string ExtensionOf(std::string_view name);

// Paths are opened beneath the directory, so no row, however it came to be, leads out of it.
// Thread-safe.
class UploadFiles {
 public:
  explicit UploadFiles(std::string data_dir) : data_dir_(std::move(data_dir)) {}

  // A fresh one: "upload/7/0a1b2c3d-cats.csv".
  static std::string NewFile(int64_t project_id, std::string_view given_name);
  // Where browsers get it: "/data/upload/7/0a1b2c3d-cats.csv", percent-encoded.
  static std::string UrlOf(std::string_view file);

  // Durable once it returns; nothing is left of a failed one. kUnavailable: no space left, …
  Result<void> Write(const std::string& file, const ByteSource& bytes) const;
  Result<std::shared_ptr<const ByteSource>> Open(const std::string& file) const;  // kNotFound
  // One that is gone already is fine.
  void Remove(const std::string& file) const;
  void RemoveProject(int64_t project_id) const;

 private:
  const std::string data_dir_;
};

}  // namespace millrace::api

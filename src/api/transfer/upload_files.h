// The bytes of uploaded files: below "upload/<project>/" in the data directory, under names made
// safe. The rows that know them are labeling/tasks/uploads.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/transfer/data_folder.h"

namespace millrace::api {

// What is left of a user's file name: letters of any script, digits, "-", "_" and "."; blanks
// become
// "_"; no directory; at most 120 bytes, the extension kept. Never empty.
std::string SafeFileName(std::string_view given);

// ".csv" of "Cats.CSV"; "" without one.
std::string ExtensionOf(std::string_view name);

// Thread-safe.
class UploadFiles : public DataFolder {
 public:
  explicit UploadFiles(std::string data_dir)
      : DataFolder(std::move(data_dir), "upload", "Upload it again.") {}

  // A fresh one: "upload/7/0a1b2c3d-cats.csv".
  static std::string NewFile(int64_t project_id, std::string_view given_name);
  // Where browsers get it: "/data/upload/7/0a1b2c3d-cats.csv", percent-encoded.
  static std::string UrlOf(std::string_view file);
};

}  // namespace millrace::api

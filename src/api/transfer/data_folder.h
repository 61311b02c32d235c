// Files of the server's own that belong to projects: below "FOLDER/PROJECT/" in the data directory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/byte_source.h"
#include "base/unique_fd.h"

namespace millrace::api {

// A new file on its way. What is not committed is gone with it. Used by one thread at a time.
class DataFile {
 public:
  DataFile(UniqueFd directory, UniqueFd out, std::string file)
      : directory_(std::move(directory)), out_(std::move(out)), file_(std::move(file)) {}
  DataFile(const DataFile&) = delete;
  ~DataFile();

  // kUnavailable: no space left, …
  Result<void> Append(std::string_view bytes);
  // Durable once it returns.
  Result<void> Commit();

 private:
  const UniqueFd directory_, out_;
  const std::string file_;
  bool committed_ = false;
};

// Paths are opened beneath the directory, so no row, however it came to be, leads out of it.
// Thread-safe.
class DataFolder {
 public:
  // `advice`: what to do about a file that is gone.
  DataFolder(std::string data_dir, std::string folder, std::string advice)
      : data_dir_(std::move(data_dir)), folder_(std::move(folder)), advice_(std::move(advice)) {}

  // `file`: "FOLDER/7/0a1b2c3d-cats.csv", which is not there yet.
  Result<std::unique_ptr<DataFile>> Create(const std::string& file) const;
  // Durable once it returns; nothing is left of a failed one.
  Result<void> Write(const std::string& file, const ByteSource& bytes) const;
  Result<std::shared_ptr<const ByteSource>> Open(const std::string& file) const;  // kNotFound
  // One that is gone already is fine.
  void Remove(const std::string& file) const;
  void RemoveProject(int64_t project_id) const;

 private:
  const std::string data_dir_, folder_, advice_;
};

}  // namespace millrace::api

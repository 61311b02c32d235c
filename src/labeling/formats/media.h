// The media of an export: what they are called in it, and which could not be had.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/byte_source.h"
#include "base/json_writer.h"
#include "base/result.h"

namespace millrace::labeling {

class ExportOutput;

// Where the bytes behind the URIs of task data come from.
class MediaSource {
 public:
  virtual ~MediaSource() = default;
  // Waits. The Error says why there are none.
  virtual Result<std::shared_ptr<const ByteSource>> Fetch(std::string_view uri) = 0;
};

// The name that a file gets in an export, as label-studio-sdk makes it: "0a1b2c3d__cat.jpg", the
// first eight hex digits of the MD5 of its address; an uploaded file keeps its own.
std::string MediaName(std::string_view uri);
// "cat" and ".jpg" of "cat.jpg", as Python's os.path.splitext.
std::string_view StemOf(std::string_view name);
std::string_view BaseName(std::string_view path);

// A file of labels belongs to its image by its name, so an image that two tasks have is put in
// under two names.
class FreeNames {
 public:
  // `name`, or "cat-12.jpg" if another task has it.
  std::string Take(std::string name, int64_t task_id);

 private:
  std::unordered_set<size_t> stems_;  // hashes of those in use
};

// What an export could not do, for its readers: errors.json. Bounded; the rest is counted.
class ExportFaults {
 public:
  void Add(int64_t task_id, std::string_view what, const std::string& sentence);
  Result<void> Write(ExportOutput& out) const;  // nothing if there are none

 private:
  static constexpr size_t kMost = 10'000;
  JsonWriter list_;
  size_t count_ = 0;
};

// Puts media into a folder of an archive, each once. One thread at a time.
class MediaFolder {
 public:
  MediaFolder(std::string folder, MediaSource* source)
      : folder_(std::move(folder)), source_(source) {}

  struct Entry {
    std::string name;                         // "images/0a1b2c3d__cat.jpg"
    bool missing = false;                     // it was to be put in, and could not be had
    std::shared_ptr<const ByteSource> bytes;  // if it was fetched just now
  };
  Result<Entry> Add(ExportOutput& out, int64_t task_id, const std::string& uri,
                    ExportFaults& faults);

  // Under another name than the usual one.
  Result<Entry> AddAs(ExportOutput& out, int64_t task_id, const std::string& uri,
                      const std::string& name, ExportFaults& faults);

 private:
  const std::string folder_;
  MediaSource* const source_;
  std::unordered_set<size_t> seen_, missing_;  // hashes of names
  std::string last_name_;
  std::shared_ptr<const ByteSource> last_;  // most rows have the media of the row before
};

}  // namespace millrace::labeling

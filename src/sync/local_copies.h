// Local copies: files on the server's machine of the task JSON that was read and of the annotations
// that were written (create_local_copy, project_path; design §7). Media are never copied.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "storage/providers/local_root.h"
#include "sync/connection.h"
#include "sync/progress.h"

namespace millrace::sync {

// Whether copies are asked for: by create_local_copy, or where that is not said, by a project_path.
bool KeepsCopies(const Values& values);

// A project_path, if there is one, is an absolute path of a directory that exists and that storages
// may use; the operator's (`trusted`) may lie anywhere. An Error names the field.
Result<void> CheckProjectPath(const storage::Environment& environment, const Values& values,
                              bool trusted);

// Where the copy of a key lies below its storage's directory: at the key's own path, as far as file
// names can hold it. The key is what comes out when each name is percent-decoded and the names are
// joined by "/", or by nothing behind a name that ends with a lone "%": such a name was cut at the
// limit of file systems. `flat` makes no directories of the key's slashes.
std::string CopyPath(std::string_view key, bool flat = false);

// The copies of one storage. A copy is written whole or not at all, and replaces an older one; it
// is not synced to the disk, as the bucket has the object. A copy that fails is counted and never
// fails a sync. Thread-safe; of one key there is one File at a time.
class LocalCopies {
 public:
  // <project_path, or data directory/projects/ID>/{source,target}/<storage id>/<CopyPath(key)>.
  // Nothing if this storage keeps no copies.
  static std::unique_ptr<LocalCopies> Of(const Context& context, const Connection& connection);

  // A copy that is not there yet under its name. Dropped unless kept.
  class File {
   public:
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    void Append(std::string_view bytes);
    void Fail(Error error);  // it will not be whole

   private:
    friend class LocalCopies;
    File() = default;

    std::string path_;  // below the root
    std::shared_ptr<const UniqueFd> directory_;
    UniqueFd file_;
    std::string temporary_, name_;
    std::optional<Error> error_;  // the first one
  };
  std::unique_ptr<File> Begin(std::string_view key);
  void Keep(File& file);
  void Keep(std::string_view key, std::string_view body);

  // Puts the counts into `progress`, and one sentence about all that failed.
  void Report(Progress& progress) const;

 private:
  LocalCopies(storage::LocalRootOptions root, std::string below)
      : root_(std::move(root)), below_(std::move(below)) {}

  void Open(std::string_view key, File& file);
  // The directory of `path`, made if it is missing; null with the cause in `error`.
  std::shared_ptr<const UniqueFd> Directory(const std::string& path, bool again, int& code,
                                            std::optional<Error>& error);
  std::optional<Error> Place(File& file) const;

  const storage::LocalRoot root_;
  const std::string below_;  // "projects/7/source/12/"

  mutable std::mutex mutex_;  // guards what follows
  // The last one: keys come in the order of their directories.
  std::string open_path_;
  std::shared_ptr<const UniqueFd> open_directory_;
  int64_t copied_ = 0, failed_ = 0;
  std::optional<Error> first_;
};

}  // namespace millrace::sync

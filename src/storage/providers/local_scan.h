// Lists the files below a directory in byte order of their keys, one directory at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/object_store.h"
#include "storage/providers/local_root.h"

namespace millrace::storage {

// Files that a Put is still writing; never listed.
inline constexpr std::string_view kTemporaryPrefix = ".millrace-tmp-";

// A file's change token: modification time in ns, size, inode.
std::string LocalToken(const struct stat& status);
ObjectInfo LocalInfo(std::string key, const struct stat& status);

// A scan that can be continued page by page. It holds at most `window` names of each directory on
// the way to the present one; a larger directory is read again for its next names, so memory does
// not grow with it. Not thread-safe.
class LocalScan {
 public:
  static constexpr size_t kWindow = 200'000;

  // All keys that start with `prefix` and are greater than `after` ("" = from the first).
  LocalScan(const LocalRoot& root, std::string prefix, std::string after, bool recursive,
            size_t window = kWindow);

  // Appends up to `limit` objects to `page` and sets page.next to the last key unless the end is
  // reached. kDenied if a directory may not be read: a listing with holes would look like
  // deletions.
  Result<void> Next(const LocalRoot::Base& base, size_t limit, ListPage& page);

 private:
  struct Level {
    std::string path;                // "" or ends with "/"
    UniqueFd fd;                     // open only while a page is made
    std::vector<std::string> names;  // ascending; directories end with "/"
    size_t next = 0;                 // in `names`
    bool more = false;               // the directory holds greater names than `names`
    std::string last;                // names up to here are in or behind `names`
  };

  Result<void> Descend(const LocalRoot::Base& base, std::string path);
  Result<void> Fill(const LocalRoot::Base& base, Level& level);
  // False: the directory has vanished meanwhile.
  Result<bool> OpenLevel(const LocalRoot::Base& base, Level& level);
  bool Wanted(const std::string& path, std::string_view name) const;
  Result<void> Visit(const LocalRoot::Base& base, Level& level, const std::string& name,
                     ListPage& page);

  const LocalRoot& root_;
  const std::string prefix_, after_;
  const bool recursive_;
  const size_t window_;
  std::vector<Level> levels_;
  bool begun_ = false;
};

}  // namespace millrace::storage

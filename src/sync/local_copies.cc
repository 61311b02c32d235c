#include "sync/local_copies.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <filesystem>

#include "base/log.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "storage/common_fields.h"

namespace millrace::sync {
namespace {

constexpr std::string_view kOperation = "copy";
// File systems take 255 bytes; some are left for marks and for escaping one byte more.
constexpr size_t kMaxName = 240;

std::string Escaped(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out;
}

// Names that are being put one behind the other.
class Names {
 public:
  void Add(std::string_view unit) {
    if (path_.size() - start_ + unit.size() > kMaxName) {
      path_ += '%';
      Next();
    }
    path_ += unit;
  }
  void Next() {
    Close();
    path_ += '/';
    start_ = path_.size();
  }
  bool AtStart() const { return path_.size() == start_; }
  std::string Take() {
    if (path_.empty()) return "%";
    Close();
    return std::move(path_);
  }

 private:
  void Close() {
    const std::string name = path_.substr(start_);
    if (name == "." || name == "..") path_.replace(start_, name.size(), Escaped(name));
  }

  std::string path_;
  size_t start_ = 0;  // of the last name
};

storage::LocalRootOptions RootOf(const storage::Environment& environment, const Values& values,
                                 bool trusted) {
  const std::string given = values.String(storage::kProjectPath);
  storage::LocalRootOptions root{.mode = BestPathMode()};
  if (given.empty()) {
    root.path = environment.data_dir;
    root.roots = {root.path};
    return root;
  }
  root.path = std::filesystem::path(given).lexically_normal().string();
  while (root.path.size() > 1 && root.path.ends_with('/')) root.path.pop_back();
  if (trusted) {
    root.roots = {root.path};
    return root;
  }
  root.roots = environment.local_roots;
  if (!environment.document_root.empty()) root.roots.push_back(environment.document_root);
  root.data_dir = environment.data_dir;
  return root;
}

}  // namespace

bool KeepsCopies(const Values& values) {
  if (values.Has(storage::kCreateLocalCopy)) return values.Bool(storage::kCreateLocalCopy);
  return !values.String(storage::kProjectPath).empty();
}

Result<void> CheckProjectPath(const storage::Environment& environment, const Values& values,
                              bool trusted) {
  const std::string given = values.String(storage::kProjectPath);
  if (given.empty()) return {};
  const std::string field(storage::kProjectPath.name);
  if (!given.starts_with('/'))
    return FailField(field, "\"" + Printable(given) +
                                "\" is not an absolute path. Give the whole path from \"/\".");
  const auto base = storage::LocalRoot(RootOf(environment, values, trusted)).Open(kOperation);
  if (base.has_value()) return {};
  const bool missing = base.error().kind == ErrorKind::kNotFound;
  return FailField(field,
                   base.error().Sentence() +
                       (missing ? " Make this directory, or leave the project path empty." : ""));
}

std::string CopyPath(std::string_view key, bool flat) {
  Names names;
  while (!key.empty()) {
    size_t length = Utf8Length(key);
    const auto byte = static_cast<unsigned char>(key.front());
    if (byte == '/') {
      // A separator stands between two names; any other slash belongs to a name.
      if (!flat && !names.AtStart() && key.size() > 1 && key[1] != '/')
        names.Next();
      else
        names.Add(Escaped("/"));
    } else if (length == 0 || byte < 0x20 || byte == 0x7F || byte == '%') {
      length = 1;
      names.Add(Escaped(key.substr(0, 1)));
    } else {
      names.Add(key.substr(0, length));
    }
    key.remove_prefix(length);
  }
  return names.Take();
}

std::unique_ptr<LocalCopies> LocalCopies::Of(const Context& context, const Connection& connection) {
  if (!KeepsCopies(connection.values)) return nullptr;
  const labeling::Storage& row = connection.row;
  storage::LocalRootOptions root = RootOf(context.environment, connection.values, row.trusted);
  if (root.path.empty()) return nullptr;
  std::string below = connection.values.String(storage::kProjectPath).empty()
                          ? "projects/" + std::to_string(row.project_id) + "/"
                          : "";
  below += row.role == labeling::StorageRole::kSource ? "source/" : "target/";
  below += std::to_string(row.id) + "/";
  return std::unique_ptr<LocalCopies>(new LocalCopies(std::move(root), std::move(below)));
}

LocalCopies::File::~File() {
  if (!temporary_.empty()) unlinkat(directory_->get(), temporary_.c_str(), 0);
}

void LocalCopies::File::Append(std::string_view bytes) {
  if (!error_.has_value() && !WriteAll(file_.get(), bytes))
    error_ = storage::FileError(errno, kOperation, path_, "");
}

void LocalCopies::File::Fail(Error error) {
  if (!error_.has_value()) error_ = std::move(error);
}

std::shared_ptr<const UniqueFd> LocalCopies::Directory(const std::string& path, bool again,
                                                       int& code, std::optional<Error>& error) {
  const std::string parent = path.substr(0, path.rfind('/'));
  std::lock_guard lock(mutex_);
  if (!again && parent == open_path_ && open_directory_ != nullptr) return open_directory_;
  const auto base = root_.Open(kOperation);
  if (!base.has_value()) {
    error = base.error();
    return nullptr;
  }
  UniqueFd directory = root_.OpenParent(*base, path, true);
  if (!directory) {
    code = errno;
    error = storage::FileError(code, kOperation, path, root_.path());
    return nullptr;
  }
  open_path_ = parent;
  open_directory_ = std::make_shared<const UniqueFd>(std::move(directory));
  return open_directory_;
}

void LocalCopies::Open(std::string_view key, File& file) {
  // No key has such a name, and the next attempt takes what a crash left of this one.
  const std::string temporary = "%part-" + HexEncode(crypto::Sha256(key).substr(0, 12));
  file.path_ = below_ + CopyPath(key);
  for (const bool again : {false, true}) {
    int code = 0;
    std::optional<Error> error;
    file.directory_ = Directory(file.path_, again, code, error);
    if (file.directory_ == nullptr && code == ENOTDIR) {  // "a" is a file, and this is "a/b"
      file.path_ = below_ + CopyPath(key, true);
      file.directory_ = Directory(file.path_, again, code, error);
    }
    if (file.directory_ == nullptr) return file.Fail(*std::move(error));
    file.file_ = UniqueFd(openat(file.directory_->get(), temporary.c_str(),
                                 O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666));
    // The directory may have been removed since it was opened.
    if (file.file_ || errno != ENOENT) break;
  }
  if (!file.file_)
    return file.Fail(storage::FileError(errno, kOperation, file.path_, root_.path()));
  file.name_ = file.path_.substr(file.path_.rfind('/') + 1);
  file.temporary_ = temporary;
}

std::unique_ptr<LocalCopies::File> LocalCopies::Begin(std::string_view key) {
  std::unique_ptr<File> file(new File);
  Open(key, *file);
  return file;
}

std::optional<Error> LocalCopies::Place(File& file) const {
  if (file.error_.has_value()) return file.error_;
  const int directory = file.directory_->get();
  int failed = renameat(directory, file.temporary_.c_str(), directory, file.name_.c_str());
  if (failed != 0 && errno == EISDIR) {  // "a/b" is there, and this is "a"
    const std::string name = file.name_.substr(0, file.name_.size() - 1) +
                             Escaped(file.name_.substr(file.name_.size() - 1));
    failed = renameat(directory, file.temporary_.c_str(), directory, name.c_str());
  }
  if (failed != 0) return storage::FileError(errno, kOperation, file.path_, root_.path());
  file.temporary_.clear();
  return std::nullopt;
}

void LocalCopies::Keep(File& file) {
  std::optional<Error> error = Place(file);
  std::lock_guard lock(mutex_);
  ++(error.has_value() ? failed_ : copied_);
  if (error.has_value() && !first_.has_value()) first_ = std::move(error);
}

void LocalCopies::Keep(std::string_view key, std::string_view body) {
  const std::unique_ptr<File> file = Begin(key);
  file->Append(body);
  Keep(*file);
}

void LocalCopies::Report(Progress& progress) const {
  std::lock_guard lock(mutex_);
  std::string sentence;
  if (first_.has_value()) {
    sentence = WithThousands(failed_) + " of " + WithThousands(copied_ + failed_) +
               " local copies could not be written: " + first_->Sentence() +
               " The sync itself is not affected.";
    LogWarning("local copies could not be written", {{"count", failed_}, {"cause", *first_}});
  }
  progress.Change([&](JobStatus& status) {
    status.counts.copied += copied_;
    status.counts.copies_failed += failed_;
    if (!sentence.empty()) status.warnings.push_back(sentence);
  });
}

}  // namespace millrace::sync

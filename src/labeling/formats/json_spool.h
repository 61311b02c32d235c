// Long JSON lists on their way into one file: each grows by itself, on disk.
#pragma once

#include "base/spool_file.h"

namespace millrace::labeling {

// The elements of one list. One thread at a time.
class JsonSpool {
 public:
  static Result<JsonSpool> Make(const std::string& directory) {
    ASSIGN_OR_RETURN(auto file, SpoolFile::Make(directory));
    return JsonSpool(std::move(file));
  }
  Result<void> Add(std::string_view element) {
    if (count_++ > 0) piece_ += ",\n";
    piece_ += element;
    if (piece_.size() < kPiece) return {};
    return Flush();
  }
  int64_t count() const { return count_; }
  // The elements, without brackets. Nothing is added any more.
  Result<std::shared_ptr<const ByteSource>> Finish() {
    RETURN_IF_ERROR(Flush());
    return file_->Finish();
  }

 private:
  static constexpr size_t kPiece = 256u << 10;

  explicit JsonSpool(std::unique_ptr<SpoolFile> file) : file_(std::move(file)) {}
  Result<void> Flush() {
    Result<void> written = file_->Append(piece_);
    piece_.clear();
    return written;
  }

  std::unique_ptr<SpoolFile> file_;
  std::string piece_;
  int64_t count_ = 0;
};

}  // namespace millrace::labeling

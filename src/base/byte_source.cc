#include "base/byte_source.h"

#include <errno.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

namespace millrace {
namespace {

constexpr size_t kPiece = 1u << 20;

class Memory final : public ByteSource {
 public:
  explicit Memory(std::string_view bytes) : bytes_(bytes) {}
  uint64_t size() const override { return bytes_.size(); }
  Result<std::string_view> Read(uint64_t offset, size_t limit, std::string&) const override {
    return bytes_.substr(std::min<uint64_t>(offset, bytes_.size()), limit);
  }

 private:
  const std::string_view bytes_;
};

class File final : public ByteSource {
 public:
  File(UniqueFd fd, uint64_t size) : fd_(std::move(fd)), size_(size) {}
  uint64_t size() const override { return size_; }
  Result<std::string_view> Read(uint64_t offset, size_t limit, std::string& buffer) const override {
    const size_t want = std::min<uint64_t>(limit, size_ - std::min(offset, size_));
    if (buffer.size() < want) buffer.resize(want);
    for (size_t have = 0; have < want;) {
      const ssize_t n =
          pread(fd_.get(), buffer.data() + have, want - have, static_cast<off_t>(offset + have));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) {
        return FailForNow(ErrorKind::kUnavailable,
                          "A file of the data directory cannot be read: " +
                              std::system_category().message(errno) + ".",
                          "Check the disk that it lies on.");
      }
      if (n == 0) {
        return Fail(ErrorKind::kCorrupt, "A file of the data directory is shorter than it was.",
                    "Check whether another program changes it.");
      }
      have += static_cast<size_t>(n);
    }
    return std::string_view(buffer).substr(0, want);
  }

 private:
  const UniqueFd fd_;
  const uint64_t size_;
};

class Slice final : public ByteSource {
 public:
  Slice(std::shared_ptr<const ByteSource> whole, uint64_t offset, uint64_t size)
      : whole_(std::move(whole)),
        offset_(std::min(offset, whole_->size())),
        size_(std::min(size, whole_->size() - offset_)) {}
  uint64_t size() const override { return size_; }
  Result<std::string_view> Read(uint64_t offset, size_t limit, std::string& buffer) const override {
    offset = std::min(offset, size_);
    return whole_->Read(offset_ + offset, std::min<uint64_t>(limit, size_ - offset), buffer);
  }

 private:
  const std::shared_ptr<const ByteSource> whole_;
  const uint64_t offset_, size_;
};

}  // namespace

Result<void> ByteSource::ForEachPiece(
    const std::function<Result<void>(std::string_view)>& visit) const {
  std::string buffer;
  for (uint64_t at = 0; at < size();) {
    ASSIGN_OR_RETURN(const std::string_view piece, Read(at, kPiece, buffer));
    RETURN_IF_ERROR(visit(piece));
    at += piece.size();
  }
  return {};
}

std::shared_ptr<const ByteSource> MemoryBytes(std::string_view bytes) {
  return std::make_shared<Memory>(bytes);
}

std::shared_ptr<const ByteSource> FileBytes(UniqueFd fd, uint64_t size) {
  return std::make_shared<File>(std::move(fd), size);
}

std::shared_ptr<const ByteSource> SliceOf(std::shared_ptr<const ByteSource> whole, uint64_t offset,
                                          uint64_t size) {
  return std::make_shared<Slice>(std::move(whole), offset, size);
}

}  // namespace millrace

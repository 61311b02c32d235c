#include "labeling/formats/joined_bytes.h"

#include <algorithm>

namespace millrace::labeling {
namespace {

class Text final : public ByteSource {
 public:
  explicit Text(std::string text) : text_(std::move(text)) {}
  uint64_t size() const override { return text_.size(); }
  Result<std::string_view> Read(uint64_t offset, size_t limit, std::string&) const override {
    return std::string_view(text_).substr(std::min<uint64_t>(offset, text_.size()), limit);
  }

 private:
  const std::string text_;
};

class Joined final : public ByteSource {
 public:
  explicit Joined(std::vector<std::shared_ptr<const ByteSource>> parts) : parts_(std::move(parts)) {
    for (const auto& part : parts_) size_ += part->size();
  }
  uint64_t size() const override { return size_; }
  Result<std::string_view> Read(uint64_t offset, size_t limit, std::string& buffer) const override {
    std::string joined, own;
    for (const auto& part : parts_) {
      if (offset >= part->size()) {
        offset -= part->size();
        continue;
      }
      while (joined.size() < limit && offset < part->size()) {
        ASSIGN_OR_RETURN(const std::string_view piece,
                         part->Read(offset, limit - joined.size(), own));
        if (piece.empty()) break;
        joined += piece;
        offset += piece.size();
      }
      if (joined.size() == limit) break;
      offset = 0;
    }
    buffer = std::move(joined);
    return std::string_view(buffer);
  }

 private:
  const std::vector<std::shared_ptr<const ByteSource>> parts_;
  uint64_t size_ = 0;
};

}  // namespace

std::shared_ptr<const ByteSource> JoinBytes(std::vector<std::shared_ptr<const ByteSource>> parts) {
  return std::make_shared<Joined>(std::move(parts));
}

std::shared_ptr<const ByteSource> TextBytes(std::string text) {
  return std::make_shared<Text>(std::move(text));
}

}  // namespace millrace::labeling

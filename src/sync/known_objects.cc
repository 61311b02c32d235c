#include "sync/known_objects.h"

namespace millrace::sync {
namespace {

constexpr size_t kPage = 5'000;

}  // namespace

Result<labeling::SourceObject*> KnownObjects::Peek() {
  if (next_ < page_.size()) return &page_[next_];
  if (exhausted_) return nullptr;
  Result<std::vector<labeling::SourceObject>> page = db_.Read([&](db::Connection& tx) {
    return labeling::ObjectsInRange(tx, source_id_, after_, "", kPage);
  });
  if (!page.has_value()) return std::unexpected(page.error());
  page_ = *std::move(page);
  next_ = 0;
  exhausted_ = page_.size() < kPage;
  if (page_.empty()) return nullptr;
  after_ = page_.back().key;
  if (!after_.starts_with(prefix_) && after_ > prefix_) {
    exhausted_ = true;
    while (!page_.empty() && !page_.back().key.starts_with(prefix_) && page_.back().key > prefix_)
      page_.pop_back();
    if (page_.empty()) return nullptr;
  }
  return &page_[next_];
}

std::string JustBefore(std::string_view prefix) {
  std::string key(prefix);
  while (!key.empty() && key.back() == '\0') key.pop_back();
  if (key.empty()) return key;
  key.back() = static_cast<char>(static_cast<unsigned char>(key.back()) - 1);
  return key + std::string(16, '\xFF');
}

}  // namespace millrace::sync

#include "api/storages/preview_table.h"

#include "base/ids.h"

namespace millrace::api {
namespace {

constexpr size_t kMost = 16;
constexpr std::chrono::minutes kLifetime{10};

}  // namespace

PreviewTable::Ticket PreviewTable::Add(Preview preview) {
  Entry entry{.ticket = {.token = RandomHex(16), .expires = clock_.Now() + kLifetime},
              .preview = std::move(preview)};
  Ticket ticket = entry.ticket;
  // Connections close without the lock.
  std::list<Entry> gone;
  std::lock_guard lock(mutex_);
  entries_.push_back(std::move(entry));
  while (entries_.size() > kMost || entries_.front().ticket.expires <= clock_.Now())
    gone.splice(gone.end(), entries_, entries_.begin());
  return ticket;
}

Result<PreviewTable::Picture> PreviewTable::Find(std::string_view token,
                                                 std::optional<int64_t> account, int64_t number) {
  std::lock_guard lock(mutex_);
  for (const Entry& entry : entries_) {
    const Preview& preview = entry.preview;
    if (entry.ticket.token != token || preview.account != account ||
        entry.ticket.expires <= clock_.Now())
      continue;
    if (number < 0 || static_cast<size_t>(number) >= preview.keys.size()) break;
    return Picture{.connection = preview.connection,
                   .key = preview.keys[static_cast<size_t>(number)]};
  }
  return Fail(ErrorKind::kNotFound, "This preview is over.", "Look at the storage again.");
}

}  // namespace millrace::api

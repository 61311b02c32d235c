#include "sync/import_preview.h"

namespace millrace::sync {
namespace {

constexpr size_t kSamples = 100;
constexpr size_t kProblems = 20;

void Sample(std::vector<std::string>& samples, const std::string& key) {
  if (samples.size() < kSamples) samples.push_back(key);
}

}  // namespace

Result<void> PreviewImport(const Connection& connection, WorkSource& source, bool blob,
                           const ReadOptions& options, Progress& progress) {
  const auto fail = [&](JobStatus& status, const std::string& key, const std::string& sentence) {
    ++status.counts.failed;
    Sample(status.sample_bad, key);
    if (status.problems.size() < kProblems) status.problems.push_back(sentence);
  };
  for (;;) {
    ASSIGN_OR_RETURN(std::optional<ScanBatch> batch, source.Next());
    if (!batch.has_value()) return {};
    progress.Change([&](JobStatus& status) {
      Counts counts = batch->counts;
      counts.listed = 0;  // shown while listing
      counts.gone = static_cast<int64_t>(batch->gone.size());
      status.counts += counts;
      for (const WorkItem& item : batch->work)
        Sample(item.why == WorkItem::Why::kChanged ? status.sample_changed : status.sample_new,
               item.object.key);
      for (const std::string& key : batch->gone) Sample(status.sample_gone, key);
      if (blob)
        for (const WorkItem& item : batch->work)
          if (item.why != WorkItem::Why::kChanged) ++status.counts.new_tasks;
    });
    if (blob) continue;

    std::vector<WorkItem> small;
    for (WorkItem& item : batch->work) {
      if (!IsLarge(item, options)) {
        small.push_back(std::move(item));
        continue;
      }
      const Result<void> read = ReadLargeObject(
          *connection.store, item, {}, options, [&](const LargeChunk& chunk) -> Result<void> {
            progress.Change([&](JobStatus& status) {
              for (const ParsedRecord& record : chunk.records) {
                if (!record.error.empty())
                  fail(status, item.object.key, record.error);
                else if (item.why != WorkItem::Why::kChanged)
                  ++status.counts.new_tasks;
              }
            });
            return {};
          });
      if (!read.has_value())
        progress.Change(
            [&](JobStatus& status) { fail(status, item.object.key, read.error().Sentence()); });
    }
    for (const ParsedObject& object : ReadObjects(*connection.store, std::move(small), options))
      progress.Change([&](JobStatus& status) {
        status.counts.bytes += static_cast<int64_t>(object.actual.size);
        if (object.error.has_value())
          fail(status, object.item.object.key, object.error->Sentence());
        for (const ParsedRecord& record : object.records) {
          if (!record.error.empty())
            fail(status, object.item.object.key, record.error);
          else if (object.item.why != WorkItem::Why::kChanged)
            ++status.counts.new_tasks;
        }
      });
  }
}

}  // namespace millrace::sync

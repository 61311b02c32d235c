// Reads objects as tasks: fetch, split into records, parse.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "labeling/tasks/tasks.h"
#include "labeling/text/record_splitter.h"
#include "sync/scan.h"

namespace millrace::sync {

struct ParsedRecord {
  int64_t position = 0;
  std::string digest;      // SHA-256 of the record's bytes, raw
  labeling::NewTask task;  // if it is good
  std::string error;       // else why not: a whole sentence naming the object
};

struct ParsedObject {
  WorkItem item;
  storage::ObjectInfo actual;  // what was read
  std::vector<ParsedRecord> records;
  std::optional<Error> error;  // of the object as a whole; records before it stay good
  std::string body;            // with ReadOptions::keep_bodies, if it holds records
};

struct ReadOptions {
  int64_t source_id = 0;
  uint64_t max_record = 64u << 20;
  uint64_t whole_limit = 8u << 20;  // larger objects are read in ranges of this size
  bool keep_bodies = false;
};

// Why an object that begins with `head` cannot hold tasks; nothing if it may.
std::optional<Error> WhyNoTasks(std::string_view key, std::string_view head);

bool IsLarge(const WorkItem& item, const ReadOptions& options);

// Reads objects that are not large, several at a time. Results in the order of `items`.
std::vector<ParsedObject> ReadObjects(storage::ObjectStore& store, std::vector<WorkItem> items,
                                      const ReadOptions& options);

// Where reading of a large object stands: records before `offset` are taken.
struct ReadPosition {
  uint64_t offset = 0;
  int64_t record = 0;
  labeling::RecordSplitter::Shape shape = labeling::RecordSplitter::Shape::kUnknown;
};
// A stretch of a large object's records, and where to go on behind them.
struct LargeChunk {
  std::vector<ParsedRecord> records;
  ReadPosition next;
};
using OnBytes = std::function<void(std::string_view)>;
// Reads a large object range by range; `on_chunk` gets its records and may stop it with an Error.
// All ranges come from one version of the object, `item.object`: kConflict if it changed meanwhile.
// Other Errors say why the object as a whole is bad, or cannot be read now. `on_bytes` gets all
// that is read, in order.
Result<void> ReadLargeObject(storage::ObjectStore& store, const WorkItem& item, ReadPosition from,
                             const ReadOptions& options,
                             const std::function<Result<void>(LargeChunk)>& on_chunk,
                             const OnBytes& on_bytes = {});
// The first `size` bytes of that version of a large object.
Result<void> ReadHead(storage::ObjectStore& store, const WorkItem& item, uint64_t size,
                      const ReadOptions& options, const OnBytes& on_bytes);

}  // namespace millrace::sync

#include "sync/object_reader.h"

#include "base/text.h"
#include "crypto/digest.h"
#include "labeling/json/task_json.h"

namespace millrace::sync {
namespace {

using labeling::RecordSplitter;

// What a file that is no JSON looks like, from its first bytes.
std::string_view LooksLike(std::string_view head) {
  struct Magic {
    std::string_view bytes, name;
  };
  static constexpr Magic kMagic[] = {
      {"\xFF\xD8\xFF", "a JPEG image"}, {"\x89PNG", "a PNG image"},   {"GIF8", "a GIF image"},
      {"II*", "a TIFF image"},          {"MM", "a TIFF image"},       {"BM", "a BMP image"},
      {"ID3", "an MP3 file"},           {"OggS", "an Ogg file"},      {"fLaC", "a FLAC file"},
      {"\x1F\x8B", "a gzip file"},      {"PK\x03\x04", "a ZIP file"}, {"%PDF", "a PDF file"},
      {"PAR1", "a Parquet file"},       {"<", "XML or HTML"},
  };
  if (head.starts_with("RIFF") && head.size() >= 12)
    return head.substr(8, 4) == "WEBP" ? "a WebP image" : "a WAV or AVI file";
  if (head.size() >= 8 && head.substr(4, 4) == "ftyp") return "an MP4 file";
  for (const Magic& magic : kMagic)
    if (head.starts_with(magic.bytes)) return magic.name;
  return "";
}

// The first byte that counts decides whether reading on makes sense. UTF-16 goes on to the
// splitter, which has the better sentence for it.
bool MayBeJson(std::string_view head) {
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) return true;
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head = Trim(head);
  return head.empty() || head[0] == '{' || head[0] == '[';
}

Error NotTasks(std::string_view key, std::string_view head) {
  const std::string_view kind = LooksLike(head);
  return {.kind = ErrorKind::kInvalid,
          .message = "\"" + Printable(key) + "\" is not a task: " +
                     (kind.empty() ? "it starts with neither \"{\" nor \"[\"."
                                   : "it looks like " + std::string(kind) + "."),
          .advice =
              "Turn on \"Treat every bucket object as a source file\", or leave it out by regex."};
}

Error BadObject(std::string_view key, Error error) {
  if (!error.key.empty() || error.temporary) return error;
  std::string reason = error.message;
  if (reason.starts_with("It ")) reason[0] = 'i';
  error.message = "\"" + Printable(key) + "\" is not a task: " + reason;
  return error;
}

std::string BadRecord(std::string_view key, const RecordSplitter::Record& record, bool only_one,
                      const Error& error) {
  std::string where = "\"" + Printable(key) + "\"";
  if (!only_one) {
    where = "Record " + WithThousands(record.position + 1) + " of " + where;
    if (record.line > 0) where += " (line " + WithThousands(record.line) + ")";
  }
  return where + " is not a task: " + error.message + (error.message.ends_with('.') ? "" : ".") +
         " It is read again when the object changes.";
}

// Turns the records of one object into tasks. Keeps the parser's buffers.
class RecordParser {
 public:
  explicit RecordParser(const ReadOptions& options) : options_(options) {}

  ParsedRecord Parse(std::string_view key, const RecordSplitter::Record& record, bool only_one) {
    ParsedRecord parsed{.position = record.position, .digest = crypto::Sha256(record.text)};
    Result<labeling::NewTask> task = reader_.Read(record.text);
    if (task.has_value()) {
      parsed.task = *std::move(task);
      parsed.task.source_id = options_.source_id;
      parsed.task.source_key = key;
    } else {
      parsed.error = BadRecord(key, record, only_one, task.error());
    }
    return parsed;
  }

 private:
  const ReadOptions& options_;
  labeling::TaskReader reader_;
};

RecordSplitter::Options SplitOptions(const ReadOptions& options) {
  return {.max_record = options.max_record};
}

// Bodies of many objects, collected side by side.
class BodySink final : public storage::GetSink {
 public:
  struct Slot {
    storage::ObjectInfo info;
    std::string body;
    std::optional<Error> error;
    bool refused = false;  // no JSON: the transfer was dropped
    bool too_large = false;
  };

  BodySink(size_t count, uint64_t limit) : slots(count), limit_(limit) {}

  bool Start(size_t index, const storage::ObjectInfo& info) override {
    Slot& slot = slots[index];
    slot.info = info;
    slot.body.clear();
    slot.too_large = info.size > limit_;
    if (!slot.too_large) slot.body.reserve(info.size);
    return !slot.too_large;
  }

  bool Data(size_t index, std::string_view bytes) override {
    Slot& slot = slots[index];
    const bool first = slot.body.empty();
    slot.body.append(bytes);
    if (first && !MayBeJson(slot.body)) slot.refused = true;
    if (slot.body.size() > limit_) slot.too_large = true;
    return !slot.refused && !slot.too_large;
  }

  void Done(size_t index, Result<void> outcome) override {
    if (!outcome.has_value()) slots[index].error = outcome.error();
  }

  std::vector<Slot> slots;

 private:
  const uint64_t limit_;
};

void ParseBody(ParsedObject& object, std::string_view body, RecordParser& parser,
               const ReadOptions& options) {
  const std::string& key = object.item.object.key;
  RecordSplitter splitter(SplitOptions(options));
  const auto on_record = [&](const RecordSplitter::Record& record) -> Result<void> {
    const bool only_one = splitter.shape() == RecordSplitter::Shape::kSingle;
    object.records.push_back(parser.Parse(key, record, only_one));
    return {};
  };
  Result<void> split = splitter.Feed(body, on_record);
  if (split.has_value()) split = splitter.Finish(on_record);
  if (!split.has_value()) object.error = BadObject(key, split.error());
}

Result<storage::Object> ReadPart(storage::ObjectStore& store, const WorkItem& item, uint64_t offset,
                                 uint64_t length) {
  return storage::GetObject(store,
                            {.key = item.object.key,
                             .offset = offset,
                             .length = length,
                             .if_match = item.object.condition()},
                            length);
}

}  // namespace

std::optional<Error> WhyNoTasks(std::string_view key, std::string_view head) {
  if (MayBeJson(head)) return std::nullopt;
  return NotTasks(key, head);
}

bool IsLarge(const WorkItem& item, const ReadOptions& options) {
  return item.object.size > options.whole_limit;
}

std::vector<ParsedObject> ReadObjects(storage::ObjectStore& store, std::vector<WorkItem> items,
                                      const ReadOptions& options) {
  std::vector<storage::GetRequest> requests;
  for (const WorkItem& item : items) requests.push_back({.key = item.object.key});
  BodySink sink(items.size(), options.whole_limit);
  store.GetMany(requests, sink);

  RecordParser parser(options);
  std::vector<ParsedObject> objects(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    ParsedObject& object = objects[i];
    BodySink::Slot& slot = sink.slots[i];
    object.item = std::move(items[i]);
    object.actual = object.item.object;
    if (!slot.info.token.empty()) {
      object.actual.token = std::move(slot.info.token);
      object.actual.size = slot.info.size;
    }
    if (slot.refused) {
      object.error = NotTasks(object.item.object.key, slot.body);
    } else if (slot.too_large) {
      object.error =
          Error{.kind = ErrorKind::kConflict,
                .temporary = true,
                .message = "\"" + Printable(object.item.object.key) + "\" grew while it was read.",
                .advice = "It is read again at the next sync."};
    } else if (slot.error.has_value()) {
      object.error = *std::move(slot.error);
    } else {
      ParseBody(object, slot.body, parser, options);
      if (options.keep_bodies && !object.records.empty()) object.body = std::move(slot.body);
    }
    slot.body = {};
  }
  return objects;
}

Result<void> ReadLargeObject(storage::ObjectStore& store, const WorkItem& item, ReadPosition from,
                             const ReadOptions& options,
                             const std::function<Result<void>(LargeChunk)>& on_chunk,
                             const OnBytes& on_bytes) {
  const std::string& key = item.object.key;
  RecordParser parser(options);
  RecordSplitter splitter(SplitOptions(options));
  if (from.offset > 0) splitter.Resume(from.offset, from.record, from.shape);
  LargeChunk chunk{.next = from};
  const auto on_record = [&](const RecordSplitter::Record& record) -> Result<void> {
    chunk.records.push_back(
        parser.Parse(key, record, splitter.shape() == RecordSplitter::Shape::kSingle));
    chunk.next = {record.end, record.position + 1, splitter.shape()};
    return {};
  };
  const auto pass_on = [&]() -> Result<void> {
    if (chunk.records.empty()) return {};
    const ReadPosition next = chunk.next;
    return on_chunk(std::exchange(chunk, LargeChunk{.next = next}));
  };
  for (uint64_t offset = from.offset; offset < item.object.size;) {
    ASSIGN_OR_RETURN(const storage::Object part,
                     ReadPart(store, item, offset, options.whole_limit));
    if (part.body.empty()) break;
    if (offset == 0 && !MayBeJson(part.body)) return std::unexpected(NotTasks(key, part.body));
    offset += part.body.size();
    if (on_bytes) on_bytes(part.body);
    const Result<void> fed = splitter.Feed(part.body, on_record);
    RETURN_IF_ERROR(pass_on());  // what came before the mistake is good
    if (!fed.has_value()) return std::unexpected(BadObject(key, fed.error()));
  }
  const Result<void> ended = splitter.Finish(on_record);
  RETURN_IF_ERROR(pass_on());
  if (!ended.has_value()) return std::unexpected(BadObject(key, ended.error()));
  return {};
}

Result<void> ReadHead(storage::ObjectStore& store, const WorkItem& item, uint64_t size,
                      const ReadOptions& options, const OnBytes& on_bytes) {
  for (uint64_t offset = 0; offset < size;) {
    ASSIGN_OR_RETURN(const storage::Object part,
                     ReadPart(store, item, offset, std::min(options.whole_limit, size - offset)));
    if (part.body.empty()) break;
    on_bytes(part.body);
    offset += part.body.size();
  }
  return {};
}

}  // namespace millrace::sync

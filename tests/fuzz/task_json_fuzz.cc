// Objects of a bucket that are read as tasks: any cut of the bytes gives the same records, resuming
// behind any record goes on with the next, and a task that was read survives its export.
#include <optional>

#include "labeling/json/task_json.h"
#include "labeling/text/record_splitter.h"
#include "tests/fuzz/fuzzing.h"

namespace millrace::labeling {
namespace {

using fuzz::Require;

struct Seen {
  std::string text;
  int64_t position, line;
  uint64_t end;
  RecordSplitter::Shape shape;  // when the record came
};

struct Reading {
  std::vector<Seen> records;
  std::optional<Error> error;
};

Reading Read(RecordSplitter splitter, std::span<const std::string_view> pieces) {
  Reading reading;
  const auto keep = [&](const RecordSplitter::Record& record) -> Result<void> {
    reading.records.push_back(
        {std::string(record.text), record.position, record.line, record.end, splitter.shape()});
    return {};
  };
  Result<void> result;
  for (const std::string_view piece : pieces)
    if (result = splitter.Feed(piece, keep); !result.has_value()) break;
  if (result.has_value()) result = splitter.Finish(keep);
  if (!result.has_value()) reading.error = result.error();
  return reading;
}

void RequireSame(const Reading& whole, size_t from, const Reading& other, bool lines) {
  Require(whole.records.size() - from == other.records.size(), "the same number of records");
  for (size_t i = 0; i < other.records.size(); ++i) {
    const Seen& a = whole.records[from + i];
    const Seen& b = other.records[i];
    Require(a.text == b.text, "the same text");
    Require(a.position == b.position, "the same position");
    Require(a.end == b.end, "the same end");
    Require(!lines || a.line == b.line, "the same line");
  }
  Require(whole.error.has_value() == other.error.has_value(), "the same outcome");
  // A record over two limits names the one that its cut met first.
  if (whole.error.has_value() && whole.error->kind != other.error->kind)
    for (const Error& error : {*whole.error, *other.error})
      Require(error.message.contains("nested deeper") || error.message.contains("larger than"),
              "the same kind");
}

void CheckSplitting(std::string_view text, RecordSplitter::Options options) {
  const std::string_view one[] = {text};
  const Reading whole = Read(RecordSplitter(options), one);
  for (const uint32_t salt : {0u, 1u})
    RequireSame(whole, 0, Read(RecordSplitter(options), fuzz::Pieces(text, salt)), true);

  uint64_t before = 0;
  for (size_t i = 0; i < whole.records.size(); ++i) {
    const Seen& record = whole.records[i];
    Require(record.position == static_cast<int64_t>(i), "positions count from 0");
    Require(record.end >= before && record.end <= text.size(), "ends ascend inside the object");
    before = record.end;
  }
  if (whole.records.empty()) return;
  // Resuming needs the shape that was settled at that moment.
  const size_t stop = text.size() % whole.records.size();
  const Seen& last = whole.records[stop];
  RecordSplitter resumed(options);
  resumed.Resume(last.end, last.position + 1, last.shape);
  const std::string_view rest = text.substr(last.end);
  if (last.shape != RecordSplitter::Shape::kSingle)
    RequireSame(whole, stop + 1, Read(resumed, fuzz::Pieces(rest)), false);
}

void CheckTask(std::string_view record, TaskReader& reader) {
  const Result<NewTask> task = reader.Read(record);
  if (!task.has_value()) {
    Require(!task.error().message.empty(), "a record that is no task says why");
    return;
  }
  Require(SameJson(task->data, task->data), "data equals itself");
  Require(task->data.starts_with('{'), "data is an object");
  ForEachString(task->data, [](std::string_view) {});

  Task row;
  row.id = 1;
  row.data = task->data;
  row.meta = task->meta;
  Annotation annotation;
  annotation.id = 1;
  annotation.result = task->annotations.empty() ? "[]" : task->annotations.front().result;
  const std::string exported = ExportAnnotationJson(annotation, row, std::nullopt);
  const auto back = ReadExportedAnnotation(exported);
  Require(back.has_value(), "an export of ours is known as one");
  Require(SameJson(back->task_data, task->data), "an export keeps the task's data");
  Require(SameJson(back->annotation.result, annotation.result), "an export keeps the result");
}

}  // namespace
}  // namespace millrace::labeling

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace millrace::labeling;
  const std::string_view text = millrace::fuzz::Text(data, size);
  CheckSplitting(text, {});
  CheckSplitting(text, {.max_record = 64, .max_depth = 4});  // the limits, with short inputs

  TaskReader reader;
  RecordSplitter splitter({});
  const auto read = [&](const RecordSplitter::Record& record) -> millrace::Result<void> {
    CheckTask(record.text, reader);
    return {};
  };
  if (splitter.Feed(text, read).has_value()) (void)splitter.Finish(read);
  CheckTask(text, reader);
  if (const auto foreign = ReadExportedAnnotation(text); foreign.has_value())
    millrace::fuzz::Require(foreign->task_data.starts_with('{'),
                            "a foreign task's data is an object");
  return 0;
}

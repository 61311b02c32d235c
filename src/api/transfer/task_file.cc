#include "api/transfer/task_file.h"

#include <algorithm>
#include <array>

#include "api/transfer/upload_files.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "labeling/config/undefined_key.h"
#include "labeling/text/record_splitter.h"
#include "labeling/text/table_columns.h"
#include "labeling/text/table_reader.h"

namespace millrace::api {
namespace {

using labeling::TableReader;

constexpr uint64_t kMaxRecord = 64u << 20;  // bytes of one task
constexpr size_t kFirstLine = 64u << 10;    // looked at for a CSV's separator

constexpr auto kExtensions = std::to_array<std::string_view>(
    {".bmp",  ".csv",   ".flac", ".gif", ".htm", ".html",   ".jpeg", ".jpg",
     ".json", ".jsonl", ".m4a",  ".mp3", ".mp4", ".ndjson", ".ogg",  ".pdf",
     ".png",  ".svg",   ".tsv",  ".txt", ".wav", ".webm",   ".webp", ".xml"});

bool IsJsonFile(std::string_view extension) {
  return extension.empty() || extension == ".json" || extension == ".jsonl" ||
         extension == ".ndjson";
}

// The key under which a file's own bytes or address stand: the config's first, or the name that
// takes its place until there is one.
std::string FileKey(const labeling::LabelConfig& config) {
  const std::vector<std::string> keys = config.DataKeys();
  return keys.empty() ? std::string(labeling::kUndefinedKey) : keys.front();
}

std::string DataOf(const std::string& key, std::string_view value) {
  JsonWriter json;
  json.BeginObject();
  json.Member(key, value);
  json.EndObject();
  return std::move(json).Take();
}

Result<void> ReadJson(const TaskFile& file, TaskCheck& check, const OnTask& on_task) {
  labeling::RecordSplitter splitter({.max_record = kMaxRecord});
  const labeling::RecordSplitter::OnRecord on_record =
      [&](const labeling::RecordSplitter::Record& record) {
        return on_task(check.Read(record.text), record.text);
      };
  RETURN_IF_ERROR(file.bytes->ForEachPiece(
      [&](std::string_view piece) { return splitter.Feed(piece, on_record); }));
  return splitter.Finish(on_record);
}

Result<void> ForEachRow(const TaskFile& file, char separator, const TableReader::OnRow& on_row) {
  TableReader reader({.separator = separator, .max_row = kMaxRecord});
  RETURN_IF_ERROR(
      file.bytes->ForEachPiece([&](std::string_view piece) { return reader.Feed(piece, on_row); }));
  return reader.Finish(on_row);
}

// Twice over the file: what type a column has is known only at its end.
Result<void> ReadTable(const TaskFile& file, TaskCheck& check, const OnTask& on_task) {
  char separator = '\t';
  if (file.extension == ".csv") {
    std::string buffer;
    ASSIGN_OR_RETURN(const std::string_view beginning, file.bytes->Read(0, kFirstLine, buffer));
    separator = labeling::DetectSeparator(beginning);
  }
  std::optional<labeling::TableColumns> columns;
  RETURN_IF_ERROR(ForEachRow(file, separator, [&](const TableReader::Row& row) -> Result<void> {
    if (columns.has_value()) return columns->Observe(row.fields, row.line);
    columns.emplace(row.fields);
    return {};
  }));
  if (!columns.has_value()) return Fail(ErrorKind::kInvalid, "No columns to parse from file");
  bool header = true;
  return ForEachRow(file, separator, [&](const TableReader::Row& row) -> Result<void> {
    if (std::exchange(header, false)) return {};
    const std::string data = columns->Data(row.fields);
    return on_task(check.Accept(data), data);
  });
}

Result<void> ReadLines(const TaskFile& file, TaskCheck& check, const OnTask& on_task) {
  const std::string key = FileKey(check.config());
  labeling::LineReader reader(kMaxRecord);
  const labeling::LineReader::OnLine on_line = [&](std::string_view line) {
    const std::string data = DataOf(key, line);
    return on_task(check.Accept(data), data);
  };
  RETURN_IF_ERROR(file.bytes->ForEachPiece(
      [&](std::string_view piece) { return reader.Feed(piece, on_line); }));
  return reader.Finish(on_line);
}

Result<void> ReadWhole(const TaskFile& file, TaskCheck& check, const OnTask& on_task) {
  size_t objects = 0;
  for (const labeling::ObjectTag& object : check.config().objects) {
    objects += !object.data_key.empty();
  }
  if (objects > 1) {
    return Fail(ErrorKind::kInvalid,
                "Your label config has more than one data key and direct file upload supports only "
                "one data key. To import data with multiple data keys, use a JSON or CSV file.");
  }
  std::string data;
  if (file.extension == ".html" || file.extension == ".htm" || file.extension == ".xml") {
    if (file.bytes->size() > kMaxRecord) {
      return Fail(ErrorKind::kTooLarge, "It is larger than " + HumanBytes(kMaxRecord) + ".");
    }
    std::string buffer;
    ASSIGN_OR_RETURN(const std::string_view text, file.bytes->Read(0, kMaxRecord, buffer));
    if (!IsUtf8(text)) {
      return Fail(ErrorKind::kInvalid, "It is not UTF-8 text.", "Save the file as UTF-8.");
    }
    data = DataOf(FileKey(check.config()), text);
  } else {
    data = DataOf(FileKey(check.config()), UploadFiles::UrlOf(file.file));
  }
  return on_task(check.Accept(data), data);
}

}  // namespace

bool TaskFile::MayBeList() const {
  return extension == ".csv" || extension == ".tsv" || extension == ".txt";
}

Result<void> CheckExtension(std::string_view extension) {
  if (std::ranges::find(kExtensions, extension) != kExtensions.end()) return {};
  return FailField("non_field_errors", Printable(extension, 40) + " extension is not supported");
}

Result<void> ReadTasks(const TaskFile& file, bool as_list, TaskCheck& check,
                       const OnTask& on_task) {
  // A callback's Error goes through as it is; the file's own are told with its name.
  std::optional<Error> from_callback;
  const OnTask guarded = [&](Result<labeling::NewTask> task,
                             std::string_view item) -> Result<void> {
    Result<void> result = on_task(std::move(task), item);
    if (!result.has_value()) from_callback = result.error();
    return result;
  };
  Result<void> read;
  if (IsJsonFile(file.extension)) {
    read = ReadJson(file, check, guarded);
  } else if (!as_list || !file.MayBeList()) {
    read = ReadWhole(file, check, guarded);
  } else {
    read = file.extension == ".txt" ? ReadLines(file, check, guarded)
                                    : ReadTable(file, check, guarded);
  }
  if (read.has_value() || from_callback.has_value()) return read;
  Error& error = read.error();
  if (error.kind != ErrorKind::kInvalid && error.kind != ErrorKind::kTooLarge) return read;
  if (error.kind == ErrorKind::kTooLarge) error.advice = "Split it.";
  return FailField("non_field_errors",
                   (file.file.empty() ? "" : "Failed to parse input file " + file.name() + ": ") +
                       error.Sentence());
}

}  // namespace millrace::api
